use super::{State, UtteranceTrie, Word};

/// A word that may follow, and where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child {
    /// The word.
    pub word: Word,
    /// All that may follow it.
    pub state: State,
    /// What the cheapest sentence behind it costs beyond the cheapest of all
    /// that may follow.
    pub cost: u32,
}

/// Iterator of [`UtteranceTrie::children`], in ascending order of [`Word`].
#[derive(Clone, Debug)]
pub struct Children<'t, 'a> {
    trie: &'t UtteranceTrie<'a>,
    source: State,
    arc: u32,
    end: u32,
}

impl<'a> UtteranceTrie<'a> {
    /// The words that may follow in a state. That a sentence may end there
    /// is said by [`UtteranceTrie::ends`].
    #[must_use]
    pub fn children(&self, state: State) -> Children<'_, 'a> {
        let (arc, end) = self.arcs_of(state);
        Children {
            trie: self,
            source: state,
            arc,
            end,
        }
    }

    /// The child by this word, found by halving.
    #[must_use]
    pub fn child(&self, state: State, word: Word) -> Option<Child> {
        if word == Word::END_OF_SENTENCE {
            return None;
        }
        let (mut low, mut high) = self.arcs_of(state);
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self.code(middle);
            if found < word {
                low = middle + 1;
            } else if found > word {
                high = middle;
            } else {
                return Some(Child {
                    word,
                    state: self.target(state, middle),
                    cost: self.weight(middle),
                });
            }
        }
        None
    }
}

impl Iterator for Children<'_, '_> {
    type Item = Child;

    fn next(&mut self) -> Option<Child> {
        while self.arc < self.end {
            let arc = self.arc;
            self.arc += 1;
            let word = self.trie.code(arc);
            if word != Word::END_OF_SENTENCE {
                return Some(Child {
                    word,
                    state: self.trie.target(self.source, arc),
                    cost: self.trie.weight(arc),
                });
            }
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.arc) as usize;
        (left.saturating_sub(1), Some(left))
    }
}
