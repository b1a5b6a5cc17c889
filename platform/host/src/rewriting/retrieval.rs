use std::collections::HashMap;

use goldcrest_forge::rewriting::Pair;

use super::{Proposal, Strategy};

/// The sentence of the largest cosine over letter trigrams and words, rare ones weighing more.
pub struct Retrieval {
    sentences: Vec<String>,
    /// For each feature its weight, and the sentences that have it with their share of it.
    index: HashMap<String, (f32, Vec<(u32, f32)>)>,
}

/// Where nine in ten repairs of the pairs for development are right.
const THRESHOLD: f64 = 0.925;

impl Retrieval {
    /// Repairs to these sentences.
    pub fn new(sentences: Vec<String>) -> Self {
        let mut uses: HashMap<String, u32> = HashMap::new();
        for sentence in &sentences {
            for feature in features(sentence).into_keys() {
                *uses.entry(feature).or_default() += 1;
            }
        }
        let all = sentences.len() as f32;
        let mut index: HashMap<String, (f32, Vec<(u32, f32)>)> = uses
            .into_iter()
            .map(|(feature, uses)| (feature, ((all / uses as f32).ln() + 1.0, Vec::new())))
            .collect();
        for (number, sentence) in sentences.iter().enumerate() {
            let features = features(sentence);
            let weight = |(feature, count): (&String, &f32)| index[feature].0 * count;
            let length = features
                .iter()
                .map(|entry| weight(entry).powi(2))
                .sum::<f32>()
                .sqrt();
            for (feature, count) in features {
                if let Some((weight, having)) = index.get_mut(&feature) {
                    having.push((number as u32, *weight * count / length));
                }
            }
        }
        Retrieval { sentences, index }
    }
}

fn features(text: &str) -> HashMap<String, f32> {
    let mut counts = HashMap::new();
    let padded: Vec<char> = format!("  {text} ").chars().collect();
    for trigram in padded.windows(3) {
        *counts.entry(trigram.iter().collect()).or_insert(0.0) += 1.0;
    }
    for word in text.split(' ') {
        *counts.entry(format!("{word} (word)")).or_insert(0.0) += 1.0;
    }
    counts
}

impl Strategy for Retrieval {
    fn name(&self) -> &'static str {
        "retrieval"
    }

    fn threshold(&self) -> f64 {
        THRESHOLD
    }

    /// The confidence is the cosine plus half of its margin over the second.
    fn propose(&mut self, pair: &Pair) -> Option<Proposal> {
        let mut cosines = vec![0f32; self.sentences.len()];
        let mut length = 0f32;
        let mut features: Vec<(String, f32)> = features(&pair.heard_text).into_iter().collect();
        features.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (feature, count) in features {
            if let Some((weight, having)) = self.index.get(&feature) {
                length += (weight * count).powi(2);
                for &(number, share) in having {
                    cosines[number as usize] += weight * count * share;
                }
            }
        }
        let (mut best, mut second) = ((0, 0f32), 0f32);
        for (number, &cosine) in cosines.iter().enumerate() {
            if cosine > best.1 {
                second = best.1;
                best = (number, cosine);
            } else {
                second = second.max(cosine);
            }
        }
        let length = length.sqrt().max(f32::MIN_POSITIVE);
        Some(Proposal {
            text: self.sentences.get(best.0)?.clone(),
            confidence: f64::from((best.1 + 0.5 * (best.1 - second)) / length),
        })
    }
}
