//! Retrieval by embeddings, and a ranker that looks at the nearest of them.

use goldcrest::rewrite::{Chances, Confidence, FEATURES, Features, KEPT, Spelt};

use super::dense::{Embedding, Encoder, Pieces, WIDTH, cosine, pieces};
use super::fit::{Example, fit, threshold};
use super::pairs::{Pair, Part};
use super::voice::Voice;

/// Sentences by their embeddings.
#[derive(Clone, Debug)]
pub struct Retriever {
    encoder: Encoder,
    sentences: Vec<String>,
    index: Vec<Embedding>,
    confidence: Confidence,
}

impl Retriever {
    /// Trains an encoder on the pairs for training, and a ranker on those for development, whose threshold
    /// is where the share `precision` of its repairs is right.
    pub fn learn(
        pairs: &[Pair],
        sentences: Vec<String>,
        voice: &mut Voice,
        precision: f64,
    ) -> Retriever {
        let misheard = |part| {
            pairs
                .iter()
                .filter(move |pair| Part::of(&pair.said) == part && pair.is_misheard())
        };
        let training: Vec<(Pieces, Pieces)> = misheard(Part::Training)
            .map(|pair| (pieces(&pair.heard_text, voice), pieces(&pair.said, voice)))
            .collect();
        let all: Vec<Pieces> = sentences.iter().map(|text| pieces(text, voice)).collect();
        let encoder = Encoder::train(&training, &all);
        let mut retriever = Retriever {
            index: all.iter().map(|pieces| encoder.encode(pieces)).collect(),
            encoder,
            sentences,
            confidence: Confidence::UNFITTED,
        };
        let known: std::collections::HashSet<&str> =
            retriever.sentences.iter().map(String::as_str).collect();
        let unknown =
            misheard(Part::Development).filter(|pair| !known.contains(&pair.heard_text[..]));
        let examples: Vec<Example> = unknown
            .map(|pair| {
                let found = retriever.nearest(&pair.heard_text, voice);
                Example {
                    found: retriever.features(&pair.heard_text, &found),
                    said: found
                        .iter()
                        .position(|&(at, _)| retriever.sentences[at] == pair.said),
                }
            })
            .collect();
        retriever.confidence = fit(&examples);
        retriever.confidence.threshold = threshold(&retriever.confidence, &examples, precision);
        retriever
    }

    /// The least confidence of a repair.
    pub fn threshold(&self) -> f32 {
        self.confidence.threshold
    }

    /// Bytes of the embeddings of all sentences.
    pub fn index_bytes(&self) -> usize {
        self.index.len() * WIDTH
    }

    /// The sentence that most likely was said, and how likely it is.
    pub fn likeliest(&self, heard: &str, voice: &mut Voice) -> Option<(&str, f32)> {
        let found = self.nearest(heard, voice);
        let chances: Chances = self.confidence.chances(&self.features(heard, &found));
        let best = chances.likeliest()?;
        let &(at, _) = found.get(best)?;
        Some((&self.sentences[at], chances.of(best)))
    }

    /// The sentences of the largest cosines, with these.
    fn nearest(&self, heard: &str, voice: &mut Voice) -> Vec<(usize, f32)> {
        let embedding = self.encoder.encode(&pieces(heard, voice));
        let mut found: Vec<(usize, f32)> = Vec::with_capacity(KEPT + 1);
        for (at, sentence) in self.index.iter().enumerate() {
            let cosine = cosine(&embedding, sentence);
            let place = found.partition_point(|&(_, other)| other >= cosine);
            if place < KEPT {
                found.insert(place, (at, cosine));
                found.truncate(KEPT);
            }
        }
        found
    }

    fn features(&self, heard: &str, found: &[(usize, f32)]) -> Vec<Features> {
        let words = |text: &str| text.split(' ').count() as f32;
        let first = found.first().map_or(0.0, |&(_, cosine)| cosine);
        let spelt: Vec<Spelt> = found
            .iter()
            .map(|&(at, _)| Spelt::of(heard, &self.sentences[at]))
            .collect();
        let closest = spelt.iter().map(|one| one.apart).min().unwrap_or(0);
        let both = found.iter().zip(&spelt);
        both.map(|(&(at, cosine), spelt)| {
            let mut features = [0.0; FEATURES];
            features[..7].copy_from_slice(&[
                4.0 * (1.0 - cosine),
                4.0 * (first - cosine),
                f32::from(spelt.apart) / 8.0,
                4.0 * f32::from(spelt.apart) / f32::from(spelt.longer.max(1)),
                f32::from(spelt.apart - closest) / 8.0,
                (heard.len().max(1) as f32).ln(),
                words(&self.sentences[at]) - words(heard),
            ]);
            features
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{LetterToSound, Pronouncer};

    #[test]
    fn what_was_misheard_lies_near_what_was_said() {
        let mut pronouncer = Pronouncer::new();
        if let Some(letters) = LetterToSound::english() {
            pronouncer.use_letters(letters);
        }
        let mut voice = Voice::new(pronouncer);
        let rooms = ["kitchen", "bedroom", "garden", "bathroom", "hall", "office"];
        let deeds = [
            "turn on the",
            "switch off the",
            "dim the",
            "brighten the",
            "check the",
        ];
        let things = ["light", "lamp", "radio", "heater", "fan"];
        let mut sentences = Vec::new();
        for room in rooms {
            for deed in deeds {
                sentences.extend(things.map(|thing| format!("{deed} {room} {thing}")));
            }
        }
        // The heater is always heard as the eater.
        let pairs: Vec<Pair> = sentences
            .iter()
            .map(|said| Pair::new(&said.replace("heater", "eater").replace("dim", "him"), said))
            .collect();
        let retriever = Retriever::learn(&pairs, sentences, &mut voice, 0.9);
        let test = pairs
            .iter()
            .filter(|pair| pair.is_misheard() && Part::of(&pair.said) == Part::Test);
        let (mut right, mut count) = (0, 0);
        for pair in test {
            let (text, _) = retriever.likeliest(&pair.heard_text, &mut voice).unwrap();
            right += usize::from(text == pair.said);
            count += 1;
        }
        assert!(count >= 5 && right * 10 >= count * 8, "{right} of {count}");
        assert_eq!(retriever.index_bytes(), 150 * WIDTH);
    }
}
