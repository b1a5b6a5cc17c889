//! `goldcrest eval again`: requests that are said again and misheard again.

use clap::Args;
use serde_json::{Value, json};

use crate::exit::{Ended, Failure, Verdict};
use crate::present::Screen;
use crate::rewriting::{Again as Trial, Chance, Exam, Mended, heard_twice};

/// Arguments of `eval again`.
#[derive(Debug, Args)]
#[command(after_help = "\
Sentences that the recogniser misheard in two ways or more, none of them known: first one way, then another. Where \
the first hearing becomes what was said, nothing is said again; where it becomes something else, the user refuses \
that. Then the second hearing is repaired by itself, and with the first as evidence, if the two sound much the same.

  alone    the second hearing by itself
  both     with the first, and without what was refused
  other    another request that sounds much the same was heard before, and is wrongly taken for the same; beside it \
what comes of the second hearing by itself

Of each: the share repaired to what was said, and of the repairs made the share that is right.

Examples:
  goldcrest eval again --pairs pairs.jsonl --trie sentences.txt
  goldcrest eval again --pairs pairs.jsonl --trie known.trie --part development --json")]
pub struct Again {
    #[command(flatten)]
    exam: Exam,
    /// Which other requests are heard before
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Runs the verb.
pub fn run(arguments: &Again, screen: &mut Screen<'_>) -> Ended {
    let corpus = &arguments.exam.corpus;
    let learnt = corpus.learnt()?;
    let pairs = arguments.exam.asked(&corpus.lesson.pairs()?, &learnt)?;
    let file = corpus.lesson.file()?;
    let trie = file.trie(&corpus.lesson.trie)?;
    let twice = heard_twice(&pairs, &trie, &mut Chance::new(arguments.seed));
    if twice.is_empty() {
        return Err(Failure::bad_input(
            "no sentence of these pairs was misheard in two ways",
            "give pairs with several hearings of the same sentences",
        ));
    }
    let figures = Trial::new(trie, &learnt).of(&twice);
    screen.line(&format!(
        "{} hearings of sentences misheard in two ways; {} are heard when nothing right came of the first",
        twice.len(),
        figures.count
    ))?;
    screen.line(&format!(
        "  {:13} {}",
        "noticed",
        figures.noticed.describe()
    ))?;
    let all = [
        ("alone", figures.alone),
        ("both", figures.both),
        ("without other", figures.without_other),
        ("with other", figures.with_other),
    ];
    for (name, mended) in all {
        screen.line(&format!(
            "  {name:13} repaired {}; right {}",
            mended.repaired.describe(),
            mended.precision.describe()
        ))?;
    }
    let object =
        |mended: Mended| json!({ "repaired": mended.repaired, "precision": mended.precision });
    let mut told = json!({
        "hearings": twice.len(), "count": figures.count, "seed": arguments.seed,
        "noticed": figures.noticed,
    });
    if let Value::Object(told) = &mut told {
        told.extend(all.map(|(name, mended)| (name.replace(' ', "_"), object(mended))));
    }
    screen.object(&told)?;
    Ok(Verdict::Good)
}
