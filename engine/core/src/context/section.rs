//! The context section, read in place.
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GCTX` |
//! | 2 | version, 1 |
//! | 2 each | signals, states, conditions, rules, fills, exceptions, names, bytes of all names |
//! | 2 | limit of the influence on one reading, 1/256 nat |
//! | 8 a signal | name, first state, states, seconds that a state lasts (0: until it changes) |
//! | 6 a state | name, lowest and highest number (i16); a state by name has lowest 1 and highest 0 |
//! | 2 a condition | state |
//! | 12 a rule | intent, slot, value, weight in 1/256 nat (i16), first condition, conditions |
//! | 12 a fill | intent, slot, signal, first exception, exceptions, reserved 0 |
//! | 2 an exception | slot |
//! | 2 each | offsets of the names, one more than names |
//! | | text of the names |
//!
//! All fields are u16 unless said otherwise. Intents, slots, values and names of signals and states are
//! numbers of names; 65,535 stands for any intent, for no slot and for any value of a slot.

use super::{ContextError, MAX_SIGNALS};
use crate::table::{Names, cut, i16_at, u16_at};

pub(super) const MAGIC: [u8; 4] = *b"GCTX";
pub(super) const VERSION: u16 = 1;
const HEADER: usize = 24;
const SIGNAL: usize = 8;
const STATE: usize = 6;
const CONDITION: usize = 2;
const RULE: usize = 12;
const FILL: usize = 12;
const EXCEPTION: usize = 2;
pub(super) const ANY: u16 = u16::MAX;

/// A context section. [`Context::open`] checks everything once; no read fails afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    limit: i16,
    signals: &'a [u8],
    states: &'a [u8],
    conditions: &'a [u8],
    rules: &'a [u8],
    fills: &'a [u8],
    exceptions: &'a [u8],
    names: Names<'a>,
}

/// One state of one signal that a rule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition<'a> {
    /// The signal's name.
    pub signal: &'a str,
    /// The state that it must have.
    pub state: &'a str,
    pub(super) signal_id: u16,
    pub(super) state_id: u16,
}

/// What makes a reading likelier.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// The intent that it is about; any if `None`.
    pub intent: Option<&'a str>,
    /// The slot that it is about, and its value; any value if `None`.
    pub slot: Option<(&'a str, Option<&'a str>)>,
    /// What it adds, in 1/256 nat.
    pub weight: i16,
    context: Context<'a>,
    conditions: (u16, u16),
}

impl<'a> Rule<'a> {
    /// The states that must all hold. None for a rule that always does.
    pub fn conditions(&self) -> impl Iterator<Item = Condition<'a>> + use<'a> {
        let context = self.context;
        let (first, count) = self.conditions;
        (first..first + count).filter_map(move |index| context.condition(index))
    }
}

/// A slot that takes the state of a signal where it was not said.
#[derive(Clone, Copy, Debug)]
pub struct Fill<'a> {
    /// The intent whose slot it is; any if `None`.
    pub intent: Option<&'a str>,
    /// The slot.
    pub slot: &'a str,
    /// The signal.
    pub signal: &'a str,
    pub(super) signal_id: u16,
    context: Context<'a>,
    exceptions: (u16, u16),
}

impl<'a> Fill<'a> {
    /// Slots that, if said, leave this one empty.
    pub fn exceptions(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let context = self.context;
        let (first, count) = self.exceptions;
        (first..first + count).map(move |index| {
            context
                .names
                .get(u16_at(context.exceptions, usize::from(index)))
        })
    }
}

fn record(table: &[u8], index: u16, size: usize) -> &[u8] {
    table.get(usize::from(index) * size..).unwrap_or(&[])
}

fn count(table: &[u8], size: usize) -> u16 {
    (table.len() / size) as u16
}

impl<'a> Context<'a> {
    /// A context that knows no signal and changes nothing.
    pub const EMPTY: Context<'static> = Context {
        limit: 0,
        signals: &[],
        states: &[],
        conditions: &[],
        rules: &[],
        fills: &[],
        exceptions: &[],
        names: Names::EMPTY,
    };

    /// Opens a section, at any alignment. Time is linear in its length.
    ///
    /// # Errors
    ///
    /// See [`ContextError`].
    pub fn open(section: &'a [u8]) -> Result<Self, ContextError> {
        let mut rest = section;
        let header = cut(&mut rest, HEADER).ok_or(if section.starts_with(&MAGIC) {
            ContextError::Truncated
        } else {
            ContextError::NotAContext
        })?;
        if header[..4] != MAGIC {
            return Err(ContextError::NotAContext);
        }
        let field = |index: usize| u16_at(header, 2 + index);
        if field(0) != VERSION {
            return Err(ContextError::Version(field(0)));
        }
        if usize::from(field(1)) > MAX_SIGNALS {
            return Err(ContextError::TooManySignals(field(1)));
        }
        let mut table = |index: usize, size: usize| {
            cut(&mut rest, usize::from(field(index)) * size).ok_or(ContextError::Truncated)
        };
        let signals = table(1, SIGNAL)?;
        let states = table(2, STATE)?;
        let conditions = table(3, CONDITION)?;
        let rules = table(4, RULE)?;
        let fills = table(5, FILL)?;
        let exceptions = table(6, EXCEPTION)?;
        let names = Names::cut(&mut rest, field(7), field(8))?;
        if !rest.is_empty() {
            return Err(ContextError::TrailingBytes);
        }
        let context = Self {
            limit: i16_at(header, 11),
            signals,
            states,
            conditions,
            rules,
            fills,
            exceptions,
            names,
        };
        context.check()?;
        Ok(context)
    }

    fn check(&self) -> Result<(), ContextError> {
        if self.limit < 0 {
            return Err(ContextError::BadLimit);
        }
        let named = |id: u16| id < self.names.len();
        let named_or_any = |id: u16| id == ANY || named(id);
        let within = |first: u16, count: u16, all: u16| {
            first.checked_add(count).is_some_and(|end| end <= all)
        };
        let (states, conditions) = (count(self.states, STATE), count(self.conditions, CONDITION));
        let mut expected_first = 0;
        for signal in 0..self.signal_count() {
            let fields = record(self.signals, signal, SIGNAL);
            let (first, of) = (u16_at(fields, 1), u16_at(fields, 2));
            if !named(u16_at(fields, 0)) || first != expected_first || !within(first, of, states) {
                return Err(ContextError::BadSignal(signal));
            }
            let sound = (first..first + of)
                .all(|state| named(u16_at(record(self.states, state, STATE), 0)));
            if !sound {
                return Err(ContextError::BadSignal(signal));
            }
            expected_first = first + of;
        }
        for rule in 0..count(self.rules, RULE) {
            let fields = record(self.rules, rule, RULE);
            let (first, of) = (u16_at(fields, 4), u16_at(fields, 5));
            let sound = (0..3).all(|field| named_or_any(u16_at(fields, field)))
                && within(first, of, conditions)
                && (first..first + of).all(|index| self.condition(index).is_some());
            if !sound {
                return Err(ContextError::BadRule(rule));
            }
        }
        let exceptions = count(self.exceptions, EXCEPTION);
        for fill in 0..count(self.fills, FILL) {
            let fields = record(self.fills, fill, FILL);
            let (first, of) = (u16_at(fields, 3), u16_at(fields, 4));
            let sound = named_or_any(u16_at(fields, 0))
                && named(u16_at(fields, 1))
                && u16_at(fields, 2) < self.signal_count()
                && within(first, of, exceptions)
                && (first..first + of)
                    .all(|index| named(u16_at(self.exceptions, usize::from(index))));
            if !sound {
                return Err(ContextError::BadFill(fill));
            }
        }
        Ok(())
    }

    /// The most that context adds to or takes from one reading, in 1/256 nat.
    #[must_use]
    pub fn limit(&self) -> i16 {
        self.limit
    }

    /// How many signals there are.
    #[must_use]
    pub fn signal_count(&self) -> u16 {
        count(self.signals, SIGNAL)
    }

    /// The name of a signal.
    #[must_use]
    pub fn signal_name(&self, signal: u16) -> &'a str {
        if signal >= self.signal_count() {
            return "";
        }
        self.names
            .get(u16_at(record(self.signals, signal, SIGNAL), 0))
    }

    /// The number of the signal called `name`.
    #[must_use]
    pub fn signal(&self, name: &str) -> Option<u16> {
        (0..self.signal_count()).find(|&signal| self.signal_name(signal) == name)
    }

    /// Seconds that a state of this signal lasts; 0 where it lasts until it changes.
    #[must_use]
    pub fn lasts_s(&self, signal: u16) -> u16 {
        u16_at(record(self.signals, signal, SIGNAL), 3)
    }

    /// The states of a signal by number.
    pub fn states(&self, signal: u16) -> impl Iterator<Item = u16> + use<'a> {
        let fields = record(self.signals, signal, SIGNAL);
        let first = u16_at(fields, 1);
        first..first + u16_at(fields, 2)
    }

    /// The name of a state.
    #[must_use]
    pub fn state_name(&self, state: u16) -> &'a str {
        if state >= count(self.states, STATE) {
            return "";
        }
        self.names.get(u16_at(record(self.states, state, STATE), 0))
    }

    /// The state that a signal has when it is told `value`: by name, or by the number's band.
    #[must_use]
    pub fn state_of(&self, signal: u16, value: &str) -> Option<u16> {
        let number: Option<i16> = value.parse().ok();
        self.states(signal).find(|&state| {
            let fields = record(self.states, state, STATE);
            let (low, high) = (i16_at(fields, 1), i16_at(fields, 2));
            self.state_name(state) == value || number.is_some_and(|n| low <= n && n <= high)
        })
    }

    fn condition(&self, index: u16) -> Option<Condition<'a>> {
        let state = u16_at(record(self.conditions, index, CONDITION), 0);
        let signal =
            (0..self.signal_count()).find(|&signal| self.states(signal).any(|s| s == state))?;
        Some(Condition {
            signal: self.signal_name(signal),
            state: self.state_name(state),
            signal_id: signal,
            state_id: state,
        })
    }

    fn name(&self, id: u16) -> Option<&'a str> {
        (id != ANY).then(|| self.names.get(id))
    }

    /// All rules, in order.
    pub fn rules(&self) -> impl Iterator<Item = Rule<'a>> + use<'a> {
        let context = *self;
        (0..count(self.rules, RULE)).map(move |rule| {
            let fields = record(context.rules, rule, RULE);
            let slot = context.name(u16_at(fields, 1));
            Rule {
                intent: context.name(u16_at(fields, 0)),
                slot: slot.map(|slot| (slot, context.name(u16_at(fields, 2)))),
                weight: i16_at(fields, 3),
                context,
                conditions: (u16_at(fields, 4), u16_at(fields, 5)),
            }
        })
    }

    /// All fills, in order.
    pub fn fills(&self) -> impl Iterator<Item = Fill<'a>> + use<'a> {
        let context = *self;
        (0..count(self.fills, FILL)).map(move |fill| {
            let fields = record(context.fills, fill, FILL);
            let signal = u16_at(fields, 2);
            Fill {
                intent: context.name(u16_at(fields, 0)),
                slot: context.names.get(u16_at(fields, 1)),
                signal: context.signal_name(signal),
                signal_id: signal,
                context,
                exceptions: (u16_at(fields, 3), u16_at(fields, 4)),
            }
        })
    }
}
