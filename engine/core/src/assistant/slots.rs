//! The slots of what the network read: from where something was said to what it is.

use super::Assistant;
use super::spans::{Run, Tagged, said_within, whole};
use crate::events::{MAX_SLOTS, Request, Slot, Value};
use crate::trace::{Entry, Trace};
use crate::understand::entities::{Kind, Match, Resolved, SlotRecord, quantity};
use crate::understand::network::{Network, Reading, Span, WHOLE};
use goldcrest_trie::Unit;
use goldcrest_trie::numbers::Number;

/// A slot surer than this in which nothing was found makes the request another one than was said.
const SURE: u16 = WHOLE / 5;
/// The same for a slot that the intent does not have.
const SURER: u16 = WHOLE / 2;
/// Percent of likeness to an entry from which a word that nobody knows, and the network took for no slot, is taken for
/// it.
const MISSPELT: u8 = 80;
/// The slots over which the seconds of a duration go, and how many each of them counts.
const PARTS: [(Unit, u32); 3] = [(Unit::Hours, 3600), (Unit::Minutes, 60), (Unit::Seconds, 1)];

/// What the words in and around a span come to as an amount.
enum Amount<'p> {
    /// They are none.
    None,
    /// They are one that the slot does not take: of another unit, out of range, or not all that was said.
    Other,
    /// These tokens say it; its slots are filled.
    Read(Run, Resolved<'p>),
}

/// A request, and what was said in it that came to nothing.
pub(super) struct Filled<'p> {
    /// With the slots that have a value, in the order in which they were said; of one said twice the first counts.
    pub request: Request<'p>,
    /// A slot that was said and whose words are no value of it.
    pub lost: Option<&'p str>,
}

impl<'p> Assistant<'p, '_> {
    /// The request that an intent would be, with the slots that it has.
    ///
    /// Amounts are read with all the words around a span that belong to them: of "ninety seconds", "two and a half
    /// hours" or "one hundred and twenty" no part is taken for the whole.
    pub(super) fn fill_slots<T: Trace>(
        &self,
        network: &Network<'p>,
        intent: &'p str,
        text: &str,
        reading: &Reading,
        trace: &mut T,
    ) -> Filled<'p> {
        let tagged = Tagged { text, reading };
        let mut filled = Filled {
            request: Request {
                intent,
                confidence: 0,
                response: super::context::DEFAULT_RESPONSE,
                slots: heapless::Vec::new(),
            },
            lost: None,
        };
        let mut amount_before: Option<(Run, Resolved<'p>)> = None;
        for span in &reading.spans {
            let name = network.slot_name(usize::from(span.slot));
            let within = amount_before.filter(|((_, end), _)| usize::from(span.first) < *end);
            let record = self.resolver.entities().slot(intent, name);
            let amount = match (within, record.filter(|record| is_amount(record.kind))) {
                (Some((run, found)), _) => Amount::Read(run, found),
                (None, Some(record)) => {
                    self.amount(&record, tagged, span, &mut filled.request.slots)
                }
                (None, None) => Amount::None,
            };
            if let Amount::Read(run, found) = amount {
                amount_before = Some((run, found));
                trace.record(&Entry::Resolved {
                    slot: name,
                    text: tagged.said(run),
                    found: Some(&found),
                });
                continue;
            }
            let found = match amount {
                Amount::Other => None,
                _ => self.named(network, intent, name, tagged, span, trace),
            };
            let run = found.map_or(whole(span), |(_, _, run)| run);
            trace.record(&Entry::Resolved {
                slot: found.map_or(name, |(slot, ..)| slot),
                text: tagged.said(run),
                found: found.as_ref().map(|(_, found, _)| found),
            });
            match found {
                Some((name, found, run)) => {
                    push(
                        &mut filled.request.slots,
                        name,
                        found.value,
                        tagged.words(run),
                    );
                }
                None => {
                    let sure = if record.is_some() { SURE } else { SURER };
                    let lost = (span.score >= sure).then_some(name);
                    filled.lost = filled.lost.or(lost);
                }
            }
        }
        filled
    }

    /// Words that the assistant does not know and that the network took for no slot: where they are alike to an entry of
    /// a slot that was not said, they are meant for it.
    pub(super) fn fill_misspelt<T: Trace>(
        &self,
        tagged: Tagged<'_>,
        request: &mut Request<'p>,
        trace: &mut T,
    ) {
        let tokens = 0..tagged.reading.tokens.len();
        for token in tokens.filter(|&token| tagged.is_free(token)) {
            let word = tagged.word(token).unwrap_or("");
            if quantity::is_number(word) || self.resolver.is_word(word) {
                continue;
            }
            let after = tagged.is_free(token + 1).then_some(token + 2);
            let runs = [Some((token, token + 1)), after.map(|end| (token, end))];
            let mut best: Option<(&'p str, Resolved<'p>, Run)> = None;
            for record in self.resolver.entities().slots() {
                let is_open = record.intent == Some(request.intent)
                    && record.kind == Kind::List
                    && request.slot(record.slot).is_none();
                for run in runs.into_iter().flatten().filter(|_| is_open) {
                    let said = tagged.said(run);
                    let found =
                        self.resolver
                            .resolve(request.intent, record.slot, said, |_, _, _| 0);
                    if let Some(found) = found
                        && found.score >= MISSPELT
                        && matches!(found.value, Value::Entry(entry) if begins_alike(said, entry))
                        && best
                            .as_ref()
                            .is_none_or(|(_, best, _)| found.score > best.score)
                    {
                        best = Some((record.slot, found, run));
                    }
                }
            }
            if let Some((slot, found, run)) = best {
                trace.record(&Entry::Resolved {
                    slot,
                    text: tagged.said(run),
                    found: Some(&found),
                });
                push(&mut request.slots, slot, found.value, tagged.words(run));
            }
        }
    }

    /// The entry of a list that a span means: its own words, then with a neighbour that nothing else claims, then
    /// an entry of the intent's other lists.
    fn named<T: Trace>(
        &self,
        network: &Network<'p>,
        intent: &'p str,
        name: &'p str,
        tagged: Tagged<'_>,
        span: &Span,
        trace: &mut T,
    ) -> Option<(&'p str, Resolved<'p>, Run)> {
        let (first, end) = whole(span);
        let more = tagged.is_free(end).then_some((first, end + 1));
        let before = first.checked_sub(1).filter(|&token| tagged.is_free(token));
        let runs = [Some((first, end)), more, before.map(|token| (token, end))];
        for run in runs.into_iter().flatten() {
            let said = tagged.said(run);
            let found = self
                .resolver
                .resolve(intent, name, said, |entry, value, score| {
                    let points = self.preference(intent, name, value);
                    if run == (first, end) {
                        trace.record(&Entry::Entity {
                            slot: name,
                            text: said,
                            entry,
                            value,
                            score,
                            preference: points.clamp(i8::MIN.into(), i8::MAX.into()) as i8,
                            threshold: self.resolver.threshold(),
                        });
                    }
                    points
                });
            if let Some(found) = found {
                return Some((name, found, run));
            }
        }
        let is_said = |slot: &str| {
            let mut spans = tagged.reading.spans.iter();
            spans.any(|span| network.slot_name(usize::from(span.slot)) == slot)
        };
        let said = tagged.said((first, end));
        let (slot, found) = self.resolver.elsewhere(intent, name, said)?;
        (!is_said(slot)).then_some((slot, found, (first, end)))
    }

    /// Reads the whole amount that a span is a part of into slots.
    fn amount(
        &self,
        record: &SlotRecord<'p>,
        tagged: Tagged<'_>,
        span: &Span,
        slots: &mut heapless::Vec<Slot<'p>, MAX_SLOTS>,
    ) -> Amount<'p> {
        let is_time = PARTS.iter().any(|&(unit, _)| unit == record.unit);
        let duration = (is_time && record.kind == Kind::Number)
            .then(|| tagged.widest(span, |said| self.resolver.duration(said)))
            .flatten();
        let own = match duration {
            Some((run, _)) => {
                let value = self.resolver.read(record, tagged.said(run));
                value.map(|value| (run, value))
            }
            None => tagged.widest(span, |said| self.resolver.read(record, said)),
        };
        let run = own.map(|(run, _)| run).or(duration.map(|(run, _)| run));
        let Some(run) = run else {
            return if tagged.is_part_of_amount(span) {
                Amount::Other
            } else {
                Amount::None
            };
        };
        let counts_another = tagged.word(run.1).is_some_and(|word| {
            quantity::is_unit(word)
                && record.unit != Unit::None
                && quantity::counted_by(word) != Some(record.unit)
        });
        if tagged.is_number_beside(run) || counts_another {
            return Amount::Other;
        }
        match (own, duration) {
            (Some((run, value)), _) => {
                let said = said_within(run, span, |run| {
                    self.resolver.read(record, tagged.said(run)) == Some(value)
                });
                push(slots, record.slot, value, tagged.words(said));
                Amount::Read(run, resolved(value))
            }
            (None, Some((run, seconds))) => {
                let words = tagged.words(run);
                match self.share_out(record, seconds, words, slots) {
                    Some(value) => Amount::Read(run, resolved(value)),
                    None => Amount::Other,
                }
            }
            (None, None) => Amount::None,
        }
    }

    /// Gives the seconds of a duration to the intent's slots for hours, minutes and seconds.
    pub(super) fn share_out(
        &self,
        record: &SlotRecord<'p>,
        seconds: u32,
        words: (u8, u8),
        slots: &mut heapless::Vec<Slot<'p>, MAX_SLOTS>,
    ) -> Option<Value<'p>> {
        let intent = record.intent?;
        let parts = |unit: Unit| {
            let mut records = self.resolver.entities().slots();
            records.find(|slot| {
                slot.intent == Some(intent) && slot.unit == unit && slot.kind == Kind::Number
            })
        };
        let mut rest = seconds;
        let mut shares: heapless::Vec<(&'p str, Value<'p>), 3> = heapless::Vec::new();
        for (unit, worth) in PARTS {
            let count = rest / worth;
            let Some(part) = parts(unit).filter(|_| count > 0) else {
                continue;
            };
            rest -= count * worth;
            let count = i32::try_from(count).ok()?;
            let fits = i32::from(part.range.0) <= count && count <= i32::from(part.range.1);
            let number = Number::whole(count);
            let share = (part.slot, Value::Number { number, unit });
            if !fits || shares.push(share).is_err() {
                return None;
            }
        }
        if rest > 0 {
            return None;
        }
        for &(name, value) in &shares {
            push(slots, name, value, words);
        }
        shares.first().map(|&(_, value)| value)
    }
}

/// The first letter is what misspelling changes least (Yannakoudakis and Fawthrop, 1983).
pub(super) fn begins_alike(said: &str, entry: &str) -> bool {
    let first = |text: &str| {
        text.chars()
            .next()
            .map(|letter| letter.to_ascii_lowercase())
    };
    first(said) == first(entry)
}

fn resolved(value: Value<'_>) -> Resolved<'_> {
    Resolved {
        value,
        by: Match::Read,
        score: 100,
    }
}

fn push<'p>(
    slots: &mut heapless::Vec<Slot<'p>, MAX_SLOTS>,
    name: &'p str,
    value: Value<'p>,
    words: (u8, u8),
) {
    // A request with every slot taken keeps those said first.
    let _ = slots.push(Slot { name, value, words });
}

fn is_amount(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Percentage | Kind::Duration)
}
