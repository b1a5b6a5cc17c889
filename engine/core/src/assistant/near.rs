use super::Assistant;
use crate::wake::{NearKind, NearMiss, NearMisses, Reading};

impl<'m> Assistant<'_, 'm> {
    /// Lends memory in which near misses and wakes for nothing are kept from now on, the newest of them; 8 KB
    /// each. What was kept before is forgotten. An assistant without an acoustic network keeps none.
    pub fn keep_near_misses(&mut self, ring: &'m mut [NearMiss]) {
        self.near = Some(NearMisses::new(ring));
    }

    /// The near misses that are kept, the oldest first.
    pub fn near_misses(&self) -> impl Iterator<Item = &NearMiss> {
        self.near.iter().flat_map(NearMisses::iter)
    }

    /// Forgets the near misses: they were read out.
    pub fn forget_near_misses(&mut self) {
        if let Some(near) = &mut self.near {
            near.clear();
        }
    }

    /// Watches for scores that come near to the threshold.
    pub(super) fn note_near(&mut self, reading: Reading) {
        let made = self.columns_made;
        let near = self.near.as_mut();
        if let Some(found) = near.and_then(|near| near.watch(reading, made)) {
            self.keep_near(NearKind::Close, found);
        }
    }

    pub(super) fn keep_near(&mut self, kind: NearKind, (phrase, score): (u8, u8)) {
        let at = self.audio_time();
        if let Some(near) = &mut self.near {
            near.keep(kind, at, (phrase, score), self.columns, self.columns_made);
        }
    }

    /// Something was understood, so the assistant was woken for a reason.
    pub(super) fn note_answered(&mut self) {
        if let Some(near) = &mut self.near {
            near.answered();
        }
    }
}
