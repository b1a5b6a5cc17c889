//! Wake phrases before the sentence, which are no part of it.

use super::step::{cost_of, enter_cost};
use super::{Knowledge, MOST_CALLS, Search, Token, UNREACHED};
use crate::speech::costs::Frame;
use goldcrest_trie::WordId;

impl Search<'_> {
    /// Lets the utterance that begins open with one of `words`, which is then no part of the sentence: a wake phrase,
    /// where the assistant listens already. Those after the first [`MOST_CALLS`] are not taken.
    pub fn may_open_with(&mut self, words: impl Iterator<Item = WordId>) {
        for word in words.take(MOST_CALLS - self.calls.len()) {
            // There is room.
            let _ = self.calls.push(word);
        }
        self.call_opens = true;
    }

    /// Whether the cheapest path has not left a wake phrase: since then nothing was said that is more than a sound
    /// beside words.
    #[must_use]
    pub fn only_called(&self) -> bool {
        self.only_called
    }

    /// A wake phrase before the sentence: said to an assistant that listens already, or said again by somebody who was
    /// not sure to be heard.
    pub(super) fn enter_calls(
        &mut self,
        knowledge: &Knowledge<'_>,
        costs: &Frame,
        token: &Token,
        last_phone: Option<u8>,
    ) {
        for index in 0..self.calls.len() {
            for start in knowledge.lexicon.pronunciation_starts(self.calls[index]) {
                let (first, _) = knowledge.lexicon.phone_at(start);
                let cost = enter_cost(token, last_phone, first)
                    + cost_of(costs, first)
                    + knowledge.word_penalty;
                self.offer(Token {
                    phone: start,
                    phones: token.phones.saturating_add(1),
                    blank: UNREACHED,
                    sounding: cost,
                    ..*token
                });
            }
        }
    }

    /// Whether a token at the last phone of a wake phrase has said half of it at least: behind less nothing was said yet
    /// that could be said again.
    pub(super) fn has_called(&self, knowledge: &Knowledge<'_>, token: &Token) -> bool {
        let starts = self
            .calls
            .iter()
            .flat_map(|&word| knowledge.lexicon.pronunciation_starts(word));
        let own_start = starts.filter(|&start| start <= token.phone).max();
        own_start.is_some_and(|start| token.phones >= (token.phone - start).div_ceil(2))
    }
}
