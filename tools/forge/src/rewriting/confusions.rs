//! What recognisers make of words, as it was seen: sentences are misheard on purpose by it.

use std::collections::BTreeMap;

use super::pairs::{HeardWord, Pair};

/// Words said together at the most that are confused as one.
const MOST_SAID: usize = 3;
/// Words heard for them at the most.
const MOST_HEARD: usize = 3;

/// For words that were said, all that was heard in their place, as often as it was.
#[derive(Clone, Debug, Default)]
pub struct Confusions {
    heard: BTreeMap<String, Vec<String>>,
}

/// Where a sentence was misheard: words of it, and what was heard for them.
type Place<'c> = (usize, usize, &'c str);

impl Confusions {
    /// Collects what pairs differ by, where words on both sides agree around it: nothing where words were lost.
    pub fn of<'p>(pairs: impl Iterator<Item = &'p Pair>) -> Self {
        let mut heard: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in pairs.filter(|pair| pair.is_misheard()) {
            let written: Option<Vec<&str>> = pair.heard.iter().map(word).collect();
            let Some(written) = written else { continue };
            let said: Vec<&str> = pair.said.split(' ').collect();
            for (said, written) in differences(&said, &written) {
                if (1..=MOST_SAID).contains(&said.len()) && written.len() <= MOST_HEARD {
                    let all = heard.entry(said.join(" ")).or_default();
                    all.push(written.join(" "));
                }
            }
        }
        Confusions { heard }
    }

    /// How many different words, or runs of them, were misheard.
    pub fn len(&self) -> usize {
        self.heard.len()
    }

    /// Whether none were.
    pub fn is_empty(&self) -> bool {
        self.heard.is_empty()
    }

    /// A sentence as it may be heard, with one confusion; `choose` gives a number below what it is given.
    /// `None` where nothing in it was ever misheard.
    pub fn mishear(&self, said: &str, mut choose: impl FnMut(usize) -> usize) -> Option<String> {
        let words: Vec<&str> = said.split(' ').collect();
        let mut places: Vec<Place<'_>> = Vec::new();
        for first in 0..words.len() {
            for end in first + 1..=words.len().min(first + MOST_SAID) {
                let heard = self.heard.get(&words[first..end].join(" "));
                let heard = heard.into_iter().flatten();
                places.extend(heard.map(|heard| (first, end, heard.as_str())));
            }
        }
        if places.is_empty() {
            return None;
        }
        let (first, end, heard) = places[choose(places.len())];
        let around = words[..first].iter().chain([&heard]).chain(&words[end..]);
        let around: Vec<&str> = around.copied().filter(|words| !words.is_empty()).collect();
        Some(around.join(" "))
    }
}

fn word(heard: &HeardWord) -> Option<&str> {
    match heard {
        HeardWord::Word(word) => Some(word),
        HeardWord::Unknown => None,
    }
}

/// The runs of words by which two sentences differ, by the longest common subsequence.
fn differences<'t>(said: &[&'t str], heard: &[&'t str]) -> Vec<(Vec<&'t str>, Vec<&'t str>)> {
    let width = heard.len() + 1;
    let mut common = vec![0u16; (said.len() + 1) * width];
    for at in (0..said.len()).rev() {
        for with in (0..heard.len()).rev() {
            common[at * width + with] = match said[at] == heard[with] {
                true => common[(at + 1) * width + with + 1] + 1,
                false => common[(at + 1) * width + with].max(common[at * width + with + 1]),
            };
        }
    }
    let mut runs = Vec::new();
    let (mut run_said, mut run_heard) = (Vec::new(), Vec::new());
    let (mut at, mut with) = (0, 0);
    while at < said.len() || with < heard.len() {
        let both = at < said.len() && with < heard.len();
        if both && said[at] == heard[with] {
            if !run_said.is_empty() || !run_heard.is_empty() {
                runs.push((
                    std::mem::take(&mut run_said),
                    std::mem::take(&mut run_heard),
                ));
            }
            (at, with) = (at + 1, with + 1);
        } else if with == heard.len()
            || both && common[(at + 1) * width + with] >= common[at * width + with + 1]
        {
            run_said.push(said[at]);
            at += 1;
        } else {
            run_heard.push(heard[with]);
            with += 1;
        }
    }
    runs.push((run_said, run_heard));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confused_is_confused_again() {
        let pairs = [
            Pair::new("turn on the kitchen flights", "turn on the kitchen lights"),
            Pair::new("set a time or", "set a timer"),
            Pair::new("dim <unk> now", "dim it now"),
            Pair::new("same", "same"),
        ];
        let confusions = Confusions::of(pairs.iter());
        assert_eq!(confusions.len(), 2);
        let heard = |said| confusions.mishear(said, |_| 0);
        assert_eq!(heard("lights off").as_deref(), Some("flights off"));
        assert_eq!(
            heard("cancel the timer").as_deref(),
            Some("cancel the time or")
        );
        assert_eq!(heard("open the blinds"), None);
    }

    #[test]
    fn runs_of_differences_are_found() {
        let runs = differences(&["a", "b", "c", "d"], &["a", "x", "y", "d", "e"]);
        let wanted = [(vec!["b", "c"], vec!["x", "y"]), (vec![], vec!["e"])];
        assert_eq!(runs, wanted);
    }
}
