use goldcrest_trie::utterances::Word;
use goldcrest_trie::{Arcs, Grammar, Lexicon, StateId, Symbol, WordId};

use super::known::{KnownSentences, Said, Step};
use crate::dialogue::append;
use crate::events::Text;

/// Control symbols in a row between two words.
const DEEPEST: usize = 8;

/// All that the templates of an assistant say, walked along its grammar in place: billions of sentences
/// that no list could hold.
#[derive(Clone, Copy, Debug)]
pub struct Templates<'p> {
    grammar: Grammar<'p>,
    lexicon: Lexicon<'p>,
    root: StateId,
    dropped: &'p [u8],
}

impl<'p> Templates<'p> {
    /// The sentences that begin in a state. Words are said as the lexicon has it, the most usual way;
    /// `dropped` is what it costs not to hear each word of the lexicon, in sixteenths of a nat.
    #[must_use]
    pub fn new(
        grammar: Grammar<'p>,
        lexicon: Lexicon<'p>,
        root: StateId,
        dropped: &'p [u8],
    ) -> Self {
        Self {
            grammar,
            lexicon,
            root,
            dropped,
        }
    }

    /// The sentences that begin in another state.
    #[must_use]
    pub fn from(self, root: StateId) -> Self {
        Self { root, ..self }
    }

    fn word(&self, word: Word) -> Option<WordId> {
        let index = word.index().checked_sub(1)?;
        WordId::new(index).filter(|word| word.index() < self.lexicon.word_count())
    }

    fn accepts(&self, state: StateId, depth: usize) -> bool {
        self.grammar.arcs(state).any(|arc| match arc.symbol {
            Symbol::Word(_) => false,
            Symbol::Accept(_) => true,
            _ => depth < DEEPEST && self.accepts(arc.target, depth + 1),
        })
    }
}

impl<'p> KnownSentences for Templates<'p> {
    type Place = StateId;
    type Steps<'s>
        = Steps<'p>
    where
        Self: 's;

    fn number(place: StateId) -> u32 {
        place.index() as u32
    }

    fn place(number: u32) -> StateId {
        StateId::new(number as usize).unwrap_or(StateId::FIRST)
    }

    fn begin(&self) -> StateId {
        self.root
    }

    fn base_cost(&self) -> u32 {
        0
    }

    fn steps(&self, place: StateId) -> Steps<'p> {
        let mut steps = Steps {
            grammar: self.grammar,
            open: heapless::Vec::new(),
        };
        // The first always fits.
        let _ = steps.open.push(self.grammar.arcs(place));
        steps
    }

    fn goes_on(&self, place: StateId) -> bool {
        self.steps(place).next().is_some()
    }

    fn ends(&self, place: StateId) -> Option<u32> {
        self.accepts(place, 0).then_some(0)
    }

    fn said(&self, word: Word) -> Said<'_> {
        let word = self.word(word);
        let phones = word.and_then(|word| self.lexicon.pronunciations(word).next());
        let dropped = word.and_then(|word| self.dropped.get(word.index()));
        Said {
            phones: phones.unwrap_or(&[]),
            dropped: u16::from(dropped.copied().unwrap_or(u8::MAX)),
        }
    }

    fn spell(&self, word: Word, text: &mut Text) {
        if let Some(word) = self.word(word) {
            append(text, self.lexicon.spelling(word));
        }
    }
}

/// [`KnownSentences::steps`] of [`Templates`].
#[derive(Clone, Debug)]
pub struct Steps<'p> {
    grammar: Grammar<'p>,
    open: heapless::Vec<Arcs<'p>, DEEPEST>,
}

impl Iterator for Steps<'_> {
    type Item = Step<StateId>;

    fn next(&mut self) -> Option<Step<StateId>> {
        loop {
            let Some(arc) = self.open.last_mut()?.next() else {
                self.open.pop();
                continue;
            };
            match arc.symbol {
                Symbol::Word(word) => {
                    return Some(Step {
                        word: Word::from_index(word.index() + 1),
                        place: arc.target,
                        cost: arc.cost.into(),
                    });
                }
                Symbol::Accept(_) => {}
                _ => {
                    // Deeper ones than any builder writes are left out.
                    let _ = self.open.push(self.grammar.arcs(arc.target));
                }
            }
        }
    }
}
