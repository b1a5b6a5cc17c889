//! Home Assistant's English sentences compile, and their tests are understood.
//!
//! The sentences are not part of this repository; without them these tests
//! say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use goldcrest_forge::sentences::{Reading, readings};
use goldcrest_forge::templates::{CompileOptions, TemplateSet};
use goldcrest_forge::yaml::{self, Node, Value};
use goldcrest_trie::build::LexiconBuilder;
use goldcrest_trie::numbers::words_of;
use goldcrest_trie::{Grammar, Lexicon, Phone};

fn data() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/text/ohf-intents");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name_of(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap().display().to_string()
}

/// Lists that Home Assistant itself supplies: numbers, and the names of a
/// home, here those of the test homes.
fn supplied(tests: &[(String, Node)]) -> String {
    let percent = "range: {from: 0, to: 100, type: percentage}";
    let mut text = String::from("lists:\n");
    for list in [
        "brightness",
        "position",
        "volume",
        "fan_speed",
        "volume_step_up",
        "percentage",
    ] {
        text += &format!("  {list}:\n    {percent}\n");
    }
    text += "  temperature:\n    range: {from: 0, to: 100, type: temperature, fractions: halves}\n";
    text += "  color_temperature:\n    range: {from: 1500, to: 6500, step: 100}\n";
    for list in ["timer_hours", "timer_minutes", "timer_seconds"] {
        text += &format!("  {list}:\n    range: {{from: 1, to: 60, type: duration}}\n");
    }
    text += "  volume_step_down:\n    values:\n";
    for step in 0..=100 {
        let words: Vec<&str> = words_of(step).collect();
        text += &format!("      - {{in: {}, out: -{step}}}\n", words.join(" "));
    }
    for (list, key) in [("name", "entities"), ("area", "areas"), ("floor", "floors")] {
        let mut names = BTreeSet::new();
        for (_, test) in tests {
            for item in test
                .get(key)
                .map_or(&[][..], |items| items.items().unwrap())
            {
                names.insert(item.get("name").unwrap().text().unwrap().replace("[']", ""));
            }
        }
        text += &format!("  {list}:\n    values:\n");
        for name in names {
            text += &format!("      - \"{name}\"\n");
        }
    }
    text
}

/// Values of wildcard lists, as far as the tests use them.
fn free_text(tests: &[(String, Node)]) -> String {
    let mut text = String::from("lists:\n");
    for (list, slot) in [
        ("timer_name", "name"),
        ("timer_command", "conversation_command"),
        ("search_query", "search_query"),
        ("todo_list_item", "item"),
        ("shopping_list_item", "item"),
        ("message", "message"),
        ("zone", "state"),
    ] {
        let mut values = BTreeSet::new();
        for (file, node) in tests {
            let timers = file.contains("Timer");
            for test in node
                .get("tests")
                .map_or(&[][..], |tests| tests.items().unwrap())
            {
                let value = test.get("slots").and_then(|slots| slots.get(slot));
                if let Some(value) = value.filter(|_| timers || list != "timer_name") {
                    values.insert(value.text().unwrap().to_lowercase());
                }
            }
        }
        values.insert("something".into());
        text += &format!("  {list}:\n    values:\n");
        for value in values {
            text += &format!("      - \"{value}\"\n");
        }
    }
    text
}

struct Expected {
    say: String,
    intent: String,
    slots: BTreeMap<String, String>,
}

fn expectations(tests: &[(String, Node)]) -> Vec<Expected> {
    let mut found = Vec::new();
    for (file, node) in tests {
        let intent = file.split('/').nth(2).unwrap();
        for test in node
            .get("tests")
            .map_or(&[][..], |tests| tests.items().unwrap())
        {
            let mut slots = BTreeMap::new();
            if let Some(listed) = test.get("slots") {
                for (slot, value) in listed.pairs().unwrap() {
                    if let Value::Scalar { text, .. } = &value.value {
                        slots.insert(slot.text.clone(), text.to_lowercase());
                    }
                }
            }
            for say in test.get("sentences").unwrap().items().unwrap() {
                found.push(Expected {
                    say: say.text().unwrap().to_owned(),
                    intent: intent.to_owned(),
                    slots: slots.clone(),
                });
            }
        }
    }
    found
}

#[test]
fn english_sentences_compile_and_understand_their_tests() {
    let Some(root) = data() else { return };
    let read = |folder: &str| -> Vec<(String, String)> {
        yaml_files(&root.join(folder))
            .into_iter()
            .map(|path| (name_of(&path, &root), fs::read_to_string(path).unwrap()))
            .collect()
    };
    let tests: Vec<(String, Node)> = read("tests/en")
        .into_iter()
        .map(|(name, text)| {
            let node = yaml::read(&name, &text).unwrap();
            (name, node)
        })
        .collect();
    let sentences = read("sentences/en");
    let files = sentences.len();
    let mut set = TemplateSet::new();
    let others = read("rules/en").into_iter().chain(read("lists/en"));
    let given = [
        ("supplied.yaml".to_owned(), supplied(&tests)),
        ("free_text.yaml".to_owned(), free_text(&tests)),
    ];
    for (name, text) in sentences
        .into_iter()
        .chain(others)
        // It has but one wildcard list, which free_text.yaml has as well.
        .filter(|(name, _)| !name.ends_with("person.yaml"))
        .chain(given)
    {
        set.add_file(&name, &text)
            .unwrap_or_else(|error| panic!("{error}"));
    }
    let options = CompileOptions {
        most_expansions: u64::MAX,
        skip_words: 1,
        ..CompileOptions::default()
    };
    let compiled = set
        .compile(&options)
        .unwrap_or_else(|error| panic!("{error}"));
    let templates = compiled.templates;
    let mut lexicon = LexiconBuilder::new();
    for word in compiled.vocabulary() {
        lexicon.add(word, &[Phone::from_class(1).unwrap()]);
    }
    let lexicon = lexicon.finish().unwrap();
    let lexicon = Lexicon::open(&lexicon).unwrap();
    let bytes = compiled
        .finish(&lexicon)
        .unwrap_or_else(|error| panic!("{error}"));
    let grammar = Grammar::open(&bytes).unwrap();
    let command = grammar.root("command").unwrap();

    let expected = expectations(&tests);
    let (mut accepted, mut right, mut alone) = (0, 0, 0);
    for test in &expected {
        let found = readings(&grammar, &lexicon, command, &test.say);
        let is_right = |reading: &Reading| {
            // Their tests name the domain that a sentence implies, or do not.
            let compared = |slot: &str| slot != "domain" || test.slots.contains_key(slot);
            let slots: BTreeMap<String, String> = reading
                .slots
                .iter()
                .filter(|(slot, _)| compared(slot))
                .map(|(slot, value)| (slot.clone(), value.to_lowercase()))
                .collect();
            reading.intent == test.intent && slots == test.slots
        };
        accepted += usize::from(!found.is_empty());
        if found.iter().any(is_right) {
            right += 1;
            alone += usize::from(found.iter().all(|reading| reading.intent == test.intent));
        } else {
            println!("{} {:?} {:?}: {found:?}", test.intent, test.say, test.slots);
        }
    }
    println!(
        "{files} files, {templates} templates, {} states, {} arcs, {} bytes; of {} test sentences {accepted} \
         are accepted, {right} with the right intent and slots, {alone} of them with no other intent",
        grammar.state_count(),
        grammar.arc_count(),
        bytes.len(),
        expected.len()
    );
    assert!(right * 100 >= expected.len() * 99);
}

#[test]
fn free_text_is_refused_by_name_or_counted() {
    let Some(root) = data() else { return };
    let text = fs::read_to_string(root.join("lists/en/person.yaml")).unwrap();
    let mut set = TemplateSet::new();
    set.add_file("lists/en/person.yaml", &text).unwrap();
    let sentences =
        "intents:\n  Where:\n    data:\n      - sentences: ['who is in {zone}', 'who is home']\n";
    set.add_file("sentences/en/where.yaml", sentences).unwrap();
    let error = set.compile(&CompileOptions::default()).unwrap_err();
    assert!(
        error.to_string().contains("list {zone} is a wildcard"),
        "{error}"
    );
    let options = CompileOptions {
        skip_wildcards: true,
        ..CompileOptions::default()
    };
    let compiled = set.compile(&options).unwrap();
    assert_eq!((compiled.templates, compiled.skipped.len()), (1, 1));
}

#[test]
fn sentences_of_other_languages_are_parsed() {
    let Some(root) = data() else { return };
    let mut files = 0;
    for folder in ["sentences", "rules", "lists"] {
        for path in yaml_files(&root.join(folder)) {
            let mut set = TemplateSet::new();
            let text = fs::read_to_string(&path).unwrap();
            set.add_file(&name_of(&path, &root), &text)
                .unwrap_or_else(|error| panic!("{error}"));
            files += 1;
        }
    }
    println!("{files} files of all languages are parsed");
}
