use super::Assistant;
use super::slots::Filled;
use super::spans::Tagged;
use crate::events::{Reason, Request, Slot, Value};
use crate::trace::{Entry, Trace};
use crate::understand::network::{MOST_INTENTS, MOST_TOKENS, Network, Reading, Tokens, WHOLE};

/// Percent of likeness that a nat of context's influence is worth between entries that are alike.
const PERCENT_A_NAT: i32 = 4;

/// A text that is not understood.
pub(super) struct Unread {
    /// Why.
    pub reason: Reason,
    /// It says something that is no request: nothing alike was meant.
    pub is_known: bool,
}

impl From<Reason> for Unread {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            is_known: false,
        }
    }
}

impl<'p> Assistant<'p, '_> {
    /// Lets the network read what no template says.
    ///
    /// Context moves probability between the likeliest intents; what counts in the end is the probability
    /// after that, compared with the network's own threshold. Whether the text means any intent at all is
    /// for the network alone to say. A text longer than it reads means none. `normal` is the text normalised.
    pub(super) fn read_unwritten<T: Trace>(
        &mut self,
        text: &str,
        normal: &str,
        trace: &mut T,
    ) -> Result<Request<'p>, Unread> {
        let network = self.network.ok_or(Reason::NoMatch)?;
        let reading = network.run(text, self.recogniser.lend_arena());
        let tokens = Tokens::new(text).count();
        trace.record(&Entry::Network {
            network: &network,
            reading: &reading,
            tokens,
        });
        let is_longer = tokens > MOST_TOKENS;
        let is_none = reading.in_scope < network.scope_threshold();
        if reading.intents.is_empty() || is_longer || is_none {
            return Err(Reason::NoMatch.into());
        }
        let influences = self.weigh_intents(&network, &reading, text, trace);
        let (best, probability) = most_probable(&reading, &influences).ok_or(Reason::NoMatch)?;
        let intent = network.intent_name(usize::from(reading.intents[best].intent));
        let Filled { mut request, lost } = self.fill_slots(&network, intent, text, &reading, trace);
        let tagged = Tagged {
            text,
            reading: &reading,
        };
        self.fill_misspelt(tagged, &mut request, trace);
        self.fill_unmarked_duration(tagged, &mut request, trace);
        request.confidence = percent(probability);
        if probability < network.intent_threshold() {
            return Err(Reason::Unsure.into());
        }
        if lost.is_some_and(|slot| !self.is_asked_for(&request, slot))
            || self.says_more(tagged, &request)
            || self.has_stray_slot(&request)
        {
            return Err(Reason::UnknownValue.into());
        }
        let contrary = if self.says_several(normal, tagged, &request) {
            Some(Reason::UnknownValue)
        } else {
            let is_other = self.says_otherwise(tagged, &request);
            is_other.then_some(Reason::NoMatch)
        };
        if let Some(reason) = contrary {
            return Err(Unread {
                reason,
                is_known: true,
            });
        }
        self.fill_fixed(&mut request);
        self.choose_answer(&mut request);
        self.fill_from_context(&mut request, trace);
        self.fill_what_is_likelier(&mut request, trace);
        Ok(request)
    }

    fn weigh_intents<T: Trace>(
        &self,
        network: &Network<'p>,
        reading: &Reading,
        text: &str,
        trace: &mut T,
    ) -> heapless::Vec<i32, MOST_INTENTS> {
        let mut influences = heapless::Vec::new();
        for (rank, candidate) in (0..).zip(&reading.intents) {
            let intent = network.intent_name(usize::from(candidate.intent));
            let mut request = self
                .fill_slots(network, intent, text, reading, &mut ())
                .request;
            request.confidence = percent(candidate.probability);
            let score = log_of(candidate.probability);
            trace.record(&Entry::Candidate {
                rank,
                text,
                request: &request,
                source: "network",
                line: 0,
                cost: score.unsigned_abs(),
                threshold: percent(network.intent_threshold()),
            });
            let influence = self.influence(rank, &request, trace);
            trace.record(&Entry::Ranked {
                rank,
                score,
                influence,
                own: 0,
            });
            // There is one for each intent of a reading.
            let _ = influences.push(influence);
        }
        influences
    }

    /// Whether the assistant will ask for a slot of which no value was found.
    fn is_asked_for(&self, request: &Request<'p>, slot: &str) -> bool {
        let rules = self.policy.rules(request.intent);
        let has = |slots: &str| slots.split('|').any(|slot| request.slot(slot).is_some());
        rules.is_some_and(|rules| {
            rules
                .required()
                .any(|(slots, _)| !has(slots) && slots.split('|').any(|asked| asked == slot))
        })
    }

    /// What context adds to an entry that is only alike, in percent of likeness.
    pub(super) fn preference(&self, intent: &'p str, slot: &'p str, value: &'p str) -> i32 {
        let mut request = Request {
            intent,
            confidence: 0,
            response: "",
            slots: heapless::Vec::new(),
        };
        // The first always fits.
        let _ = request.slots.push(Slot {
            name: slot,
            value: Value::Entry(value),
            words: (0, 0),
        });
        self.influence(0, &request, &mut ()) * PERCENT_A_NAT / 256
    }

    /// Where an intent has an answer named after a slot that was said, that one is given.
    fn choose_answer(&self, request: &mut Request<'p>) {
        let Some(rules) = self.policy.rules(request.intent) else {
            return;
        };
        let named = request
            .slots
            .iter()
            .map(|slot| slot.name)
            .find(|name| rules.answers().any(|(key, _)| key == *name));
        if let Some(key) = named {
            request.response = key;
        }
    }
}

/// The intent that is likeliest after context, and its probability then, of [`WHOLE`].
fn most_probable(reading: &Reading, influences: &[i32]) -> Option<(usize, u16)> {
    let mut best: Option<(usize, f32)> = None;
    let (mut sum, mut listed) = (0.0_f32, 0_u32);
    for (place, (candidate, &influence)) in reading.intents.iter().zip(influences).enumerate() {
        listed += u32::from(candidate.probability);
        let weight = f32::from(candidate.probability) * libm::expf(influence as f32 / 256.0);
        sum += weight;
        if best.is_none_or(|(_, most)| weight > most) {
            best = Some((place, weight));
        }
    }
    let (place, weight) = best?;
    let others = u32::from(WHOLE).saturating_sub(listed);
    let all = sum + others as f32;
    Some((place, (weight / all * f32::from(WHOLE)) as u16))
}

fn percent(probability: u16) -> u8 {
    ((u32::from(probability) * 100 + u32::from(WHOLE) / 2) / u32::from(WHOLE)) as u8
}

/// The natural logarithm of a probability, in 1/256.
fn log_of(probability: u16) -> i32 {
    let share = f32::from(probability.max(1)) / f32::from(WHOLE);
    (libm::logf(share) * 256.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::network::IntentScore;

    fn reading(probabilities: &[u16]) -> Reading {
        let mut reading = Reading::default();
        for (intent, &probability) in (0..).zip(probabilities) {
            let score = IntentScore {
                intent,
                probability,
            };
            reading.intents.push(score).unwrap();
        }
        reading
    }

    #[test]
    fn without_context_probabilities_stay() {
        let (best, probability) = most_probable(&reading(&[40_000, 20_000]), &[0, 0]).unwrap();
        assert_eq!(best, 0);
        assert!(probability.abs_diff(40_000) < 3);
    }

    #[test]
    fn context_moves_probability_between_intents() {
        let (best, probability) = most_probable(&reading(&[40_000, 20_000]), &[0, 512]).unwrap();
        assert_eq!(best, 1);
        assert!(probability > 45_000);
        let (best, _) = most_probable(&reading(&[60_000, 200]), &[0, 1024]).unwrap();
        assert_eq!(best, 0, "four nats do not make a sure intent unlikely");
    }
}
