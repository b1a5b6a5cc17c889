//! The slots of what the network read: from where something was said to what it is.

use super::Assistant;
use crate::events::{MAX_SLOTS, Request, Slot, Value};
use crate::trace::{Entry, Trace};
use crate::understand::entities::{Kind, Match, Resolved, SlotRecord, quantity};
use crate::understand::network::{Network, Reading, Span, Token, WHOLE};
use goldcrest_trie::Unit;
use goldcrest_trie::numbers::Number;

/// A slot surer than this in which nothing was found makes the request another one than was said.
const SURE: u16 = WHOLE / 5;
/// Percent of likeness to an entry from which a word that nobody knows is taken for it.
const MISSPELT: u8 = 80;
/// Tokens before and after a span in which the rest of an amount may stand.
const AROUND: usize = 6;
/// The slots over which the seconds of a duration go, and how many each of them counts.
const PARTS: [(Unit, u32); 3] = [(Unit::Hours, 3600), (Unit::Minutes, 60), (Unit::Seconds, 1)];

/// A request, and what was said in it that came to nothing.
pub(super) struct Filled<'p> {
    /// With the slots that have a value; each once, as it was said first.
    pub request: Request<'p>,
    /// A slot that was said and whose words are no value of it.
    pub lost: Option<&'p str>,
}

/// Tokens from the first to the one past the last.
type Run = (usize, usize);

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
        let mut filled = Filled {
            request: Request {
                intent,
                confidence: 0,
                response: super::context::DEFAULT_RESPONSE,
                slots: heapless::Vec::new(),
            },
            lost: None,
        };
        let mut read_to = 0;
        for span in &reading.spans {
            let name = network.slot_name(usize::from(span.slot));
            if usize::from(span.first) < read_to || filled.request.slot(name).is_some() {
                continue;
            }
            let record = self.resolver.entities().slot(intent, name);
            let amount = record
                .filter(|record| is_amount(record.kind))
                .and_then(|record| {
                    let said =
                        self.amount(&record, text, reading, span, &mut filled.request.slots)?;
                    Some((record, said))
                });
            if let Some((record, (run, found))) = amount {
                read_to = run.1;
                trace.record(&Entry::Resolved {
                    slot: record.slot,
                    text: place(reading, run).of(text),
                    found: Some(&found),
                });
                continue;
            }
            let is_cut = record.is_some_and(|record| is_amount(record.kind))
                && is_part_of_amount(text, reading, span);
            let found = if is_cut {
                None
            } else {
                self.named(network, intent, name, text, reading, span, trace)
            };
            let run = found.map_or(whole(span), |(_, _, run)| run);
            trace.record(&Entry::Resolved {
                slot: found.map_or(name, |(slot, ..)| slot),
                text: place(reading, run).of(text),
                found: found.as_ref().map(|(_, found, _)| found),
            });
            match found {
                Some((name, found, run)) => {
                    push(
                        &mut filled.request.slots,
                        name,
                        found.value,
                        text,
                        place(reading, run),
                    );
                }
                None if span.score >= SURE => filled.lost = filled.lost.or(Some(name)),
                None => {}
            }
        }
        self.fill_misspelt(text, reading, &mut filled.request, trace);
        filled
    }

    /// Words that the assistant does not know and that the network took for no slot: where they are alike to an entry of
    /// a slot that was not said, they are meant for it.
    fn fill_misspelt<T: Trace>(
        &self,
        text: &str,
        reading: &Reading,
        request: &mut Request<'p>,
        trace: &mut T,
    ) {
        let is_free = |token: usize| !reading.spans.iter().any(|span| holds(span, token));
        for token in (0..reading.tokens.len()).filter(|&token| is_free(token)) {
            let word = word_at(text, reading, token).unwrap_or("");
            if quantity::is_number(word) || self.resolver.is_word(word) {
                continue;
            }
            let after =
                (token + 1 < reading.tokens.len() && is_free(token + 1)).then_some(token + 2);
            let runs = [Some((token, token + 1)), after.map(|end| (token, end))];
            let mut best: Option<(&'p str, Resolved<'p>, Run)> = None;
            for record in self.resolver.entities().slots() {
                let is_open = record.intent == Some(request.intent)
                    && record.kind == Kind::List
                    && request.slot(record.slot).is_none();
                for run in runs.into_iter().flatten().filter(|_| is_open) {
                    let said = place(reading, run).of(text);
                    let found =
                        self.resolver
                            .resolve(request.intent, record.slot, said, |_, _, _| 0);
                    if let Some(found) = found
                        && found.score >= MISSPELT
                        && begins_alike(said, &found.value)
                        && best
                            .as_ref()
                            .is_none_or(|(_, best, _)| found.score > best.score)
                    {
                        best = Some((record.slot, found, run));
                    }
                }
            }
            if let Some((slot, found, run)) = best {
                let at = place(reading, run);
                trace.record(&Entry::Resolved {
                    slot,
                    text: at.of(text),
                    found: Some(&found),
                });
                push(&mut request.slots, slot, found.value, text, at);
            }
        }
    }

    /// The entry of a list that a span means: its own words, then with a neighbour that nothing else claims, then
    /// an entry of the intent's other lists.
    #[allow(clippy::too_many_arguments, reason = "a span, and where it stands")]
    fn named<T: Trace>(
        &self,
        network: &Network<'p>,
        intent: &'p str,
        name: &'p str,
        text: &str,
        reading: &Reading,
        span: &Span,
        trace: &mut T,
    ) -> Option<(&'p str, Resolved<'p>, Run)> {
        let (first, end) = whole(span);
        let is_free = |token: usize| {
            token < reading.tokens.len() && !reading.spans.iter().any(|span| holds(span, token))
        };
        let more = is_free(end).then_some((first, end + 1));
        let before = first.checked_sub(1).filter(|&token| is_free(token));
        let runs = [Some((first, end)), more, before.map(|token| (token, end))];
        for run in runs.into_iter().flatten() {
            let said = place(reading, run).of(text);
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
                            preference: points as i8,
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
            let mut spans = reading.spans.iter();
            spans.any(|span| network.slot_name(usize::from(span.slot)) == slot)
        };
        let said = place(reading, (first, end)).of(text);
        let (slot, found) = self.resolver.elsewhere(intent, name, said)?;
        (!is_said(slot)).then_some((slot, found, (first, end)))
    }

    /// Reads the whole amount that a span is a part of into slots; the tokens that say it, and what they come to.
    /// `None`, with no slot filled, where the words around say more than was read, or too much for the slot.
    fn amount(
        &self,
        record: &SlotRecord<'p>,
        text: &str,
        reading: &Reading,
        span: &Span,
        slots: &mut heapless::Vec<Slot<'p>, MAX_SLOTS>,
    ) -> Option<(Run, Resolved<'p>)> {
        let is_time = PARTS.iter().any(|&(unit, _)| unit == record.unit);
        if is_time && record.kind == Kind::Number {
            let duration = |said: &str| self.resolver.duration(said);
            if let Some((run, seconds)) = widest(text, reading, span, duration) {
                if is_number_beside(text, reading, run) {
                    return None;
                }
                let at = place(reading, run);
                let own = self.resolver.read(record, at.of(text));
                let found = match own {
                    Some(value) => {
                        let said = said_within(run, span, |run| {
                            self.resolver.read(record, place(reading, run).of(text)) == Some(value)
                        });
                        push(slots, record.slot, value, text, place(reading, said));
                        value
                    }
                    None => self.share_out(record, seconds, text, at, slots)?,
                };
                return Some((run, resolved(found)));
            }
        }
        let (run, value) = widest(text, reading, span, |said| self.resolver.read(record, said))?;
        let is_whole = !is_number_beside(text, reading, run)
            && word_at(text, reading, run.1)
                .and_then(unit_of)
                .is_none_or(|unit| record.unit == Unit::None || unit == record.unit);
        if !is_whole {
            return None;
        }
        let said = said_within(run, span, |run| {
            self.resolver.read(record, place(reading, run).of(text)) == Some(value)
        });
        push(slots, record.slot, value, text, place(reading, said));
        Some((run, resolved(value)))
    }

    /// Gives the seconds of a duration to the intent's slots for hours, minutes and seconds.
    fn share_out(
        &self,
        record: &SlotRecord<'p>,
        seconds: u32,
        text: &str,
        at: Token,
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
            push(slots, name, value, text, at);
        }
        shares.first().map(|&(_, value)| value)
    }
}

/// The first letter is what misspelling changes least (Yannakoudakis and Fawthrop, 1983).
fn begins_alike(said: &str, value: &Value<'_>) -> bool {
    let first = |text: &str| {
        text.chars()
            .next()
            .map(|letter| letter.to_ascii_lowercase())
    };
    matches!(value, Value::Entry(entry) if first(said) == first(entry))
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
    text: &str,
    at: Token,
) {
    if slots.iter().all(|slot| slot.name != name) {
        let words = words_at(text, at);
        // A request with every slot taken keeps those said first.
        let _ = slots.push(Slot { name, value, words });
    }
}

fn is_amount(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Percentage | Kind::Duration)
}

fn whole(span: &Span) -> Run {
    (span.first.into(), span.end.into())
}

fn holds(span: &Span, token: usize) -> bool {
    (usize::from(span.first)..usize::from(span.end)).contains(&token)
}

fn place(reading: &Reading, (first, end): Run) -> Token {
    let start = reading.tokens.get(first).map_or(0, |token| token.start);
    let last = reading.tokens.get(end.saturating_sub(1));
    Token {
        start,
        end: last.map_or(start, |token| token.end),
    }
}

/// The longest run around a span whose text `read` takes for something, and what.
fn widest<V>(
    text: &str,
    reading: &Reading,
    span: &Span,
    mut read: impl FnMut(&str) -> Option<V>,
) -> Option<(Run, V)> {
    let (first, end) = whole(span);
    let last = (end + AROUND).min(reading.tokens.len());
    let mut best: Option<(Run, V)> = None;
    for begin in first.saturating_sub(AROUND)..=first {
        for stop in (end..=last).rev() {
            if best
                .as_ref()
                .is_some_and(|((b, s), _)| s - b >= stop - begin)
            {
                break;
            }
            if let Some(value) = read(place(reading, (begin, stop)).of(text)) {
                best = Some(((begin, stop), value));
                break;
            }
        }
    }
    best
}

/// A run without the words at its ends, units and articles, that `says_the_same` does without.
fn said_within(run: Run, span: &Span, says_the_same: impl Fn(Run) -> bool) -> Run {
    let (first, end) = whole(span);
    let (mut begin, mut stop) = run;
    while stop > end && says_the_same((begin, stop - 1)) {
        stop -= 1;
    }
    while begin < first && says_the_same((begin + 1, stop)) {
        begin += 1;
    }
    (begin, stop)
}

fn word_at<'t>(text: &'t str, reading: &Reading, token: usize) -> Option<&'t str> {
    reading.tokens.get(token).map(|token| token.of(text))
}

/// Whether a number goes on before or after a run.
fn is_number_beside(text: &str, reading: &Reading, (first, end): Run) -> bool {
    let before = first
        .checked_sub(1)
        .and_then(|token| word_at(text, reading, token));
    let after = word_at(text, reading, end);
    let next = word_at(text, reading, end + 1);
    let goes_on = after.is_some_and(|word| word.eq_ignore_ascii_case("and"))
        && (next.is_some_and(quantity::is_number)
            || next.is_some_and(|word| word.eq_ignore_ascii_case("a")));
    before.is_some_and(quantity::is_number) || after.is_some_and(quantity::is_number) || goes_on
}

fn is_part_of_amount(text: &str, reading: &Reading, span: &Span) -> bool {
    let (first, end) = whole(span);
    let is_number = (first..end)
        .filter_map(|token| word_at(text, reading, token))
        .any(quantity::is_number);
    let unit = word_at(text, reading, end).and_then(unit_of);
    is_number && (unit.is_some() || is_number_beside(text, reading, (first, end)))
}

/// What a word after a number says that it counts.
fn unit_of(word: &str) -> Option<Unit> {
    let named = [
        (Unit::Seconds, &["second", "seconds", "sec", "secs"][..]),
        (Unit::Minutes, &["minute", "minutes", "min", "mins"][..]),
        (Unit::Hours, &["hour", "hours", "hr", "hrs"][..]),
        (Unit::Percent, &["percent"][..]),
        (Unit::Temperature, &["degree", "degrees"][..]),
    ];
    let mut named = named.iter();
    let found = named.find(|(_, words)| words.iter().any(|other| word.eq_ignore_ascii_case(other)));
    found.map(|&(unit, _)| unit)
}

/// First word that a place in a text touches, and the one after the last; words stand between white space.
fn words_at(text: &str, place: Token) -> (u8, u8) {
    let words_before = |end: u32| {
        let before = text.get(..end as usize).unwrap_or("");
        before.split_whitespace().count()
    };
    let first = words_before(place.start + 1).saturating_sub(1);
    let end = words_before(place.end);
    (first.min(255) as u8, end.min(255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_words() {
        let text = "wake me at 5pm, please";
        let place = |part: &str| {
            let start = text.find(part).unwrap() as u32;
            let end = start + part.len() as u32;
            words_at(text, Token { start, end })
        };
        assert_eq!(place("wake"), (0, 1));
        assert_eq!(place("5"), (3, 4));
        assert_eq!(place("pm"), (3, 4));
        assert_eq!(place("at 5pm"), (2, 4));
        assert_eq!(place("please"), (4, 5));
    }
}
