//! `goldcrest eval nlu`: of labelled texts, the share that is understood.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use goldcrest_pack::{Pack, SectionKind};
use serde_json::json;

use crate::assistants;
use crate::eval::nlu::{
    Example, NluScore, Prediction, Predictor, confusion_svg, read, reliability_svg,
};
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Table, Tint, meter, printable};
use crate::stats::{Share, read_share};

/// Confused pairs that are shown.
const CONFUSED: usize = 12;
/// Labels unknown to the pack that are listed in text.
const UNKNOWN: usize = 8;
const WIDTH: usize = 20;

/// Arguments of `eval nlu`.
#[derive(Debug, Args)]
#[command(after_help = "\
Words are what white space parts; a slot is right when its name, first and last word are (micro F1 over \
BIO spans, as seqeval counts). The intent is the likeliest one, whether or not it is sure enough; \
out-of-scope recall is taken at the in-scope score that 95 % of the texts in scope reach. The confusion \
matrix counts likeliest intents too; texts out of scope are its row (none), with what the pack would act on, so a \
correct refusal is (none) for (none). Intervals are of 95 %: Wilson's for shares, a bootstrap over sentences \
for slot F1.

Data are JSON lines {\"text\": …, \"intent\": …, \"slots\": [{\"slot\": …, \"start\": 0, \"end\": 1}]}, a data \
set of Snips or of Rasa (YAML or JSON).

Examples:
  goldcrest eval nlu --pack nlu-slurp --data test.jsonl --json
  goldcrest eval nlu --pack nlu-clinc --data val.jsonl --data oos_val.jsonl
  goldcrest eval nlu --pack home --data tools/assistants/home/paraphrases/held.jsonl
  goldcrest eval nlu --pack nlu-snips --data train.jsonl --only dev.txt --confusion matrix.svg")]
pub struct Nlu {
    /// A pack file, a network of models-quantized/ or an assistant by name, or the folder of either
    #[arg(long, value_name = "FILE or NAME", default_value = "home")]
    pack: String,
    /// Labelled text; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    /// Only texts whose id, or whose text, is a line of this file
    #[arg(long, value_name = "LIST.txt")]
    only: Option<PathBuf>,
    /// The intent of texts that must not be understood; may be given several times [default: oos, none,
    /// out_of_scope]
    #[arg(long, value_name = "NAME")]
    out_of_scope: Vec<String>,
    /// What understands: the network alone, or templates first [default: chain where the pack has templates]
    #[arg(long, value_name = "STAGE")]
    stage: Option<Stage>,
    /// Write the confusion matrix as a picture
    #[arg(long, value_name = "FILE.svg")]
    confusion: Option<PathBuf>,
    /// Write the reliability plot as a picture
    #[arg(long, value_name = "FILE.svg")]
    reliability: Option<PathBuf>,
    /// Fail (exit status 1) where the intent accuracy is below this
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    at_least: Option<f64>,
}

/// What understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// The network alone.
    Network,
    /// Templates, then the network.
    Chain,
}

/// Runs the verb.
pub fn run(arguments: &Nlu, screen: &mut Screen<'_>) -> Ended {
    let image = assistants::by_name(&arguments.pack)?;
    let pack = assistants::open(&image, &arguments.pack)?;
    let mut examples = Vec::new();
    for file in &arguments.data {
        examples.extend(read(file)?);
    }
    if let Some(list) = &arguments.only {
        examples = only(examples, list)?;
    }
    let outside = if arguments.out_of_scope.is_empty() {
        ["oos", "none", "out_of_scope"].map(str::to_owned).to_vec()
    } else {
        arguments.out_of_scope.clone()
    };
    let stage = arguments.stage.unwrap_or_else(|| default_stage(&pack));
    let unknown = UnknownLabels::of(&pack, &examples, &outside);
    unknown.warn(screen)?;
    let mut predictor = match stage {
        Stage::Network => Predictor::network(&pack, &arguments.pack)?,
        Stage::Chain => Predictor::chain(pack, &arguments.pack),
    };
    let predictions = examples
        .iter()
        .map(|example| predictor.predict(&example.text))
        .collect::<Result<Vec<Prediction>, Failure>>()?;
    let score = NluScore::of(&examples, &predictions, &outside);
    for (file, picture) in [
        (&arguments.confusion, confusion_svg(&score.confusion)),
        (
            &arguments.reliability,
            reliability_svg(&score.bins, score.ece),
        ),
    ] {
        if let Some(file) = file {
            write(file, &picture)?;
        }
    }
    tell(&score, screen)?;
    screen.object(&as_json(arguments, stage, &score, &unknown))?;
    let wanted = arguments.at_least.unwrap_or(0.0);
    Ok(if score.intent.rate < wanted {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

fn default_stage(pack: &Pack<'_>) -> Stage {
    if pack.first(SectionKind::Grammar).is_some() {
        Stage::Chain
    } else {
        Stage::Network
    }
}

fn only(examples: Vec<Example>, list: &Path) -> Result<Vec<Example>, Failure> {
    let shown = list.display();
    let text = fs::read_to_string(list).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {shown}: {error}"),
            "give a text file with an id or a text on each line",
        )
    })?;
    let wanted: BTreeSet<&str> = text.lines().map(str::trim).collect();
    let kept: Vec<Example> = examples
        .into_iter()
        .filter(|example| {
            wanted.contains(example.id.as_str()) || wanted.contains(example.text.trim())
        })
        .collect();
    if kept.is_empty() {
        return Err(Failure::bad_input(
            format!("no text of the data is in {shown}"),
            "its lines are the ids of the data, or the texts themselves",
        ));
    }
    Ok(kept)
}

/// Labels of the data that the pack can never give: errors that no training mends.
struct UnknownLabels<'e> {
    intents: BTreeSet<&'e str>,
    slots: BTreeSet<&'e str>,
}

impl<'e> UnknownLabels<'e> {
    /// Those of texts in scope.
    fn of(pack: &Pack<'_>, examples: &'e [Example], outside: &[String]) -> Self {
        let inside = |example: &&Example| !outside.contains(&example.intent);
        let inside = || examples.iter().filter(inside);
        let intents = inside().map(|example| example.intent.as_str());
        let slots = inside().flat_map(|example| &example.spans);
        let slots = slots.map(|span| span.slot.as_str());
        let (known, known_slots) = (assistants::intents(pack), assistants::slots(pack));
        Self {
            intents: intents.filter(|name| !known.contains(*name)).collect(),
            slots: slots.filter(|name| !known_slots.contains(*name)).collect(),
        }
    }

    fn warn(&self, screen: &mut Screen<'_>) -> Result<(), Failure> {
        for (kind, unknown) in [("intents", &self.intents), ("slots", &self.slots)] {
            if unknown.is_empty() {
                continue;
            }
            let listed: Vec<&str> = unknown.iter().copied().take(UNKNOWN).collect();
            let text = format!(
                "{} of the data's {kind} are not in the pack, which counts as errors: {}{}",
                unknown.len(),
                listed.join(", "),
                if unknown.len() > UNKNOWN { ", …" } else { "" }
            );
            screen.line(&screen.ink.paint(Tint::Warn, &printable(&text)))?;
        }
        Ok(())
    }
}

fn write(file: &Path, picture: &str) -> Result<(), Failure> {
    fs::write(file, picture).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", file.display()),
            "give a place that can be written to",
        )
    })
}

fn tell(score: &NluScore, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let errors = score.confusion.errors();
    let mut table = Table::new(&["wanted", "found", "times"]).right(&[2]);
    for (wanted, found, times) in errors.iter().take(CONFUSED) {
        table.row(&[printable(wanted), printable(found), times.to_string()]);
    }
    if !table.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&line)?;
        }
        screen.gap()?;
    }
    for bin in score.bins.iter().filter(|bin| bin.count > 0) {
        screen.line(&format!(
            "confidence {:.2} to {:.2}  {} {:5.1} % right of {}",
            bin.from,
            bin.to,
            meter::bar(bin.right, 1.0, WIDTH),
            100.0 * bin.right,
            bin.count
        ))?;
    }
    screen.gap()?;
    let line = |name: &str, share: &Share| format!("{name:<24} {}", share.describe());
    let intent = screen.ink.paint(Tint::Gold, &score.intent.describe());
    screen.line(&format!("intent accuracy          {intent}"))?;
    if score.spans.wanted + score.spans.found > 0 {
        screen.line(&format!(
            "slot F1                  {:.1} % ({:.1} to {:.1}), precision {:.1}, recall {:.1}; {} right, {} found, {} wanted",
            100.0 * score.spans.f1(),
            100.0 * score.f1_interval.0,
            100.0 * score.f1_interval.1,
            100.0 * score.spans.precision(),
            100.0 * score.spans.recall(),
            score.spans.right,
            score.spans.found,
            score.spans.wanted
        ))?;
    }
    screen.line(&line("exact match", &score.exact))?;
    screen.line(&line("not sure enough", &score.refused))?;
    screen.line(&format!(
        "calibration error        {:.3} (with true confidences {:.3} by chance, up to {:.3})",
        score.ece, score.ece_by_chance.mean, score.ece_by_chance.high
    ))?;
    if score.outside.count > 0 {
        screen.line(&line("out-of-scope recall", &score.outside))?;
        screen.line(&line("refused by the pack", &score.outside_refused))?;
    }
    Ok(())
}

fn as_json(
    arguments: &Nlu,
    stage: Stage,
    score: &NluScore,
    unknown: &UnknownLabels<'_>,
) -> serde_json::Value {
    let outside = (score.outside.count > 0).then_some(score.outside);
    json!({
        "pack": arguments.pack,
        "stage": match stage { Stage::Network => "network", Stage::Chain => "chain" },
        "count": score.intent.count,
        "intent_accuracy": score.intent.rate,
        "intent_low": score.intent.low,
        "intent_high": score.intent.high,
        "slot_f1": score.spans.f1(),
        "slot_f1_low": score.f1_interval.0,
        "slot_f1_high": score.f1_interval.1,
        "slot_precision": score.spans.precision(),
        "slot_recall": score.spans.recall(),
        "unknown_intents": unknown.intents,
        "unknown_slots": unknown.slots,
        "exact_match": score.exact.rate,
        "exact_low": score.exact.low,
        "exact_high": score.exact.high,
        "ece": score.ece,
        "ece_by_chance": score.ece_by_chance.mean,
        "ece_by_chance_high": score.ece_by_chance.high,
        "refused": score.refused.rate,
        "oos_count": score.outside.count,
        "oos_recall": outside.map(|share| share.rate),
        "oos_low": outside.map(|share| share.low),
        "oos_high": outside.map(|share| share.high),
        "oos_threshold": outside.map(|_| score.outside_threshold),
        "oos_refused": outside.map(|_| score.outside_refused.rate),
        "reliability": score.bins.iter().map(|bin| json!({
            "from": bin.from, "to": bin.to, "count": bin.count,
            "confidence": bin.confidence, "right": bin.right,
        })).collect::<Vec<_>>(),
        "slots": score.by_slot.iter().map(|(slot, counts)| json!({
            "slot": slot, "f1": counts.f1(), "right": counts.right, "found": counts.found,
            "wanted": counts.wanted,
        })).collect::<Vec<_>>(),
        "confusion": score.confusion.cells().map(|(wanted, found, times)| {
            json!({ "wanted": wanted, "found": found, "count": times })
        }).collect::<Vec<_>>(),
    })
}
