//! Weights of context, learned from texts with signals and the right answer.
//!
//! A log-linear model over the candidates that the engine itself offers for each text:
//! `P(c) ~ exp(score(c) + rules(c) + sum of w over (state, intent) and (state, intent, slot=value))`,
//! with the score and the written rules as they are. The weights maximise the likelihood of the right
//! candidates less half the squared weights times a constant (conditional maximum entropy; Berger et al.,
//! 1996), by gradient ascent from zero in a fixed order, so that equal data give equal weights.

use std::collections::BTreeMap;

use goldcrest_forge::context::LearnedRule;

use super::{Pair, Understander};
use crate::exit::Failure;
use crate::observe::{Candidate, Observation};

const STEPS: usize = 400;
const RATE: f64 = 0.3;
/// Weights smaller than this change nothing and are left out.
const LEAST: f64 = 0.05;

/// What was learned.
#[derive(Clone, Debug)]
pub struct Training {
    /// The weights.
    pub rules: Vec<LearnedRule>,
    /// Texts that had a choice of candidates with the right one among them.
    pub used: usize,
    /// Mean log-likelihood of the right candidates before and after.
    pub likelihood: (f64, f64),
}

/// What a weight is about: signal and state, intent, slot and value.
type Feature = (Option<(String, String)>, String, Option<(String, String)>);

struct Choice {
    /// Score and written rules, in nats.
    base: Vec<f64>,
    features: Vec<Vec<usize>>,
    right: usize,
}

/// Learns from pairs. `regularisation` is what a weight of 1 costs, in nats for all texts together, twice.
///
/// # Errors
///
/// Bad input where the pack cannot be opened.
pub fn train(
    pairs: &[Pair],
    understander: &mut Understander<'_>,
    regularisation: f64,
) -> Result<Training, Failure> {
    let mut numbers: BTreeMap<Feature, usize> = BTreeMap::new();
    let mut choices = Vec::new();
    for pair in pairs {
        let (_, seen) = understander.understand(&pair.text, &pair.signals)?;
        choices.extend(choice(pair, &seen, understander.states(), &mut numbers));
    }
    let mut weights = vec![0.0; numbers.len()];
    let before = likelihood(&choices, &weights);
    let count = choices.len().max(1) as f64;
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|w| -regularisation * w).collect();
        for choice in &choices {
            let shares = choice.shares(&weights);
            for (candidate, share) in shares.iter().enumerate() {
                let wanted = f64::from(u8::from(candidate == choice.right));
                for &feature in &choice.features[candidate] {
                    slope[feature] += wanted - share;
                }
            }
        }
        for (weight, slope) in weights.iter_mut().zip(&slope) {
            *weight += RATE * slope / count.sqrt();
        }
    }
    let after = likelihood(&choices, &weights);
    let rules = numbers
        .into_iter()
        .filter(|(_, number)| weights[*number].abs() >= LEAST)
        .map(|((when, intent, slot), number)| LearnedRule {
            when,
            intent,
            slot,
            weight: weights[number],
        })
        .collect();
    Ok(Training {
        rules,
        used: choices.len(),
        likelihood: (before, after),
    })
}

/// The candidates of a text, if one of several is right. Slots that context fills are not part of them.
fn choice(
    pair: &Pair,
    seen: &Observation,
    states: &[(String, String)],
    numbers: &mut BTreeMap<Feature, usize>,
) -> Option<Choice> {
    let fits = |candidate: &Candidate| {
        candidate.intent == pair.intent
            && candidate
                .slots
                .iter()
                .all(|(slot, value)| pair.slots.get(slot) == Some(value))
    };
    let right = seen.candidates.iter().position(fits)?;
    if seen.candidates.len() < 2 {
        return None;
    }
    let mut number = |feature: Feature| {
        let next = numbers.len();
        *numbers.entry(feature).or_insert(next)
    };
    let mut features = Vec::new();
    for candidate in &seen.candidates {
        let mut held = Vec::new();
        for when in std::iter::once(None).chain(states.iter().cloned().map(Some)) {
            held.push(number((when.clone(), candidate.intent.clone(), None)));
            for (slot, value) in &candidate.slots {
                let slot = Some((slot.clone(), value.clone()));
                held.push(number((when.clone(), candidate.intent.clone(), slot)));
            }
        }
        features.push(held);
    }
    let base = (0..seen.candidates.len())
        .map(|rank| {
            let ranked = seen.ranked.iter().find(|(place, ..)| *place == rank);
            ranked.map_or(0.0, |(_, score, influence, own)| score + influence + own)
        })
        .collect();
    Some(Choice {
        base,
        features,
        right,
    })
}

impl Choice {
    fn shares(&self, weights: &[f64]) -> Vec<f64> {
        let scores: Vec<f64> = self
            .base
            .iter()
            .zip(&self.features)
            .map(|(base, features)| base + features.iter().map(|&f| weights[f]).sum::<f64>())
            .collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
        let sum: f64 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    }
}

fn likelihood(choices: &[Choice], weights: &[f64]) -> f64 {
    let sum: f64 = choices
        .iter()
        .map(|choice| choice.shares(weights)[choice.right].max(1e-300).ln())
        .sum();
    sum / choices.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(intent: &str) -> Candidate {
        Candidate {
            text: String::new(),
            meaning: intent.into(),
            intent: intent.into(),
            slots: BTreeMap::new(),
            source: String::new(),
            cost: 0,
            confidence: 100,
            threshold: 0,
        }
    }

    #[test]
    fn the_state_that_decides_gets_the_weight() {
        let seen = Observation {
            candidates: vec![candidate("House"), candidate("Oven")],
            ranked: vec![(0, 0.0, 0.0, 0.0), (1, 0.0, 0.0, 0.0)],
            ..Observation::default()
        };
        let pair = |oven: &str, intent: &str| Pair {
            id: "1.1".into(),
            text: String::new(),
            signals: BTreeMap::from([
                ("oven".to_owned(), oven.to_owned()),
                ("room".to_owned(), "kitchen".to_owned()),
            ]),
            intent: intent.into(),
            slots: BTreeMap::new(),
            depends: true,
        };
        let mut numbers = BTreeMap::new();
        let choices: Vec<Choice> = [pair("on", "Oven"), pair("off", "House")]
            .iter()
            .filter_map(|pair| {
                let states: Vec<_> = pair.signals.clone().into_iter().collect();
                choice(pair, &seen, &states, &mut numbers)
            })
            .collect();
        assert_eq!(choices.len(), 2);
        let oven = Some(("oven".to_owned(), "on".to_owned()));
        let feature = numbers[&(oven, "Oven".to_owned(), None)];
        let mut weights = vec![0.0; numbers.len()];
        weights[feature] = 2.0;
        assert!(likelihood(&choices, &weights) > likelihood(&choices, &vec![0.0; numbers.len()]));
    }
}
