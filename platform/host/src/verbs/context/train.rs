use std::fs;
use std::path::PathBuf;

use clap::Args;
use goldcrest_forge::context::{LEARNED_FILE, write_learned};
use serde_json::json;

use crate::assistants::{self, Choice};
use crate::context::{Half, Understander, read, train};
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Table, Tint, printable};

/// Weights that are shown.
const SHOWN: usize = 12;

/// Arguments of `context train`.
#[derive(Debug, Args)]
#[command(after_help = "\
Learns from the texts of odd number, on top of the rules of context.yaml, and writes context.learned.yaml \
beside it; `goldcrest eval context` measures on the others. Equal data give equal weights. A file that was \
learned before takes part like any rule: remove it to begin anew.

Examples:
  goldcrest context train
  goldcrest context train --assistant my/assistant --data my/pairs.jsonl --out /dev/stdout")]
pub struct Train {
    /// Texts, signals, right answers [default: tests/context.jsonl of the assistant]
    #[arg(long, value_name = "FILE.jsonl")]
    data: Option<PathBuf>,
    /// Where to write the weights [default: context.learned.yaml of the assistant]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Which texts
    #[arg(long, value_enum, default_value = "train")]
    half: Half,
    /// How strongly weights are held back
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    regularisation: f64,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Train, screen: &mut Screen<'_>) -> Ended {
    if !(arguments.regularisation > 0.0 && arguments.regularisation.is_finite()) {
        return Err(Failure::bad_input(
            format!("{} holds no weight back", arguments.regularisation),
            "give a positive --regularisation, for example 1",
        ));
    }
    let label = arguments.choice.label();
    let file = assistants::context_data(arguments.data.as_deref(), &arguments.choice)?;
    let pairs: Vec<_> = read(&file)?
        .into_iter()
        .filter(|pair| arguments.half.has(pair))
        .collect();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let mut understander = Understander::new(pack, &label);
    let learned = train(&pairs, &mut understander, arguments.regularisation)?;
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => assistants::find_folder(&arguments.choice.assistant)?.join(LEARNED_FILE),
    };
    let heading = format!(
        "Learned by `goldcrest context train` from {} texts with a choice; do not edit, train again.",
        learned.used
    );
    fs::write(&out, write_learned(&heading, &learned.rules)).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", out.display()),
            "give another place with --out FILE",
        )
    })?;
    let mut rules = learned.rules.clone();
    rules.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    let mut table = Table::new(&["because", "likelier", "by nats"]).right(&[2]);
    for rule in rules.iter().take(SHOWN) {
        let when = rule.when.as_ref();
        let slot = rule.slot.as_ref();
        table.row(&[
            when.map_or_else(
                || "always".into(),
                |(signal, state)| format!("{signal}={state}"),
            ),
            slot.map_or_else(
                || rule.intent.clone(),
                |(slot, value)| format!("{} {slot}={}", rule.intent, printable(value)),
            ),
            format!("{:+.2}", rule.weight),
        ]);
    }
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    screen.line(&format!(
        "{} weights from {} of {} texts; log-likelihood {:.3}, before {:.3}; wrote {}",
        learned.rules.len(),
        learned.used,
        pairs.len(),
        learned.likelihood.1,
        learned.likelihood.0,
        screen.ink.paint(Tint::Good, &out.display().to_string())
    ))?;
    screen.object(&json!({
        "assistant": label, "count": pairs.len(), "used": learned.used,
        "weights": learned.rules.len(), "out": out.display().to_string(),
        "likelihood_before": learned.likelihood.0, "likelihood_after": learned.likelihood.1,
    }))?;
    Ok(Verdict::Good)
}
