use super::signals::signal;
use super::{ContextFault, ContextFileError};
use crate::assistant::ForgeError;
use crate::templates::TemplateSet;
use crate::yaml::{Node, Place};
use goldcrest::context::{ContextBuilder, FillSpec, RuleSpec, SignalSpec, States};

/// Influence on one reading where `context.yaml` does not say, in nats.
const LIMIT: f32 = 4.0;
/// Largest weight or limit, in nats.
const MOST_NATS: f32 = 20.0;

/// What a context file may name.
pub(crate) struct ContextSource<'s> {
    /// The assistant's lists.
    pub(crate) templates: &'s TemplateSet,
    /// Every intent that can be understood.
    pub(crate) intents: &'s [String],
    /// Every slot that can be filled.
    pub(crate) slots: &'s [String],
}

/// A context read: its section, and the rules for those who ask what they decide between.
pub(crate) struct ReadContext {
    pub(crate) section: Vec<u8>,
    pub(crate) rules: Vec<RuleSpec>,
}

/// Reads `context.yaml` and, if it is there, the learned weights.
pub(crate) fn read(
    own: &Node,
    learned: Option<&Node>,
    source: &ContextSource<'_>,
) -> Result<ReadContext, ForgeError> {
    let limit = match own.get("limit") {
        Some(limit) => nats(limit)?,
        None => LIMIT,
    };
    if limit < 0.0 {
        return Ok(own.fail("limit: the limit is not negative")?);
    }
    let mut builder = ContextBuilder::new(limit);
    let mut signals = Vec::new();
    for (key, node) in own.get("signals").map_or(Ok(&[][..]), Node::pairs)? {
        let signal = signal(key, node, source.templates)?;
        builder.signal(signal.clone());
        signals.push(signal);
    }
    let mut rules = Vec::new();
    for document in [Some(own), learned].into_iter().flatten() {
        for node in document.get("likelier").map_or(Ok(&[][..]), Node::items)? {
            rules.extend(read_rules(node, &signals, source)?);
        }
    }
    for rule in &rules {
        builder.rule(rule.clone());
    }
    for node in own.get("fill").map_or(Ok(&[][..]), Node::items)? {
        for fill in read_fills(node, &signals, source)? {
            builder.fill(fill);
        }
    }
    for (key, _) in own.pairs()? {
        if !["language", "limit", "signals", "likelier", "fill"].contains(&key.text.as_str()) {
            return Ok(own.fail(format!(
                "{}: context.yaml has limit, signals, likelier and fill",
                key.text
            ))?);
        }
    }
    let section = builder
        .finish()
        .map_err(|error| fault(&own.place, ContextFault::TooMuch(error)))?;
    Ok(ReadContext { section, rules })
}

fn fault(place: &Place, fault: ContextFault) -> ContextFileError {
    ContextFileError {
        place: place.clone(),
        fault,
    }
}

/// One entry of `likelier:`; lists in it stand for one rule each.
fn read_rules(
    node: &Node,
    signals: &[SignalSpec],
    source: &ContextSource<'_>,
) -> Result<Vec<RuleSpec>, ForgeError> {
    for (key, _) in node.pairs()? {
        if !["when", "intent", "slot", "weight"].contains(&key.text.as_str()) {
            return Ok(node.fail(format!(
                "{}: a rule has when, intent, slot and weight",
                key.text
            ))?);
        }
    }
    let Some(weight) = node.get("weight") else {
        return Ok(
            node.fail("say how much likelier: weight, in nats (0.7 doubles, 2.3 is tenfold)")?
        );
    };
    let weight = nats(weight)?;
    let mut whens: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for (signal, states) in node.get("when").map_or(Ok(&[][..]), Node::pairs)? {
        let known = signals.iter().find(|known| known.name == signal.text);
        let known = known.ok_or_else(|| {
            fault(
                &signal.place,
                ContextFault::UnknownSignal(signal.text.clone()),
            )
        })?;
        let mut longer = Vec::new();
        for state in states.items()? {
            let text = state.text()?;
            if !has_state(known, text) {
                let unknown = ContextFault::UnknownState(signal.text.clone(), text.to_owned());
                return Err(fault(&state.place, unknown).into());
            }
            for when in &whens {
                let mut when = when.clone();
                when.push((signal.text.clone(), text.to_owned()));
                longer.push(when);
            }
        }
        whens = longer;
    }
    let intents = read_intents(node.get("intent"), source)?;
    let slots = read_slots(node.get("slot"), source)?;
    if intents == [None] && slots == [None] {
        return Ok(node.fail("say what is likelier: an intent, a slot with its value, or both")?);
    }
    let mut rules = Vec::new();
    for when in &whens {
        for intent in &intents {
            for slot in &slots {
                rules.push(RuleSpec {
                    when: when.clone(),
                    intent: intent.clone(),
                    slot: slot.clone(),
                    weight,
                });
            }
        }
    }
    Ok(rules)
}

fn has_state(signal: &SignalSpec, state: &str) -> bool {
    match &signal.states {
        States::Named(states) => states.iter().any(|known| known == state),
        States::Bands(bands) => bands.iter().any(|(known, ..)| known == state),
    }
}

fn read_intents(
    node: Option<&Node>,
    source: &ContextSource<'_>,
) -> Result<Vec<Option<String>>, ForgeError> {
    let Some(node) = node else {
        return Ok(vec![None]);
    };
    let mut intents = Vec::new();
    for intent in node.items()? {
        let name = intent.text()?.to_owned();
        if !source.intents.contains(&name) {
            return Err(fault(&intent.place, ContextFault::UnknownIntent(name)).into());
        }
        intents.push(Some(name));
    }
    Ok(intents)
}

type SlotValue = Option<(String, Option<String>)>;

fn read_slots(
    node: Option<&Node>,
    source: &ContextSource<'_>,
) -> Result<Vec<SlotValue>, ForgeError> {
    let Some(node) = node else {
        return Ok(vec![None]);
    };
    let mut slots = Vec::new();
    for (slot, values) in node.pairs()? {
        if !source.slots.contains(&slot.text) {
            let unknown = ContextFault::UnknownSlot(slot.text.clone());
            return Err(fault(&slot.place, unknown).into());
        }
        if values.is_null() {
            slots.push(Some((slot.text.clone(), None)));
        }
        for value in values.items()? {
            slots.push(Some((slot.text.clone(), Some(value.text()?.to_owned()))));
        }
    }
    Ok(slots)
}

fn read_fills(
    node: &Node,
    signals: &[SignalSpec],
    source: &ContextSource<'_>,
) -> Result<Vec<FillSpec>, ForgeError> {
    for (key, _) in node.pairs()? {
        if !["slot", "from", "intents", "unless"].contains(&key.text.as_str()) {
            return Ok(node.fail(format!(
                "{}: a fill has slot, from, intents and unless",
                key.text
            ))?);
        }
    }
    let (Some(slot), Some(signal)) = (node.get("slot"), node.get("from")) else {
        return Ok(node.fail("say which slot is filled, and from which signal: slot, from")?);
    };
    let (slot_name, signal_name) = (slot.text()?.to_owned(), signal.text()?.to_owned());
    let known_slot = |node: &Node, name: &str| {
        if source.slots.iter().any(|known| known == name) {
            Ok(())
        } else {
            Err(fault(
                &node.place,
                ContextFault::UnknownSlot(name.to_owned()),
            ))
        }
    };
    known_slot(slot, &slot_name)?;
    if !signals.iter().any(|known| known.name == signal_name) {
        return Err(fault(&signal.place, ContextFault::UnknownSignal(signal_name)).into());
    }
    let mut unless = Vec::new();
    for exception in node.get("unless").map_or(Ok(&[][..]), Node::items)? {
        known_slot(exception, exception.text()?)?;
        unless.push(exception.text()?.to_owned());
    }
    let intents = read_intents(node.get("intents"), source)?;
    Ok(intents
        .into_iter()
        .map(|intent| FillSpec {
            intent,
            slot: slot_name.clone(),
            signal: signal_name.clone(),
            unless: unless.clone(),
        })
        .collect())
}

fn nats(node: &Node) -> Result<f32, ForgeError> {
    match node.text()?.trim().parse::<f32>() {
        Ok(number) if number.abs() <= MOST_NATS => Ok(number),
        _ => Ok(node.fail(format!(
            "a weight is a number of nats from -{MOST_NATS} to {MOST_NATS}"
        ))?),
    }
}
