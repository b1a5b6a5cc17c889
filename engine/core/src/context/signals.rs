use super::Context;
use core::fmt;

/// Most signals that a pack may declare and an assistant keeps.
pub const MAX_SIGNALS: usize = 32;

const UNSET: u16 = u16::MAX;
const FOR_EVER: u32 = u32::MAX;

/// The states of all signals now: 8 bytes each.
#[derive(Clone, Debug)]
pub struct Signals {
    held: [Held; MAX_SIGNALS],
}

#[derive(Clone, Copy, Debug)]
struct Held {
    state: u16,
    until_s: u32,
}

/// Why a signal changed nothing. It is never an error of the device: platforms know more than packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalError {
    /// The pack has no signal of this name.
    UnknownSignal,
    /// The signal has no such state; it is taken to have none now.
    UnknownState,
}

impl fmt::Display for SignalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownSignal => "this assistant's context has no such signal",
            Self::UnknownState => "the signal has no such state in this assistant's context",
        })
    }
}

impl core::error::Error for SignalError {}

impl Default for Signals {
    fn default() -> Self {
        let unset = Held {
            state: UNSET,
            until_s: 0,
        };
        Self {
            held: [unset; MAX_SIGNALS],
        }
    }
}

impl Signals {
    /// Sets a signal to the state called `value`, or, where its states are bands of numbers, to the band
    /// that holds the number `value`. `now_ms` is the time at which a state begins to last.
    ///
    /// # Errors
    ///
    /// Where the context does not know the signal or the state.
    pub fn set(
        &mut self,
        context: &Context<'_>,
        name: &str,
        value: &str,
        now_ms: u64,
    ) -> Result<(), SignalError> {
        let signal = context.signal(name).ok_or(SignalError::UnknownSignal)?;
        let state = context.state_of(signal, value);
        let until_s = match context.lasts_s(signal) {
            0 => FOR_EVER,
            lasts => seconds(now_ms).saturating_add(u32::from(lasts)),
        };
        if let Some(held) = self.held.get_mut(usize::from(signal)) {
            *held = Held {
                state: state.unwrap_or(UNSET),
                until_s,
            };
        }
        state.map(|_| ()).ok_or(SignalError::UnknownState)
    }

    /// The state of a signal, unless it has none or it is over.
    #[must_use]
    pub fn state(&self, signal: u16, now_ms: u64) -> Option<u16> {
        let held = self.held.get(usize::from(signal))?;
        let over = held.until_s != FOR_EVER && seconds(now_ms) >= held.until_s;
        (held.state != UNSET && !over).then_some(held.state)
    }
}

fn seconds(ms: u64) -> u32 {
    u32::try_from(ms / 1000).unwrap_or(FOR_EVER - 1)
}
