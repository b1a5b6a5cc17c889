//! `goldcrest eval repair`: an assistant's own commands, misheard on purpose.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest_forge::rewriting::{Confusions, Pair};
use goldcrest_forge::sentences::Likeliest;
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::{Grammar, Lexicon};
use serde_json::{Value, json};

use crate::assistants::{self, Choice};
use crate::context::Understander;
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Table, Tint, cut, printable};
use crate::rewriting::{Chance, Fared, Of, Worth, mishear, read_pairs};

/// Of so many of the likeliest sentences of the templates some are chosen.
const SENTENCES: usize = 20_000;
/// Widest column of failures.
const WIDEST: usize = 40;

/// Arguments of `eval repair`.
#[derive(Debug, Args)]
#[command(after_help = "\
Sentences of the assistant's templates are misheard as the words in them were in the pairs, one confusion each, and \
go through the whole assistant. Right is what means the same, slots and all.

  precision  of the rewrites made, the share of the right meaning
  repaired   of the misheard that nothing else understands, the share rewritten to the right meaning
  asked      of the rewrites made, the share that the user is asked about
  right      of all, the share of the right meaning, by whatever stage
  others     of texts that are no commands, the share rewritten

Examples:
  goldcrest eval repair --pairs pairs.jsonl
  goldcrest eval repair --pairs pairs.jsonl --part development --others questions.txt --json")]
pub struct Repair {
    #[command(flatten)]
    choice: Choice,
    /// What recognisers made of words: lines such as {\"heard\": \"flights on\", \"said\": \"lights on\"}
    #[arg(long, value_name = "FILE.jsonl")]
    pairs: PathBuf,
    /// Which pairs, by a hash of what was said
    #[arg(long, value_enum, default_value_t = Of::Test)]
    part: Of,
    /// Misheard sentences
    #[arg(long, value_name = "N", default_value_t = 400)]
    count: usize,
    /// Which sentences, and how they are misheard
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Texts that are no commands: lines, or JSON lines with a `text`; may be given several times
    #[arg(long, value_name = "FILE")]
    others: Vec<PathBuf>,
    /// Failures listed
    #[arg(long, value_name = "N", default_value_t = 12)]
    failures: usize,
}

/// Runs the verb.
pub fn run(arguments: &Repair, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let pairs: Vec<Pair> = read_pairs(&arguments.pairs)?
        .into_iter()
        .filter(|pair| arguments.part.holds(&pair.said))
        .collect();
    let confusions = Confusions::of(pairs.iter());
    let sentences = sentences(&pack, &label)?;
    let mut chance = Chance::new(arguments.seed);
    let misheard = mishear(&sentences, &confusions, arguments.count, &mut chance);
    let mut others = Vec::new();
    for file in &arguments.others {
        others.extend(texts(file)?);
    }
    let worth = Worth::of(&mut Understander::new(pack, &label), misheard, &others)?;
    tell(arguments, &worth, screen)?;
    Ok(Verdict::Good)
}

fn sentences(pack: &Pack<'_>, label: &str) -> Result<Vec<String>, Failure> {
    let open = || {
        let grammar = Grammar::open(pack.first(SectionKind::Grammar)?.bytes).ok()?;
        let lexicon = Lexicon::open(pack.first(SectionKind::Lexicon)?.bytes).ok()?;
        let root = grammar.root("command")?;
        let all = Likeliest::new(&grammar, &lexicon, root).take(SENTENCES);
        let texts = all.map(|(sentence, _)| sentence.text);
        Some(texts.filter(|text| !stutters(text)).collect())
    };
    open().ok_or_else(|| {
        Failure::bad_input(
            format!("{label} has no commands"),
            "give an assistant with templates",
        )
    })
}

/// Whether a word comes twice in a row, as templates allow and nobody says.
fn stutters(text: &str) -> bool {
    let words = text.split(' ');
    words
        .clone()
        .zip(words.skip(1))
        .any(|(one, next)| one == next)
}

fn texts(file: &Path) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {}: {error}", file.display()),
            "give a text file with a text a line",
        )
    })?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    Ok(lines
        .map(|line| {
            let object: Option<Value> = serde_json::from_str(line).ok();
            let text = object.as_ref().and_then(|object| object["text"].as_str());
            text.unwrap_or(line).to_owned()
        })
        .collect())
}

fn tell(arguments: &Repair, worth: &Worth, screen: &mut Screen<'_>) -> Ended {
    for (name, share) in [
        ("precision", &worth.precision),
        ("repaired", &worth.repaired),
        ("asked", &worth.asked),
        ("right", &worth.right),
        ("others", &worth.others),
    ] {
        screen.line(&format!("  {name:9} {}", share.describe()))?;
    }
    let wrong = |one: &&Fared| !one.right;
    let mut table = Table::new(&["", "heard", "made of it", "said"]);
    for one in worth.fared.iter().filter(wrong).take(arguments.failures) {
        table.row(&[
            match (&one.rewritten, one.understood) {
                (Some(_), _) => screen.ink.paint(Tint::Bad, "wrong"),
                (None, true) => screen.ink.paint(Tint::Faint, "other"),
                (None, false) => screen.ink.paint(Tint::Faint, "left"),
            },
            cut(&printable(&one.misheard.heard), WIDEST),
            cut(&printable(one.rewritten.as_deref().unwrap_or("")), WIDEST),
            cut(&printable(&one.misheard.said), WIDEST),
        ]);
    }
    for (text, rewritten) in worth.taken.iter().take(arguments.failures) {
        table.row(&[
            screen.ink.paint(Tint::Bad, "taken"),
            cut(&printable(text), WIDEST),
            cut(&printable(rewritten), WIDEST),
            String::new(),
        ]);
    }
    for line in table.lines(screen.ink) {
        screen.line(&format!("  {line}"))?;
    }
    screen.object(&json!({
        "count": worth.fared.len(), "seed": arguments.seed,
        "precision": worth.precision, "repaired": worth.repaired, "asked": worth.asked,
        "right": worth.right, "others": worth.others, "taken": worth.taken,
        "failures": worth.fared.iter().filter(wrong).map(|one| json!({
            "said": one.misheard.said, "heard": one.misheard.heard,
            "rewritten": one.rewritten, "understood": one.understood,
        })).collect::<Vec<_>>(),
    }))?;
    Ok(Verdict::Good)
}
