//! Sections are read as they were written, and refused when they were not.

use goldcrest_trie::build::{BuildError, GrammarBuilder, GroupSpec, Label, LexiconBuilder};
use goldcrest_trie::{
    Fraction, Grammar, GrammarError, Lexicon, LexiconError, NumberRange, Phone, StateId, Symbol,
    Unit,
};

fn phones(names: &str) -> Vec<Phone> {
    names
        .split(' ')
        .map(|name| Phone::from_name(name).unwrap())
        .collect()
}

fn lexicon() -> Vec<u8> {
    let mut lexicon = LexiconBuilder::new();
    lexicon.add("on", &phones("AA N"));
    lexicon.add("kitchen", &phones("K IH CH AH N"));
    lexicon.add("fifty", &phones("F IH F T IY"));
    lexicon.add("a", &phones("AH"));
    lexicon.add("a", &phones("EY"));
    lexicon.add("a", &phones("AH"));
    lexicon.add("set", &phones("S EH T"));
    lexicon.add("unheard", &[]);
    lexicon.finish().unwrap()
}

const RANGE: NumberRange = NumberRange {
    from: -10,
    to: 100,
    step: 5,
    unit: Unit::Percent,
    fraction: Fraction::Halves,
};

/// "kitchen on" (area kitchen), "set fifty" (a number), and "a" to confirm.
fn grammar() -> Vec<u8> {
    let mut grammar = GrammarBuilder::new();
    let on = grammar.group(GroupSpec {
        intent: "TurnOn".into(),
        fixed: vec![("domain".into(), "light".into())],
        source: "lights.yaml".into(),
        line: 12,
        response: Some("area".into()),
    });
    let set = grammar.group(GroupSpec {
        intent: "Set".into(),
        ..GroupSpec::default()
    });
    let nodes: Vec<_> = (0..10).map(|_| grammar.state()).collect();
    let (area, level) = (grammar.slot("area"), grammar.slot("level"));
    let (kitchen, range) = (grammar.value("kitchen"), grammar.range(RANGE));
    grammar.arc(nodes[0], Label::SlotBegin(area), nodes[1]);
    grammar.arc(nodes[1], Label::word("kitchen"), nodes[2]);
    grammar.arc(nodes[2], Label::SlotValue(kitchen), nodes[3]);
    grammar.arc(nodes[3], Label::word("on"), nodes[4]);
    grammar.accept(nodes[4], on);
    grammar.arc(nodes[0], Label::word("set"), nodes[5]);
    grammar.arc(nodes[5], Label::SlotBegin(level), nodes[6]);
    grammar.arc(nodes[6], Label::word("fifty"), nodes[7]);
    grammar.arc(nodes[7], Label::SlotNumber(range), nodes[8]);
    grammar.accept(nodes[8], set);
    grammar.arc(nodes[9], Label::word("a"), nodes[8]);
    grammar.root("command", nodes[0]);
    grammar.root("confirm", nodes[9]);
    grammar.finish(&Lexicon::open(&lexicon()).unwrap()).unwrap()
}

#[test]
fn a_lexicon_reads_back() {
    let bytes = lexicon();
    let lexicon = Lexicon::open(&bytes).unwrap();
    let spellings: Vec<&str> = lexicon.words().map(|word| lexicon.spelling(word)).collect();
    assert_eq!(spellings, ["a", "fifty", "kitchen", "on", "set", "unheard"]);
    for word in lexicon.words() {
        assert_eq!(lexicon.find(lexicon.spelling(word)), Some(word));
    }
    for unknown in ["", "aa", "zoo", "Kitchen"] {
        assert_eq!(lexicon.find(unknown), None);
    }
    let a = lexicon.find("a").unwrap();
    let said: Vec<&[u8]> = lexicon.pronunciations(a).collect();
    assert_eq!(said, [&[3 | 0x80][..], &[13 | 0x80]]);
    let starts: Vec<u16> = lexicon.pronunciation_starts(a).collect();
    assert_eq!(starts, [0, 1]);
    let on = lexicon.find("on").unwrap();
    let start = lexicon.pronunciation_starts(on).next().unwrap();
    assert_eq!(lexicon.phone_at(start), (phones("AA")[0].class(), false));
    assert_eq!(lexicon.phone_at(start + 1), (phones("N")[0].class(), true));
    assert_eq!(lexicon.phone_at(u16::MAX), (0, true));
    assert_eq!(
        lexicon
            .pronunciations(lexicon.find("unheard").unwrap())
            .count(),
        0
    );
}

#[test]
fn a_grammar_reads_back() {
    let (words, bytes) = (lexicon(), grammar());
    let lexicon = Lexicon::open(&words).unwrap();
    let grammar = Grammar::open(&bytes).unwrap();
    grammar.check_lexicon(&lexicon).unwrap();
    let root = grammar.root("command").unwrap();
    assert_eq!(grammar.root("answer:area"), None);
    let area = grammar.slot("area").unwrap();

    let inside = grammar.step(root, Symbol::SlotBegin(area)).unwrap();
    assert!(grammar.is_inside_slot(inside) && !grammar.is_inside_slot(root));
    let word = |text| Symbol::Word(lexicon.find(text).unwrap());
    let said = grammar.step(inside, word("kitchen")).unwrap();
    let close = grammar.arcs(said).next().unwrap();
    let Symbol::SlotValue(value) = close.symbol else {
        panic!()
    };
    assert_eq!(grammar.value(value), "kitchen");
    let end = grammar.step(close.target, word("on")).unwrap();
    let accept = grammar.arcs(end).next().unwrap();
    assert!(grammar.is_final(accept.target));
    assert_eq!(grammar.arcs(accept.target).count(), 0);
    let Symbol::Accept(group) = accept.symbol else {
        panic!()
    };
    let group = grammar.group(group);
    assert_eq!(
        (group.intent_name, group.source, group.line),
        ("TurnOn", "lights.yaml", 12)
    );
    assert_eq!(group.response, Some("area"));
    let fixed: Vec<_> = group.fixed.collect();
    assert_eq!(grammar.slot_name(fixed[0].0), "domain");
    assert_eq!(grammar.value(fixed[0].1), "light");

    let set = grammar.step(root, word("set")).unwrap();
    let level = grammar
        .step(set, Symbol::SlotBegin(grammar.slot("level").unwrap()))
        .unwrap();
    let fifty = grammar.step(level, word("fifty")).unwrap();
    let Symbol::SlotNumber(range) = grammar.arcs(fifty).next().unwrap().symbol else {
        panic!()
    };
    assert_eq!(grammar.range(range), RANGE);

    assert_eq!(
        grammar.step(grammar.root("confirm").unwrap(), word("on")),
        None
    );
    let sizes = grammar.sizes();
    assert_eq!(
        (sizes.intents, sizes.slots, sizes.values, sizes.groups),
        (2, 3, 2, 2)
    );
}

#[test]
fn control_symbols_come_first_and_words_in_order() {
    let (words, bytes) = (lexicon(), grammar());
    let lexicon = Lexicon::open(&words).unwrap();
    let grammar = Grammar::open(&bytes).unwrap();
    let symbols: Vec<Symbol> = grammar
        .arcs(grammar.root("command").unwrap())
        .map(|arc| arc.symbol)
        .collect();
    let area = grammar.slot("area").unwrap();
    let set = lexicon.find("set").unwrap();
    assert_eq!(symbols, [Symbol::SlotBegin(area), Symbol::Word(set)]);
    for bits in 0..=u16::MAX {
        let symbol = Symbol::from_bits(bits);
        assert_eq!(symbol.to_bits(), bits & !(1 << 14));
    }
}

#[test]
fn the_costs_of_a_state_are_shares_of_one() {
    let bytes = grammar();
    let grammar = Grammar::open(&bytes).unwrap();
    let mut waiting: Vec<StateId> = grammar.roots().map(|(_, state)| state).collect();
    while let Some(state) = waiting.pop() {
        waiting.extend(grammar.arcs(state).map(|arc| arc.target));
        let shares: f64 = grammar
            .arcs(state)
            .map(|arc| (-f64::from(arc.cost) / 16.0).exp())
            .sum();
        let is_one = (shares - 1.0).abs() < 0.07;
        assert!(is_one || grammar.is_final(state), "{shares}");
    }
}

#[test]
fn what_is_not_a_section_is_refused_by_name() {
    let bytes = lexicon();
    assert_eq!(Lexicon::open(b"").unwrap_err(), LexiconError::NotALexicon);
    assert_eq!(
        Lexicon::open(&grammar()).unwrap_err(),
        LexiconError::NotALexicon
    );
    assert_eq!(
        Lexicon::open(&bytes[..7]).unwrap_err(),
        LexiconError::Truncated
    );
    let change = |at: usize, value: u8| {
        let mut bytes = lexicon();
        bytes[at] = value;
        Lexicon::open(&bytes).unwrap_err()
    };
    assert_eq!(change(4, 9), LexiconError::Version(9));
    assert_eq!(change(7, 0x41), LexiconError::TooManyWords(0x4106));
    let last = bytes.len() - 1;
    assert_eq!(change(last, 0), LexiconError::BadPhone(16));
    assert!(matches!(change(last, 1), LexiconError::BadPronunciation(_)));
    let letters = 16 + 7 * 2;
    assert!(matches!(change(letters, b'z'), LexiconError::Unsorted(_)));
    assert_eq!(change(letters, 0xff), LexiconError::NotUtf8);
    assert_eq!(change(18, 200), LexiconError::BadOffset);
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(
        Lexicon::open(&longer).unwrap_err(),
        LexiconError::TrailingBytes
    );

    let bytes = grammar();
    assert_eq!(
        Grammar::open(b"GGR").unwrap_err(),
        GrammarError::NotAGrammar
    );
    assert_eq!(
        Grammar::open(&lexicon()).unwrap_err(),
        GrammarError::NotAGrammar
    );
    let change = |at: usize, value: u8| {
        let mut bytes = grammar();
        bytes[at] = value;
        Grammar::open(&bytes).unwrap_err()
    };
    assert_eq!(change(4, 7), GrammarError::Version(7));
    assert_eq!(change(6, 1), GrammarError::BadSymbol(1));
    assert_eq!(change(10, 1), GrammarError::BadDivision);
    let arcs = 36;
    assert_eq!(change(arcs + 2, 0), GrammarError::BadTarget(0));
    assert_eq!(change(arcs + 2, 0xee), GrammarError::BadTarget(0));
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(
        Grammar::open(&longer).unwrap_err(),
        GrammarError::TrailingBytes
    );
    let other = LexiconBuilder::new().finish().unwrap();
    let other = Lexicon::open(&other).unwrap();
    let grammar = Grammar::open(&bytes).unwrap();
    let refused = GrammarError::OtherLexicon {
        expected: 6,
        found: 0,
    };
    assert_eq!(grammar.check_lexicon(&other), Err(refused));
}

#[test]
fn a_section_cut_anywhere_is_refused() {
    let (words, sentences) = (lexicon(), grammar());
    for length in 0..words.len() {
        assert!(Lexicon::open(&words[..length]).is_err(), "{length}");
    }
    for length in 0..sentences.len() {
        assert!(Grammar::open(&sentences[..length]).is_err(), "{length}");
    }
}

/// Reads all there is to read, and follows control arcs as far as they go.
fn read_everything(bytes: &[u8]) {
    if let Ok(lexicon) = Lexicon::open(bytes) {
        for word in lexicon.words() {
            assert_eq!(lexicon.find(lexicon.spelling(word)), Some(word));
            for phones in lexicon.pronunciations(word) {
                let (last, others) = phones.split_last().unwrap();
                assert!(last & 0x80 != 0 && others.iter().all(|phone| phone & 0x80 == 0));
            }
        }
    }
    let Ok(grammar) = Grammar::open(bytes) else {
        return;
    };
    assert!(
        grammar
            .roots()
            .all(|(_, state)| !grammar.is_inside_slot(state))
    );
    let states = (0..=grammar.arc_count()).filter_map(StateId::new);
    for state in states {
        for arc in grammar.arcs(state) {
            match arc.symbol {
                Symbol::Accept(group) => {
                    let group = grammar.group(group);
                    assert!(group.intent_name.len() < bytes.len());
                    group.fixed.for_each(|(slot, value)| {
                        let _ = (grammar.slot_name(slot), grammar.value(value));
                    });
                }
                Symbol::SlotBegin(slot) => assert!(grammar.slot_name(slot).len() < bytes.len()),
                Symbol::SlotValue(value) => assert!(grammar.value(value).len() < bytes.len()),
                Symbol::SlotNumber(range) => assert!(grammar.range(range).step > 0),
                Symbol::Word(word) => assert!(word.index() < grammar.word_count()),
            }
        }
        assert!(longest_control_walk(&grammar, state, 0) <= 3);
    }
}

fn longest_control_walk(grammar: &Grammar<'_>, state: StateId, so_far: usize) -> usize {
    if so_far > 3 {
        return so_far;
    }
    grammar
        .arcs(state)
        .filter(|arc| arc.symbol.is_control())
        .map(|arc| longest_control_walk(grammar, arc.target, so_far + 1))
        .max()
        .unwrap_or(so_far)
}

#[test]
fn any_changed_byte_is_refused_or_harmless() {
    for section in [lexicon(), grammar()] {
        read_everything(&section);
        for at in 0..section.len() {
            for value in [
                0,
                1,
                2,
                0x40,
                0x7f,
                0x80,
                0xc0,
                0xff,
                section[at] ^ 1,
                section[at] ^ 0x40,
            ] {
                let mut changed = section.clone();
                changed[at] = value;
                read_everything(&changed);
            }
        }
    }
}

mod any_bytes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn several_changes_are_refused_or_harmless(
            which in any::<bool>(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        ) {
            let mut section = if which { lexicon() } else { grammar() };
            for (at, value) in changes {
                let at = at.index(section.len());
                section[at] = value;
            }
            read_everything(&section);
        }

        #[test]
        fn random_bytes_behind_a_header_are_refused_or_harmless(
            which in any::<bool>(),
            bytes in prop::collection::vec(0u8..4, 0..200),
        ) {
            let magic: &[u8] = if which { b"GLEX\x01\x00" } else { b"GGRM\x01\x00" };
            read_everything(&[magic, &bytes].concat());
        }

        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,40}") {
            let mut buffer = vec![0; 4096];
            let once = goldcrest_trie::tokens::normalise(&text, &mut buffer).unwrap().to_owned();
            let mut buffer = vec![0; 4096];
            let twice = goldcrest_trie::tokens::normalise(&once, &mut buffer).unwrap();
            prop_assert_eq!(&once, twice);
        }
    }
}

#[test]
fn every_character_is_normalised_once() {
    let normalised = |text: &str| {
        let mut buffer = [0; 64];
        goldcrest_trie::tokens::normalise(text, &mut buffer)
            .unwrap()
            .to_owned()
    };
    for char in '\0'..=char::MAX {
        for text in [format!("{char}"), format!("a{char}b"), format!("1{char}2")] {
            let once = normalised(&text);
            assert_eq!(normalised(&once), once, "{text:?}");
        }
    }
    assert_eq!(normalised("İstanbul"), "istanbul");
}

#[test]
fn the_builder_says_what_it_cannot_write() {
    let words = lexicon();
    let lexicon = Lexicon::open(&words).unwrap();
    let finish = |build: &dyn Fn(&mut GrammarBuilder)| {
        let mut grammar = GrammarBuilder::new();
        build(&mut grammar);
        grammar.finish(&lexicon).unwrap_err()
    };
    let word = Label::word;
    assert_eq!(
        finish(&|grammar| {
            let (a, b) = (grammar.state(), grammar.state());
            let group = grammar.group(GroupSpec::default());
            grammar.root("command", a);
            grammar.arc(a, word("moon"), b);
            grammar.accept(b, group);
        }),
        BuildError::UnknownWord("moon".into())
    );
    assert_eq!(
        finish(&|grammar| {
            let (a, b) = (grammar.state(), grammar.state());
            grammar.root("command", a);
            grammar.arc(a, word("on"), b);
        }),
        BuildError::EmptyRoot("command".into())
    );
    assert_eq!(
        finish(&|grammar| {
            let a = grammar.state();
            let group = grammar.group(GroupSpec::default());
            grammar.root("command", a);
            grammar.arc(a, word("on"), a);
            grammar.accept(a, group);
        }),
        BuildError::Cycle
    );
    let slots = |labels: &'static [&'static str]| {
        finish(&|grammar| {
            let group = grammar.group(GroupSpec::default());
            let (slot, value) = (grammar.slot("area"), grammar.value("kitchen"));
            let mut at = grammar.state();
            grammar.root("command", at);
            for label in labels {
                let next = grammar.state();
                let label = match *label {
                    "<" => Label::SlotBegin(slot),
                    ">" => Label::SlotValue(value),
                    said => word(said),
                };
                grammar.arc(at, label, next);
                at = next;
            }
            grammar.accept(at, group);
        })
    };
    assert_eq!(slots(&["<", ">"]), BuildError::EmptySlot("area".into()));
    assert_eq!(
        slots(&["<", "<", "on", ">"]),
        BuildError::NestedSlot("area".into())
    );
    assert_eq!(
        slots(&["<", "on", "<", "on", ">"]),
        BuildError::NestedSlot("area".into())
    );
    assert_eq!(slots(&["<", "on"]), BuildError::UnpairedSlot);
    assert_eq!(slots(&["on", ">"]), BuildError::UnpairedSlot);
}
