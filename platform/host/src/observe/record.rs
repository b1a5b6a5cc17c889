//! Keeps each entry of the trace where it belongs.

use goldcrest::events::AudioTime;
use goldcrest::rewrite::UNITS;
use goldcrest::speech::CLASSES;
use goldcrest::trace::{Entry, Trace};

use super::Observation;
use super::seen::{
    Candidate, Decision, EntitySeen, KnownSeen, NetworkSeen, PhoneFrame, PhonePoint, ResolvedSeen,
    RewritingSeen, RuleSeen, Stop, WakeCheck, WakePoint,
};
use crate::hearing;

impl Trace for Observation {
    fn record(&mut self, entry: &Entry<'_>) {
        match *entry {
            Entry::Features { at, column } => {
                self.features_from.get_or_insert(at);
                self.features.push(*column);
            }
            Entry::WakeScore {
                at,
                raw,
                smoothed,
                threshold,
            } => {
                self.wake.push(WakePoint {
                    at,
                    raw,
                    smoothed,
                    threshold,
                });
            }
            Entry::WakeCheck { at, cost, limit } => {
                self.wake_checks.push(WakeCheck { at, cost, limit });
            }
            Entry::Phones {
                at,
                log_probabilities,
            } => {
                let mut frame = [i16::MIN; CLASSES];
                for (to, from) in frame.iter_mut().zip(log_probabilities) {
                    *to = *from;
                }
                self.frames.push(PhoneFrame {
                    at,
                    log_probabilities: frame,
                    searched: false,
                });
                let best = (0u8..)
                    .zip(log_probabilities)
                    .max_by_key(|&(_, &value)| value);
                if let Some((phone, &log_probability)) = best {
                    self.phones.push(PhonePoint {
                        at,
                        phone,
                        log_probability,
                    });
                }
            }
            Entry::Search { active, .. } => {
                self.active.push(active);
                if let Some(frame) = self.frames.last_mut() {
                    frame.searched = true;
                }
            }
            Entry::Candidate {
                rank,
                text,
                request,
                source,
                line,
                cost,
                threshold,
                ..
            } => {
                if rank == 0 && self.frames.last().is_some_and(|frame| frame.searched) {
                    self.decisions.push(Decision {
                        at: self.frames.last().map_or(AudioTime(0), |frame| frame.at),
                        frames: self.frames.len(),
                        candidates: self.candidates.len(),
                    });
                }
                self.candidates.push(Candidate {
                    text: text.to_owned(),
                    meaning: request.to_string(),
                    intent: request.intent.to_owned(),
                    slots: hearing::slots(request),
                    source: match line {
                        0 => source.to_owned(),
                        line => format!("{source}:{line}"),
                    },
                    cost,
                    confidence: request.confidence,
                    threshold,
                });
            }
            Entry::Network {
                network,
                reading,
                tokens,
            } => {
                self.network = Some(NetworkSeen::of(network, reading, tokens));
                // slots looked up from here on are this reading's
                self.entities.clear();
                self.resolved.clear();
            }
            Entry::Entity {
                slot,
                text,
                entry,
                value,
                score,
                preference,
                threshold,
            } => self.entities.push(EntitySeen {
                slot: slot.to_owned(),
                text: text.to_owned(),
                entry: entry.to_owned(),
                value: value.to_owned(),
                score,
                preference,
                threshold,
            }),
            Entry::Resolved { slot, text, found } => self.resolved.push(ResolvedSeen {
                slot: slot.to_owned(),
                text: text.to_owned(),
                found: found
                    .map(|found| (found.value.to_string(), found.by.to_string(), found.score)),
            }),
            Entry::Signal { name, value, told } => self.signals.push((
                name.to_owned(),
                value.to_owned(),
                told.err().map(|error| error.to_string()),
            )),
            Entry::Influence { rank, rule } => self.rules.push(RuleSeen::of(rank, rule)),
            Entry::Ranked {
                rank,
                score,
                influence,
                own,
            } => self.ranked.push((
                usize::from(rank),
                f64::from(score) / 256.0,
                f64::from(influence) / 256.0,
                f64::from(own) / 256.0,
            )),
            Entry::Filled { slot, signal } => self.filled.push((
                slot.name.to_owned(),
                slot.value.to_string(),
                signal.to_owned(),
            )),
            Entry::UnknownWord { word } => self.unknown_words.push(word.to_owned()),
            Entry::Stopped { text, fitted } => {
                self.stopped = Some(Stop {
                    text: text.to_owned(),
                    fitted: usize::from(fitted),
                });
            }
            Entry::Known {
                layer,
                text,
                request,
                cost,
                evidence,
                differs,
                ..
            } => self.known.push(KnownSeen {
                layer,
                text: text.to_owned(),
                meaning: request.map(ToString::to_string),
                cost: f64::from(cost) / f64::from(UNITS),
                evidence: evidence.map(|units| f64::from(units) / f64::from(UNITS)),
                differs,
            }),
            Entry::Rewriting {
                heard,
                layer,
                text,
                score,
                threshold,
                margin,
                steps,
                verdict,
                strategy,
                before,
                refused,
            } => self.rewriting.push(RewritingSeen {
                heard: heard.to_owned(),
                layer,
                text: text.to_owned(),
                score,
                threshold,
                margin: f64::from(margin) / f64::from(UNITS),
                steps,
                verdict,
                strategy,
                before: before.map(str::to_owned),
                refused: refused.map(str::to_owned),
            }),
            Entry::State { at, state } => self.states.push((at, state)),
            Entry::Rejected { reason } => self.rejections.push(reason),
        }
    }
}
