use std::collections::HashMap;

use goldcrest_trie::{Grammar, Lexicon, StateId};

use super::Reading;
use super::count::paths;
use crate::random::SplitMix;

/// Draws sentences at random, the same ones for the same seed.
///
/// Where ways part, each is taken with a chance that grows with the power
/// `evenness` of how many sentences it leads to: 1 makes all sentences equally
/// likely, so that those with numbers drown all others; 0 makes all ways
/// equally likely, so that short sentences do.
///
/// ```no_run
/// # use goldcrest_forge::sentences::Sampler;
/// # fn example(grammar: goldcrest_trie::Grammar, lexicon: goldcrest_trie::Lexicon) {
/// let root = grammar.root("command").unwrap();
/// for sentence in Sampler::new(&grammar, &lexicon, root, 7).take(100) {
///     println!("{} {:?}", sentence.text, sentence.intent);
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Sampler<'g> {
    grammar: Grammar<'g>,
    lexicon: Lexicon<'g>,
    root: StateId,
    weights: HashMap<StateId, f64>,
    random: SplitMix,
}

impl<'g> Sampler<'g> {
    /// The evenness that [`Sampler::new`] takes.
    pub const EVENNESS: f64 = 0.3;

    /// A sampler of the sentences that begin in a state.
    pub fn new(grammar: &Grammar<'g>, lexicon: &Lexicon<'g>, root: StateId, seed: u64) -> Self {
        Self::with_evenness(grammar, lexicon, root, seed, Self::EVENNESS)
    }

    /// A sampler with its own evenness, 0 to 1.
    pub fn with_evenness(
        grammar: &Grammar<'g>,
        lexicon: &Lexicon<'g>,
        root: StateId,
        seed: u64,
        evenness: f64,
    ) -> Self {
        let mut known = HashMap::new();
        paths(grammar, root, &mut known);
        let weights = known
            .into_iter()
            .map(|(state, paths)| (state, (paths as f64).powf(evenness)))
            .collect();
        Sampler {
            grammar: *grammar,
            lexicon: *lexicon,
            root,
            weights,
            random: SplitMix::new(seed),
        }
    }
}

impl Iterator for Sampler<'_> {
    type Item = Reading;

    /// The next sentence; `None` only where the grammar can say none.
    fn next(&mut self) -> Option<Reading> {
        let grammar = self.grammar;
        let mut state = self.root;
        let mut path = Vec::new();
        while !grammar.is_final(state) {
            let weight = |target| self.weights.get(&target).copied().unwrap_or(1.0);
            let total: f64 = grammar.arcs(state).map(|arc| weight(arc.target)).sum();
            let mut left = self.random.share() * total;
            let weight = |target| self.weights.get(&target).copied().unwrap_or(1.0);
            let arc = grammar
                .arcs(state)
                .find(|arc| {
                    left -= weight(arc.target);
                    left < 0.0
                })
                .or_else(|| grammar.arcs(state).last())?;
            path.push(arc.symbol);
            state = arc.target;
        }
        Reading::of_path(&grammar, &self.lexicon, &path)
    }
}
