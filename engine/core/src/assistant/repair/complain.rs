use super::super::Assistant;
use super::Made;
use super::again::REPHRASE_MS;
use crate::rewrite::says_much_the_same;

/// Who speaks again this soon after a repair does not like what came of it, as nobody has heard all of the
/// answer by then.
const BARGE_IN_MS: u64 = 1500;

impl Assistant<'_, '_> {
    /// The user speaks again: right after a repair that counts against it.
    pub(in crate::assistant) fn note_barge_in(&mut self) {
        self.complain_where(true, |_, since_ms| since_ms < BARGE_IN_MS);
    }

    /// The user said something: soon after a repair, much the same again counts against it.
    pub(in crate::assistant) fn note_rephrase(&mut self, text: &str) {
        let lexicon = self.lexicon;
        self.complain_where(false, |made, since_ms| {
            since_ms < REPHRASE_MS && says_much_the_same(&made.heard, text, &lexicon)
        });
    }

    /// The user did not want what a repair asked or did.
    pub(in crate::assistant) fn note_refusal(&mut self) {
        self.complain_where(true, |_, since_ms| since_ms < REPHRASE_MS);
    }

    /// Complains about the last repair where that is so, going by how long ago it was made.
    fn complain_where(&mut self, is_refused: bool, is_against: impl Fn(&Made, u64) -> bool) {
        let now_ms = self.now_ms;
        if let Some(repairer) = &mut self.repairer
            && let Some(made) = repairer
                .last
                .take_if(|made| is_against(made, now_ms.saturating_sub(made.at_ms)))
        {
            repairer.complaints.add(made.pair);
            if let Some(personal) = &mut repairer.personal {
                personal.forget(&made.text);
            }
            repairer.note_unwanted(made, now_ms, is_refused);
        }
    }
}
