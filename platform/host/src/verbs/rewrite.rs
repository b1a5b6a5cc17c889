//! `goldcrest rewrite`: rewriters learnt from pairs, and texts repaired.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use goldcrest::rewrite::EditModel;
use goldcrest_forge::rewriting::{LearntEdits, Part};
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, bytes};
use crate::rewriting::{english_voice, read_pairs};
use crate::utterances::TrieFile;

/// Arguments of `rewrite`.
#[derive(Debug, Args)]
pub struct Rewrite {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Learn what recognisers mishear from pairs of heard and said
    Learn(Learn),
}

/// Arguments of `rewrite learn`.
#[derive(Debug, Args)]
#[command(after_help = "\
Costs of mistakes and the confidence come from the pairs of six tenths of the sentences, the threshold from two tenths; \
the pairs of the last two tenths are not looked at. The same input gives the same model.

Examples:
  goldcrest rewrite learn --pairs pairs.jsonl --trie sentences.txt --out model.grwe
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt --model model.grwe")]
pub struct Learn {
    /// Lines such as {\"heard\": \"turn of the light\", \"said\": \"turn off the light\"}
    #[arg(long, value_name = "FILE.jsonl")]
    pairs: PathBuf,
    /// The known sentences: a text file with one a line, or what `trie build` wrote
    #[arg(long, value_name = "SENTENCES.txt")]
    trie: PathBuf,
    /// Where to write the model
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Of the repairs of the pairs for development, the share that is right at the threshold
    #[arg(long, value_name = "SHARE", default_value_t = 0.92)]
    precision: f64,
}

/// Runs the verb.
pub fn run(arguments: &Rewrite, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Learn(arguments) => learn(arguments, screen),
    }
}

fn learn(arguments: &Learn, screen: &mut Screen<'_>) -> Ended {
    let pairs = read_pairs(&arguments.pairs)?;
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let count = |part| {
        pairs
            .iter()
            .filter(|pair| Part::of(&pair.said) == part)
            .count()
    };
    let (training, development) = (count(Part::Training), count(Part::Development));
    if training == 0 || development == 0 {
        return Err(Failure::bad_input(
            format!("{} pairs are too few to learn from", pairs.len()),
            "give some hundreds, of some hundreds of sentences",
        ));
    }
    let learnt = LearntEdits::learn(&pairs, &trie, &mut english_voice(None), arguments.precision);
    let written = learnt.write();
    fs::write(&arguments.out, &written).map_err(|error| {
        let what = format!("cannot write {}: {error}", arguments.out.display());
        Failure::bad_input(what, "give another path to --out")
    })?;
    let threshold = EditModel::open(learnt.engine()).map(|model| model.confidence.threshold);
    screen.line(&format!(
        "{}: {}, of which the engine reads {}; learnt from {training} pairs, threshold {:.3} from {development}",
        arguments.out.display(),
        bytes(written.len() as u64),
        bytes(learnt.engine().len() as u64),
        threshold.unwrap_or_default(),
    ))?;
    screen.object(&json!({
        "file": arguments.out.display().to_string(), "bytes": written.len(),
        "engine_bytes": learnt.engine().len(), "training": training, "development": development,
        "threshold": threshold,
    }))?;
    Ok(Verdict::Good)
}
