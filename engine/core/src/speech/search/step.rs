use super::sentences::what_follows;
use super::{
    DEEPEST_CONTROLS, EMPTY, Knowledge, MOST_ALTERNATIVES, NO_PHONE, NO_WORD, Search, Token,
    UNREACHED,
};
use crate::speech::costs::{CLASSES, Frame};
use crate::speech::dictation::Before;
use goldcrest_trie::{Arc, StateId, Symbol, WordId};

/// Where words are entered.
#[derive(Clone, Copy)]
struct Place {
    state: StateId,
    before: Option<Before>,
    /// Control symbols on the way there from the end of the last word.
    depth: usize,
}

impl Search<'_> {
    /// Advances all tokens by one frame.
    pub fn step(&mut self, knowledge: &Knowledge<'_>, costs: &Frame) {
        if self.history.len() * 2 > self.history.capacity() {
            self.compact_history();
        }
        self.next_len = 0;
        self.table.fill(EMPTY);
        self.limit = self
            .cheapest_inside_words(knowledge, costs)
            .saturating_add(knowledge.beam);
        for index in 0..self.current_len {
            let token = self.current[index];
            self.advance(knowledge, costs, token);
        }
        core::mem::swap(&mut self.current, &mut self.next);
        self.current_len = self.next_len;
        self.settle(knowledge.beam);
        self.frame = self.frame.saturating_add(1);
    }

    fn cheapest_inside_words(&self, knowledge: &Knowledge<'_>, costs: &Frame) -> u32 {
        self.current[..self.current_len]
            .iter()
            .map(|token| {
                if token.phone == NO_PHONE {
                    return token.best() + beside_words(knowledge, costs);
                }
                let blank = token.best() + u32::from(costs[0]);
                let (phone, last) = knowledge.lexicon.phone_at(token.phone);
                let stay = token.sounding + cost_of(costs, phone);
                let mut best = blank.min(stay);
                if !last {
                    let (next, _) = knowledge.lexicon.phone_at(token.phone + 1);
                    best = best.min(enter_cost(token, Some(phone), next) + cost_of(costs, next));
                }
                best
            })
            .min()
            .unwrap_or(0)
    }

    fn advance(&mut self, knowledge: &Knowledge<'_>, costs: &Frame, token: Token) {
        if token.phone == NO_PHONE {
            let blank = token.best() + beside_words(knowledge, costs);
            self.offer(Token { blank, ..token });
            if token.word == NO_WORD {
                self.enter_words(knowledge, costs, &token, None);
                if self.call_opens {
                    self.enter_calls(knowledge, costs, &token, None);
                }
            }
            return;
        }
        let blank = token.best() + u32::from(costs[0]);
        let (phone, last) = knowledge.lexicon.phone_at(token.phone);
        self.offer(Token {
            blank,
            sounding: (token.sounding + cost_of(costs, phone)).min(UNREACHED),
            ..token
        });
        if last {
            self.enter_words(knowledge, costs, &token, Some(phone));
            if token.word == NO_WORD && self.has_called(knowledge, &token) {
                self.enter_calls(knowledge, costs, &token, Some(phone));
            }
            self.leave(knowledge, costs, &token);
            return;
        }
        let (next, _) = knowledge.lexicon.phone_at(token.phone + 1);
        self.offer(Token {
            phone: token.phone + 1,
            phones: token.phones.saturating_add(1),
            blank: UNREACHED,
            sounding: enter_cost(&token, Some(phone), next) + cost_of(costs, next),
            ..token
        });
    }

    /// Where a sentence may end, sound that follows it need not belong to it.
    fn leave(&mut self, knowledge: &Knowledge<'_>, costs: &Frame, token: &Token) {
        let left = Token {
            phone: NO_PHONE,
            blank: token.best() + beside_words(knowledge, costs),
            sounding: UNREACHED,
            ..*token
        };
        if token.word != NO_WORD
            && left.blank <= self.limit
            && what_follows(&knowledge.grammar, token.target).accepts
        {
            self.offer(left);
        }
    }

    fn enter_words(
        &mut self,
        knowledge: &Knowledge<'_>,
        costs: &Frame,
        token: &Token,
        last_phone: Option<u8>,
    ) {
        if token.best().saturating_add(knowledge.word_penalty) > self.limit {
            return;
        }
        let kept = self.history.len();
        let Some(history) = self.after_word(token) else {
            self.dropped += 1;
            return;
        };
        let from = Token { history, ..*token };
        let place = Place {
            state: token.target,
            before: token.last_word(),
            depth: 0,
        };
        if !self.enter_from(knowledge, costs, &from, place, last_phone) {
            self.history.truncate(kept);
        }
    }

    pub(super) fn after_word(&mut self, token: &Token) -> Option<u16> {
        if token.word == NO_WORD {
            Some(token.history)
        } else {
            self.history.push(token.history, token.word, self.frame)
        }
    }

    fn enter_from(
        &mut self,
        knowledge: &Knowledge<'_>,
        costs: &Frame,
        token: &Token,
        place: Place,
        last_phone: Option<u8>,
    ) -> bool {
        let mut used = false;
        for arc in knowledge.grammar.arcs(place.state) {
            let Symbol::Word(word) = arc.symbol else {
                if place.depth < DEEPEST_CONTROLS && !matches!(arc.symbol, Symbol::Accept(_)) {
                    used |= self.enter_through(knowledge, costs, token, arc, place, last_phone);
                }
                continue;
            };
            let way = knowledge.way(&arc, place.before);
            for start in knowledge.lexicon.pronunciation_starts(word) {
                let (first, _) = knowledge.lexicon.phone_at(start);
                let cost = enter_cost(token, last_phone, first)
                    + cost_of(costs, first)
                    + knowledge.word_penalty
                    + u32::from(way);
                if cost > self.limit {
                    continue;
                }
                used |= self.offer(Token {
                    target: arc.target,
                    phone: start,
                    word: arc.symbol.to_bits(),
                    phones: token.phones.saturating_add(1),
                    prior: token.prior.saturating_add(way),
                    words_hash: hash_word(token.words_hash, word),
                    blank: UNREACHED,
                    sounding: cost,
                    ..*token
                });
            }
        }
        used
    }

    fn enter_through(
        &mut self,
        knowledge: &Knowledge<'_>,
        costs: &Frame,
        token: &Token,
        arc: Arc,
        place: Place,
        last_phone: Option<u8>,
    ) -> bool {
        let kept = self.history.len();
        let Some(history) = self
            .history
            .push(token.history, arc.symbol.to_bits(), self.frame)
        else {
            self.dropped += 1;
            return false;
        };
        let inner = Token {
            history,
            ..token.after(knowledge.way(&arc, place.before))
        };
        let place = Place {
            state: arc.target,
            before: match arc.symbol {
                Symbol::SlotBegin(slot) => Some(Before::Slot(slot)),
                _ => place.before,
            },
            depth: place.depth + 1,
        };
        let used = self.enter_from(knowledge, costs, &inner, place, last_phone);
        if !used {
            self.history.truncate(kept);
        }
        used
    }

    /// Puts `token` among those of the next frame, or merges it with the one at its place. False if it
    /// was not needed.
    pub(super) fn offer(&mut self, token: Token) -> bool {
        if token.best() > self.limit {
            return false;
        }
        if self.next_len == self.next.len() {
            self.tighten();
            if token.best() > self.limit {
                return false;
            }
        }
        let mut slot = token.slot(self.table.len());
        let mut worst: Option<usize> = None;
        let mut alternatives = 0;
        while self.table[slot] != EMPTY {
            let index = usize::from(self.table[slot]);
            let there = &self.next[index];
            if there.same_place(&token) {
                if there.words_hash == token.words_hash {
                    return merge(&mut self.next[index], token);
                }
                alternatives += 1;
                if worst.is_none_or(|worst| self.next[worst].best() < there.best()) {
                    worst = Some(index);
                }
            }
            slot = (slot + 1) % self.table.len();
        }
        if let Some(worst) = worst.filter(|_| alternatives >= MOST_ALTERNATIVES) {
            let better = token.best() < self.next[worst].best();
            if better {
                self.next[worst] = token;
            }
            return better;
        }
        if self.next_len == self.next.len() {
            self.dropped += 1;
            return false;
        }
        self.table[slot] = self.next_len as u16;
        self.next[self.next_len] = token;
        self.next_len += 1;
        true
    }

    /// Makes room when the next frame is full: lowers the limit so that about half of its tokens stay.
    fn tighten(&mut self) {
        const BINS: usize = 64;
        let best = self.next[..self.next_len]
            .iter()
            .map(Token::best)
            .min()
            .unwrap_or(0);
        let width = (self.limit.saturating_sub(best) / BINS as u32).max(1);
        let mut counts = [0_u16; BINS];
        for token in &self.next[..self.next_len] {
            let bin = ((token.best() - best) / width) as usize;
            counts[bin.min(BINS - 1)] += 1;
        }
        let mut kept = 0;
        let mut bins = 0;
        while bins < BINS && kept + usize::from(counts[bins]) <= self.next_len / 2 {
            kept += usize::from(counts[bins]);
            bins += 1;
        }
        let limit = best + width * (bins.max(1) as u32) - 1;
        self.limit = self.limit.min(limit);
        self.dropped += self.next_len as u32;
        self.table.fill(EMPTY);
        let mut len = 0;
        for index in 0..self.next_len {
            let token = self.next[index];
            if token.best() > self.limit {
                continue;
            }
            let mut slot = token.slot(self.table.len());
            while self.table[slot] != EMPTY {
                slot = (slot + 1) % self.table.len();
            }
            self.table[slot] = len as u16;
            self.next[len] = token;
            len += 1;
        }
        self.dropped -= len as u32;
        self.next_len = len;
    }

    /// Makes the cheapest token cost nothing and drops those outside of the beam.
    fn settle(&mut self, beam: u32) {
        let tokens = &self.current[..self.current_len];
        let leader = tokens.iter().min_by_key(|token| token.best());
        self.only_called = leader.is_some_and(Token::is_called);
        let best = leader.map_or(0, Token::best);
        let mut len = 0;
        for index in 0..self.current_len {
            let token = &mut self.current[index];
            if token.best() - best > beam {
                continue;
            }
            token.blank = (token.blank - best).min(UNREACHED);
            token.sounding = (token.sounding - best).min(UNREACHED);
            if len < index {
                // Two slices, so that it is known not to overlap: a copy then takes two instructions.
                let (kept, rest) = self.current.split_at_mut(index);
                kept[len] = rest[0];
            }
            len += 1;
        }
        self.current_len = len;
        self.total = self.total.saturating_add(best);
    }

    pub(super) fn compact_history(&mut self) {
        let tokens = &mut self.current[..self.current_len];
        self.history.compact(|each| {
            for token in tokens.iter_mut() {
                each(&mut token.history);
            }
        });
    }
}

/// Keeps the cheaper history and, of each cost, the lower. False if that of `token` was not the cheaper.
fn merge(there: &mut Token, token: Token) -> bool {
    let better = token.best() < there.best();
    let (blank, sounding) = (
        there.blank.min(token.blank),
        there.sounding.min(token.sounding),
    );
    if better {
        *there = token;
    }
    there.blank = blank;
    there.sounding = sounding;
    better
}

/// Cost of a frame before the first word or after the last: a blank, or any other sound.
fn beside_words(knowledge: &Knowledge<'_>, costs: &Frame) -> u32 {
    u32::from(costs[0]).min(knowledge.filler)
}

pub(super) fn cost_of(costs: &Frame, phone: u8) -> u32 {
    u32::from(costs[usize::from(phone) % CLASSES])
}

pub(super) fn enter_cost(token: &Token, last_phone: Option<u8>, first: u8) -> u32 {
    if last_phone == Some(first) {
        token.blank
    } else {
        token.best()
    }
}

fn hash_word(hash: u32, word: WordId) -> u32 {
    (hash ^ u32::from(word.bits()))
        .wrapping_mul(0x0100_0193)
        .rotate_left(5)
}
