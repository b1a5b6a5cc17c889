//! A grammar and its lexicon as PocketSphinx reads them.

use std::collections::BTreeMap;
use std::fmt::Write;

use goldcrest_trie::{Grammar, Lexicon, Phone, StateId, Symbol};

/// The automaton behind `root` in the format of PocketSphinx's finite-state grammars: words are transitions,
/// what carries the meaning are empty ones, and all are as likely as one another.
///
/// ```text
/// FSG_BEGIN goldcrest
/// NUM_STATES 3
/// START_STATE 0
/// FINAL_STATE 2
/// TRANSITION 0 1 1.0 lights
/// TRANSITION 1 2 1.0
/// FSG_END
/// ```
pub fn grammar(grammar: &Grammar<'_>, lexicon: &Lexicon<'_>, root: StateId) -> String {
    let mut numbers = BTreeMap::from([(root, 0)]);
    let mut order = vec![root];
    let mut transitions = String::new();
    let mut last = 0;
    let mut next = 0;
    while let Some(&state) = order.get(next) {
        for arc in grammar.arcs(state) {
            let to = *numbers.entry(arc.target).or_insert_with(|| {
                order.push(arc.target);
                order.len() - 1
            });
            // Writing to a String cannot fail.
            let _ = match arc.symbol {
                Symbol::Word(word) => {
                    writeln!(
                        transitions,
                        "TRANSITION {next} {to} 1.0 {}",
                        lexicon.spelling(word)
                    )
                }
                _ => writeln!(transitions, "TRANSITION {next} {to} 1.0"),
            };
            if grammar.is_final(arc.target) {
                last = to;
            }
        }
        next += 1;
    }
    format!(
        "FSG_BEGIN goldcrest\nNUM_STATES {}\nSTART_STATE 0\nFINAL_STATE {last}\n{transitions}FSG_END\n",
        order.len()
    )
}

/// The words of a lexicon in the format of the CMU pronouncing dictionary. Words of several words, such as a
/// wake phrase, are no words there and are left out.
pub fn dictionary(lexicon: &Lexicon<'_>) -> String {
    let mut out = String::new();
    for word in lexicon.words() {
        let spelling = lexicon.spelling(word);
        if spelling.contains(' ') {
            continue;
        }
        for (index, way) in lexicon.pronunciations(word).enumerate() {
            out.push_str(spelling);
            if index > 0 {
                let _ = write!(out, "({})", index + 1);
            }
            for phone in way {
                let class = phone & !goldcrest_trie::lexicon::LAST;
                let name = Phone::from_class(class).map_or("SIL", Phone::name);
                let _ = write!(out, " {name}");
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_trie::build::{GrammarBuilder, GroupSpec, Label, LexiconBuilder};

    #[test]
    fn words_are_transitions_and_meaning_is_silent() {
        let phones =
            |names: &str| -> Vec<Phone> { names.split(' ').filter_map(Phone::from_name).collect() };
        let mut words = LexiconBuilder::new();
        words.add("tea", &phones("T IY"));
        words.add("a", &phones("AH"));
        words.add("a", &phones("EY"));
        words.add("hey tea", &phones("HH EY T IY"));
        let section = words.finish().unwrap();
        let lexicon = Lexicon::open(&section).unwrap();
        let mut builder = GrammarBuilder::new();
        let (first, second, third) = (builder.state(), builder.state(), builder.state());
        let (open, end) = (builder.state(), builder.state());
        let slot = builder.slot("drink");
        let value = builder.value("tea");
        let group = builder.group(GroupSpec {
            intent: "Order".into(),
            ..GroupSpec::default()
        });
        builder.arc(first, Label::Word("a"), second);
        builder.arc(second, Label::SlotBegin(slot), third);
        builder.arc(third, Label::Word("tea"), open);
        builder.arc(open, Label::SlotValue(value), end);
        builder.accept(end, group);
        builder.root("command", first);
        let section = builder.finish(&lexicon).unwrap();
        let automaton = Grammar::open(&section).unwrap();
        let root = automaton.root("command").unwrap();
        assert_eq!(
            grammar(&automaton, &lexicon, root),
            "FSG_BEGIN goldcrest\nNUM_STATES 6\nSTART_STATE 0\nFINAL_STATE 5\n\
             TRANSITION 0 1 1.0 a\nTRANSITION 1 2 1.0\nTRANSITION 2 3 1.0 tea\n\
             TRANSITION 3 4 1.0\nTRANSITION 4 5 1.0\nFSG_END\n"
        );
        assert_eq!(dictionary(&lexicon), "a AH\na(2) EY\ntea T IY\n");
    }
}
