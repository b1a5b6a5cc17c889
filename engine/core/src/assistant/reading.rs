//! From what was heard or written to what it means.

use super::Assistant;
use super::several::asks_for_another;
use crate::events::{Event, Reason, Request};
use crate::rewrite::Layer;
use crate::speech::{Hypothesis, confidence};
use crate::trace::{Entry, Trace};
use crate::understand::{
    Interpretation, MOST_SYMBOLS, framed, interpret, is_content, limits, path_symbols, present,
};
use core::fmt::Write;
use goldcrest_trie::{WordId, tokens};

/// Longest normalised text, in bytes.
pub(super) const MOST_TEXT: usize = 640;

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
        let whole = tokens::normalise(text, &mut buffer);
        let normal = whole.unwrap_or_default();
        self.note_rephrase(normal);
        self.note_own_signals();
        if let Some(found) = self.read_written(normal, trace) {
            self.note_command(normal);
            self.act_on(found.request, trace);
            return;
        }
        if self.take_answer(normal, trace) {
            return;
        }
        if is_content(normal) {
            self.turn_down(Reason::NoMatch, trace);
            return;
        }
        let taken_back = self.command_taken_back(normal);
        let is_limited = limits(normal).next().is_some() || asks_for_another(normal);
        match self.read_unwritten(text, normal, trace) {
            Ok(request)
                if whole.is_err()
                    || taken_back == Some(request.intent)
                    || limits_command(normal, &request) =>
            {
                self.turn_down(Reason::NoMatch, trace);
            }
            Ok(request) => {
                self.note_command(normal);
                self.act_on(request, trace);
            }
            Err(unread) if taken_back.is_some() || is_limited || unread.is_known => {
                self.turn_down(unread.reason, trace);
            }
            Err(unread) => match self.repair(normal, trace) {
                Some(repair)
                    if self.ends_otherwise(normal, repair.request.intent)
                        || repair.layer == Layer::Templates
                            && self.replaces_a_name(normal, &repair.text) =>
                {
                    self.turn_down(unread.reason, trace);
                }
                Some(repair) => self.act_on_repair(repair, trace),
                None => self.turn_down(unread.reason, trace),
            },
        }
    }

    /// The intent of the template that a normalised text negates, asks about or reports instead of saying it.
    fn command_taken_back(&mut self, normal: &str) -> Option<&'p str> {
        framed(normal).find_map(|rest| {
            let plain = self.read_written(rest, &mut ());
            let command = plain.or_else(|| {
                present(rest).find_map(|(stem, ending, after)| {
                    let mut text: heapless::String<MOST_TEXT> = heapless::String::new();
                    write!(text, "{stem}{ending} {after}").ok()?;
                    self.read_written(&text, &mut ())
                })
            })?;
            Some(command.request.intent)
        })
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

/// Whether a normalised text leaves something out of the command that a request would be, or says when it is to be
/// done, in words that are not what a slot holds.
fn limits_command(normal: &str, request: &Request<'_>) -> bool {
    limits(normal).any(|place| {
        let mut slots = request.slots.iter().map(|slot| slot.words);
        !slots.any(|(first, end)| (usize::from(first)..usize::from(end)).contains(&place))
    })
}
