extern crate alloc;

use super::{END, MAGIC, NEVER, VERSION};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;
use goldcrest_trie::{Lexicon, SlotId, WordId};

/// Taken from the count of every pair and given to those that were not seen.
const DISCOUNT: f64 = 0.5;
/// Counted for every word beside what was seen of it.
const LEAST: f64 = 0.1;

/// Something that is said in a slot of free words.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The slot.
    pub slot: SlotId,
    /// Its words, at least one.
    pub words: Vec<WordId>,
    /// How often it is said, beside others of all slots; above zero.
    pub weight: f64,
}

/// The section has room for 65,535 pairs of words: give fewer phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyPairs;

impl fmt::Display for TooManyPairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more than 65,535 pairs of words are dictated; give fewer phrases")
    }
}

/// Phrases that are counted into a model.
#[derive(Clone, Debug, Default)]
pub struct DictationSpec {
    /// The phrases of all slots. What follows a word is counted over all of them.
    pub phrases: Vec<Phrase>,
}

impl DictationSpec {
    /// Counts words and pairs and writes the section: absolute discounting, interpolated (Ney, Essen and Kneser,
    /// 1994).
    ///
    /// # Errors
    ///
    /// [`TooManyPairs`].
    pub fn write(&self, lexicon: &Lexicon<'_>, slots: usize) -> Result<Vec<u8>, TooManyPairs> {
        let words = lexicon.word_count();
        let mut pairs: BTreeMap<usize, BTreeMap<u16, f64>> = BTreeMap::new();
        let mut singles: BTreeMap<u16, f64> = BTreeMap::new();
        for phrase in &self.phrases {
            let mut context = words + phrase.slot.index();
            let said = phrase.words.iter().map(|word| word.bits()).chain([END]);
            for next in said {
                *pairs.entry(context).or_default().entry(next).or_default() += phrase.weight;
                *singles.entry(next).or_default() += phrase.weight;
                context = usize::from(next);
            }
        }
        let all: f64 = singles.values().map(|count| count + LEAST).sum();
        let single = |word: u16| {
            singles
                .get(&word)
                .map_or(0.0, |count| (count + LEAST) / all)
        };

        let mut out = MAGIC.to_vec();
        let count = pairs.values().map(BTreeMap::len).sum::<usize>();
        let count = u16::try_from(count).map_err(|_| TooManyPairs)?;
        for field in [VERSION, words as u16, slots as u16, count] {
            out.extend(field.to_le_bytes());
        }
        out.extend(
            (0..words as u16)
                .chain([END])
                .map(|word| cost(single(word))),
        );
        let (mut backoffs, mut starts) = (Vec::new(), Vec::new());
        let (mut seconds, mut costs) = (Vec::new(), Vec::new());
        for context in 0..words + slots {
            starts.extend(((costs.len()) as u16).to_le_bytes());
            let Some(next) = pairs.get(&context) else {
                backoffs.push(0);
                continue;
            };
            let seen: f64 = next.values().sum();
            // Weights may be below one; then half of each goes to what was not seen.
            let least = next.values().copied().fold(f64::INFINITY, f64::min);
            let discount = DISCOUNT * least.min(1.0);
            let left = discount * next.len() as f64 / seen;
            backoffs.push(cost(left));
            for (&word, &count) in next {
                seconds.extend(word.to_le_bytes());
                costs.push(cost((count - discount) / seen + left * single(word)));
            }
        }
        starts.extend(count.to_le_bytes());
        for table in [backoffs, starts, seconds, costs] {
            out.extend(table);
        }
        Ok(out)
    }
}

fn cost(probability: f64) -> u8 {
    let cost = -16.0 * libm::log(probability);
    // Nothing but what is never dictated has the highest cost.
    if probability > 0.0 {
        libm::round(cost).clamp(0.0, f64::from(NEVER - 1)) as u8
    } else {
        NEVER as u8
    }
}
