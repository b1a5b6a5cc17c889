use std::collections::BTreeMap;

/// What a text means that means none of the intents, and what is found where nothing is understood.
pub const NONE: &str = "(none)";

/// How often each intent was taken for which. Texts that mean none of them have the intent [`NONE`].
#[derive(Clone, Debug, Default)]
pub struct Confusion {
    counts: BTreeMap<(String, String), usize>,
}

impl Confusion {
    /// Notes that a text of intent `wanted` was taken for `found`.
    pub fn note(&mut self, wanted: &str, found: &str) {
        let count = self
            .counts
            .entry((wanted.to_owned(), found.to_owned()))
            .or_default();
        *count += 1;
    }

    /// All names, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .counts
            .keys()
            .flat_map(|(wanted, found)| [wanted.clone(), found.clone()])
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// How often `wanted` was taken for `found`.
    #[must_use]
    pub fn count(&self, wanted: &str, found: &str) -> usize {
        self.counts
            .get(&(wanted.to_owned(), found.to_owned()))
            .copied()
            .unwrap_or(0)
    }

    /// Pairs that were confused, most often first.
    #[must_use]
    pub fn errors(&self) -> Vec<(&str, &str, usize)> {
        let mut errors: Vec<(&str, &str, usize)> = self
            .counts
            .iter()
            .filter(|((wanted, found), _)| wanted != found)
            .map(|((wanted, found), &count)| (wanted.as_str(), found.as_str(), count))
            .collect();
        errors.sort_by_key(|&(wanted, found, count)| (std::cmp::Reverse(count), wanted, found));
        errors
    }

    /// All counts: wanted, found, how often.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        self.counts
            .iter()
            .map(|((wanted, found), &count)| (wanted.as_str(), found.as_str(), count))
    }
}
