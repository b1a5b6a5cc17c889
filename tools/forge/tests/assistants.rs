//! The assistants that come with Goldcrest build, and understand what their
//! tests say.

use std::path::{Path, PathBuf};

use goldcrest_forge::assistant::{BuildOptions, build_assistant, expectations};
use goldcrest_forge::sentences::readings;
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::{Grammar, Lexicon};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assistants")
        .join(name)
}

fn check(name: &str) {
    let folder = folder(name);
    let built = build_assistant(&folder, &BuildOptions::default())
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let report = &built.report;
    println!(
        "{name}: {} templates, {} sentences, {} words, {} states, {} arcs, sections {:?}",
        report.templates,
        report.sentences,
        report.words,
        report.states,
        report.arcs,
        report.sections
    );
    println!(
        "by letters {:?}\nwarnings {:#?}",
        report.by_letters, report.warnings
    );
    let pack = Pack::open(&built.pack).unwrap();
    let section = |kind| pack.first(kind).unwrap().bytes;
    let lexicon = Lexicon::open(section(SectionKind::Lexicon)).unwrap();
    let grammar = Grammar::open(section(SectionKind::Grammar)).unwrap();
    let mut wrong = Vec::new();
    for expected in expectations(&folder).unwrap() {
        let root = grammar.root(&expected.root).unwrap();
        let found = readings(&grammar, &lexicon, root, &expected.say);
        let right = match &expected.intent {
            None => found.is_empty(),
            Some(intent) => found.iter().any(|reading| {
                let mut slots = reading.slots.clone();
                let mut wanted = expected.slots.clone();
                slots.sort();
                wanted.sort();
                reading.intent == *intent && slots == wanted
            }),
        };
        if !right {
            wrong.push(format!("{}: {:?}: {found:?}", expected.place, expected.say));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn home_understands_its_tests() {
    check("home");
}

#[test]
fn coffee_understands_its_tests() {
    check("coffee");
}
