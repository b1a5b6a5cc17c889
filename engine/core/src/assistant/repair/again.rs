use super::super::Assistant;
use super::{Made, Repairer};
use crate::dialogue::append;
use crate::events::Text;
use crate::rewrite::{Heard, says_much_the_same};
use goldcrest_trie::Lexicon;

/// Who says much the same again within this time was not understood before, or does not like what came of it.
pub(super) const REPHRASE_MS: u64 = 10_000;

/// A request of which nothing came, or nothing that the user wanted.
#[derive(Debug)]
pub(super) struct Earlier {
    /// What was heard.
    heard: Text,
    at_ms: u64,
    /// What it was taken for, and should not have been.
    unwanted: Option<Text>,
    /// The user said so, instead of only saying it again.
    is_refused: bool,
}

/// An earlier hearing of a request that is said again.
#[derive(Debug)]
pub(super) struct Before {
    /// Its words and their sounds, where they are other ones than now: the same words tell nothing new.
    pub heard: Option<(Text, Heard)>,
    /// What it certainly does not mean.
    pub refused: Option<Text>,
}

impl Earlier {
    fn of(made: Made, at_ms: u64, is_refused: bool) -> Self {
        Self {
            heard: made.heard,
            at_ms,
            unwanted: Some(made.text),
            is_refused,
        }
    }
}

impl Repairer<'_, '_> {
    /// A repair was unwanted; the user said so, or only says the request again.
    pub(super) fn note_unwanted(&mut self, made: Made, now_ms: u64, is_refused: bool) {
        self.earlier = Some(Earlier::of(made, now_ms, is_refused));
    }

    /// Nothing came of a request.
    pub(super) fn note_left(&mut self, heard: &str, before: Option<Before>, now_ms: u64) {
        self.earlier = None;
        let mut text = Text::new();
        append(&mut text, heard);
        if text.len() == heard.len() {
            let refused = before.and_then(|before| before.refused);
            self.earlier = Some(Earlier {
                heard: text,
                at_ms: now_ms,
                is_refused: refused.is_some(),
                unwanted: refused,
            });
        }
    }

    /// What was heard just before, if it was much the same as now. What came of it counts as unwanted where the
    /// user said so, or says it in other words; who says the same words again may only be in a hurry.
    pub(super) fn before(&self, heard: &str, now_ms: u64, lexicon: &Lexicon<'_>) -> Option<Before> {
        let earlier = self.earlier.as_ref()?;
        if now_ms.saturating_sub(earlier.at_ms) >= REPHRASE_MS
            || !says_much_the_same(&earlier.heard, heard, lexicon)
        {
            return None;
        }
        let is_other = earlier.heard != heard;
        let costs = &self.finder.model().costs;
        let sounds = || Heard::of_text(&earlier.heard, lexicon, costs);
        Some(Before {
            heard: is_other
                .then(sounds)
                .flatten()
                .map(|sounds| (earlier.heard.clone(), sounds)),
            refused: earlier
                .unwanted
                .clone()
                .filter(|_| earlier.is_refused || is_other),
        })
    }
}

impl Assistant<'_, '_> {
    /// Something was understood, so what was heard before it is no longer open.
    pub(in crate::assistant) fn close_earlier(&mut self) {
        if let Some(repairer) = &mut self.repairer {
            repairer.earlier = None;
        }
    }
}
