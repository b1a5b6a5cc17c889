use super::{DEEPEST_CONTROLS, Hypothesis, Knowledge, MOST_HYPOTHESES, NO_PHONE, Search, Token};
use crate::speech::history::ROOT;
use goldcrest_trie::{StateId, Symbol, WordId};

impl Search<'_> {
    /// Reads written words instead of sound: all sentences of exactly these words.
    ///
    /// # Errors
    ///
    /// How many words fit the beginning of some sentence, where no sentence has them all.
    pub fn read(
        &mut self,
        knowledge: &Knowledge<'_>,
        roots: &[StateId],
        words: impl Iterator<Item = WordId>,
    ) -> Result<heapless::Vec<Hypothesis, MOST_HYPOTHESES>, u8> {
        self.history.clear();
        self.current_len = 0;
        self.total = 0;
        self.frame = 0;
        for &target in roots {
            self.begin_with(Token::before(target));
        }
        let mut fitted: u8 = 0;
        for word in words {
            self.next_len = 0;
            for index in 0..self.current_len {
                let token = self.current[index];
                self.follow(knowledge, &token, token.target, word, 0);
            }
            core::mem::swap(&mut self.current, &mut self.next);
            self.current_len = self.next_len;
            if self.current_len == 0 {
                return Err(fitted);
            }
            fitted = fitted.saturating_add(1);
            self.frame = self.frame.saturating_add(1);
        }
        // of what is written, nothing is unlikely
        let knowledge = &Knowledge {
            grammar_weight: 0,
            dictation_weight: 0,
            ..*knowledge
        };
        let mut found = heapless::Vec::new();
        for index in 0..self.current_len {
            let token = self.current[index];
            if token.history != ROOT {
                self.accept_from(knowledge, &token, token.target, 0, &mut found);
            }
        }
        if found.is_empty() {
            Err(fitted)
        } else {
            Ok(found)
        }
    }

    fn follow(
        &mut self,
        knowledge: &Knowledge<'_>,
        token: &Token,
        state: StateId,
        word: WordId,
        depth: usize,
    ) {
        for arc in knowledge.grammar.arcs(state) {
            let inner = match arc.symbol {
                Symbol::Accept(_) => continue,
                Symbol::Word(other) if other != word => continue,
                Symbol::Word(_) => true,
                _ if depth < DEEPEST_CONTROLS => false,
                _ => continue,
            };
            let kept = self.history.len();
            let Some(history) = self
                .history
                .push(token.history, arc.symbol.to_bits(), self.frame)
            else {
                self.dropped += 1;
                return;
            };
            let next = Token {
                history,
                target: arc.target,
                phone: NO_PHONE,
                ..*token
            };
            if inner {
                if self.next_len < self.next.len() {
                    self.next[self.next_len] = next;
                    self.next_len += 1;
                } else {
                    self.dropped += 1;
                }
            } else {
                let before = self.next_len;
                self.follow(knowledge, &next, arc.target, word, depth + 1);
                if self.next_len == before {
                    self.history.truncate(kept);
                }
            }
        }
    }
}
