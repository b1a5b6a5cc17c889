//! For any small template: the automaton says exactly what the template says,
//! and no automaton with fewer states does.

use std::collections::{BTreeMap, BTreeSet};

use goldcrest_forge::templates::{CompileOptions, Fault, TemplateSet};
use goldcrest_trie::build::LexiconBuilder;
use goldcrest_trie::{Grammar, Lexicon, Phone, StateId, Symbol};
use proptest::prelude::*;

/// A template, written out without a parser.
#[derive(Clone, Debug)]
enum Piece {
    Text(&'static str),
    Sequence(Vec<Piece>),
    Optional(Box<Piece>),
    Either(Vec<Piece>),
    AnyOrder(Vec<Piece>),
    List,
    Rule,
}

const RULE: &str = "x[y] z";
const RULE_SAYS: [&str; 2] = ["x z", "xy z"];
/// Values of the list, and what they put out.
const VALUES: [(&str, &str); 2] = [("a", "one"), ("b a", "two")];

impl Piece {
    fn written(&self) -> String {
        let all = |pieces: &[Piece], separator: &str| {
            let written: Vec<String> = pieces.iter().map(Piece::written).collect();
            written.join(separator)
        };
        match self {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Sequence(pieces) => all(pieces, ""),
            Piece::Optional(piece) => format!("[{}]", piece.written()),
            Piece::Either(pieces) => format!("({})", all(pieces, "|")),
            Piece::AnyOrder(pieces) => format!("({})", all(pieces, ";")),
            Piece::List => "{list:slot}".to_owned(),
            Piece::Rule => "<rule>".to_owned(),
        }
    }

    /// Everything that it says; `<` begins the slot, `0>` and `1>` close it.
    fn says(&self) -> Vec<String> {
        match self {
            Piece::Text(text) => vec![(*text).to_owned()],
            Piece::Sequence(pieces) => joined(pieces.iter(), ""),
            Piece::Optional(piece) => {
                let mut says = piece.says();
                says.push(String::new());
                says
            }
            Piece::Either(pieces) => pieces.iter().flat_map(Piece::says).collect(),
            Piece::AnyOrder(pieces) => {
                let mut says = joined(pieces.iter(), " ");
                says.extend(joined(pieces.iter().rev(), " "));
                says.into_iter().map(|text| format!(" {text} ")).collect()
            }
            Piece::List => VALUES
                .iter()
                .enumerate()
                .map(|(index, (said, _))| format!(" < {said} {index}> "))
                .collect(),
            Piece::Rule => RULE_SAYS.map(str::to_owned).to_vec(),
        }
    }
}

fn joined<'p>(pieces: impl Iterator<Item = &'p Piece>, separator: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    for (index, piece) in pieces.enumerate() {
        let separator = if index == 0 { "" } else { separator };
        texts = texts
            .iter()
            .flat_map(|text| {
                let says = piece.says();
                says.into_iter()
                    .map(move |more| format!("{text}{separator}{more}"))
            })
            .collect();
    }
    texts
}

fn pieces() -> impl Strategy<Value = Piece> {
    let text = prop::sample::select(vec!["a", "b", " ", "a ", " b", "ab c", "c", ""]);
    let leaf = prop_oneof![
        6 => text.prop_map(Piece::Text),
        1 => Just(Piece::List),
        1 => Just(Piece::Rule),
    ];
    leaf.prop_recursive(4, 14, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(Piece::Sequence),
            2 => inner.clone().prop_map(|piece| Piece::Optional(Box::new(piece))),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Piece::Either),
            1 => prop::collection::vec(inner, 2..=2).prop_map(Piece::AnyOrder),
        ]
    })
}

type Sentence = Vec<String>;

/// What templates say, symbol by symbol.
fn expected(templates: &[Piece]) -> BTreeSet<Sentence> {
    let mut all = BTreeSet::new();
    for template in templates {
        for text in template.says() {
            let mut sentence: Sentence = text.split_whitespace().map(str::to_owned).collect();
            sentence.push("accept".to_owned());
            all.insert(sentence);
        }
    }
    all
}

/// What an automaton says, symbol by symbol.
fn said(grammar: &Grammar<'_>, lexicon: &Lexicon<'_>, state: StateId) -> BTreeSet<Sentence> {
    let mut all = BTreeSet::new();
    if grammar.is_final(state) {
        all.insert(Vec::new());
    }
    for arc in grammar.arcs(state) {
        let name = match arc.symbol {
            Symbol::Word(word) => lexicon.spelling(word).to_owned(),
            Symbol::SlotBegin(_) => "<".to_owned(),
            Symbol::SlotValue(value) => {
                let out = grammar.value(value);
                let index = VALUES.iter().position(|(_, other)| *other == out).unwrap();
                format!("{index}>")
            }
            Symbol::SlotNumber(_) => unreachable!(),
            Symbol::Accept(_) => "accept".to_owned(),
        };
        for mut rest in said(grammar, lexicon, arc.target) {
            rest.insert(0, name.clone());
            all.insert(rest);
        }
    }
    all
}

/// How many different sets of continuations there are: the states of the
/// smallest automaton (Myhill and Nerode).
fn futures(sentences: &BTreeSet<Sentence>) -> usize {
    let mut by_prefix: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for sentence in sentences {
        for at in 0..=sentence.len() {
            by_prefix
                .entry(&sentence[..at])
                .or_default()
                .insert(&sentence[at..]);
        }
    }
    let futures: BTreeSet<&BTreeSet<&[String]>> = by_prefix.values().collect();
    futures.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_automaton_is_the_smallest_that_says_what_the_templates_say(
        templates in prop::collection::vec(pieces(), 1..4)
    ) {
        let mut text = format!("expansion_rules: {{rule: '{RULE}'}}\nlists:\n  list:\n    values:\n");
        for (said, out) in VALUES {
            text += &format!("      - {{in: {said}, out: {out}}}\n");
        }
        text += "intents:\n  Do:\n    data:\n      - sentences:\n";
        for template in &templates {
            text += &format!("        - '{}'\n", template.written());
        }
        let mut set = TemplateSet::new();
        set.add_file("t.yaml", &text).unwrap();
        let expected = expected(&templates);
        let silent = expected.iter().any(|sentence| sentence.len() == 1);
        let compiled = match set.compile(&CompileOptions::default()) {
            Ok(compiled) => compiled,
            Err(error) => {
                prop_assert!(silent, "{error}");
                prop_assert_eq!(error.fault, Fault::EmptySentence);
                return Ok(());
            }
        };
        prop_assert!(!silent);
        let mut lexicon = LexiconBuilder::new();
        for word in compiled.vocabulary() {
            lexicon.add(word, &[Phone::from_class(1).unwrap()]);
        }
        let lexicon = lexicon.finish().unwrap();
        let lexicon = Lexicon::open(&lexicon).unwrap();
        let grammar = compiled.finish(&lexicon).unwrap();
        let grammar = Grammar::open(&grammar).unwrap();
        let root = grammar.root("command").unwrap();
        prop_assert_eq!(said(&grammar, &lexicon, root), expected.clone());
        prop_assert_eq!(grammar.state_count(), futures(&expected));
    }
}
