//! Answers that no template has: amounts in other words than the templates', and a yes with something behind it.

use super::Assistant;
use crate::dialogue::Pending;
use crate::events::{MAX_SLOTS, Reason, Request, Slot};
use crate::trace::Trace;
use crate::understand::entities::{SlotRecord, quantity};
use goldcrest_trie::Symbol;

/// Before an amount, where it is an answer.
const BEFORE: [&str; 5] = ["to", "for", "at", "about", "around"];

type Slots<'p> = heapless::Vec<Slot<'p>, MAX_SLOTS>;

/// What a text is as an answer to a question.
enum Answer<'p> {
    /// The slots that were asked for are filled; the intent of such answers.
    Given(&'p str),
    /// An amount that answers nothing: of no unit, or out of range.
    Unfit,
    /// A yes or a no on conditions.
    Conditional,
    /// No answer.
    None,
}

impl<'p> Assistant<'p, '_> {
    /// Takes a normalised text that no template has for the answer to the open question, if it is one. An amount that is
    /// none of its values is asked for again. Whether it was an answer.
    pub(super) fn take_answer<T: Trace>(&mut self, normal: &str, trace: &mut T) -> bool {
        let mut slots = heapless::Vec::new();
        match self.answer_of(normal, &mut slots) {
            Answer::Given(intent) => {
                let request = Request {
                    intent,
                    confidence: 100,
                    response: super::context::DEFAULT_RESPONSE,
                    slots,
                };
                self.act_on(request, trace);
            }
            Answer::Unfit => {
                if let Some(pending) = self.pending.take() {
                    let again = self.policy.decide(pending.request, None);
                    self.follow(again, trace);
                }
            }
            Answer::Conditional => self.turn_down(Reason::NoAnswer, trace),
            Answer::None => return false,
        }
        true
    }

    fn answer_of(&self, normal: &str, slots: &mut Slots<'p>) -> Answer<'p> {
        match &self.pending {
            None => Answer::None,
            Some(Pending { slot: None, .. }) => self.conditional(normal),
            Some(Pending {
                slot: Some(slot),
                request,
            }) => {
                let record = self.resolver.entities().slot(request.intent, slot);
                record.map_or(Answer::None, |record| {
                    self.amount_of(&record, normal, slots)
                })
            }
        }
    }

    fn conditional(&self, normal: &str) -> Answer<'p> {
        let first = normal.split(' ').next().unwrap_or_default();
        let word = self.lexicon.find(first);
        let begins = self.grammar.root("confirm").zip(word);
        match begins.and_then(|(root, word)| self.grammar.step(root, Symbol::Word(word))) {
            Some(_) => Answer::Conditional,
            None => Answer::None,
        }
    }

    fn amount_of(
        &self,
        record: &SlotRecord<'p>,
        normal: &str,
        slots: &mut Slots<'p>,
    ) -> Answer<'p> {
        let said = normal.strip_suffix(" please").unwrap_or(normal);
        let said = match said.split_once(' ') {
            Some((first, rest)) if BEFORE.contains(&first) => rest,
            _ => said,
        };
        let answers = self.grammar.answers(record.slot);
        let given = Answer::Given(answers.map_or("", |(intent, _)| intent));
        let is_time = record.unit.is_of_time();
        let seconds = is_time.then(|| self.resolver.duration(said)).flatten();
        if let Some(seconds) = seconds {
            let shared = self.share_out(record, seconds, (0, 0), slots);
            return shared.map_or(Answer::Unfit, |_| given);
        }
        let value = self.resolver.read(record, said).filter(|_| !is_time);
        if let Some(value) = value {
            // The first always fits.
            let _ = slots.push(Slot {
                name: record.slot,
                value,
                words: (0, 0),
            });
            return given;
        }
        let mut words = said.split(' ');
        if words.clone().all(quantity::is_of_amount) && words.any(quantity::is_number) {
            Answer::Unfit
        } else {
            Answer::None
        }
    }
}
