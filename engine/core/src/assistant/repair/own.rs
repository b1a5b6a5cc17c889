use super::super::Assistant;
use super::Repairer;
use crate::dialogue::append;
use crate::rewrite::{MOST_RECORD, Personal, Pronounced, RecordError, phones_of};
use goldcrest_trie::Lexicon;

/// How much likelier what the user has said before is, of sentences that sound almost alike, in 1/256 nat: so
/// much that it wins where the sound hardly tells them apart. Chosen on synthetic commands that no figure is
/// made of (`goldcrest eval commands --history`).
const OWN_PREFERENCE: i32 = 2 * 256;

impl Assistant<'_, '_> {
    /// A command was understood, as these words; an answer to a question is none.
    pub(in crate::assistant) fn note_command(&mut self, text: &str) {
        if let (None, Some(repairer)) = (&self.pending, &mut self.repairer) {
            repairer.command.clear();
            append(&mut repairer.command, text);
        }
        self.close_earlier();
    }

    /// What was asked for is done: the user's own requests grow.
    pub(in crate::assistant) fn note_success(&mut self) {
        let lexicon = self.lexicon;
        let Some(repairer) = &mut self.repairer else {
            return;
        };
        let pronounce = pronouncer(lexicon, repairer);
        if let Some(personal) = &mut repairer.personal
            && !repairer.command.is_empty()
        {
            // One that fits nowhere is not remembered.
            let _ = personal.learn(&repairer.command, pronounce);
        }
        repairer.command.clear();
    }

    /// Whether this is a request that the user made before.
    pub(in crate::assistant) fn is_own(&self, text: &str) -> bool {
        let personal = self
            .repairer
            .as_ref()
            .and_then(|repairer| repairer.personal.as_deref());
        personal.is_some_and(|personal| personal.contains(text))
    }

    /// What is added to a hypothesis since the user has said it before, in 1/256 nat.
    pub(in crate::assistant) fn own_preference(&self, text: &str) -> i32 {
        if self.is_own(text) { OWN_PREFERENCE } else { 0 }
    }

    /// The requests of this user that succeeded, if the pack asks to remember them.
    #[must_use]
    pub fn personal(&self) -> Option<&Personal> {
        self.repairer.as_ref()?.personal.as_deref()
    }

    /// A record of the personal layer that has changed: its number and what a platform stores under it;
    /// ask until there is none.
    pub fn next_change(&mut self) -> Option<(u8, heapless::Vec<u8, MOST_RECORD>)> {
        let personal = self.repairer.as_mut()?.personal.as_deref_mut()?;
        let number = personal.next_change()?;
        Some((number, personal.record(number)))
    }

    /// Gives a stored record back to the personal layer, after a reset.
    ///
    /// # Errors
    ///
    /// Where it is damaged; nothing is changed then.
    pub fn restore(&mut self, number: u8, record: &[u8]) -> Result<(), RecordError> {
        let lexicon = self.lexicon;
        let Some(repairer) = &mut self.repairer else {
            return Ok(());
        };
        let pronounce = pronouncer(lexicon, repairer);
        match &mut repairer.personal {
            Some(personal) => personal.restore(number, record, pronounce),
            None => Ok(()),
        }
    }
}

fn pronouncer<'p>(
    lexicon: Lexicon<'p>,
    repairer: &Repairer<'p, '_>,
) -> impl FnMut(&str) -> Pronounced + use<'p> {
    let dropped = repairer.dropped;
    let [least, each] = repairer.finder.model().costs.dropped.map(usize::from);
    move |word| {
        let phones = phones_of(word, &lexicon);
        let other = (least + each * phones.len()).min(255) as u8;
        let learnt = lexicon
            .find(word)
            .and_then(|word| dropped.get(word.index()));
        Pronounced {
            dropped: learnt.copied().unwrap_or(other),
            phones,
        }
    }
}
