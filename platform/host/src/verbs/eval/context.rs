//! `goldcrest eval context`: of texts whose right answer depends on context, the share that is right with
//! it and without.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::assistants::{self, Choice};
use crate::context::{ContextScore, Half, Understander, read};
use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Table, Tint, cut, printable};
use crate::stats::read_share;

/// Widest column of failures.
const WIDEST: usize = 40;

/// Arguments of `eval context`.
#[derive(Debug, Args)]
#[command(after_help = "\
A line of the data is {\"id\": \"12.3\", \"text\": …, \"signals\": {…}, \"intent\": …, \"slots\": {…}}: the \
third context of text 12. Texts of even number are held for testing, weights are learned from the others. \
Lines with \"depends\": false must be right in spite of their signals. Right is the intent with exactly \
these slots.

Examples:
  goldcrest eval context
  goldcrest eval context --json --half all --data my/pairs.jsonl --assistant my/assistant")]
pub struct Context {
    /// Texts, signals, right answers [default: tests/context.jsonl of the assistant]
    #[arg(long, value_name = "FILE.jsonl")]
    data: Option<PathBuf>,
    /// Which texts
    #[arg(long, value_enum, default_value = "held")]
    half: Half,
    /// Fail (exit status 1) where the share right with context is below this
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    at_least: Option<f64>,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Context, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let file = assistants::context_data(arguments.data.as_deref(), &arguments.choice)?;
    let pairs: Vec<_> = read(&file)?
        .into_iter()
        .filter(|pair| arguments.half.has(pair))
        .collect();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let score = ContextScore::of(&pairs, &mut Understander::new(pack, &label))?;
    let mut table = Table::new(&["", "text", "wanted", "found"]);
    for (pair, found) in &score.wrong {
        let spelt = |intent: &str, slots: &std::collections::BTreeMap<String, String>| {
            let slots = slots.iter().map(|(name, value)| format!(" {name}={value}"));
            cut(
                &printable(&(intent.to_owned() + &slots.collect::<String>())),
                WIDEST,
            )
        };
        table.row(&[
            pair.id.clone(),
            cut(&printable(&pair.text), WIDEST),
            spelt(&pair.intent, &pair.slots),
            found
                .as_ref()
                .map_or_else(|| "nothing".into(), |(intent, slots)| spelt(intent, slots)),
        ]);
    }
    if !table.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&line)?;
        }
        screen.gap()?;
    }
    let with = screen.ink.paint(Tint::Gold, &score.with.describe());
    screen.line(&format!("with context             {with}"))?;
    screen.line(&format!(
        "without                  {}",
        score.without.describe()
    ))?;
    screen.line(&format!(
        "independent, in spite    {}",
        score.unaffected_with.describe()
    ))?;
    screen.line(&format!(
        "independent, without     {}",
        score.unaffected_without.describe()
    ))?;
    screen.object(&json!({
        "assistant": label,
        "count": score.with.count,
        "with_context": score.with.rate, "with_low": score.with.low, "with_high": score.with.high,
        "without_context": score.without.rate,
        "independent_count": score.unaffected_with.count,
        "independent_with_context": score.unaffected_with.rate,
        "independent_without_context": score.unaffected_without.rate,
        "wrong": score.wrong.iter().map(|(pair, found)| json!({
            "id": pair.id, "text": pair.text, "signals": pair.signals,
            "wanted": { "intent": pair.intent, "slots": pair.slots },
            "found": found.as_ref().map(|(intent, slots)| json!({ "intent": intent, "slots": slots })),
        })).collect::<Vec<_>>(),
    }))?;
    let wanted = arguments.at_least.unwrap_or(0.0);
    Ok(if score.with.rate < wanted {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}
