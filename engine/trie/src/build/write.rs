use std::collections::VecDeque;
use std::vec;
use std::vec::Vec;

use super::BuildError;
use super::determinise::Dfa;
use super::grammar::GrammarBuilder;
use super::shares::shares;
use crate::grammar::{MAGIC, VERSION};
use crate::lexicon::Lexicon;
use crate::strings::write_strings;
use crate::symbol::{LAST_ARC, Symbol};

/// Where a state lies.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Unknown,
    Outside,
    Inside,
}

pub(super) fn write(
    builder: &mut GrammarBuilder,
    lexicon: &Lexicon<'_>,
    dfa: &Dfa,
) -> Result<Vec<u8>, BuildError> {
    let (order, sides) = order(builder, dfa)?;
    let mut first_arcs = vec![0usize; dfa.states.len()];
    let mut arc_count = 0;
    for side in [Side::Outside, Side::Inside] {
        for &state in order.iter().filter(|&&state| sides[state] == side) {
            first_arcs[state] = arc_count;
            arc_count += dfa.states[state].len();
        }
    }
    if arc_count > usize::from(u16::MAX) {
        return Err(BuildError::TooMany {
            what: "arcs",
            found: arc_count,
            most: usize::from(u16::MAX),
        });
    }
    let inside_from: usize = order
        .iter()
        .filter(|&&state| sides[state] == Side::Outside)
        .map(|&state| dfa.states[state].len())
        .sum();
    for (first, arcs) in first_arcs.iter_mut().zip(&dfa.states) {
        if arcs.is_empty() {
            *first = arc_count;
        }
    }

    let shares = shares(builder, lexicon, dfa);
    let mut arcs = Vec::new();
    let mut costs = Vec::new();
    for side in [Side::Outside, Side::Inside] {
        for &state in order.iter().filter(|&&state| sides[state] == side) {
            let count = dfa.states[state].len();
            for (index, (symbol, target)) in dfa.states[state].iter().enumerate() {
                let last = if index + 1 == count { LAST_ARC } else { 0 };
                arcs.extend((symbol.to_bits() | last).to_le_bytes());
                arcs.extend((first_arcs[*target as usize] as u16).to_le_bytes());
            }
            costs.extend(&shares[state]);
        }
    }
    let mut roots = Vec::new();
    for (name, state) in &dfa.roots {
        let state = state.ok_or_else(|| BuildError::EmptyRoot(name.clone()))?;
        roots.extend((first_arcs[state as usize] as u16).to_le_bytes());
    }
    section(
        builder,
        lexicon,
        dfa,
        (&arcs, &costs),
        (arc_count as u16, inside_from as u16),
        &roots,
    )
}

/// The states from the roots on, nearest first, and the side of each.
fn order(builder: &GrammarBuilder, dfa: &Dfa) -> Result<(Vec<usize>, Vec<Side>), BuildError> {
    let mut sides = vec![Side::Unknown; dfa.states.len()];
    let mut order = Vec::new();
    let mut waiting: VecDeque<(usize, Side)> = dfa
        .roots
        .iter()
        .filter_map(|(_, state)| Some((state.as_ref().copied()? as usize, Side::Outside)))
        .collect();
    while let Some((state, side)) = waiting.pop_front() {
        if sides[state] == side {
            continue;
        }
        if sides[state] != Side::Unknown {
            return Err(BuildError::UnpairedSlot);
        }
        sides[state] = side;
        if dfa.states[state].is_empty() {
            continue;
        }
        order.push(state);
        for &(symbol, target) in &dfa.states[state] {
            let target = target as usize;
            let to = match (side, symbol) {
                (Side::Outside, Symbol::SlotBegin(slot)) => {
                    let empty = dfa.states[target]
                        .iter()
                        .any(|(symbol, _)| symbol.is_control());
                    if empty {
                        let name = builder.slots.list[slot.index()].clone();
                        return Err(match dfa.states[target][0].0 {
                            Symbol::SlotBegin(_) => BuildError::NestedSlot(name),
                            _ => BuildError::EmptySlot(name),
                        });
                    }
                    Side::Inside
                }
                (_, Symbol::SlotBegin(slot)) => {
                    let name = builder.slots.list[slot.index()].clone();
                    return Err(BuildError::NestedSlot(name));
                }
                (Side::Inside, Symbol::SlotValue(_) | Symbol::SlotNumber(_)) => Side::Outside,
                (Side::Outside, Symbol::Accept(_)) => Side::Outside,
                (_, Symbol::Word(_)) => side,
                _ => return Err(BuildError::UnpairedSlot),
            };
            waiting.push_back((target, to));
        }
    }
    Ok((order, sides))
}

fn section(
    builder: &mut GrammarBuilder,
    lexicon: &Lexicon<'_>,
    dfa: &Dfa,
    (arcs, costs): (&[u8], &[u8]),
    (arc_count, inside_from): (u16, u16),
    roots: &[u8],
) -> Result<Vec<u8>, BuildError> {
    let mut groups: Vec<u8> = Vec::new();
    let mut fixed: Vec<u8> = Vec::new();
    let specs = core::mem::take(&mut builder.groups);
    for spec in &specs {
        let first_fixed = (fixed.len() / 4) as u16;
        for (slot, value) in &spec.fixed {
            fixed.extend(builder.slot(slot).bits().to_le_bytes());
            fixed.extend(builder.value(value).bits().to_le_bytes());
        }
        let source = match spec.source.as_str() {
            "" => u16::MAX,
            source => builder.sources.number(source) as u16,
        };
        let response = match &spec.response {
            None => u16::MAX,
            Some(response) => builder.responses.number(response) as u16,
        };
        for field in [
            builder.intents.number(&spec.intent) as u16,
            source,
            spec.line,
            response,
            first_fixed,
            spec.fixed.len() as u16,
        ] {
            groups.extend(field.to_le_bytes());
        }
    }
    let mut ranges = Vec::new();
    for range in &builder.ranges {
        range.write(&mut ranges);
    }
    let names: Vec<&str> = dfa
        .roots
        .iter()
        .map(|(name, _)| name)
        .chain(&builder.intents.list)
        .chain(&builder.slots.list)
        .chain(&builder.values.list)
        .chain(&builder.sources.list)
        .chain(&builder.responses.list)
        .map(|name| name.as_str())
        .collect();
    let name_bytes: usize = names.iter().map(|name| name.len()).sum();

    let mut out = Vec::new();
    out.extend(MAGIC);
    for field in [
        VERSION,
        lexicon.word_count() as u16,
        arc_count,
        inside_from,
        dfa.roots.len() as u16,
        builder.intents.list.len() as u16,
        builder.slots.list.len() as u16,
        builder.values.list.len() as u16,
        builder.ranges.len() as u16,
        specs.len() as u16,
        (fixed.len() / 4) as u16,
        builder.sources.list.len() as u16,
        builder.responses.list.len() as u16,
        0,
    ] {
        out.extend(field.to_le_bytes());
    }
    out.extend((name_bytes as u32).to_le_bytes());
    out.extend(arcs);
    out.extend(costs);
    out.extend(roots);
    out.extend(ranges);
    out.extend(groups);
    out.extend(fixed);
    write_strings(&names, &mut out);
    Ok(out)
}
