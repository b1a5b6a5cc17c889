//! `goldcrest eval rewrite`: misheard requests, and what repairing them is worth.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use goldcrest_forge::rewriting::{LearntEdits, Pair, Part, text_of};
use goldcrest_trie::utterances::UtteranceTrie;
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Table, Tint, cut, printable, spark};
use crate::rewriting::{
    Decided, Edit, Figures, Plain, Retrieval, Strategy, curves, english_edits, read_pairs,
};
use crate::stats::Share;
use crate::utterances::TrieFile;

/// Widest column of failures.
const WIDEST: usize = 40;

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

Sentences are divided by a hash of what was said: six tenths to learn costs, two to fit the confidence, two for \
figures; all pairs of a sentence go together. A model knows which sentences it has seen, and their pairs are left \
out unless --part names them.

Examples:
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt
  goldcrest eval rewrite --pairs pairs.jsonl --trie sentences.txt --strategy retrieval --coverage 0.3
  goldcrest eval rewrite --pairs pairs.jsonl --trie known.trie --strategy all --svg curve.svg --json")]
pub struct Rewrite {
    /// Lines such as {\"heard\": \"turn of the light\", \"said\": \"turn off the light\"}
    #[arg(long, value_name = "FILE.jsonl")]
    pairs: PathBuf,
    /// The known sentences: a text file with one a line, or what `trie build` wrote
    #[arg(long, value_name = "SENTENCES.txt")]
    trie: PathBuf,
    /// How requests are repaired
    #[arg(long, value_enum, default_value_t = Name::Edit)]
    strategy: Name,
    /// A model that `rewrite learn` wrote [default: the English one]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Which pairs [default: those of sentences that the model has not seen]
    #[arg(long, value_enum)]
    part: Option<Of>,
    /// Repair the surest of this share of all requests, whatever the threshold
    #[arg(long, value_name = "SHARE")]
    coverage: Option<f64>,
    /// Write the curve of precision over coverage
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Failures listed
    #[arg(long, value_name = "N", default_value_t = 12)]
    failures: usize,
    /// Fail (exit status 1) where the precision is below this
    #[arg(long, value_name = "SHARE")]
    at_least: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Edit distance over sounds, with learnt costs: the engine's
    Edit,
    /// The same, searched by a beam as boards do
    Beam,
    /// Edit distance over letters
    Plain,
    /// Cosine over letter trigrams and words
    Retrieval,
    /// One after the other
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Of {
    Training,
    Development,
    Test,
    All,
}

/// Runs the verb.
pub fn run(arguments: &Rewrite, screen: &mut Screen<'_>) -> Ended {
    let learnt = match &arguments.model {
        Some(path) => model(path)?,
        None => english_edits()?,
    };
    let pairs = read_pairs(&arguments.pairs)?;
    let all = pairs.len();
    let pairs: Vec<Pair> = pairs
        .into_iter()
        .filter(|pair| is_asked(arguments, &learnt, pair))
        .collect();
    if pairs.is_empty() {
        return Err(Failure::bad_input(
            format!(
                "the model has seen all sentences of {}",
                arguments.pairs.display()
            ),
            "give other pairs, or name a part with --part",
        ));
    }
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
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
    let mut told: Vec<(&str, Figures)> = Vec::new();
    for name in arguments.strategy.each() {
        let mut strategy = name.strategy(trie, &learnt);
        let figures = Figures::of(
            &mut *strategy,
            pairs.clone(),
            |text| trie.contains(text),
            arguments.coverage,
            progress(pairs.len()),
        );
        tell(strategy.name(), &figures, all, arguments, screen)?;
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

fn model(path: &std::path::Path) -> Result<LearntEdits, Failure> {
    let help = "learn one with `goldcrest rewrite learn`";
    let bytes = fs::read(path).map_err(|error| {
        Failure::bad_input(format!("cannot read {}: {error}", path.display()), help)
    })?;
    LearntEdits::read(&bytes)
        .map_err(|error| Failure::bad_input(format!("{}: {error}", path.display()), help))
}

fn is_asked(arguments: &Rewrite, learnt: &LearntEdits, pair: &Pair) -> bool {
    match arguments.part {
        None => !learnt.has_seen(&pair.said),
        Some(Of::All) => true,
        Some(Of::Training) => Part::of(&pair.said) == Part::Training,
        Some(Of::Development) => Part::of(&pair.said) == Part::Development,
        Some(Of::Test) => Part::of(&pair.said) == Part::Test,
    }
}

impl Name {
    fn each(self) -> Vec<Name> {
        match self {
            Name::All => vec![Name::Edit, Name::Plain, Name::Retrieval],
            one => vec![one],
        }
    }

    fn strategy<'e>(
        self,
        trie: UtteranceTrie<'e>,
        learnt: &'e LearntEdits,
    ) -> Box<dyn Strategy + 'e> {
        match self {
            Name::Edit | Name::All => Box::new(Edit::new(trie, learnt)),
            Name::Beam => Box::new(Edit::new(trie, learnt).by_beam()),
            Name::Plain => Box::new(Plain::new(sentences(&trie))),
            Name::Retrieval => Box::new(Retrieval::new(sentences(&trie))),
        }
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

fn tell(
    name: &str,
    figures: &Figures,
    all: usize,
    arguments: &Rewrite,
    screen: &mut Screen<'_>,
) -> io::Result<()> {
    screen.heading(name)?;
    let share = |share: &Share| share.describe();
    let mut table = Table::new(&["", ""]);
    for (label, value) in [
        ("precision", share(&figures.precision)),
        ("repaired", share(&figures.repaired)),
        ("spoilt", share(&figures.spoilt)),
        ("coverage", share(&figures.coverage)),
        ("asked", share(&figures.asked)),
        (
            "word errors",
            format!(
                "{:.2} % before, {:.2} % after ({:+.1} %)",
                100.0 * figures.wer_before,
                100.0 * figures.wer_after,
                100.0 * (figures.wer_after / figures.wer_before.max(1e-9) - 1.0)
            ),
        ),
        (
            "repaired at 90 %",
            format!(
                "{:.1} % of the misheard, at that precision",
                100.0 * figures.repaired_at(0.9)
            ),
        ),
    ] {
        table.row(&[label.into(), value]);
    }
    for line in table.lines(screen.ink).iter().skip(1) {
        screen.line(&format!("  {line}"))?;
    }
    screen.gap()?;
    let series = |of: &dyn Fn(&crate::rewriting::Point) -> f64| -> Vec<f32> {
        figures.curve.iter().map(|point| of(point) as f32).collect()
    };
    let width = screen.width - 24;
    for (label, series) in [
        (
            "precision",
            series(&|point| (point.precision - 0.5).max(0.0) * 2.0),
        ),
        ("repaired", series(&|point| point.repaired)),
    ] {
        let line = screen
            .ink
            .paint(Tint::Gold, &spark::line(&series, 1.0, width));
        screen.line(&format!("  {label:9} {line}"))?;
    }
    let note = "over coverage; precision from 50 to 100 %, repaired from 0 to 100 %";
    screen.line(&format!(
        "  {:9} {}",
        "",
        screen.ink.paint(Tint::Faint, note)
    ))?;
    screen.gap()?;
    let mut table = Table::new(&["", "heard", "made of it", "said"]);
    for one in failures(figures).take(arguments.failures) {
        table.row(&[
            match one.made {
                true => screen.ink.paint(Tint::Bad, "wrong"),
                false => screen.ink.paint(Tint::Faint, "left"),
            },
            cut(&printable(&one.pair.heard_text), WIDEST),
            cut(&printable(one.result()), WIDEST),
            cut(&printable(&one.pair.said), WIDEST),
        ]);
    }
    let lines = table.lines(screen.ink);
    for line in lines {
        screen.line(&format!("  {line}"))?;
    }
    screen.object(&json!({
        "strategy": name, "count": figures.decided.len(), "left_out": all - figures.decided.len(),
        "precision": figures.precision.rate, "precision_interval": figures.precision,
        "repaired": figures.repaired.rate, "repaired_interval": figures.repaired,
        "spoilt": figures.spoilt.rate, "spoilt_interval": figures.spoilt,
        "coverage": figures.coverage.rate, "coverage_interval": figures.coverage,
        "asked": figures.asked.rate,
        "wer_before": figures.wer_before, "wer_after": figures.wer_after,
        "repaired_at_90": figures.repaired_at(0.9),
        "curve": figures.curve_as_json(),
        "failures": failures(figures).map(|one| json!({
            "heard": one.pair.heard_text, "result": one.result(), "said": one.pair.said, "rewritten": one.made,
            "proposal": one.proposal.as_ref().map(|proposal| &proposal.text),
            "confidence": one.proposal.as_ref().map(|proposal| proposal.confidence),
        })).collect::<Vec<_>>(),
    }))
}

/// What did not become what was said: wrong repairs first.
fn failures(figures: &Figures) -> impl Iterator<Item = &Decided> {
    let failed = |made: bool| {
        let decided = figures.decided.iter();
        decided.filter(move |one| one.made == made && one.result() != one.pair.said)
    };
    failed(true).chain(failed(false))
}
