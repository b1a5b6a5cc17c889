//! From what was heard or written to what it means.

use super::Assistant;
use crate::events::{Event, Reason, Request};
use crate::speech::{Hypothesis, confidence};
use crate::trace::{Entry, Trace};
use crate::understand::{Interpretation, MOST_SYMBOLS, interpret, path_symbols};
use goldcrest_trie::{WordId, tokens};

/// Longest normalised text, in bytes.
const MOST_TEXT: usize = 640;

impl<'p> Assistant<'p, '_> {
    pub(super) fn decide_on_speech<T: Trace>(&mut self, trace: &mut T) {
        self.note_own_signals();
        let hypotheses = self.recogniser.sentences();
        let sure = |hypothesis: &Hypothesis| {
            confidence(hypothesis.cost - hypothesis.prior, hypothesis.phones)
        };
        match self.best_reading(&hypotheses, sure, trace) {
            None => self.turn_down(Reason::NoMatch, trace),
            Some(found) if self.is_unsure(&found) => {
                self.turn_down(Reason::Unsure, trace);
            }
            Some(found) => {
                self.note_rephrase(&found.text);
                self.note_command(&found.text);
                self.emit(Event::Heard {
                    at: self.audio_time(),
                    text: found.text.clone(),
                    confidence: found.request.confidence,
                });
                self.act_on(found.request, trace);
            }
        }
    }

    /// A request that the user made before is believed at half the confidence that others need.
    fn is_unsure(&self, found: &Interpretation<'p>) -> bool {
        let confidence = u32::from(found.request.confidence);
        let asked = self.settings.min_confidence;
        confidence < asked && (2 * confidence < asked || !self.is_own(&found.text))
    }

    fn best_reading<T: Trace>(
        &self,
        hypotheses: &[Hypothesis],
        sure: impl Fn(&Hypothesis) -> u8,
        trace: &mut T,
    ) -> Option<Interpretation<'p>> {
        let search = self.recogniser.search();
        let mut best: Option<(i32, Interpretation<'p>)> = None;
        for (rank, hypothesis) in hypotheses.iter().enumerate() {
            let symbols = path_symbols(search.history(), hypothesis.history);
            let sure = sure(hypothesis);
            let Some(found) = interpret(&self.grammar, &self.lexicon, &symbols, sure) else {
                continue;
            };
            let group = self.grammar.group(found.group);
            trace.record(&Entry::Candidate {
                rank: rank as u8,
                text: &found.text,
                request: &found.request,
                source: group.source,
                line: group.line,
                cost: hypothesis.cost,
                threshold: self.settings.min_confidence as u8,
            });
            let influence = self.influence(rank as u8, &found.request, trace);
            let own = self.own_preference(&found.text);
            let score = i32::try_from(hypothesis.cost).map_or(i32::MIN, |cost| -cost);
            trace.record(&Entry::Ranked {
                rank: rank as u8,
                score,
                influence,
                own,
            });
            let total = score.saturating_add(influence).saturating_add(own);
            if best.as_ref().is_none_or(|(most, _)| total > *most) {
                best = Some((total, found));
            }
        }
        let (_, mut best) = best?;
        self.fill_from_context(&mut best.request, trace);
        Some(best)
    }

    /// Takes text as if it had been said, in any state: the templates first, and what none of them says is
    /// for the network and for rewriting, if the pack has them.
    pub fn understand(&mut self, text: &str) {
        self.understand_traced(text, &mut ());
    }

    /// [`Assistant::understand`] with a trace.
    pub fn understand_traced<T: Trace>(&mut self, text: &str, trace: &mut T) {
        self.checking = None;
        self.closing = None;
        let mut buffer = [0; MOST_TEXT];
        let normal = tokens::normalise(text, &mut buffer).unwrap_or_default();
        self.note_rephrase(normal);
        self.note_own_signals();
        if let Some(found) = self.read_written(normal, trace) {
            self.note_command(normal);
            self.act_on(found.request, trace);
            return;
        }
        match self.read_unwritten(text, trace) {
            Ok(mut request) => {
                count_in_normal_words(text, &mut request);
                self.note_command(normal);
                self.act_on(request, trace);
            }
            Err(reason) => match self.repair(normal, trace) {
                Some(repair) => self.act_on_repair(repair, trace),
                None => self.turn_down(reason, trace),
            },
        }
    }

    /// What the templates make of a normalised text.
    pub(super) fn read_written<T: Trace>(
        &mut self,
        normal: &str,
        trace: &mut T,
    ) -> Option<Interpretation<'p>> {
        let mut words: heapless::Vec<WordId, MOST_SYMBOLS> = heapless::Vec::new();
        for spelling in normal.split_whitespace() {
            let word = self.lexicon.find(spelling);
            if word.is_none() {
                trace.record(&Entry::UnknownWord { word: spelling });
            }
            if word.is_none_or(|word| words.push(word).is_err()) {
                words.clear();
                break;
            }
        }
        let roots = self.roots();
        match self.recogniser.read(&roots, words.iter().copied()) {
            Ok(readings) => self.best_reading(&readings, |_| 100, trace),
            Err(fitted) => {
                trace.record(&Entry::Stopped {
                    text: normal,
                    fitted,
                });
                None
            }
        }
    }
}

/// The network's slots count the words that white space parts; those of a request count the words of the
/// normalised text, as the templates' do.
fn count_in_normal_words(text: &str, request: &mut Request<'_>) {
    let start_of = |word: u8| {
        let found = text.split_whitespace().nth(word.into());
        found.map_or(text.len(), |found| {
            found.as_ptr().addr() - text.as_ptr().addr()
        })
    };
    let words_before = |byte: usize| {
        let before = tokens::places(text).take_while(|&(start, _)| start < byte);
        before.count().min(255) as u8
    };
    for slot in &mut request.slots {
        let (first, end) = slot.words;
        slot.words = (words_before(start_of(first)), words_before(start_of(end)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Slot, Value};

    #[test]
    fn words_between_white_space_become_normalised_words() {
        for (text, words, expected) in [
            ("set the lights to 37% now", (4, 5), (4, 7)),
            ("set the lights to 37% now", (5, 6), (7, 8)),
            ("the living-room lights, please", (1, 2), (1, 3)),
            ("the living-room lights, please", (2, 3), (3, 4)),
            (" - wake me at 5pm", (4, 5), (3, 5)),
            ("no words here", (0, 0), (0, 0)),
            ("beyond", (3, 9), (1, 1)),
            ("", (0, 1), (0, 0)),
        ] {
            let slot = Slot {
                name: "a",
                value: Value::Entry("b"),
                words,
            };
            let mut request = Request {
                intent: "I",
                confidence: 100,
                response: "default",
                slots: heapless::Vec::from_slice(&[slot]).unwrap(),
            };
            count_in_normal_words(text, &mut request);
            assert_eq!(request.slots[0].words, expected, "{text:?} {words:?}");
        }
    }
}
