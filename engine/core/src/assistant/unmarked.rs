//! Durations that the network marked nowhere: "set a timer for 5m".

use super::Assistant;
use super::spans::{Run, Tagged};
use crate::events::Request;
use crate::trace::{Entry, Trace};
use crate::understand::entities::{Kind, Match, Resolved, quantity};

/// Most tokens of a duration.
const MOST_TOKENS: usize = 6;

impl<'p> Assistant<'p, '_> {
    /// Where the assistant would ask for an amount of time, gives the request the only one that was said.
    pub(super) fn fill_unmarked_duration<T: Trace>(
        &self,
        tagged: Tagged<'_>,
        request: &mut Request<'p>,
        trace: &mut T,
    ) {
        let mut records = self.resolver.entities().slots();
        let record = records.find(|record| {
            record.intent == Some(request.intent)
                && record.kind == Kind::Number
                && record.unit.is_of_time()
        });
        let Some(record) = record.filter(|_| self.asks_for_an_amount(request)) else {
            return;
        };
        let Some((run, seconds)) = self.longest_duration(tagged) else {
            return;
        };
        if tagged.is_number_beside(run) || tagged.is_held(request, run) {
            return;
        }
        let words = tagged.words(run);
        if let Some(value) = self.share_out(&record, seconds, words, &mut request.slots) {
            trace.record(&Entry::Resolved {
                slot: record.slot,
                text: tagged.said(run),
                found: Some(&Resolved {
                    value,
                    by: Match::Read,
                    score: 100,
                }),
            });
        }
    }

    /// The longest run that begins with a number and is a duration, the first of these, and its seconds.
    fn longest_duration(&self, tagged: Tagged<'_>) -> Option<(Run, u32)> {
        let tokens = tagged.reading.tokens.len();
        let begins = |token: &usize| {
            let word = tagged.word(*token).unwrap_or_default();
            quantity::is_number(word) || word.starts_with(|char: char| char.is_ascii_digit())
        };
        let runs = (0..tokens).filter(begins).flat_map(|first| {
            let ends = first + 1..=tokens.min(first + MOST_TOKENS);
            ends.map(move |end| (first, end))
        });
        let durations =
            runs.filter_map(|run| Some((run, self.resolver.duration(tagged.said(run))?)));
        durations.reduce(|best, other| {
            let length = |((first, end), _): (Run, u32)| end - first;
            if length(other) > length(best) {
                other
            } else {
                best
            }
        })
    }
}
