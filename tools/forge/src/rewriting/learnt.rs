//! A rewriter's model as hosts keep it: what the engine reads, then what packs are built with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use goldcrest::rewrite::{Confidence, EditCosts, EditModel};

use super::align::{Costs, in_units};
use super::pairs::sentence_hash;

/// A model of the strategy `edit`, and what stands behind it in its file.
///
/// Behind [`EditModel::BYTES`], little-endian: how many words have a cost of their own (`u32`); each as
/// its length (`u8`), its bytes, its cost (`u8`); how many sentences were learnt from (`u32`), and the
/// [`sentence_hash`] of each (`u64`), in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearntEdits {
    engine: Vec<u8>,
    dropped: BTreeMap<String, u8>,
    seen: BTreeSet<u64>,
}

/// The bytes are no model of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLearntEdits;

impl fmt::Display for NotLearntEdits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a rewriter's model, or of another version: learn it again")
    }
}

impl std::error::Error for NotLearntEdits {}

impl LearntEdits {
    /// The model that comes with this program; `models-quantized/rewrite-edit-en/CARD.md` says what it
    /// was learnt from.
    ///
    /// # Errors
    ///
    /// Only where that file is damaged.
    pub fn english() -> Result<Self, NotLearntEdits> {
        Self::read(include_bytes!(
            "../../../../models-quantized/rewrite-edit-en/model.grwe"
        ))
    }

    /// A model out of costs, not yet with a confidence that means something.
    pub(super) fn new(costs: &Costs, seen: impl IntoIterator<Item = u64>) -> Self {
        let table = costs
            .sounds
            .iter()
            .flatten()
            .chain(&costs.dropped_other)
            .chain(&costs.added);
        let table: Vec<u8> = table.map(|&cost| in_units(cost)).collect();
        let mut bytes = [0; EditCosts::BYTES];
        bytes.copy_from_slice(&table);
        let dropped = costs.dropped.iter();
        LearntEdits {
            engine: EditModel::write(&Confidence::UNFITTED, &bytes).to_vec(),
            dropped: dropped
                .map(|(word, &cost)| (word.clone(), in_units(cost)))
                .collect(),
            seen: seen.into_iter().collect(),
        }
    }

    pub(super) fn set_confidence(&mut self, confidence: &Confidence) {
        let mut costs = [0; EditCosts::BYTES];
        let begin = EditModel::BYTES - EditCosts::BYTES;
        costs.copy_from_slice(&self.engine[begin..]);
        self.engine = EditModel::write(confidence, &costs).to_vec();
    }

    /// What the engine reads: see [`EditModel::open`].
    pub fn engine(&self) -> &[u8] {
        &self.engine
    }

    /// What it costs not to hear a word of so many phones.
    pub fn dropped(&self, word: &str, phones: usize) -> u8 {
        let [least, each] = match EditModel::open(&self.engine) {
            Some(model) => model.costs.dropped.map(usize::from),
            None => [255, 0],
        };
        let other = (least + each * phones).min(255) as u8;
        self.dropped.get(word).copied().unwrap_or(other)
    }

    /// Whether something was learnt from this sentence, given normalised.
    pub fn has_seen(&self, said: &str) -> bool {
        self.seen.contains(&sentence_hash(said))
    }

    /// Reads a model.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, NotLearntEdits> {
        EditModel::open(bytes).ok_or(NotLearntEdits)?;
        let (engine, mut rest) = bytes.split_at(EditModel::BYTES);
        let rest = &mut rest;
        let words = u32::from_le_bytes(take(rest)?);
        let mut dropped = BTreeMap::new();
        for _ in 0..words {
            let [length] = take(rest)?;
            let (word, behind) = rest.split_at_checked(length.into()).ok_or(NotLearntEdits)?;
            *rest = behind;
            let word = std::str::from_utf8(word).map_err(|_| NotLearntEdits)?;
            let [cost] = take(rest)?;
            dropped.insert(word.to_owned(), cost);
        }
        let sentences = u32::from_le_bytes(take(rest)?);
        let mut seen = BTreeSet::new();
        for _ in 0..sentences {
            seen.insert(u64::from_le_bytes(take(rest)?));
        }
        match rest.is_empty() {
            true => Ok(LearntEdits {
                engine: engine.to_vec(),
                dropped,
                seen,
            }),
            false => Err(NotLearntEdits),
        }
    }

    /// Writes a model as [`LearntEdits::read`] reads it.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = self.engine.clone();
        bytes.extend((self.dropped.len() as u32).to_le_bytes());
        for (word, &cost) in &self.dropped {
            bytes.push(word.len() as u8);
            bytes.extend(word.as_bytes());
            bytes.push(cost);
        }
        bytes.extend((self.seen.len() as u32).to_le_bytes());
        bytes.extend(self.seen.iter().flat_map(|hash| hash.to_le_bytes()));
        bytes
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NotLearntEdits> {
    let (front, behind) = rest.split_first_chunk().ok_or(NotLearntEdits)?;
    *rest = behind;
    Ok(*front)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_reads_back_and_its_parts_do_not() {
        let english = LearntEdits::english().unwrap();
        let bytes = english.write();
        assert_eq!(LearntEdits::read(&bytes), Ok(english.clone()));
        assert!(EditModel::open(english.engine()).is_some());
        for length in (0..bytes.len()).step_by(97) {
            assert_eq!(LearntEdits::read(&bytes[..length]), Err(NotLearntEdits));
        }
        assert!(english.dropped("the", 2) < english.dropped("lights", 5));
        assert!(!english.has_seen("a sentence that nobody ever said"));
    }
}
