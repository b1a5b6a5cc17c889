use super::{Children, MAX_WORDS, State, UtteranceTrie, Word};

/// Walks all sentences that go on from a state, depth first, in ascending
/// order of their [`Word`]s; made by [`UtteranceTrie::sentences`].
///
/// It lends each sentence out of its own memory (about 3 KiB), so it is no
/// [`Iterator`]: `while let Some(sentence) = sentences.next()`.
#[derive(Clone, Debug)]
pub struct Sentences<'t, 'a> {
    trie: &'t UtteranceTrie<'a>,
    words: [Word; MAX_WORDS],
    costs: [u32; MAX_WORDS + 1],
    open: [Option<Children<'t, 'a>>; MAX_WORDS + 1],
    depth: usize,
    begun: Option<State>,
}

/// The rest of a sentence from the state where the walk began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence<'s> {
    /// Its words.
    pub words: &'s [Word],
    /// What it costs; with [`UtteranceTrie::base_cost`] if the walk began at
    /// the beginning.
    pub cost: u32,
}

impl<'a> UtteranceTrie<'a> {
    /// All sentences that go on from a state.
    #[must_use]
    pub fn sentences(&self, from: State) -> Sentences<'_, 'a> {
        Sentences {
            trie: self,
            words: [Word::END_OF_SENTENCE; MAX_WORDS],
            costs: [if from == self.begin() {
                self.base_cost()
            } else {
                0
            }; MAX_WORDS + 1],
            open: [const { None }; MAX_WORDS + 1],
            depth: 0,
            begun: Some(from),
        }
    }
}

impl Sentences<'_, '_> {
    /// The next sentence. Time is at most linear in the longest sentence.
    #[expect(clippy::should_implement_trait, reason = "lends from itself")]
    pub fn next(&mut self) -> Option<Sentence<'_>> {
        if let Some(from) = self.begun.take()
            && let Some(cost) = self.enter(from)
        {
            return Some(self.sentence(cost));
        }
        loop {
            let child = match self.open[self.depth].as_mut()?.next() {
                Some(child) => child,
                None => {
                    self.open[self.depth] = None;
                    self.depth = self.depth.checked_sub(1)?;
                    continue;
                }
            };
            if self.depth == MAX_WORDS {
                // Longer than any builder writes: the bytes are damaged.
                self.open[0] = None;
                self.depth = 0;
                return None;
            }
            self.words[self.depth] = child.word;
            self.costs[self.depth + 1] = self.costs[self.depth] + child.cost;
            self.depth += 1;
            if let Some(cost) = self.enter(child.state) {
                return Some(self.sentence(cost));
            }
        }
    }

    fn enter(&mut self, state: State) -> Option<u32> {
        self.open[self.depth] = Some(self.trie.children(state));
        Some(self.costs[self.depth] + self.trie.ends(state)?)
    }

    fn sentence(&self, cost: u32) -> Sentence<'_> {
        Sentence {
            words: &self.words[..self.depth],
            cost,
        }
    }
}
