use super::{Assistant, FEATURE_SCALE};
use crate::wake::{NearKind, NearMiss, NearMisses, Reading, dump};
use goldcrest_dsp::BANDS;
use goldcrest_nn::{Model, Quant};

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

    /// Writes the near misses that are kept as a [`NearDump`](crate::wake::NearDump), in pieces of at most 255 bytes:
    /// 8 KB for each near miss, and a few bytes where there is none.
    ///
    /// # Errors
    ///
    /// Those of `sink`, which end the writing.
    pub fn write_near_misses<E>(&self, sink: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        // Without an acoustic network there are none, whatever a column's value would stand for.
        let network = self.recogniser.network();
        let quant = network.map_or(
            Quant {
                len: BANDS,
                scale: FEATURE_SCALE,
                zero_point: 0,
            },
            Model::input,
        );
        let told = self.near_misses().map(|near| {
            let phrase = self.wake_phrase(near.phrase.into());
            (near, phrase.map_or("", |phrase| phrase.text))
        });
        dump::write(told, self.near_misses().count(), quant, sink)
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

    pub(super) fn close_near(&mut self) {
        if let Some(near) = &mut self.near {
            near.turn_ends();
        }
    }

    /// Something was understood, so the assistant was woken for a reason.
    pub(super) fn note_answered(&mut self) {
        if let Some(near) = &mut self.near {
            near.answered();
        }
    }
}
