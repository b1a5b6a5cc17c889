//! Which sentences are nearest to a text that is none: a shortest-path search through the grammar, for
//! explanations on the desktop.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use goldcrest::understand::entities::alike::by_spelling;
use goldcrest_trie::{Grammar, GroupId, Lexicon, SlotId, StateId, Symbol};

/// Cost of a word that is missing, too much or another.
const WORD: u32 = 10;
/// Least cost of a word that is only spelt otherwise; the less alike, the more.
const LETTERS: u32 = 4;
/// Percent of likeness from which a word counts as spelt otherwise.
const ALIKE: u8 = 60;
/// Places that are looked at before the search gives up.
const MOST_PLACES: usize = 400_000;

/// How a text differs from a sentence at one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The sentence has this word and the text does not.
    Missing(String),
    /// The text has this word and the sentence does not.
    TooMuch(String),
    /// The text has the first where the sentence has the second.
    Instead(String, String),
}

/// A sentence and how the text differs from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The sentence's words.
    pub sentence: String,
    /// The differences, each with the slot that it lies in.
    pub edits: Vec<(Edit, Option<String>)>,
    /// The intent.
    pub intent: String,
    /// The template, `file:line`.
    pub source: String,
    /// 10 for each word that differs, 4 to 8 where it is only spelt otherwise.
    pub cost: u32,
}

type Place = (StateId, usize);

#[derive(Clone, Copy)]
struct Step {
    from: Place,
    symbol: Option<Symbol>,
    takes_word: bool,
}

/// The sentences nearest to `words`, best first, at most `count` and one a sentence group; none that
/// differs in more than half of its words.
#[must_use]
pub fn nearest(
    grammar: &Grammar<'_>,
    lexicon: &Lexicon<'_>,
    root: StateId,
    words: &[&str],
    count: usize,
) -> Vec<Near> {
    let mut search = Search {
        grammar,
        lexicon,
        words,
        came: HashMap::new(),
        likeness: HashMap::new(),
    };
    search.run(root, count)
}

struct Search<'s> {
    grammar: &'s Grammar<'s>,
    lexicon: &'s Lexicon<'s>,
    words: &'s [&'s str],
    came: HashMap<Place, (u32, Option<Step>)>,
    likeness: HashMap<(usize, u16), u32>,
}

impl Search<'_> {
    fn run(&mut self, root: StateId, count: usize) -> Vec<Near> {
        let most = WORD * (self.words.len() as u32 / 2).max(1);
        let mut waiting = BinaryHeap::from([Reverse((0_u32, (root, 0_usize)))]);
        let mut done: HashSet<Place> = HashSet::new();
        let mut groups: HashSet<GroupId> = HashSet::new();
        let mut found = Vec::new();
        self.came.insert((root, 0), (0, None));
        while let Some(Reverse((cost, place))) = waiting.pop() {
            if cost > most || found.len() == count || done.len() >= MOST_PLACES {
                break;
            }
            if !done.insert(place) {
                continue;
            }
            let (state, read) = place;
            if read < self.words.len() {
                let step = Step {
                    from: place,
                    symbol: None,
                    takes_word: true,
                };
                self.reach((state, read + 1), cost + WORD, step, &mut waiting);
            }
            for arc in self.grammar.arcs(state) {
                let step = |takes_word| Step {
                    from: place,
                    symbol: Some(arc.symbol),
                    takes_word,
                };
                match arc.symbol {
                    Symbol::Word(word) => {
                        self.reach((arc.target, read), cost + WORD, step(false), &mut waiting);
                        if read < self.words.len() {
                            let other = self.other(read, word.bits(), self.lexicon.spelling(word));
                            let next = (arc.target, read + 1);
                            self.reach(next, cost + other, step(true), &mut waiting);
                        }
                    }
                    Symbol::Accept(group) => {
                        if read == self.words.len() && cost > 0 && groups.insert(group) {
                            found.push(self.near(place, group, cost));
                        }
                    }
                    _ => self.reach((arc.target, read), cost, step(false), &mut waiting),
                }
            }
        }
        found
    }

    fn other(&mut self, read: usize, word: u16, spelling: &str) -> u32 {
        let said = self.words[read];
        *self.likeness.entry((read, word)).or_insert_with(|| {
            if said == spelling {
                0
            } else {
                match by_spelling(said, spelling) {
                    alike if alike >= ALIKE => LETTERS + u32::from(100 - alike) / 10,
                    _ => WORD,
                }
            }
        })
    }

    fn reach(
        &mut self,
        place: Place,
        cost: u32,
        step: Step,
        waiting: &mut BinaryHeap<Reverse<(u32, Place)>>,
    ) {
        let known = self.came.get(&place);
        if known.is_none_or(|(before, _)| cost < *before) {
            self.came.insert(place, (cost, Some(step)));
            waiting.push(Reverse((cost, place)));
        }
    }

    fn near(&self, end: Place, group: GroupId, cost: u32) -> Near {
        let mut steps = Vec::new();
        let mut place = end;
        while let Some((_, Some(step))) = self.came.get(&place) {
            steps.push(*step);
            place = step.from;
        }
        let mut sentence: Vec<&str> = Vec::new();
        let mut edits = Vec::new();
        let mut slot: Option<SlotId> = None;
        for step in steps.iter().rev() {
            let said = step.takes_word.then(|| self.words[step.from.1].to_owned());
            let written = match step.symbol {
                Some(Symbol::SlotBegin(begun)) => {
                    slot = Some(begun);
                    continue;
                }
                Some(Symbol::Word(word)) => Some(self.lexicon.spelling(word)),
                Some(_) => {
                    slot = None;
                    continue;
                }
                None => None,
            };
            sentence.extend(written);
            let edit = match (said, written) {
                (Some(said), Some(written)) if said == written => continue,
                (Some(said), Some(written)) => Edit::Instead(said, written.to_owned()),
                (Some(said), None) => Edit::TooMuch(said),
                (None, Some(written)) => Edit::Missing(written.to_owned()),
                (None, None) => continue,
            };
            edits.push((
                edit,
                slot.map(|slot| self.grammar.slot_name(slot).to_owned()),
            ));
        }
        let group = self.grammar.group(group);
        Near {
            sentence: sentence.join(" "),
            edits,
            intent: group.intent_name.to_owned(),
            source: format!("{}:{}", group.source, group.line),
            cost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistants::{self, Choice};
    use goldcrest_pack::SectionKind;

    fn near(text: &str) -> Vec<Near> {
        let choice = Choice {
            assistant: "home".into(),
            pack: None,
            wake: None,
        };
        let image = choice.load().unwrap();
        let pack = assistants::open(&image, "home").unwrap();
        let lexicon = Lexicon::open(pack.first(SectionKind::Lexicon).unwrap().bytes).unwrap();
        let grammar = Grammar::open(pack.first(SectionKind::Grammar).unwrap().bytes).unwrap();
        let root = grammar.root("command").unwrap();
        let words: Vec<&str> = text.split(' ').collect();
        nearest(&grammar, &lexicon, root, &words, 3)
    }

    #[test]
    fn one_word_off() {
        let found = near("turn on the kitchen flights");
        assert_eq!(found[0].intent, "LightOn");
        assert_eq!(found[0].sentence, "turn on the kitchen lights");
        let instead = Edit::Instead("flights".into(), "lights".into());
        assert_eq!(found[0].edits, [(instead, None)]);
        assert!(found[0].source.starts_with("sentences/lights.yaml:"));
    }

    #[test]
    fn a_slot_that_nearly_matched_is_named() {
        let found = near("turn on the kichen lights");
        let instead = Edit::Instead("kichen".into(), "kitchen".into());
        assert_eq!(found[0].edits, [(instead, Some("area".into()))]);
        assert_eq!(found[0].cost, LETTERS + 1);
    }

    #[test]
    fn words_missing_and_too_many() {
        let found = near("volume up now");
        assert_eq!(found[0].edits, [(Edit::TooMuch("now".into()), None)]);
        let found = near("set the kitchen lights to fifty percent now");
        assert_eq!(found[0].intent, "LightBrightness");
        assert!(near("the weather is lovely").is_empty());
    }
}
