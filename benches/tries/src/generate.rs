//! Many sentences out of few: annotated ones are taken apart into templates and values, and put
//! together again, with openers and closers, each drawn by Zipf's law.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

const OPENERS: [&str; 24] = [
    "",
    "please",
    "hey",
    "can you",
    "could you",
    "would you",
    "okay",
    "i want you to",
    "will you",
    "so",
    "now",
    "go ahead and",
    "i need you to",
    "can you please",
    "could you please",
    "hello",
    "good morning",
    "quickly",
    "you should",
    "do me a favor and",
    "hi there",
    "listen",
    "just",
    "yo",
];
const CLOSERS: [&str; 24] = [
    "",
    "please",
    "now",
    "thanks",
    "for me",
    "right now",
    "today",
    "thank you",
    "if you can",
    "right away",
    "when you can",
    "quickly",
    "again",
    "as usual",
    "tonight",
    "for us",
    "at once",
    "this time",
    "one more time",
    "if possible",
    "okay",
    "when i get home",
    "before dinner",
    "soon",
];

/// Templates and values, the frequent first.
pub struct Source {
    /// Words and slots in turn: a slot is an index into `values`.
    templates: Vec<Vec<Part>>,
    values: Vec<Vec<String>>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Words(String),
    Slot(usize),
}

impl Source {
    /// Reads `{"text": …, "slots": [{"slot", "start", "end"}]}` lines; places count words.
    pub fn read<'l>(
        lines: impl Iterator<Item = &'l String>,
    ) -> Result<Source, Box<dyn std::error::Error>> {
        let mut templates: BTreeMap<Vec<Part>, usize> = BTreeMap::new();
        let mut names: Vec<String> = Vec::new();
        let mut values: Vec<BTreeMap<String, usize>> = Vec::new();
        for line in lines {
            let line: Value = serde_json::from_str(line)?;
            let words: Vec<&str> = line["text"]
                .as_str()
                .unwrap_or("")
                .split_whitespace()
                .collect();
            let mut parts = Vec::new();
            let mut at = 0;
            for slot in line["slots"].as_array().into_iter().flatten() {
                let place = |key: &str| slot[key].as_u64().unwrap_or(0) as usize;
                let (start, end) = (place("start"), place("end").min(words.len()));
                if start < at || start >= end {
                    continue;
                }
                let name = slot["slot"].as_str().unwrap_or("");
                let index = names
                    .iter()
                    .position(|known| known == name)
                    .unwrap_or_else(|| {
                        names.push(name.into());
                        values.push(BTreeMap::new());
                        names.len() - 1
                    });
                *values[index]
                    .entry(words[start..end].join(" "))
                    .or_default() += 1;
                if start > at {
                    parts.push(Part::Words(words[at..start].join(" ")));
                }
                parts.push(Part::Slot(index));
                at = end;
            }
            if at < words.len() {
                parts.push(Part::Words(words[at..].join(" ")));
            }
            if !parts.is_empty() {
                *templates.entry(parts).or_default() += 1;
            }
        }
        Ok(Source {
            templates: by_frequency(templates),
            values: values.into_iter().map(by_frequency).collect(),
        })
    }

    /// So many different sentences, in no order.
    pub fn distinct(&self, count: usize) -> impl Iterator<Item = String> + '_ {
        let mut random = Random(20_261_121);
        let mut seen = HashSet::new();
        std::iter::repeat_with(move || self.draw(&mut random))
            .filter(move |sentence| seen.insert(hash(sentence)))
            .take(count)
    }

    fn draw(&self, random: &mut Random) -> String {
        let template = &self.templates[random.zipf(self.templates.len())];
        let mut words = vec![OPENERS[random.zipf(OPENERS.len())]];
        for part in template {
            words.push(match part {
                Part::Words(words) => words,
                Part::Slot(index) => {
                    let values = &self.values[*index];
                    &values[random.zipf(values.len())]
                }
            });
        }
        words.push(CLOSERS[random.zipf(CLOSERS.len())]);
        words.retain(|words| !words.is_empty());
        words.join(" ")
    }
}

fn by_frequency<T: Ord>(counted: BTreeMap<T, usize>) -> Vec<T> {
    let mut counted: Vec<(T, usize)> = counted.into_iter().collect();
    counted.sort_by(|(one, uses), (other, other_uses)| {
        other_uses.cmp(uses).then_with(|| one.cmp(other))
    });
    counted.into_iter().map(|(thing, _)| thing).collect()
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A rank below `count`, rank r in proportion to 1 / (r + 1), nearly.
    fn zipf(&mut self, count: usize) -> usize {
        let rank = ((count as f64 + 1.0).powf(self.unit()) - 1.0) as usize;
        rank.min(count - 1)
    }
}
