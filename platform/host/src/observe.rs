//! Keeps what the stages report, for `explain`, the demo and the event log.

use std::collections::BTreeMap;

use goldcrest::context::Rule;
use goldcrest::events::{AudioTime, Reason};
use goldcrest::rewrite::{Layer, Strategy, UNITS, Verdict};
use goldcrest::speech::CLASSES;
use goldcrest::trace::{Entry, State, Trace};
use goldcrest::understand::network::{Network, Reading, WHOLE};
use goldcrest_dsp::BANDS;

use crate::hearing;

/// Frames further apart than this are of different utterances, in milliseconds.
const LONGEST_STRIDE_MS: u64 = 60;

/// One output of the wake network.
#[derive(Clone, Copy, Debug)]
pub struct WakePoint {
    /// When.
    pub at: AudioTime,
    /// The network's output, of 255.
    pub raw: u8,
    /// What is compared with the threshold, of 255.
    pub smoothed: u8,
    /// The threshold.
    pub threshold: u8,
}

/// What the acoustic network said of a wake phrase that the wake network proposed.
#[derive(Clone, Copy, Debug)]
pub struct WakeCheck {
    /// When.
    pub at: AudioTime,
    /// In 1/256 nat a phone.
    pub cost: u16,
    /// The cost from which it is believed.
    pub limit: u16,
}

/// The likeliest phone of a frame.
#[derive(Clone, Copy, Debug)]
pub struct PhonePoint {
    /// When.
    pub at: AudioTime,
    /// 0 is the blank.
    pub phone: u8,
    /// In 1/256 nat.
    pub log_probability: i16,
}

/// What the acoustic network said in a frame.
#[derive(Clone, Copy, Debug)]
pub struct PhoneFrame {
    /// End of the window of the column that it took in.
    pub at: AudioTime,
    /// In 1/256 nat, the blank first.
    pub log_probabilities: [i16; CLASSES],
    /// Whether words were searched in it.
    pub searched: bool,
}

/// An utterance that was over.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// When that was decided.
    pub at: AudioTime,
    /// Its last frame is the one before this, of [`Observation::frames`].
    pub frames: usize,
    /// The first of its candidates, of [`Observation::candidates`].
    pub candidates: usize,
}

/// A hypothesis at the end of an utterance.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its words.
    pub text: String,
    /// Intent and slots.
    pub meaning: String,
    /// The intent.
    pub intent: String,
    /// The slots.
    pub slots: BTreeMap<String, String>,
    /// The template it came by, `file:line`; empty where the pack does not say.
    pub source: String,
    /// In 1/256 nat above the unconstrained best.
    pub cost: u32,
    /// Percent.
    pub confidence: u8,
    /// Percent asked for.
    pub threshold: u8,
}

/// A text that begins as some sentence does, but is none.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The text, normalised.
    pub text: String,
    /// How many of its words fitted.
    pub fitted: usize,
}

/// What the network made of a text.
#[derive(Clone, Debug)]
pub struct NetworkSeen {
    /// The likeliest intents with their probabilities, best first.
    pub intents: Vec<(String, f64)>,
    /// How surely the text means any of the intents.
    pub in_scope: f64,
    /// What that is compared with.
    pub scope_threshold: f64,
    /// What the best intent's probability, after context, is compared with.
    pub intent_threshold: f64,
    /// Slots: name, first byte and end in the text, probability.
    pub spans: Vec<(String, usize, usize, f64)>,
}

/// A rule of the context that was about a candidate.
#[derive(Clone, Debug)]
pub struct RuleSeen {
    /// The candidate's place before context.
    pub rank: usize,
    /// Signals and states that held; none for a rule that always does.
    pub when: Vec<(String, String)>,
    /// What it is about.
    pub about: String,
    /// Nats.
    pub weight: f64,
}

/// An entry that was compared with what was said in a slot.
#[derive(Clone, Debug)]
pub struct EntitySeen {
    /// The slot.
    pub slot: String,
    /// What was said.
    pub text: String,
    /// How the entry is said.
    pub entry: String,
    /// Its value.
    pub value: String,
    /// Percent of likeness.
    pub score: u8,
    /// Percent that context adds.
    pub preference: i8,
    /// Percent asked for.
    pub threshold: u8,
}

/// What the words of a slot came to.
#[derive(Clone, Debug)]
pub struct ResolvedSeen {
    /// The slot.
    pub slot: String,
    /// What was said.
    pub text: String,
    /// Value, how it was found, percent; nothing where nothing fitted.
    pub found: Option<(String, String, u8)>,
}

/// A known sentence that was near to what was heard.
#[derive(Clone, Debug)]
pub struct KnownSeen {
    /// Whose it is.
    pub layer: Layer,
    /// Its words.
    pub text: String,
    /// Intent and slots, where a template says it.
    pub meaning: Option<String>,
    /// Nats.
    pub cost: f64,
    /// What an earlier hearing of the same request says for it, or against it, in nats.
    pub evidence: Option<f64>,
    /// Whether it means something else than the nearest.
    pub differs: bool,
}

/// What came of rewriting.
#[derive(Clone, Debug)]
pub struct RewritingSeen {
    /// What was heard.
    pub heard: String,
    /// Whose sentence the nearest is.
    pub layer: Layer,
    /// The nearest sentence.
    pub text: String,
    /// Percent.
    pub score: u8,
    /// Percent asked for.
    pub threshold: u8,
    /// What the nearest of another meaning costs beyond it, in nats.
    pub margin: f64,
    /// Steps that the search took.
    pub steps: u32,
    /// What was decided.
    pub verdict: Verdict,
    /// How sentences were looked for.
    pub strategy: Strategy,
    /// The same request as it was heard just before, if that counted.
    pub before: Option<String>,
    /// The sentence that was left out, since the user had just refused it.
    pub refused: Option<String>,
}

/// Everything reported since it was last cleared.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Feature columns.
    pub features: Vec<[u16; BANDS]>,
    /// When the first of them ended.
    pub features_from: Option<AudioTime>,
    /// Wake scores.
    pub wake: Vec<WakePoint>,
    /// Checks of proposed wake phrases.
    pub wake_checks: Vec<WakeCheck>,
    /// Likeliest phones.
    pub phones: Vec<PhonePoint>,
    /// All that the acoustic network said.
    pub frames: Vec<PhoneFrame>,
    /// Utterances that were decided on and had candidates.
    pub decisions: Vec<Decision>,
    /// Hypotheses alive, a frame each.
    pub active: Vec<u16>,
    /// Hypotheses at the ends of utterances, best first.
    pub candidates: Vec<Candidate>,
    /// Words of a text that no template knows.
    pub unknown_words: Vec<String>,
    /// Where a text stopped fitting what can be said.
    pub stopped: Option<Stop>,
    /// The last word on each candidate: its place, log-probability, what context added, and what was added
    /// since the user has said it before, in nats.
    pub ranked: Vec<(usize, f64, f64, f64)>,
    /// Rules of the context that held and were about a candidate.
    pub rules: Vec<RuleSeen>,
    /// Slots filled by context: slot, value, signal.
    pub filled: Vec<(String, String, String)>,
    /// Signals told: name, value, and why it was ignored if it was.
    pub signals: Vec<(String, String, Option<String>)>,
    /// What the network read.
    pub network: Option<NetworkSeen>,
    /// Entries compared with what was said.
    pub entities: Vec<EntitySeen>,
    /// Slots looked up.
    pub resolved: Vec<ResolvedSeen>,
    /// Known sentences near to what was heard, nearest first.
    pub known: Vec<KnownSeen>,
    /// What came of rewriting, a layer each.
    pub rewriting: Vec<RewritingSeen>,
    /// States entered.
    pub states: Vec<(AudioTime, State)>,
    /// Why requests were turned down.
    pub rejections: Vec<Reason>,
}

impl Observation {
    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The best path's phones with the times at which they begin, blanks and repetitions left out.
    pub fn phones_heard(&self) -> Vec<PhonePoint> {
        let mut heard = Vec::new();
        let mut last = 0;
        for point in &self.phones {
            if point.phone != last && point.phone != 0 {
                heard.push(*point);
            }
            last = point.phone;
        }
        heard
    }

    /// The frames in which the words of an utterance were searched, in unbroken time.
    pub fn searched(&self, decision: &Decision) -> &[PhoneFrame] {
        let earlier = self.decisions.iter().map(|other| other.frames);
        let before = earlier.filter(|&frames| frames < decision.frames).max();
        let floor = before.unwrap_or(0);
        let mut first = decision.frames;
        while first > floor && self.frames[first - 1].searched {
            let goes_on = first == decision.frames
                || self.frames[first]
                    .at
                    .0
                    .abs_diff(self.frames[first - 1].at.0)
                    <= LONGEST_STRIDE_MS;
            if !goes_on {
                break;
            }
            first -= 1;
        }
        &self.frames[first..decision.frames]
    }

    /// The highest smoothed wake score.
    pub fn best_wake(&self) -> Option<WakePoint> {
        self.wake.iter().copied().max_by_key(|point| point.smoothed)
    }
}

impl NetworkSeen {
    fn of(network: &Network<'_>, reading: &Reading) -> Self {
        let share = |of_whole: u16| f64::from(of_whole) / f64::from(WHOLE);
        Self {
            intents: reading
                .intents
                .iter()
                .map(|candidate| {
                    let name = network.intent_name(usize::from(candidate.intent));
                    (name.to_owned(), share(candidate.probability))
                })
                .collect(),
            in_scope: share(reading.in_scope),
            scope_threshold: share(network.scope_threshold()),
            intent_threshold: share(network.intent_threshold()),
            spans: reading
                .spans
                .iter()
                .map(|span| {
                    let place = reading.place(span);
                    let name = network.slot_name(usize::from(span.slot)).to_owned();
                    (
                        name,
                        place.start as usize,
                        place.end as usize,
                        share(span.score),
                    )
                })
                .collect(),
        }
    }
}

impl RuleSeen {
    fn of(rank: u8, rule: &Rule<'_>) -> Self {
        let mut about = rule.intent.unwrap_or("any intent").to_owned();
        if let Some((slot, value)) = rule.slot {
            about.push_str(&format!(" {slot}={}", value.unwrap_or("any")));
        }
        Self {
            rank: usize::from(rank),
            when: rule
                .conditions()
                .map(|held| (held.signal.to_owned(), held.state.to_owned()))
                .collect(),
            about,
            weight: f64::from(rule.weight) / 256.0,
        }
    }
}

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
            Entry::Network { network, reading } => {
                self.network = Some(NetworkSeen::of(network, reading));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_path_is_collapsed_as_ctc_says() {
        let mut seen = Observation::default();
        for (index, best) in [0usize, 5, 5, 0, 5, 7, 0].into_iter().enumerate() {
            let mut frame = [-2_000i16; 40];
            frame[best] = -10;
            let at = AudioTime(30 * index as u64);
            seen.record(&Entry::Phones {
                at,
                log_probabilities: &frame,
            });
        }
        let heard: Vec<(u64, u8)> = seen
            .phones_heard()
            .iter()
            .map(|point| (point.at.0, point.phone))
            .collect();
        assert_eq!(heard, [(30, 5), (120, 5), (150, 7)]);
        seen.clear();
        assert!(seen.phones.is_empty());
    }
}
