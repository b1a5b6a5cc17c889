extern crate alloc;

use super::MAX_SIGNALS;
use super::section::{ANY, MAGIC, VERSION};
use crate::table::NameTable;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A context is too large for its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch(&'static str);

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the context has too many {}: leave some out", self.0)
    }
}

impl core::error::Error for TooMuch {}

/// The states that a signal can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum States {
    /// By name.
    Named(Vec<String>),
    /// Bands of numbers, both ends included.
    Bands(Vec<(String, i16, i16)>),
}

/// A signal as text files declare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalSpec {
    /// Its name.
    pub name: String,
    /// Its states.
    pub states: States,
    /// Seconds that a state lasts; 0 where it lasts until it changes.
    pub lasts_s: u16,
}

/// A rule as text files give it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSpec {
    /// Signal and state, all of which must hold.
    pub when: Vec<(String, String)>,
    /// The intent that becomes likelier; any if `None`.
    pub intent: Option<String>,
    /// The slot and, unless any will do, the value.
    pub slot: Option<(String, Option<String>)>,
    /// How much likelier, in nats.
    pub weight: f32,
}

/// A fill as text files give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FillSpec {
    /// The intent whose slot it is; any if `None`.
    pub intent: Option<String>,
    /// The slot.
    pub slot: String,
    /// The signal.
    pub signal: String,
    /// Slots that, if said, leave this one empty.
    pub unless: Vec<String>,
}

/// Writes a context section.
///
/// ```
/// use goldcrest::context::{Context, ContextBuilder, RuleSpec, SignalSpec, States};
///
/// let mut builder = ContextBuilder::new(4.0);
/// builder.signal(SignalSpec {
///     name: "oven".into(),
///     states: States::Named(vec!["off".into(), "on".into()]),
///     lasts_s: 0,
/// });
/// builder.rule(RuleSpec {
///     when: vec![("oven".into(), "on".into())],
///     intent: Some("OvenQuery".into()),
///     slot: None,
///     weight: 2.0,
/// });
/// let section = builder.finish().unwrap();
/// let context = Context::open(&section).unwrap();
/// assert_eq!(context.rules().next().unwrap().weight, 512);
/// ```
#[derive(Clone, Debug, Default)]
pub struct ContextBuilder {
    limit: f32,
    signals: Vec<SignalSpec>,
    rules: Vec<RuleSpec>,
    fills: Vec<FillSpec>,
}

impl ContextBuilder {
    /// An empty context whose influence on one reading is at most `limit` nats.
    #[must_use]
    pub fn new(limit: f32) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }

    /// Declares a signal.
    pub fn signal(&mut self, signal: SignalSpec) -> &mut Self {
        self.signals.push(signal);
        self
    }

    /// Adds a rule. One whose states no signal has never holds, and is left out.
    pub fn rule(&mut self, rule: RuleSpec) -> &mut Self {
        self.rules.push(rule);
        self
    }

    /// Adds a fill. One whose signal is not declared is left out.
    pub fn fill(&mut self, fill: FillSpec) -> &mut Self {
        self.fills.push(fill);
        self
    }

    /// The section's bytes.
    ///
    /// # Errors
    ///
    /// [`TooMuch`] where a table does not fit.
    pub fn finish(&self) -> Result<Vec<u8>, TooMuch> {
        let mut names = NameTable::default();
        let mut id = |name: &str| names.id(name).ok_or(TooMuch("names"));
        if self.signals.len() > MAX_SIGNALS {
            return Err(TooMuch("signals"));
        }
        let (mut signals, mut states) = (Vec::new(), Vec::new());
        let mut known: Vec<(&str, &str)> = Vec::new();
        for signal in &self.signals {
            let first = known.len();
            match &signal.states {
                States::Named(listed) => {
                    for state in listed {
                        fields(&mut states, &[id(state)?, 1, 0]);
                        known.push((&signal.name, state));
                    }
                }
                States::Bands(listed) => {
                    for (state, low, high) in listed {
                        fields(&mut states, &[id(state)?, *low as u16, *high as u16]);
                        known.push((&signal.name, state));
                    }
                }
            }
            let count = known.len() - first;
            fields(
                &mut signals,
                &[
                    id(&signal.name)?,
                    small(first, "states")?,
                    small(count, "states")?,
                    signal.lasts_s,
                ],
            );
        }
        let (mut rules, mut conditions) = (Vec::new(), Vec::new());
        for rule in &self.rules {
            let place = |(signal, state): &(String, String)| {
                known
                    .iter()
                    .position(|(s, t)| s == signal && t == state)
                    .map(|place| place as u16)
            };
            let Some(when) = rule.when.iter().map(place).collect::<Option<Vec<u16>>>() else {
                continue;
            };
            let first = small(conditions.len() / 2, "conditions")?;
            fields(&mut conditions, &when);
            let mut id_or_any = |name: Option<&String>| name.map_or(Ok(ANY), |name| id(name));
            let slot = rule.slot.as_ref();
            fields(
                &mut rules,
                &[
                    id_or_any(rule.intent.as_ref())?,
                    id_or_any(slot.map(|(slot, _)| slot))?,
                    id_or_any(slot.and_then(|(_, value)| value.as_ref()))?,
                    nats(rule.weight) as u16,
                    first,
                    when.len() as u16,
                ],
            );
        }
        let (mut fills, mut exceptions) = (Vec::new(), Vec::new());
        for fill in &self.fills {
            let Some(signal) = self.signals.iter().position(|s| s.name == fill.signal) else {
                continue;
            };
            let first = small(exceptions.len() / 2, "exceptions")?;
            for slot in &fill.unless {
                fields(&mut exceptions, &[id(slot)?]);
            }
            let intent = fill.intent.as_ref().map_or(Ok(ANY), |name| id(name))?;
            fields(
                &mut fills,
                &[
                    intent,
                    id(&fill.slot)?,
                    signal as u16,
                    first,
                    fill.unless.len() as u16,
                    0,
                ],
            );
        }
        let mut section = Vec::from(MAGIC);
        fields(
            &mut section,
            &[
                VERSION,
                self.signals.len() as u16,
                small(known.len(), "states")?,
                small(conditions.len() / 2, "conditions")?,
                small(rules.len() / 12, "rules")?,
                small(fills.len() / 12, "fills")?,
                small(exceptions.len() / 2, "exceptions")?,
                names.len(),
                names.text_bytes(),
                nats(self.limit) as u16,
            ],
        );
        for table in [signals, states, conditions, rules, fills, exceptions] {
            section.extend(table);
        }
        names.write(&mut section);
        Ok(section)
    }
}

fn fields(to: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        to.extend(value.to_le_bytes());
    }
}

fn small(count: usize, what: &'static str) -> Result<u16, TooMuch> {
    u16::try_from(count).map_err(|_| TooMuch(what))
}

/// Nats in steps of 1/256, the nearest that fits.
fn nats(weight: f32) -> i16 {
    (libm::roundf(weight * 256.0)).clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}
