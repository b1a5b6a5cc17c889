//! Watching the stages at work.
//!
//! Every stage reports what it saw to a [`Trace`]. The trace `()` ignores all and costs nothing, since
//! its empty method is inlined away. The simulator, `explain` and the event log are built on this.

use crate::context::{Rule, SignalError};
use crate::events::{AudioTime, Event, Reason, Request, Slot};
use crate::rewrite::{Layer, Strategy, Verdict};
use crate::understand::entities::Resolved;
use crate::understand::network::{Network, Reading};
use core::fmt::{self, Write};

/// One thing that a stage saw or decided.
#[derive(Clone, Debug)]
pub enum Entry<'a> {
    /// The front end made a column of 40 features.
    Features {
        /// End of the column's window.
        at: AudioTime,
        /// Raw front end values.
        column: &'a [u16; goldcrest_dsp::BANDS],
    },
    /// The wake network gave a probability.
    WakeScore {
        /// When.
        at: AudioTime,
        /// The network's output, of 255.
        raw: u8,
        /// After smoothing; this is compared with the threshold.
        smoothed: u8,
        /// The threshold.
        threshold: u8,
    },
    /// The acoustic network heard again what the wake network took for the phrase.
    WakeCheck {
        /// When it was decided.
        at: AudioTime,
        /// What saying the phrase would have cost, in 1/256 nat a phone.
        cost: u16,
        /// The cost from which it is believed.
        limit: u16,
    },
    /// The acoustic network gave log-probabilities.
    Phones {
        /// End of the window of the column that the network took in; what it says is about the sound that was
        /// there its look-ahead before.
        at: AudioTime,
        /// Log-probabilities in 1/256 nat, blank first.
        log_probabilities: &'a [i16],
    },
    /// The search finished a frame.
    Search {
        /// Hypotheses alive.
        active: u16,
        /// Cost of the best since the start, in 1/256 nat.
        best_cost: u32,
    },
    /// A hypothesis at the end of an utterance, best first.
    Candidate {
        /// Place, from 0.
        rank: u8,
        /// Its words.
        text: &'a str,
        /// What it means, and with how much confidence.
        request: &'a Request<'a>,
        /// The file of the template it came by, or `network`.
        source: &'a str,
        /// The line in that file, from 1.
        line: u16,
        /// Cost in 1/256 nat above the unconstrained best.
        cost: u32,
        /// Percent that is asked for.
        threshold: u8,
    },
    /// The platform told a signal.
    Signal {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a str,
        /// Whether the pack's context knows it; an unknown one is ignored.
        told: Result<(), SignalError>,
    },
    /// A rule of the context is about a candidate, and holds.
    Influence {
        /// The candidate's place before context.
        rank: u8,
        /// The rule.
        rule: &'a Rule<'a>,
    },
    /// Context's last word on a candidate.
    Ranked {
        /// The candidate's place before context.
        rank: u8,
        /// Its log-probability, in 1/256 nat.
        score: i32,
        /// What context added, within its limit, in 1/256 nat.
        influence: i32,
        /// What was added since the user has said it before, in 1/256 nat.
        own: i32,
    },
    /// The network read a text that no template says.
    Network {
        /// The network, which has the names.
        network: &'a Network<'a>,
        /// What it read.
        reading: &'a Reading,
        /// Tokens of the whole text. Where there are more than
        /// [`MOST_TOKENS`](crate::understand::network::MOST_TOKENS), only the first of them were read, and the
        /// text is taken for none of the intents.
        tokens: usize,
    },
    /// An entry of a slot's list was compared with what was said.
    Entity {
        /// The slot.
        slot: &'a str,
        /// What was said in it.
        text: &'a str,
        /// How the entry is said.
        entry: &'a str,
        /// Its value.
        value: &'a str,
        /// Percent of likeness.
        score: u8,
        /// What context adds to it, in percent.
        preference: i8,
        /// Percent that is asked for, context left out.
        threshold: u8,
    },
    /// The words of a slot were looked up: those of the network's reading one after the other, in its order, and
    /// none where the text is none of the intents.
    Resolved {
        /// The slot.
        slot: &'a str,
        /// What was said in it.
        text: &'a str,
        /// What it comes to, if anything.
        found: Option<&'a Resolved<'a>>,
    },
    /// Context filled a slot that was not said.
    Filled {
        /// The slot.
        slot: &'a Slot<'a>,
        /// The signal that its value is from, or of the first condition of the rule that made it likeliest; empty
        /// where that rule has none.
        signal: &'a str,
    },
    /// A word of text that no template knows.
    UnknownWord {
        /// The word.
        word: &'a str,
    },
    /// Text fits the beginning of some sentences, but no whole one.
    Stopped {
        /// The text, normalised.
        text: &'a str,
        /// How many of its words fitted.
        fitted: u8,
    },
    /// A known sentence that is near to what was heard, nearest first.
    Known {
        /// Place, from 0.
        rank: u8,
        /// Whose it is.
        layer: Layer,
        /// Its words.
        text: &'a str,
        /// What it means, where a template says it.
        request: Option<&'a Request<'a>>,
        /// What it would cost to have heard what was heard, in sixteenths of a nat.
        cost: u16,
        /// What an earlier hearing of the same request says for it, or against it, in sixteenths of a nat.
        evidence: Option<i16>,
        /// Whether it means something else than the nearest.
        differs: bool,
    },
    /// What came of rewriting.
    Rewriting {
        /// What was heard.
        heard: &'a str,
        /// Whose sentence the nearest is.
        layer: Layer,
        /// The nearest sentence.
        text: &'a str,
        /// Percent of confidence that it was said.
        score: u8,
        /// Percent that is asked for.
        threshold: u8,
        /// What the nearest of another meaning costs beyond it, in sixteenths of a nat.
        margin: u16,
        /// Steps that the search took.
        steps: u32,
        /// What was decided.
        verdict: Verdict,
        /// How sentences were looked for.
        strategy: Strategy,
        /// The same request as it was heard just before, if that counted.
        before: Option<&'a str>,
        /// The sentence that was left out, since the user had just refused it.
        refused: Option<&'a str>,
    },
    /// The state changed.
    State {
        /// When.
        at: AudioTime,
        /// The state entered.
        state: State,
    },
    /// A request was turned down.
    Rejected {
        /// Why.
        reason: Reason,
    },
}

/// What the assistant is doing. Every state but the first has a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for the wake phrase.
    Listening,
    /// Woken, nothing said yet.
    Woke,
    /// Somebody speaks.
    Hearing,
    /// A question was asked and its answer is awaited.
    Asking,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Listening => "listening",
            State::Woke => "woke",
            State::Hearing => "hearing",
            State::Asking => "asking",
        })
    }
}

/// Receives what the stages report.
pub trait Trace {
    /// Called for everything that happens inside, in order.
    fn record(&mut self, entry: &Entry<'_>);
}

impl Trace for () {
    #[inline(always)]
    fn record(&mut self, _entry: &Entry<'_>) {}
}

impl<T: Trace> Trace for &mut T {
    fn record(&mut self, entry: &Entry<'_>) {
        (**self).record(entry);
    }
}

/// FNV-1a, 64 bits, over the printed lines of events: equal on every target for equal input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Adds an event.
    pub fn add(&mut self, event: &Event<'_>) {
        // A digest takes any text, so writing to it cannot fail.
        let _ = writeln!(self, "{event}");
    }

    /// The hash so far.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }
}

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}
