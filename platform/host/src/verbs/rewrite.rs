//! `goldcrest rewrite`: rewriters learnt from pairs, and texts repaired.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use goldcrest::rewrite::generate::{GenerateModel, Network};
use goldcrest::rewrite::{EditModel, UNKNOWN};
use goldcrest_forge::rewriting::{HeardWord, LearntEdits, LearntGenerator, Part, heard_words};
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, bytes};
use crate::rewriting::{Corpus, Lesson, english_voice};
use crate::stats::read_share;

/// Arguments of `rewrite`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest rewrite learn --pairs pairs.jsonl --trie sentences.txt --out model.grwe
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt --model model.grwe")]
pub struct Rewrite {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Learn what recognisers mishear from pairs of heard and said
    Learn(Learn),
    /// Fit when to trust a generator, from the same pairs
    Fit(Fit),
    /// Tell how the words of texts sound, as rewriting hears them
    Sounds(Sounds),
}

/// Arguments of `rewrite fit`.
#[derive(Debug, Args)]
#[command(after_help = "\
The network comes from `python -m goldcrest_train rewrite`. The pairs of six tenths of the sentences \
it knows by heart: its confidence, that of the strategy `joined` and their thresholds come from two tenths, each pair \
judged by what was fitted on others. The last two tenths are not looked at.

Examples:
  goldcrest rewrite fit --network network.grwg --pairs pairs.jsonl --trie sentences.txt --out model.grwg
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt --strategy joined --generator model.grwg")]
pub struct Fit {
    /// The network, or a model that begins with one
    #[arg(long, value_name = "FILE")]
    network: PathBuf,
    #[command(flatten)]
    corpus: Corpus,
    /// Where to write the model
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Of the repairs of the pairs for development, the share that is right at the thresholds
    #[arg(long, value_name = "SHARE", value_parser = read_share, default_value_t = 0.92)]
    precision: f64,
}

/// Arguments of `rewrite sounds`.
#[derive(Debug, Args)]
#[command(after_help = "\
Sounds are numbers: 1 to 39 the phones of CMUdict in alphabetical order, 40 a word that was heard and could not be \
written. With --json each line gives {\"words\": [...], \"sounds\": [[...], ...], \"part\": ...}; part says what pairs of \
the sentence may be used for: training, development or test.

Example:
  goldcrest rewrite sounds --texts sentences.txt --json")]
pub struct Sounds {
    /// A text a line, as a recogniser wrote it
    #[arg(long, value_name = "FILE")]
    texts: PathBuf,
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
    #[command(flatten)]
    lesson: Lesson,
    /// Where to write the model
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Of the repairs of the pairs for development, the share that is right at the threshold
    #[arg(long, value_name = "SHARE", value_parser = read_share, default_value_t = 0.92)]
    precision: f64,
    /// Choose the prior of confusions, and fit the confidence, on folds of the pairs for training that costs were
    /// not learnt from; takes many times as long
    #[arg(long)]
    folds: bool,
}

/// Runs the verb.
pub fn run(arguments: &Rewrite, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Learn(arguments) => learn(arguments, screen),
        Verb::Fit(arguments) => fit(arguments, screen),
        Verb::Sounds(arguments) => sounds(arguments, screen),
    }
}

fn fit(arguments: &Fit, screen: &mut Screen<'_>) -> Ended {
    let lesson = &arguments.corpus.lesson;
    let pairs = lesson.pairs()?;
    let file = lesson.file()?;
    let trie = file.trie(&lesson.trie)?;
    let edits = arguments.corpus.learnt()?;
    let help = "train a network with `python -m goldcrest_train rewrite`";
    let unreadable = |error: &dyn std::fmt::Display| {
        let what = format!("cannot read {}: {error}", arguments.network.display());
        Failure::bad_input(what, help)
    };
    let network = fs::read(&arguments.network).map_err(|error| unreadable(&error))?;
    let mut voice = english_voice(None);
    let fitted = LearntGenerator::fit(
        &network,
        &edits,
        &pairs,
        &trie,
        &mut voice,
        arguments.precision,
    );
    let fitted = fitted.map_err(|error| unreadable(&error))?;
    let model = GenerateModel::open(fitted.bytes()).map_err(|error| unreadable(&error))?;
    fs::write(&arguments.out, fitted.bytes()).map_err(|error| {
        let what = format!("cannot write {}: {error}", arguments.out.display());
        Failure::bad_input(what, "give another path to --out")
    })?;
    let thresholds = [model.alone.threshold, model.joined.threshold];
    screen.line(&format!(
        "{}: {}; thresholds {:.3} alone and {:.3} joined",
        arguments.out.display(),
        bytes(fitted.bytes().len() as u64),
        thresholds[0],
        thresholds[1],
    ))?;
    screen.object(&json!({
        "file": arguments.out.display().to_string(), "bytes": fitted.bytes().len(),
        "network_bytes": Network::BYTES, "threshold_alone": thresholds[0], "threshold_joined": thresholds[1],
    }))?;
    Ok(Verdict::Good)
}

fn sounds(arguments: &Sounds, screen: &mut Screen<'_>) -> Ended {
    let texts = fs::read_to_string(&arguments.texts).map_err(|error| {
        let what = format!("cannot read {}: {error}", arguments.texts.display());
        Failure::bad_input(what, "give a text file with a request a line")
    })?;
    let mut voice = english_voice(None);
    for text in texts.lines().filter(|text| !text.is_empty()) {
        let heard = heard_words(text);
        let words: Vec<&str> = heard
            .iter()
            .map(|word| match word {
                HeardWord::Word(word) => word.as_str(),
                HeardWord::Unknown => "?",
            })
            .collect();
        let sounds: Vec<Vec<u8>> = heard
            .iter()
            .map(|word| match word {
                HeardWord::Word(word) => voice.phones(word).to_vec(),
                HeardWord::Unknown => vec![UNKNOWN],
            })
            .collect();
        for (word, sounds) in words.iter().zip(&sounds) {
            let numbers: Vec<String> = sounds.iter().map(u8::to_string).collect();
            screen.line(&format!("{word}: {}", numbers.join(" ")))?;
        }
        let part = match Part::of(&words.join(" ")) {
            Part::Training => "training",
            Part::Development => "development",
            Part::Test => "test",
        };
        screen.object(&json!({ "words": words, "sounds": sounds, "part": part }))?;
    }
    Ok(Verdict::Good)
}

fn learn(arguments: &Learn, screen: &mut Screen<'_>) -> Ended {
    let pairs = arguments.lesson.pairs()?;
    let file = arguments.lesson.file()?;
    let trie = file.trie(&arguments.lesson.trie)?;
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
    let (voice, precision) = (&mut english_voice(None), arguments.precision);
    let (learnt, tried) = match arguments.folds {
        true => LearntEdits::learn_in_folds(&pairs, &trie, voice, precision),
        false => (
            LearntEdits::learn(&pairs, &trie, voice, precision),
            Vec::new(),
        ),
    };
    for one in &tried {
        screen.line(&format!(
            "prior {:6.2}: {} of {} requests repaired by what was learnt from other sentences",
            one.prior, one.right, one.of
        ))?;
    }
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
        "priors": tried.iter().map(|one| json!({ "prior": one.prior, "right": one.right, "of": one.of }))
            .collect::<Vec<_>>(),
    }))?;
    Ok(Verdict::Good)
}
