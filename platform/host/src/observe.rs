//! Keeps what the stages report, for `explain`, the demo and the event log.

use goldcrest::events::{AudioTime, Reason};
use goldcrest::trace::{Entry, State, Trace};
use goldcrest_dsp::BANDS;

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

/// A hypothesis at the end of an utterance.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its words.
    pub text: String,
    /// Intent and slots.
    pub meaning: String,
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

/// Everything reported since it was last cleared.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Feature columns.
    pub features: Vec<[u16; BANDS]>,
    /// When the first of them ended.
    pub features_from: Option<AudioTime>,
    /// Wake scores.
    pub wake: Vec<WakePoint>,
    /// Likeliest phones.
    pub phones: Vec<PhonePoint>,
    /// Hypotheses alive, a frame each.
    pub active: Vec<u16>,
    /// Hypotheses at the ends of utterances, best first.
    pub candidates: Vec<Candidate>,
    /// Words of a text that no template knows.
    pub unknown_words: Vec<String>,
    /// Where a text stopped fitting what can be said.
    pub stopped: Option<Stop>,
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

    /// The highest smoothed wake score.
    pub fn best_wake(&self) -> Option<WakePoint> {
        self.wake.iter().copied().max_by_key(|point| point.smoothed)
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
            Entry::Phones {
                at,
                log_probabilities,
            } => {
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
            Entry::Search { active, .. } => self.active.push(active),
            Entry::Candidate {
                text,
                request,
                source,
                line,
                cost,
                threshold,
                ..
            } => {
                self.candidates.push(Candidate {
                    text: text.to_owned(),
                    meaning: request.to_string(),
                    source: if source.is_empty() {
                        String::new()
                    } else {
                        format!("{source}:{line}")
                    },
                    cost,
                    confidence: request.confidence,
                    threshold,
                });
            }
            Entry::Network { .. } | Entry::Entity { .. } | Entry::Resolved { .. } => {}
            Entry::Signal { .. }
            | Entry::Influence { .. }
            | Entry::Ranked { .. }
            | Entry::Filled { .. } => {}
            Entry::UnknownWord { word } => self.unknown_words.push(word.to_owned()),
            Entry::Stopped { text, fitted } => {
                self.stopped = Some(Stop {
                    text: text.to_owned(),
                    fitted: usize::from(fitted),
                });
            }
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
