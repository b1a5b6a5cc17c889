//! `goldcrest pack inspect`: what is in a pack, section by section.

use clap::Args;
use goldcrest::Manifest;
use goldcrest_nn::Model;
use goldcrest_pack::{ALIGNMENT, ENTRY_LEN, HEADER_LEN, Section, SectionKind};
use goldcrest_trie::{ANSWER, Grammar, Lexicon};
use serde_json::json;

use crate::assistants::{self, FileOrChoice};
use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Table, Tint, grouped, meter, printable};

/// Feature columns that the front end makes in a second.
const COLUMNS_A_SECOND: usize = 100;

/// Arguments of `pack inspect`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest pack inspect                          # the assistant `home`
  goldcrest pack inspect --assistant coffee
  goldcrest pack inspect coffee.pack --json       # a file, as --pack coffee.pack")]
pub struct Inspect {
    #[command(flatten)]
    pack: FileOrChoice,
}

/// Runs the verb.
pub fn run(arguments: &Inspect, screen: &mut Screen<'_>) -> Ended {
    let choice = arguments.pack.choice();
    let label = choice.label();
    let image = choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let total = pack.as_bytes().len();
    screen.heading(&printable(&label))?;
    for (key, value) in Manifest::of(&pack).lines() {
        screen.line(&format!(
            "  {} {}",
            screen.ink.paint(Tint::Faint, key),
            printable(value)
        ))?;
    }
    screen.gap()?;
    let mut table = Table::new(&["offset", "bytes", "", "kind", "name", "what"]).right(&[0, 1]);
    let sections: Vec<Section<'_>> = pack.sections().collect();
    let header = (HEADER_LEN + sections.len() * ENTRY_LEN).next_multiple_of(ALIGNMENT);
    let row = |offset: usize, bytes: usize, kind: &str, name: &str, what: &str| {
        let share = meter::bar(bytes as f64, total as f64, 16);
        let share = screen.ink.paint(Tint::Gold, &share);
        [
            format!("{offset:#x}"),
            grouped(bytes as u64),
            share,
            kind.into(),
            printable(name),
            what.into(),
        ]
    };
    table.row(&row(0, header, "header", "", "sections and checksum"));
    for section in &sections {
        let what = describe(section);
        table.row(&row(
            section.offset,
            section.bytes.len(),
            section.kind.name(),
            section.name,
            &what,
        ));
    }
    table.row(&["".into(), grouped(total as u64), "".into(), "all".into()]);
    let lines = table.lines(screen.ink);
    for line in lines {
        screen.line(&format!("  {line}"))?;
    }
    for section in &sections {
        screen.object(&json!({
            "kind": section.kind.name(), "name": section.name, "offset": section.offset,
            "bytes": section.bytes.len(), "what": describe(section),
        }))?;
    }
    screen.object(&json!({
        "kind": "pack", "name": label, "bytes": total,
        "checksum": format!("{:08x}", pack.checksum()), "sections": sections.len(),
    }))?;
    Ok(Verdict::Good)
}

/// The intents of an assistant: answers to its questions are groups of the grammar too.
fn intents(grammar: &Grammar<'_>) -> usize {
    grammar
        .intents()
        .filter(|name| !name.starts_with(ANSWER))
        .count()
}

fn describe(section: &Section<'_>) -> String {
    match section.kind {
        SectionKind::Wake | SectionKind::Acoustic => match Model::open(section.bytes) {
            Ok(model) => format!(
                "network: an output every {} ms, {} ms ahead, arena {} B, {} M products a second",
                model.stride() * 10,
                model.delay() * 10,
                grouped(model.arena_bytes() as u64),
                model
                    .products_per_second(COLUMNS_A_SECOND)
                    .div_ceil(100_000) as f64
                    / 10.0,
            ),
            Err(error) => format!("broken: {error}"),
        },
        SectionKind::Lexicon => match Lexicon::open(section.bytes) {
            Ok(lexicon) => {
                let sounds: usize = lexicon
                    .words()
                    .map(|w| lexicon.pronunciation_starts(w).count())
                    .sum();
                format!("{} words, {sounds} pronunciations", lexicon.word_count())
            }
            Err(error) => format!("broken: {error}"),
        },
        SectionKind::Grammar => match Grammar::open(section.bytes) {
            Ok(grammar) => format!(
                "{} intents, {} slots, {} states, {} arcs",
                intents(&grammar),
                grammar.sizes().slots,
                grouped(grammar.state_count() as u64),
                grouped(grammar.arc_count() as u64),
            ),
            Err(error) => format!("broken: {error}"),
        },
        _ => String::new(),
    }
}
