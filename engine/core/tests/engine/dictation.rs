//! Slots of free words: costs of words after one another, and what they make of the search.

use crate::small;
use goldcrest::speech::dictation::{Before, Dictation, DictationError, DictationSpec, Phrase};
use goldcrest::speech::{CLASSES, Frame, Knowledge, Memory, Node, Search, Token, frame_costs};
use goldcrest::understand::{interpret, path_symbols};
use goldcrest::{Value, events::Said};
use goldcrest_trie::build::{GrammarBuilder, GroupSpec, Label, LexiconBuilder};
use goldcrest_trie::{Arc, Fraction, Grammar, Lexicon, NumberRange, Phone, SlotId, Symbol, Unit};
use proptest::prelude::*;

const WORDS: [(&str, &str); 6] = [
    ("add", "AE D"),
    ("boat", "B OW T"),
    ("coat", "K OW T"),
    ("milk", "M IH L K"),
    ("now", "N AW"),
    ("oat", "OW T"),
];

fn phones(sounds: &str) -> Vec<Phone> {
    sounds.split(' ').filter_map(Phone::from_name).collect()
}

fn lexicon() -> Vec<u8> {
    let mut builder = LexiconBuilder::new();
    for (word, sounds) in WORDS {
        builder.add(word, &phones(sounds));
    }
    builder.finish().unwrap()
}

/// "add {item} [now]", an item being one to three of four words.
fn grammar(lexicon: &Lexicon<'_>) -> Vec<u8> {
    let mut builder = GrammarBuilder::new();
    let slot = builder.slot("item");
    let range = builder.range(NumberRange {
        from: 1,
        to: 3,
        step: 1,
        unit: Unit::Words,
        fraction: Fraction::Whole,
    });
    let group = builder.group(GroupSpec {
        intent: "Add".into(),
        ..GroupSpec::default()
    });
    let (command, added, mut inside, said, end) = (
        builder.state(),
        builder.state(),
        builder.state(),
        builder.state(),
        builder.state(),
    );
    builder.root("command", command);
    builder.arc(command, Label::Word("add"), added);
    builder.arc(added, Label::SlotBegin(slot), inside);
    for _ in 0..3 {
        let next = builder.state();
        for word in ["boat", "coat", "milk", "oat"] {
            builder.arc(inside, Label::Word(word), next);
        }
        builder.arc(next, Label::SlotNumber(range), said);
        inside = next;
    }
    builder.arc(said, Label::Word("now"), end);
    builder.accept(said, group);
    builder.accept(end, group);
    builder.finish(lexicon).unwrap()
}

fn model(phrases: &[(&str, f64)], lexicon: &Lexicon<'_>, grammar: &Grammar<'_>) -> Vec<u8> {
    let slot = grammar.slot("item").unwrap();
    let words = |text: &str| text.split(' ').map(|w| lexicon.find(w).unwrap()).collect();
    let phrases = phrases
        .iter()
        .map(|&(text, weight)| Phrase {
            slot,
            words: words(text),
            weight,
        })
        .collect();
    let slots = grammar.sizes().slots;
    DictationSpec { phrases }.write(lexicon, slots).unwrap()
}

#[test]
fn likelier_words_cost_less_and_chances_add_up_to_one() {
    let words = lexicon();
    let lexicon = Lexicon::open(&words).unwrap();
    let grammar = grammar(&lexicon);
    let grammar = Grammar::open(&grammar).unwrap();
    let section = model(
        &[("oat milk", 8.0), ("milk", 20.0), ("boat", 1.0)],
        &lexicon,
        &grammar,
    );
    let model = Dictation::open(&section, &lexicon, &grammar).unwrap();
    let word = |text: &str| lexicon.find(text).unwrap();
    let slot = Before::Slot(grammar.slot("item").unwrap());
    let oat = Before::Word(word("oat"));
    assert!(model.cost(slot, Some(word("milk"))) < model.cost(slot, Some(word("oat"))));
    assert!(model.cost(slot, Some(word("oat"))) < model.cost(slot, Some(word("boat"))));
    assert!(model.cost(oat, Some(word("milk"))) < model.cost(oat, Some(word("boat"))));
    assert!(model.cost(oat, Some(word("milk"))) < model.cost(oat, None));
    assert!(
        model.cost(slot, Some(word("add"))) > 250,
        "a word that is never dictated"
    );
    for before in [
        slot,
        oat,
        Before::Word(word("milk")),
        Before::Word(word("boat")),
    ] {
        let words = lexicon.words().map(Some).chain([None]);
        let all: f64 = words
            .map(|word| (-f64::from(model.cost(before, word)) / 16.0).exp())
            .sum();
        assert!((0.9..1.1).contains(&all), "{before:?}: {all}");
    }
    assert!(
        model.cost(Before::Slot(SlotId::MAX), None) > 250,
        "no such slot"
    );
}

#[test]
fn words_and_the_end_of_the_slot_are_left_to_the_model() {
    let words = lexicon();
    let lexicon = Lexicon::open(&words).unwrap();
    let grammar = grammar(&lexicon);
    let grammar = Grammar::open(&grammar).unwrap();
    let root = grammar.root("command").unwrap();
    let mut waiting = vec![root];
    let mut seen = Vec::new();
    while let Some(state) = waiting.pop() {
        for arc in grammar.arcs(state) {
            let free = grammar.is_inside_slot(state);
            assert_eq!(arc.cost == Arc::MODELLED, free, "{arc:?}");
            if !seen.contains(&arc.target) && !matches!(arc.symbol, Symbol::Accept(_)) {
                seen.push(arc.target);
                waiting.push(arc.target);
            }
        }
    }
}

fn frame(classes: &[u8]) -> Frame {
    let mut log_probabilities = [-2_000; CLASSES];
    for &class in classes {
        log_probabilities[usize::from(class)] = 0;
    }
    frame_costs(&log_probabilities, 0)
}

/// The best sentence for "add ?oat milk", of which the sound does not tell what stands before "oat".
fn heard(phrases: &[(&str, f64)]) -> (String, Value<'static>) {
    let class = |name: &str| Phone::from_name(name).unwrap().class();
    let mut frames = Vec::new();
    for name in ["AE", "D"] {
        frames.extend([frame(&[class(name)]), frame(&[0])]);
    }
    frames.extend([frame(&[0, class("B"), class("K")]), frame(&[0])]);
    for name in ["OW", "T", "M", "IH", "L", "K"] {
        frames.extend([frame(&[class(name)]), frame(&[0])]);
    }
    let words = lexicon();
    let lexicon = Lexicon::open(&words).unwrap();
    let grammar = grammar(&lexicon);
    let grammar = Grammar::open(&grammar).unwrap();
    let section = model(phrases, &lexicon, &grammar);
    let knowledge = Knowledge {
        grammar,
        lexicon,
        dictation: Some(Dictation::open(&section, &lexicon, &grammar).unwrap()),
        word_penalty: 0,
        grammar_weight: 50,
        dictation_weight: 100,
        filler: 512,
        beam: 8192,
    };
    let mut tokens = [vec![Token::UNUSED; 256], vec![Token::UNUSED; 256]];
    let [current, next] = &mut tokens;
    let (mut table, mut nodes) = (vec![0; 512], vec![Node::UNUSED; 1024]);
    let mut search = Search::new(Memory {
        tokens: [current, next],
        table: &mut table,
        nodes: &mut nodes,
    });
    search.start(&knowledge, &[grammar.root("command").unwrap()], None);
    for frame in &frames {
        search.step(&knowledge, frame);
    }
    let best = search.sentences(&knowledge)[0];
    let symbols = path_symbols(search.history(), best.history);
    let found = interpret(&grammar, &lexicon, &symbols, 100).unwrap();
    let value = match found.request.slot("item").unwrap() {
        Value::Said(said) => Value::Said(said),
        other => panic!("{other}"),
    };
    (found.text.to_string(), value)
}

#[test]
fn the_model_decides_what_the_sound_leaves_open() {
    let (text, value) = heard(&[("oat milk", 9.0), ("boat", 1.0), ("coat", 1.0)]);
    assert_eq!(text, "add oat milk");
    assert_eq!(value, Value::Said(Said::new("oat milk")));
    let (text, _) = heard(&[("oat", 1.0), ("milk", 1.0), ("coat milk", 30.0)]);
    assert_eq!(text, "add coat milk");
}

#[test]
fn what_belongs_to_other_words_is_refused() {
    let words = lexicon();
    let lexicon = Lexicon::open(&words).unwrap();
    let own = grammar(&lexicon);
    let own = Grammar::open(&own).unwrap();
    let section = model(&[("milk", 1.0)], &lexicon, &own);
    let other = small::lexicon();
    let other = Lexicon::open(&other).unwrap();
    let refused = Dictation::open(&section, &other, &own);
    assert_eq!(refused.unwrap_err(), DictationError::OtherWords);
    for length in 0..section.len() {
        assert!(Dictation::open(&section[..length], &lexicon, &own).is_err());
    }
    let longer = [&section[..], &[0]].concat();
    let refused = Dictation::open(&longer, &lexicon, &own);
    assert_eq!(refused.unwrap_err(), DictationError::WrongLength);
}

/// As many pairs as a section can have, all of the first word: those of the others begin at their end.
#[test]
fn the_most_pairs_are_read() {
    let words = lexicon();
    let lexicon = Lexicon::open(&words).unwrap();
    let grammar = grammar(&lexicon);
    let grammar = Grammar::open(&grammar).unwrap();
    let (words, slots, pairs) = (lexicon.word_count(), grammar.sizes().slots, u16::MAX);
    let contexts = words + slots;
    let starts = [0].into_iter().chain(vec![pairs; contexts]);
    let mut section = b"GDIC".to_vec();
    for field in [1, words as u16, slots as u16, pairs] {
        section.extend(field.to_le_bytes());
    }
    section.resize(section.len() + words + 1 + contexts, 9);
    section.extend(starts.flat_map(u16::to_le_bytes));
    section.extend((0..pairs).flat_map(u16::to_le_bytes));
    section.resize(section.len() + usize::from(pairs), 7);
    let model = Dictation::open(&section, &lexicon, &grammar).unwrap();
    let [first, second] = [0, 1].map(|word| lexicon.words().nth(word).unwrap());
    assert_eq!(model.cost(Before::Word(first), Some(second)), 7);
    assert_eq!(model.cost(Before::Word(second), Some(first)), 18);
}

proptest! {
    #[test]
    fn damaged_sections_are_read_without_a_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let words = lexicon();
        let lexicon = Lexicon::open(&words).unwrap();
        let grammar = grammar(&lexicon);
        let grammar = Grammar::open(&grammar).unwrap();
        let mut section = model(&[("oat milk", 2.0), ("boat", 1.0)], &lexicon, &grammar);
        for (place, byte) in changes {
            let place = place.index(section.len());
            section[place] = byte;
        }
        if let Ok(model) = Dictation::open(&section, &lexicon, &grammar) {
            for word in lexicon.words() {
                prop_assert!(model.cost(Before::Word(word), Some(word)) <= 510);
                prop_assert!(model.cost(Before::Word(word), None) <= 510);
            }
        }
    }
}
