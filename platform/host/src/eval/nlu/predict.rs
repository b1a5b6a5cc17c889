use std::collections::BTreeMap;

use goldcrest::events::Request;
use goldcrest::understand::network::{Network, Reading, WHOLE};
use goldcrest::{Buffer, MemoryPlan};
use goldcrest_pack::{Pack, SectionKind};

use super::WordSpan;
use super::examples::words;
use crate::context::Understander;
use crate::exit::Failure;
use crate::observe::Observation;
use crate::slots::Places;

/// What was made of one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The likeliest intent, whether or not it is sure enough.
    pub intent: Option<String>,
    /// Whether it was sure enough to be acted upon.
    pub accepted: bool,
    /// Probability of the intent.
    pub confidence: f64,
    /// How surely the text means any intent.
    pub in_scope: f64,
    /// The slots over words.
    pub spans: Vec<WordSpan>,
}

/// Understands texts with a pack.
#[derive(Debug)]
pub enum Predictor<'p> {
    /// By the network alone.
    Network {
        /// The network.
        network: Box<Network<'p>>,
        /// Its memory.
        arena: Vec<i8>,
    },
    /// By the whole chain, templates and then the network, of an assistant that is new for each text.
    Chain(Box<Understander<'p>>),
}

impl<'p> Predictor<'p> {
    /// Of the network of a pack.
    ///
    /// # Errors
    ///
    /// Bad input where the pack has no network, or a broken one.
    pub fn network(pack: &Pack<'p>, label: &str) -> Result<Self, Failure> {
        let section = pack.first(SectionKind::Understanding).ok_or_else(|| {
            Failure::bad_input(
                format!("{label} has no understanding network"),
                "name one as `understand: model` in its assistant.yaml, or leave out --stage network",
            )
        })?;
        let network = Network::open(section.bytes).map_err(|error| {
            Failure::bad_input(format!("{label}: {error}"), "build the pack again")
        })?;
        let arena = vec![0; MemoryPlan::of(pack).entries(Buffer::Speech)];
        Ok(Self::Network {
            network: Box::new(network),
            arena,
        })
    }

    /// Of a pack's whole chain.
    #[must_use]
    pub fn chain(pack: Pack<'p>, label: &str) -> Self {
        Self::Chain(Box::new(Understander::new(pack, label)))
    }

    /// What is made of a text.
    ///
    /// # Errors
    ///
    /// Bad input where the pack cannot be opened.
    pub fn predict(&mut self, text: &str) -> Result<Prediction, Failure> {
        match self {
            Self::Network { network, arena } => {
                let reading = network.run(text, arena);
                Ok(of_reading(network, &reading, text))
            }
            Self::Chain(understander) => {
                understander.request(text, &BTreeMap::new(), |request, seen| {
                    by_chain(text, request, seen)
                })
            }
        }
    }
}

fn share(of_whole: u16) -> f64 {
    f64::from(of_whole) / f64::from(WHOLE)
}

fn of_reading(network: &Network<'_>, reading: &Reading, text: &str) -> Prediction {
    let best = reading.intents.first();
    let probability = best.map_or(0, |best| best.probability);
    Prediction {
        intent: best.map(|best| network.intent_name(usize::from(best.intent)).to_owned()),
        accepted: probability >= network.intent_threshold()
            && reading.in_scope >= network.scope_threshold(),
        confidence: share(probability),
        in_scope: share(reading.in_scope),
        spans: word_spans(network, reading, text),
    }
}

/// Slots over words that white space parts: a word has the tag of its first token.
fn word_spans(network: &Network<'_>, reading: &Reading, text: &str) -> Vec<WordSpan> {
    let mut tags: Vec<Option<(u16, bool)>> = vec![None; reading.tokens.len()];
    for span in &reading.spans {
        for token in span.first..span.end {
            if let Some(tag) = tags.get_mut(usize::from(token)) {
                *tag = Some((span.slot, token == span.first));
            }
        }
    }
    let mut spans: Vec<WordSpan> = Vec::new();
    let mut open: Option<u16> = None;
    for (number, (start, end)) in words(text).into_iter().enumerate() {
        let first = reading
            .tokens
            .iter()
            .position(|token| (start..end).contains(&(token.start as usize)));
        match first.and_then(|token| tags[token]) {
            Some((slot, begins)) => match spans.last_mut() {
                Some(span) if !begins && open == Some(slot) => span.end = number + 1,
                _ => {
                    spans.push(WordSpan {
                        slot: network.slot_name(usize::from(slot)).to_owned(),
                        start: number,
                        end: number + 1,
                    });
                    open = Some(slot);
                }
            },
            None => open = None,
        }
    }
    spans
}

fn by_chain(text: &str, understood: Option<&Request<'_>>, seen: &Observation) -> Prediction {
    let in_scope = seen.network.as_ref().map(|network| network.in_scope);
    match understood {
        Some(request) => Prediction {
            intent: Some(request.intent.to_owned()),
            accepted: true,
            confidence: f64::from(request.confidence) / 100.0,
            in_scope: in_scope.unwrap_or(1.0),
            spans: spans_of(text, request),
        },
        None => Prediction {
            intent: None,
            accepted: false,
            confidence: 0.0,
            in_scope: in_scope.unwrap_or(0.0),
            spans: Vec::new(),
        },
    }
}

/// All slots that were said, also where one was said twice.
fn spans_of(text: &str, request: &Request<'_>) -> Vec<WordSpan> {
    let (places, words) = (Places::of(text), words(text));
    let said = request.slots.iter().filter_map(|slot| {
        let place = places.slot(slot)?;
        WordSpan::over(slot.name, &words, place.start, place.end)
    });
    said.collect()
}
