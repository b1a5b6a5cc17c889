use super::{Context, Fill, Rule, Signals};
use crate::events::{Request, Slot, Value};
use goldcrest_trie::numbers::Number;

/// What context says about one reading, in 1/256 nat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// The sum of all rules that hold.
    pub sum: i32,
    /// The same within the section's limit: what counts.
    pub bounded: i32,
}

impl<'p> Context<'p> {
    /// What the rules that hold now add to a reading; `each` is given those about it. Time is linear in
    /// the rules.
    pub fn weigh(
        &self,
        signals: &Signals,
        now_ms: u64,
        request: &Request<'_>,
        mut each: impl FnMut(&Rule<'p>),
    ) -> Weighed {
        let mut sum = 0_i32;
        for rule in self.rules() {
            let holds = is_about(&rule, request)
                && rule.conditions().all(|condition| {
                    signals.state(condition.signal_id, now_ms) == Some(condition.state_id)
                });
            if holds {
                sum = sum.saturating_add(i32::from(rule.weight));
                each(&rule);
            }
        }
        let limit = i32::from(self.limit());
        Weighed {
            sum,
            bounded: sum.clamp(-limit, limit),
        }
    }

    /// Gives slots that were not said the states of signals; `each` is given those filled.
    pub fn fill(
        &self,
        signals: &Signals,
        now_ms: u64,
        request: &mut Request<'p>,
        mut each: impl FnMut(&Fill<'p>, &Slot<'p>),
    ) {
        for fill in self.fills() {
            let wanted = fill.intent.is_none_or(|intent| intent == request.intent)
                && request.slot(fill.slot).is_none()
                && fill.exceptions().all(|slot| request.slot(slot).is_none());
            let Some(state) = signals.state(fill.signal_id, now_ms).filter(|_| wanted) else {
                continue;
            };
            let slot = Slot {
                name: fill.slot,
                value: Value::Entry(self.state_name(state)),
                words: (0, 0),
            };
            if request.slots.push(slot).is_ok() {
                each(&fill, &slot);
            }
        }
    }

    /// Gives slots of the request's intent that were not said the value that rules make likeliest, where they make one
    /// likelier at all; `each` is given the rule that weighs most for it.
    pub fn fill_likelier(
        &self,
        signals: &Signals,
        now_ms: u64,
        request: &mut Request<'p>,
        mut each: impl FnMut(&Rule<'p>, &Slot<'p>),
    ) {
        loop {
            let mut best: Option<(i32, Rule<'p>, Slot<'p>)> = None;
            let without = self.weigh(signals, now_ms, request, |_| {}).sum;
            for rule in self.rules() {
                let Some((name, Some(value))) = rule.slot else {
                    continue;
                };
                if rule.intent != Some(request.intent) || request.slot(name).is_some() {
                    continue;
                }
                let slot = Slot {
                    name,
                    value: Value::Entry(value),
                    words: (0, 0),
                };
                if request.slots.push(slot).is_err() {
                    return;
                }
                let mut heaviest: Option<Rule<'p>> = None;
                let with = self.weigh(signals, now_ms, request, |rule| {
                    let is_heavier = heaviest.is_none_or(|other| rule.weight > other.weight);
                    if rule.slot == Some((name, Some(value))) && is_heavier {
                        heaviest = Some(*rule);
                    }
                });
                request.slots.pop();
                let gain = with.sum.saturating_sub(without);
                if gain > 0 && best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                    best = Some((gain, heaviest.unwrap_or(rule), slot));
                }
            }
            let Some((_, rule, slot)) = best else {
                return;
            };
            // There was room for it just now.
            let _ = request.slots.push(slot);
            each(&rule, &slot);
        }
    }
}

fn is_about(rule: &Rule<'_>, request: &Request<'_>) -> bool {
    if rule.intent.is_some_and(|intent| intent != request.intent) {
        return false;
    }
    match rule.slot {
        None => true,
        Some((slot, wanted)) => request
            .slot(slot)
            .is_some_and(|value| wanted.is_none_or(|wanted| is_value(&value, wanted))),
    }
}

fn is_value(value: &Value<'_>, wanted: &str) -> bool {
    match value {
        Value::Entry(text) => *text == wanted,
        Value::Said(said) => said.as_str() == wanted,
        Value::Number { number, .. } => wanted
            .parse()
            .is_ok_and(|wanted| Number::whole(wanted) == *number),
        Value::Duration(_) | Value::Time(_) | Value::Date(_) => false,
    }
}
