//! Keeps what the stages report, for `explain`, the demo and the event log.

mod record;
mod seen;

pub use seen::{
    Candidate, Decision, EntitySeen, KnownSeen, NetworkSeen, NoIntent, PhoneFrame, PhonePoint,
    ResolvedSeen, RewritingSeen, RuleSeen, Stop, WakeCheck, WakePoint,
};

use goldcrest::events::{AudioTime, Reason};
use goldcrest::trace::State;
use goldcrest_dsp::BANDS;

/// Frames further apart than this are of different utterances, in milliseconds.
const LONGEST_STRIDE_MS: u64 = 60;

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
    /// Entries compared with what was said in the slots of what the network read last.
    pub entities: Vec<EntitySeen>,
    /// Slots of what the network read last, looked up, in the order of its spans; none where the text is none of its
    /// intents.
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

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest::trace::{Entry, Trace};

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
