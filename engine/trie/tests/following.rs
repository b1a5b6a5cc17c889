//! Which words may come after which, as a grammar is built.

use goldcrest_trie::build::{GrammarBuilder, GroupSpec, Label, LexiconBuilder};
use goldcrest_trie::{Grammar, Lexicon, Phone, StateId, Symbol};

fn lexicon() -> Vec<u8> {
    let mut lexicon = LexiconBuilder::new();
    for word in ["a", "fifty", "kitchen", "on", "set"] {
        lexicon.add(word, &[Phone::from_class(1).unwrap()]);
    }
    lexicon.finish().unwrap()
}

/// "a" or "set"; then a slot of "kitchen" or "fifty", or none; then "on", or nothing.
fn builder() -> GrammarBuilder {
    let mut grammar = GrammarBuilder::new();
    let group = grammar.group(GroupSpec::default());
    let nodes: Vec<_> = (0..6).map(|_| grammar.state()).collect();
    let (area, kitchen) = (grammar.slot("area"), grammar.value("kitchen"));
    for first in ["a", "set"] {
        grammar.arc(nodes[0], Label::word(first), nodes[1]);
    }
    grammar.arc(nodes[1], Label::SlotBegin(area), nodes[2]);
    grammar.arc(nodes[1], Label::Silent, nodes[3]);
    for named in ["kitchen", "fifty"] {
        grammar.arc(nodes[2], Label::word(named), nodes[4]);
    }
    grammar.arc(nodes[4], Label::SlotValue(kitchen), nodes[3]);
    grammar.arc(nodes[3], Label::word("on"), nodes[5]);
    grammar.accept(nodes[3], group);
    grammar.accept(nodes[5], group);
    grammar.root("command", nodes[0]);
    grammar
}

fn is_said(grammar: &Grammar<'_>, lexicon: &Lexicon<'_>, state: StateId, words: &[&str]) -> bool {
    grammar.arcs(state).any(|arc| match arc.symbol {
        Symbol::Word(word) => {
            words.first() == Some(&lexicon.spelling(word))
                && is_said(grammar, lexicon, arc.target, &words[1..])
        }
        Symbol::Accept(_) => words.is_empty(),
        _ => is_said(grammar, lexicon, arc.target, words),
    })
}

#[test]
fn words_that_may_not_follow_another_do_not() {
    let lexicon = lexicon();
    let lexicon = Lexicon::open(&lexicon).unwrap();
    let mut builder = builder();
    builder.restrict_after("a", |word| word != "fifty");
    builder.restrict_after("never said", |_| false);
    let section = builder.finish(&lexicon).unwrap();
    let grammar = Grammar::open(&section).unwrap();
    let root = grammar.root("command").unwrap();
    let said = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        is_said(&grammar, &lexicon, root, &words)
    };
    for text in [
        "a kitchen",
        "a kitchen on",
        "a on",
        "set",
        "set on",
        "set fifty",
    ] {
        assert!(said(text), "{text}");
    }
    for text in ["a", "a fifty", "a fifty on"] {
        assert!(!said(text), "{text}");
    }
}
