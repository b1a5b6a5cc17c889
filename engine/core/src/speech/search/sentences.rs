use super::{
    DEEPEST_CONTROLS, Hypothesis, Knowledge, MOST_HYPOTHESES, NO_WORD, Outlook, Search, Token,
    at_word_end,
};
use goldcrest_trie::{Grammar, StateId, Symbol};

/// Hypotheses this much dearer than the cheapest (1/256 nat) are nearly as cheap.
const NEARLY: u32 = 256;

impl Search<'_> {
    /// What may follow, by all hypotheses that are nearly as cheap as the cheapest; where they do not agree, the
    /// one that leaves the most open decides.
    #[must_use]
    pub fn outlook(&self, knowledge: &Knowledge<'_>) -> Outlook {
        let mut found = None;
        for token in self.near_best() {
            if token.word == NO_WORD {
                return Outlook::Open;
            }
            let next = what_follows(&knowledge.grammar, token.target);
            match (next.accepts, next.continues) {
                (false, _) => return Outlook::Open,
                (true, true) => found = Some(Outlook::Whole),
                (true, false) => found = found.or(Some(Outlook::Closed)),
            }
        }
        found.unwrap_or(Outlook::Open)
    }

    /// Whether a hypothesis that is nearly as cheap as the cheapest is a sentence, to its last phone.
    #[must_use]
    pub fn is_whole(&self, knowledge: &Knowledge<'_>) -> bool {
        self.near_best().any(|token| {
            token.word != NO_WORD
                && at_word_end(knowledge, token)
                && what_follows(&knowledge.grammar, token.target).accepts
        })
    }

    fn near_best(&self) -> impl Iterator<Item = &Token> {
        let tokens = &self.current[..self.current_len];
        let best = tokens.iter().map(Token::best).min().unwrap_or(0);
        let limit = best.saturating_add(NEARLY);
        tokens.iter().filter(move |token| token.best() <= limit)
    }

    /// The cheapest whole sentences, best first, no two with the same words and meaning.
    pub fn sentences(
        &mut self,
        knowledge: &Knowledge<'_>,
    ) -> heapless::Vec<Hypothesis, MOST_HYPOTHESES> {
        self.compact_history();
        let mut found = heapless::Vec::new();
        for index in 0..self.current_len {
            let token = self.current[index];
            let worst_kept = if found.is_full() {
                found.last().map_or(u32::MAX, |h: &Hypothesis| h.cost)
            } else {
                u32::MAX
            };
            if token.word == NO_WORD
                || !at_word_end(knowledge, &token)
                || self.total.saturating_add(token.best()) >= worst_kept
            {
                continue;
            }
            if let Some(history) = self.after_word(&token) {
                let token = Token { history, ..token };
                self.accept_from(knowledge, &token, token.target, 0, &mut found);
            }
        }
        found
    }

    pub(super) fn accept_from(
        &mut self,
        knowledge: &Knowledge<'_>,
        token: &Token,
        state: StateId,
        depth: usize,
        found: &mut heapless::Vec<Hypothesis, MOST_HYPOTHESES>,
    ) {
        for arc in knowledge.grammar.arcs(state) {
            if matches!(arc.symbol, Symbol::Word(_)) || depth >= DEEPEST_CONTROLS {
                continue;
            }
            let Some(history) = self
                .history
                .push(token.history, arc.symbol.to_bits(), self.frame)
            else {
                self.dropped += 1;
                return;
            };
            let token = token.after(knowledge.way(&arc, token.last_word()));
            if let Symbol::Accept(group) = arc.symbol {
                insert_sorted(
                    found,
                    Hypothesis {
                        history,
                        group,
                        cost: self.total.saturating_add(token.best()),
                        prior: u32::from(token.prior),
                        phones: token.phones,
                        words_hash: token.words_hash,
                    },
                );
            } else {
                let inner = Token { history, ..token };
                self.accept_from(knowledge, &inner, arc.target, depth + 1, found);
            }
        }
    }
}

fn insert_sorted(found: &mut heapless::Vec<Hypothesis, MOST_HYPOTHESES>, hypothesis: Hypothesis) {
    let same = |other: &Hypothesis| {
        other.words_hash == hypothesis.words_hash && other.group == hypothesis.group
    };
    if let Some(place) = found.iter().position(same) {
        if found[place].cost <= hypothesis.cost {
            return;
        }
        found.remove(place);
    }
    let place = found
        .iter()
        .position(|other| other.cost > hypothesis.cost)
        .unwrap_or(found.len());
    if place < MOST_HYPOTHESES {
        if found.is_full() {
            found.pop();
        }
        // There is room: one was taken out above if the list was full.
        let _ = found.insert(place, hypothesis);
    }
}

/// What may come next in a state.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Follows {
    /// A sentence may end here.
    pub accepts: bool,
    /// Words may follow that change the meaning.
    pub continues: bool,
}

pub(super) fn what_follows(grammar: &Grammar<'_>, state: StateId) -> Follows {
    let mut outlook = Follows::default();
    look(grammar, state, 0, &mut outlook);
    outlook
}

fn look(grammar: &Grammar<'_>, state: StateId, depth: usize, outlook: &mut Follows) {
    for arc in grammar.arcs(state) {
        match arc.symbol {
            // Control arcs come first, so nothing new follows a word.
            Symbol::Word(_) if changes_nothing(grammar, state, arc.target) => {}
            Symbol::Word(_) => {
                outlook.continues = true;
                return;
            }
            Symbol::Accept(_) => outlook.accepts = true,
            _ if depth < DEEPEST_CONTROLS => look(grammar, arc.target, depth + 1, outlook),
            _ => {}
        }
    }
}

/// Whether the sentences that end in `from` end in the same way in `to`, and nothing else follows there:
/// a "please" lies between.
fn changes_nothing(grammar: &Grammar<'_>, from: StateId, to: StateId) -> bool {
    grammar.arcs(to).all(|arc| match arc.symbol {
        Symbol::Accept(_) => grammar.step(from, arc.symbol).is_some(),
        Symbol::Word(_) => arc.target == from || arc.target == to,
        _ => false,
    })
}
