//! When an utterance is over.
//!
//! The sound says when nobody speaks any more; the search says whether a sentence is whole by then and whether
//! anything could follow. How long a pause has to be depends on that:
//!
//! ```text
//!   so far             a pause of            why
//!   "turn on the"      trailing_silence_ms   a sentence does not end there
//!   "lights on"        whole_silence_ms      "… in the kitchen" could follow
//!   "what time is it"  complete_silence_ms   nothing could
//! ```
//!
//! The network looks ahead and says phones late, so that at the end of a short pause the last ones are still in
//! it. It is then given the last columns of the pause over and over, as if the pause went on, until they have come
//! out: some eighty milliseconds, instead of half a second of waiting for the sound itself. Where noise hides the
//! pause, the network's own quiet is measured in the same way.

use super::Assistant;
use crate::speech::Outlook;
use crate::trace::Trace;
use goldcrest_dsp::{Endpoint, HOP_MS};

/// Columns given to the acoustic network in one hop while an utterance is brought to its end.
const COLUMNS_A_HOP: u16 = 5;
/// How long after the sound the last phones come out of the network, besides its look-ahead: what it says them late
/// ([`Settings::wait_for_network`](crate::Settings::wait_for_network)), and what the energy may miss of a weak last sound.
const LAST_PHONES_MS: u32 = 390;
/// The last columns of a pause, which stand for the pause that would follow: its first ones may hold the end of
/// the speech.
const LAST_OF_PAUSE: u32 = 10;
/// Quiet of the network that has to agree with a pause in the sound where more could follow.
const NETWORK_QUIET_MS: u32 = 240;
/// The same where the sentence is whole: a weak last sound may lie in the pause.
const WHOLE_QUIET_MS: u32 = 60;

/// The end of an utterance: the last columns of its pause are heard again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closing {
    /// The first of the columns that are heard again.
    first: u64,
    /// How many these are.
    length: u16,
    /// Columns given so far.
    given: u16,
    /// Columns to be given.
    needed: u16,
}

impl<'p> Assistant<'p, '_> {
    /// The end of the utterance, if it is over.
    pub(super) fn end_of_utterance(&self, endpoint: Endpoint) -> Option<Closing> {
        if self.columns_heard != self.columns_made || !self.network_hears_speech() {
            return None;
        }
        let settings = &self.settings;
        let outlook = self.recogniser.outlook();
        let (wanted, quiet_wanted) = match outlook {
            Outlook::Open => (settings.trailing_silence_ms, NETWORK_QUIET_MS),
            Outlook::Whole => (settings.whole_silence_ms, WHOLE_QUIET_MS),
            Outlook::Closed => (settings.complete_silence_ms, WHOLE_QUIET_MS),
        };
        let quiet_ms = self.recogniser.quiet_ms();
        if let Endpoint::Pause { hops } = endpoint
            && hops * HOP_MS >= wanted
            && quiet_ms >= quiet_wanted
        {
            return Some(self.closing(hops));
        }
        // In noise the network alone decides; what it hears lies behind the sound already.
        let ends = quiet_ms >= wanted && self.recogniser.is_whole();
        (ends || quiet_ms >= settings.trailing_silence_ms).then(|| self.closing(0))
    }

    /// The columns that a pause of so many hops still lacks for the last phones to come out.
    fn closing(&self, pause_hops: u32) -> Closing {
        let kept = self.columns_made.min(self.columns.len() as u64);
        let length = u64::from(pause_hops.min(LAST_OF_PAUSE)).min(kept);
        let late = LAST_PHONES_MS / HOP_MS + self.recogniser.delay_columns();
        let needed = if length == 0 {
            0
        } else {
            late.saturating_sub(pause_hops)
        };
        Closing {
            first: self.columns_made - length,
            length: length as u16,
            given: 0,
            needed: needed.min(u32::from(u16::MAX)) as u16,
        }
    }

    /// Brings an utterance to its end; decides on it when all is heard.
    pub(super) fn close<T: Trace>(&mut self, mut closing: Closing, trace: &mut T) {
        let at = self.audio_time();
        for _ in 0..COLUMNS_A_HOP {
            if closing.given >= closing.needed {
                self.decide_on_speech(trace);
                return;
            }
            let column = closing.first + u64::from(closing.given % closing.length.max(1));
            closing.given += 1;
            let place = (column % self.columns.len() as u64) as usize;
            if let Some(frame) = self.recogniser.hear(&self.columns[place], at, trace) {
                self.recogniser.search_on(&frame, trace);
            }
        }
        self.closing = Some(closing);
    }
}
