use core::fmt::Write as _;

use goldcrest::trace::{Digest, Entry, Trace};
use goldcrest_hal::StoreError;

/// A [`Trace`] that is also told where a block of audio begins and ends, and what the platform cannot do.
pub trait Watch: Trace {
    /// A block is about to be pushed.
    fn block_begins(&mut self) {}

    /// A block was pushed and its first event, if any, taken. `awake` says whether the assistant
    /// did anything but wait for its wake phrase.
    fn block_ends(&mut self, awake: bool) {
        let _ = awake;
    }

    /// A request of the user could not be stored, or those stored could not be read.
    fn store_failed(&mut self, error: StoreError) {
        let _ = error;
    }
}

impl Watch for () {}

/// A hash over everything that the stages report: features, wake scores, phone probabilities,
/// search costs and candidates. Where two targets' events agree by luck, this still differs.
#[derive(Debug, Clone, Copy, Default)]
pub struct StageDigest(Digest);

impl StageDigest {
    /// The hash so far.
    pub fn value(self) -> u64 {
        self.0.value()
    }
}

impl Trace for StageDigest {
    fn record(&mut self, entry: &Entry<'_>) {
        // A digest takes any text, so writing to it cannot fail.
        let _ = writeln!(self.0, "{entry:?}");
    }
}

impl Watch for StageDigest {}
