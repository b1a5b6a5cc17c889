//! Costs of mistakes learnt from pairs: the cheapest alignment of each pair is found, its mistakes
//! are counted, and the counts give the costs of the next pass (hard expectation maximisation, as in
//! Ristad and Yianilos, "Learning string-edit distance", 1998).

use std::collections::HashMap;

use goldcrest::rewrite::{SOUNDS, UNITS, UNKNOWN};

/// A pair as sounds: words of class numbers.
#[derive(Clone, Debug)]
pub struct SoundPair {
    /// The words that were said, each with its sounds.
    pub said: Vec<(String, Vec<u8>)>,
    /// The words that were heard.
    pub heard: Vec<Vec<u8>>,
}

/// Costs in nats.
#[derive(Clone, Debug)]
pub struct Costs {
    /// Said sound, then heard sound; 0 is none.
    pub sounds: Vec<[f64; SOUNDS]>,
    /// Said and not heard, by word.
    pub dropped: HashMap<String, f64>,
    /// Said and not heard, of words that are not in `dropped`: at least, and for each phone.
    pub dropped_other: [f64; 2],
    /// Heard and not said: at least, and for each sound.
    pub added: [f64; 2],
}

const PASSES: usize = 8;
/// Pseudocount of a sound's being heard as itself.
const SELF_PRIOR: f64 = 10.0;
/// Pseudocount of a word's being dropped as often as words are.
const WORD_PRIOR: f64 = 4.0;

impl Costs {
    /// Where learning begins: like sounds cost nothing, all else the same.
    pub fn unlearnt() -> Costs {
        let mut sounds = vec![[3.0; SOUNDS]; SOUNDS];
        for (sound, row) in sounds.iter_mut().enumerate() {
            row[sound] = 0.1;
        }
        Costs {
            sounds,
            dropped: HashMap::new(),
            dropped_other: [3.0, 0.3],
            added: [3.0, 1.0],
        }
    }

    /// Learns from pairs. `prior` is how often each sound is taken to have been heard as each other before any
    /// was: what is right depends on how many pairs there are. Deterministic: the same pairs in the same order
    /// give the same costs.
    pub fn learn<'p>(pairs: impl Iterator<Item = &'p SoundPair> + Clone, prior: f64) -> Costs {
        let mut costs = Costs::unlearnt();
        for _ in 0..PASSES {
            let mut counts = Counts::before_any(prior);
            for pair in pairs.clone() {
                costs.count(pair, &mut counts);
            }
            costs = counts.costs();
        }
        costs
    }

    /// What it costs not to hear a word.
    pub fn dropped(&self, word: &str, sounds: usize) -> f64 {
        let [least, each] = self.dropped_other;
        let other = least + each * sounds as f64;
        self.dropped.get(word).copied().unwrap_or(other)
    }

    fn added(&self, sounds: usize) -> f64 {
        self.added[0] + self.added[1] * sounds as f64
    }

    fn count(&self, pair: &SoundPair, counts: &mut Counts) {
        let heard: Vec<u8> = pair.heard.concat();
        let mut words = Vec::new();
        let mut begin = 0;
        for word in &pair.heard {
            words.push((begin, begin + word.len()));
            begin += word.len();
        }
        let width = heard.len() + 1;
        let said: usize = pair.said.iter().map(|(_, sounds)| sounds.len()).sum();
        let mut table = vec![(f64::INFINITY, Step::Begin); (said + 1) * width];
        table[0].0 = 0.0;
        let relax = |table: &mut Vec<(f64, Step)>, at: usize, cost: f64, step: Step| {
            if cost < table[at].0 {
                table[at] = (cost, step);
            }
        };
        let add = |table: &mut Vec<(f64, Step)>, row: usize| {
            for &(begin, end) in &words {
                let cost = table[row * width + begin].0 + self.added(end - begin);
                relax(table, row * width + end, cost, Step::Added(end - begin));
            }
        };
        add(&mut table, 0);
        let mut row = 0;
        for (index, (word, sounds)) in pair.said.iter().enumerate() {
            let first = row;
            for &sound in sounds {
                row += 1;
                let costs = &self.sounds[usize::from(sound)];
                for at in 0..width {
                    let cost = table[(row - 1) * width + at].0 + costs[0];
                    relax(&mut table, row * width + at, cost, Step::Deleted(sound));
                    if at > 0 {
                        let sounded = heard[at - 1];
                        let cost =
                            table[(row - 1) * width + at - 1].0 + costs[usize::from(sounded)];
                        relax(
                            &mut table,
                            row * width + at,
                            cost,
                            Step::Heard(sound, sounded),
                        );
                        let cost =
                            table[row * width + at - 1].0 + self.sounds[0][usize::from(sounded)];
                        relax(&mut table, row * width + at, cost, Step::Inserted(sounded));
                    }
                }
            }
            let dropped = self.dropped(word, sounds.len());
            let unknown = self.sounds[usize::from(UNKNOWN)][usize::from(UNKNOWN)];
            for at in (0..width).rev() {
                let before = table[first * width + at].0;
                relax(
                    &mut table,
                    row * width + at,
                    before + dropped,
                    Step::Dropped(index),
                );
                if at < heard.len() && heard[at] == UNKNOWN {
                    relax(
                        &mut table,
                        row * width + at + 1,
                        before + unknown,
                        Step::Unknown(index),
                    );
                }
            }
            add(&mut table, row);
        }
        counts.trace(pair, &table, width, row, heard.len());
    }
}

#[derive(Clone, Copy)]
enum Step {
    Begin,
    Heard(u8, u8),
    Deleted(u8),
    Inserted(u8),
    Dropped(usize),
    Unknown(usize),
    Added(usize),
}

struct Counts {
    sounds: Vec<[f64; SOUNDS]>,
    /// Times said, and times not heard.
    words: HashMap<String, [f64; 2]>,
    said_words: f64,
    dropped: f64,
    unknown: f64,
    added: f64,
}

impl Counts {
    fn before_any(prior: f64) -> Self {
        let mut sounds = vec![[prior; SOUNDS]; SOUNDS];
        for (sound, row) in sounds.iter_mut().enumerate() {
            row[sound] += SELF_PRIOR;
        }
        Counts {
            sounds,
            words: HashMap::new(),
            said_words: 1.0,
            dropped: 0.5,
            unknown: 0.5,
            added: 0.5,
        }
    }

    fn trace(
        &mut self,
        pair: &SoundPair,
        table: &[(f64, Step)],
        width: usize,
        mut row: usize,
        mut at: usize,
    ) {
        for (word, _) in &pair.said {
            self.words.entry(word.clone()).or_default()[0] += 1.0;
            self.said_words += 1.0;
        }
        loop {
            match table[row * width + at].1 {
                Step::Begin => return,
                Step::Heard(said, heard) => {
                    self.sounds[usize::from(said)][usize::from(heard)] += 1.0;
                    (row, at) = (row - 1, at - 1);
                }
                Step::Deleted(said) => {
                    self.sounds[usize::from(said)][0] += 1.0;
                    row -= 1;
                }
                Step::Inserted(heard) => {
                    self.sounds[0][usize::from(heard)] += 1.0;
                    at -= 1;
                }
                Step::Dropped(index) => {
                    let (word, sounds) = &pair.said[index];
                    self.words.entry(word.clone()).or_default()[1] += 1.0;
                    self.dropped += 1.0;
                    row -= sounds.len();
                }
                Step::Unknown(index) => {
                    self.unknown += 1.0;
                    row -= pair.said[index].1.len();
                    at -= 1;
                }
                Step::Added(sounds) => {
                    self.added += 1.0;
                    at -= sounds;
                }
            }
        }
    }

    fn costs(self) -> Costs {
        let mut sounds = self.sounds;
        let said: f64 = sounds[1..].iter().flatten().sum();
        for (sound, row) in sounds.iter_mut().enumerate() {
            let total = if sound == 0 { said } else { row.iter().sum() };
            for count in row.iter_mut() {
                *count = -(*count / total).ln();
            }
        }
        sounds[usize::from(UNKNOWN)][usize::from(UNKNOWN)] = -(self.unknown / self.said_words).ln();
        let rate = self.dropped / self.said_words;
        let dropped = self.words.into_iter().map(|(word, [said, dropped])| {
            let rate = (dropped + WORD_PRIOR * rate) / (said + WORD_PRIOR);
            (word, -rate.ln())
        });
        Costs {
            sounds,
            dropped: dropped.collect(),
            dropped_other: [-rate.ln(), 0.0],
            // A word out of nothing also costs what the word itself costs to name.
            added: [-(self.added / self.said_words).ln() + 1.5, 1.0],
        }
    }
}

/// A cost in the engine's unit.
pub fn in_units(nats: f64) -> u8 {
    (nats * f64::from(UNITS)).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "kab" is heard as "tab" every other time, and "the" is lost every third time.
    fn pairs() -> Vec<SoundPair> {
        let (the, kab, tab) = (vec![30, 3], vec![20, 2, 7], vec![31, 2, 7]);
        (0..60)
            .map(|index| SoundPair {
                said: vec![
                    ("the".into(), the.clone()),
                    ("kab".into(), kab.clone()),
                    ("kab".into(), kab.clone()),
                ],
                heard: match (index % 3, index % 2) {
                    (0, 0) => vec![kab.clone(), tab.clone()],
                    (0, _) => vec![kab.clone(), kab.clone()],
                    (_, 0) => vec![the.clone(), tab.clone(), kab.clone()],
                    _ => vec![the.clone(), kab.clone(), kab.clone()],
                },
            })
            .collect()
    }

    #[test]
    fn planted_mistakes_are_found() {
        let costs = Costs::learn(pairs().iter(), 0.05);
        let heard_as = |said: usize, heard: usize| (-costs.sounds[said][heard]).exp();
        let share = heard_as(20, 31);
        assert!((0.15..0.35).contains(&share), "{share} of K are heard as T");
        assert!(heard_as(31, 20) < 0.02, "and none the other way");
        assert!(heard_as(2, 2) > 0.9);
        let lost = (-costs.dropped("the", 2)).exp();
        assert!((0.2..0.45).contains(&lost), "{lost} of \"the\" are lost");
        assert!(costs.dropped("kab", 3) > costs.dropped("the", 2));
    }

    #[test]
    fn learning_is_deterministic() {
        let costs = [(); 2].map(|()| Costs::learn(pairs().iter(), 0.5));
        assert_eq!(costs[0].sounds, costs[1].sounds);
    }
}
