//! The assistants that come with Goldcrest build, and understand what their
//! tests say.

use std::path::{Path, PathBuf};

use goldcrest_forge::assistant::{BuildOptions, build_assistant, expectations};
use goldcrest_forge::sentences::{Sampler, readings};
use goldcrest_forge::yaml;
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::{Grammar, Lexicon};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assistants")
        .join(name)
}

/// The lexicon and the grammar of a pack.
fn words(pack: &[u8]) -> (Lexicon<'_>, Grammar<'_>) {
    let pack = Pack::open(pack).unwrap();
    let section = |kind| pack.first(kind).unwrap().bytes;
    (
        Lexicon::open(section(SectionKind::Lexicon)).unwrap(),
        Grammar::open(section(SectionKind::Grammar)).unwrap(),
    )
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
    let networks = |warning: &&String| warning.contains("model.onnx is not there");
    assert!(report.warnings.iter().all(|warning| networks(&warning)));
    let (lexicon, grammar) = words(&built.pack);
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
fn shopping_understands_its_tests() {
    check("shopping");
}

#[test]
fn coffee_understands_its_tests() {
    check("coffee");
}

#[test]
fn equal_folders_give_equal_packs() {
    let build = || build_assistant(&folder("home"), &BuildOptions::default()).unwrap();
    assert!(*build().pack == *build().pack);
}

#[test]
fn drawn_sentences_are_understood_as_drawn() {
    let built = build_assistant(&folder("home"), &BuildOptions::default()).unwrap();
    let (lexicon, grammar) = words(&built.pack);
    for (name, root) in grammar.roots() {
        for drawn in Sampler::new(&grammar, &lexicon, root, 1).take(300) {
            let found = readings(&grammar, &lexicon, root, &drawn.text);
            assert!(found.contains(&drawn), "{name}: {drawn:?}");
        }
    }
}

#[test]
fn an_comes_before_vowels_alone() {
    let built = build_assistant(&folder("home"), &BuildOptions::default()).unwrap();
    let (lexicon, grammar) = words(&built.pack);
    let root = grammar.root("command").unwrap();
    for (text, is_said) in [
        ("set an egg timer", true),
        ("set a egg timer", true),
        ("set a tea timer", true),
        ("set an tea timer", false),
        ("set an eighteen minute timer", true),
        ("set a thirty minute timer", true),
        ("set an thirteen minute timer", false),
        ("set a timer for an hour", true),
        ("set a timer for an minute", false),
    ] {
        let found = readings(&grammar, &lexicon, root, text);
        assert_eq!(!found.is_empty(), is_said, "{text}");
    }
}

/// The labels of the recorded orders are no part of this repository.
#[test]
fn coffee_can_say_every_labelled_order() {
    let labels = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/speech/coffee/labels.json");
    let Ok(text) = std::fs::read_to_string(&labels) else {
        println!("skipped: {} is not there", labels.display());
        return;
    };
    let built = build_assistant(&folder("coffee"), &BuildOptions::default()).unwrap();
    let (lexicon, grammar) = words(&built.pack);
    let root = grammar.root("command").unwrap();
    // JSON is YAML.
    let labels = yaml::read("labels.json", &text).unwrap();
    let orders = labels.pairs().unwrap();
    for (recording, order) in orders {
        let slots: Vec<(String, String)> = order
            .get("slots")
            .map_or(&[][..], |slots| slots.pairs().unwrap())
            .iter()
            .map(|(slot, value)| (slot.text.clone(), value.text().unwrap().to_owned()))
            .collect();
        let value = |name: &str| {
            let found = slots.iter().find(|(slot, _)| slot == name);
            found.map(|(_, value)| value.as_str())
        };
        let details = ["size", "numberOfShots", "roast", "coffeeDrink"].map(value);
        let additions: Vec<&str> = ["milkAmount", "sugarAmount"]
            .into_iter()
            .filter_map(value)
            .collect();
        let mut say: Vec<String> = vec!["can i get a".into()];
        say.extend(details.into_iter().flatten().map(str::to_owned));
        if !additions.is_empty() {
            say.push(format!("with {}", additions.join(" and ")));
        }
        let say = say.join(" ");
        let found = readings(&grammar, &lexicon, root, &say);
        let right = found.iter().any(|reading| {
            let mut said = reading.slots.clone();
            let mut wanted = slots.clone();
            said.sort();
            wanted.sort();
            said == wanted
        });
        assert!(right, "{}: {say}: {found:?}", recording.text);
    }
    println!("{} labelled orders can be said", orders.len());
}
