//! `goldcrest eval rewrite`: misheard requests, and what repairing them is worth.

mod tell;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use goldcrest_forge::rewriting::{LearntEdits, LearntGenerator, Pair, text_of};
use goldcrest_trie::utterances::UtteranceTrie;

use crate::assistants;
use crate::eval::nlu::Predictor;
use crate::exit::{Ended, Failure, Verdict};
use crate::present::Screen;
use crate::rewriting::{
    Dense, Edit, Exam, Figures, Generate, Intents, Plain, Retrieval, Strategy, curves, generator,
};
use crate::stats::read_share;
use tell::tell;

/// Arguments of `eval rewrite`.
#[derive(Debug, Args)]
#[command(after_help = "\
Each request is what a recogniser heard. Where it is a known sentence it stays; else the strategy proposes a \
known sentence, and repairs where it is sure enough. All texts are normalised, and compared as words.

  precision  of the repairs made, the share that gives what was said
  repaired   of the misheard requests, the share that becomes what was said
  spoilt     of the requests heard well, the share that becomes something else
  coverage   of all requests, the share for which a repair is made
  asked      of the repairs made, the share that changes a number, so that the user would be asked

With --pack also the share whose intent is that of what was said, as heard and as repaired, by that network.

Sentences are divided by a hash of what was said: six tenths to learn from, two to set thresholds, two for \
figures; all pairs of a sentence go together. A model knows which sentences it has seen, and their pairs are left \
out unless --part names them.

Examples:
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt --strategy retrieval --coverage 0.3
  goldcrest eval rewrite --pairs pairs.jsonl --trie known.trie --strategy all --svg curve.svg --json
  goldcrest eval rewrite --pairs pairs.jsonl --trie known.trie --pack nlu-slurp")]
pub struct Rewrite {
    #[command(flatten)]
    exam: Exam,
    /// How requests are repaired
    #[arg(long, value_enum, default_value_t = Name::Edit)]
    strategy: Name,
    /// A generator that `rewrite fit` wrote [default: the English one]
    #[arg(long, value_name = "FILE")]
    generator: Option<PathBuf>,
    /// Repair the surest of this share of all requests, whatever the threshold
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    coverage: Option<f64>,
    /// Count intents too, by this network: a pack file, or a network of models-quantized/ by name
    #[arg(long, value_name = "FILE or NAME")]
    pack: Option<String>,
    /// Write the curve of precision over coverage
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Failures listed
    #[arg(long, value_name = "N", default_value_t = 12)]
    failures: usize,
    /// Fail (exit status 1) where the precision is below this
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    at_least: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Edit distance over sounds, with learnt costs: the engine's
    Edit,
    /// The same, searched by a beam as boards do
    Beam,
    /// A network that says sound by sound what was said, its beam limited to the known sentences
    Generate,
    /// What `edit` finds, judged by that network too
    Joined,
    /// Edit distance over letters
    Plain,
    /// Cosine over letter trigrams and words
    Retrieval,
    /// Nearest embedding, by an encoder trained on the pairs for training, and a ranker
    Dense,
    /// One after the other
    All,
}

/// Runs the verb.
pub fn run(arguments: &Rewrite, screen: &mut Screen<'_>) -> Ended {
    let corpus = &arguments.exam.corpus;
    let learnt = corpus.learnt()?;
    let names = arguments.strategy.each();
    let generator = match names.iter().any(|name| name.generates()) {
        true => Some(generator(arguments.generator.as_deref())?),
        false => None,
    };
    let every = corpus.lesson.pairs()?;
    let all = every.len();
    let pairs = arguments.exam.asked(&every, &learnt)?;
    let file = corpus.lesson.file()?;
    let trie = file.trie(&corpus.lesson.trie)?;
    let unknown = pairs
        .iter()
        .filter(|pair| !trie.contains(&pair.said))
        .count();
    screen.line(&format!(
        "{} of {all} pairs ({} left out); {} known sentences, {unknown} of those said not among them",
        pairs.len(),
        all - pairs.len(),
        trie.sentence_count(),
    ))?;
    let image = arguments.pack.as_deref().map(assistants::by_name);
    let image = image.transpose()?;
    let label = arguments.pack.as_deref().unwrap_or_default();
    let pack = image.as_ref().map(|image| assistants::open(image, label));
    let pack = pack.transpose()?;
    let mut network = match &pack {
        Some(pack) => Some(Predictor::network(pack, label)?),
        None => None,
    };
    let mut told: Vec<(&str, Figures)> = Vec::new();
    for name in names {
        let mut strategy = name.strategy(trie, (&learnt, generator.as_ref()), &every)?;
        let figures = Figures::of(
            &mut *strategy,
            pairs.clone(),
            |text| trie.contains(text),
            arguments.coverage,
            progress(pairs.len()),
        );
        let intents = match &mut network {
            Some(network) => Some(Intents::of(&figures, network)?),
            None => None,
        };
        let left_out = all - figures.decided.len();
        let failures = arguments.failures;
        tell(
            strategy.name(),
            &figures,
            intents,
            (left_out, failures),
            screen,
        )?;
        told.push((strategy.name(), figures));
    }
    if let [(_, first), others @ ..] = &told[..] {
        for (name, other) in others {
            screen.line(&format!(
                "at the coverage of edit ({:.1} %): precision of {name} {:.1} %, of edit {:.1} %",
                100.0 * first.coverage.rate,
                100.0 * other.precision_at(first.coverage.rate),
                100.0 * first.precision.rate,
            ))?;
        }
    }
    if let Some(path) = &arguments.svg {
        let lines: Vec<_> = told
            .iter()
            .map(|(name, figures)| (*name, &figures.curve[..]))
            .collect();
        fs::write(path, curves(&lines)).map_err(|error| {
            let what = format!("cannot write {}: {error}", path.display());
            Failure::bad_input(what, "give another path to --svg")
        })?;
    }
    let precise = told.iter().all(|(_, figures)| {
        arguments
            .at_least
            .is_none_or(|least| figures.precision.rate >= least)
    });
    Ok(match precise {
        true => Verdict::Good,
        false => Verdict::CheckFailed,
    })
}

impl Name {
    fn each(self) -> Vec<Name> {
        match self {
            Name::All => vec![
                Name::Edit,
                Name::Beam,
                Name::Generate,
                Name::Joined,
                Name::Plain,
                Name::Retrieval,
                Name::Dense,
            ],
            one => vec![one],
        }
    }

    fn generates(self) -> bool {
        matches!(self, Name::Generate | Name::Joined)
    }

    fn strategy<'e>(
        self,
        trie: UtteranceTrie<'e>,
        (learnt, generator): (&'e LearntEdits, Option<&'e LearntGenerator>),
        pairs: &[Pair],
    ) -> Result<Box<dyn Strategy + 'e>, Failure> {
        let generate = || -> Result<Generate<'e>, Failure> {
            let generator = generator.ok_or_else(|| {
                Failure::bad_input("no generator was opened", "give one with --generator")
            })?;
            Ok(Generate::new(trie, learnt, generator))
        };
        Ok(match self {
            Name::Edit | Name::All => Box::new(Edit::new(trie, learnt)),
            Name::Beam => Box::new(Edit::new(trie, learnt).by_beam()),
            Name::Generate => Box::new(generate()?),
            Name::Joined => Box::new(generate()?.joined()),
            Name::Plain => Box::new(Plain::new(sentences(&trie))),
            Name::Retrieval => Box::new(Retrieval::new(sentences(&trie))),
            Name::Dense => Box::new(Dense::learn(pairs, sentences(&trie))),
        })
    }
}

fn sentences(trie: &UtteranceTrie<'_>) -> Vec<String> {
    let mut walk = trie.sentences(trie.begin());
    let mut sentences = Vec::new();
    while let Some(sentence) = walk.next() {
        sentences.push(text_of(trie, sentence.words));
    }
    sentences
}

fn progress(count: usize) -> impl FnMut(usize) {
    let watched = io::stderr().is_terminal();
    move |index| {
        if watched && index % 16 == 0 {
            eprint!("\r{index} of {count}\r");
            let _ = io::stderr().flush();
        }
    }
}
