//! What each way through a grammar costs: how likely it is where ways part.

use std::vec;
use std::vec::Vec;

use super::determinise::Dfa;
use super::grammar::GrammarBuilder;
use crate::grammar::Unit;
use crate::lexicon::Lexicon;
use crate::symbol::{Arc, Symbol};

/// 1 would make all sentences equally likely, so that those with numbers drown all others; 0 all ways.
const EVENNESS: f64 = 0.3;

/// How often a number that may end does: of tens, counted as [`BEGINNINGS`] are, four of five have no digit behind
/// them.
const ENDS: f64 = 0.8;
/// The same before degrees, of which those requests have six with tens, two of them with a digit: about half.
const ENDS_IN_DEGREES: f64 = 0.5;

/// How often a number begins with a word in 30,000 public requests (SLURP and HWU64, both CC BY 4.0, and CLINC150,
/// CC BY 3.0): before percent, before minutes or seconds, before hours, before degrees.
const BEGINNINGS: [(&str, [u8; 4]); 28] = [
    ("zero", [0, 0, 0, 0]),
    ("one", [3, 1, 12, 0]),
    ("two", [0, 7, 20, 0]),
    ("three", [0, 1, 7, 0]),
    ("four", [0, 2, 5, 0]),
    ("five", [2, 27, 4, 0]),
    ("six", [0, 2, 1, 0]),
    ("seven", [0, 2, 0, 0]),
    ("eight", [0, 1, 0, 0]),
    ("nine", [0, 1, 0, 0]),
    ("ten", [2, 32, 0, 0]),
    ("eleven", [0, 0, 0, 0]),
    ("twelve", [0, 1, 1, 0]),
    ("thirteen", [0, 1, 0, 0]),
    ("fourteen", [0, 0, 0, 0]),
    ("fifteen", [1, 12, 0, 0]),
    ("sixteen", [0, 0, 0, 0]),
    ("seventeen", [0, 0, 0, 0]),
    ("eighteen", [2, 0, 0, 0]),
    ("nineteen", [0, 0, 0, 0]),
    ("twenty", [10, 25, 2, 0]),
    ("thirty", [6, 23, 0, 1]),
    ("forty", [1, 4, 0, 0]),
    ("fifty", [7, 4, 0, 0]),
    ("sixty", [3, 2, 0, 1]),
    ("seventy", [2, 0, 0, 4]),
    ("eighty", [2, 0, 0, 0]),
    ("ninety", [0, 1, 0, 1]),
];
/// So many counts has what words of the same [`roundness`] are expected to have together, beside those of all numbers;
/// and what a word is expected to have in a unit, beside that unit's.
const OF_ROUNDNESS: f64 = 100.0;
const OF_ALL_UNITS: f64 = 10.0;
/// The share of words of which nothing was counted: "a", "half", "minus", "hundred".
const UNCOUNTED: f64 = 0.012;

/// People prefer round numbers (Jansen and Pollmann, "On round numbers", 2001): digits, ten and fifteen, other numbers
/// below twenty, tens.
fn roundness(index: usize) -> u8 {
    match index {
        0..10 => 0,
        10 | 15 => 1,
        11..20 => 2,
        _ => 3,
    }
}

/// How likely it is that a number of a unit begins with each word: by what was counted of that unit, of all, and of words
/// as round, each expected of the one before.
fn beginnings(unit: Unit) -> [f64; BEGINNINGS.len()] {
    let column = |column: usize| BEGINNINGS.map(|(_, counts)| f64::from(counts[column]));
    let columns = [0, 1, 2, 3].map(column);
    let all: [f64; BEGINNINGS.len()] =
        std::array::from_fn(|index| columns.iter().map(|counts| counts[index]).sum());
    let mut chances: [f64; BEGINNINGS.len()] = std::array::from_fn(|index| {
        let alike = || (0..all.len()).filter(|&other| roundness(other) == roundness(index));
        alike().map(|other| all[other]).sum::<f64>() / alike().count() as f64
    });
    fit(&mut chances, &all, OF_ROUNDNESS);
    let own = match unit {
        Unit::Percent => 0,
        Unit::Minutes | Unit::Seconds => 1,
        Unit::Hours => 2,
        Unit::Temperature => 3,
        Unit::None | Unit::Words => return chances,
    };
    fit(&mut chances, &columns[own], OF_ALL_UNITS);
    chances
}

/// Chances after some counts, with those expected before as so many counts more.
fn fit(expected: &mut [f64], counts: &[f64], weight: f64) {
    let before: f64 = expected.iter().sum();
    let all = counts.iter().sum::<f64>() + weight;
    for (chance, count) in expected.iter_mut().zip(counts) {
        *chance = (count + weight * *chance / before) / all;
    }
}

/// What may be said in a state.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    /// A sentence goes on.
    Sentence,
    /// Free words, which a model of words weighs.
    FreeWords,
    /// A number of a unit is begun or goes on.
    Number(Unit),
}

/// The costs of each state's arcs in sixteenths of a nat.
///
/// Where ways part, each is taken with a chance that grows with the power [`EVENNESS`] of how many sentences it leads
/// to; the words of numbers with that of numbers that people ask for, so that thirty is likelier than thirteen.
pub(super) fn shares(builder: &GrammarBuilder, lexicon: &Lexicon<'_>, dfa: &Dfa) -> Vec<Vec<u8>> {
    let mut known = vec![None; dfa.states.len()];
    let mut sentences = vec![0.0; dfa.states.len()];
    let said: Vec<Said> = (0..dfa.states.len())
        .map(|state| said(builder, dfa, state, &mut known))
        .collect();
    for state in 0..dfa.states.len() {
        count(dfa, &said, state, &mut sentences);
    }
    dfa.states
        .iter()
        .zip(&said)
        .map(|(arcs, said)| match said {
            Said::FreeWords => vec![Arc::MODELLED; arcs.len()],
            Said::Number(unit) => costs(&numbers(lexicon, arcs, *unit)),
            Said::Sentence => {
                let weight =
                    |&(_, target): &(Symbol, u32)| sentences[target as usize].powf(EVENNESS);
                costs(&arcs.iter().map(weight).collect::<Vec<f64>>())
            }
        })
        .collect()
}

fn costs(weights: &[f64]) -> Vec<u8> {
    let all: f64 = weights.iter().sum();
    weights
        .iter()
        .map(|weight| {
            (-16.0 * (weight / all).ln())
                .round()
                .clamp(0.0, f64::from(Arc::MODELLED - 1)) as u8
        })
        .collect()
}

/// Weights of the ways on from within a number.
fn numbers(lexicon: &Lexicon<'_>, arcs: &[(Symbol, u32)], unit: Unit) -> Vec<f64> {
    let chances = beginnings(unit);
    let begins = |symbol| match symbol {
        Symbol::Word(word) => {
            let spelling = lexicon.spelling(word);
            let counted = BEGINNINGS.iter().position(|(word, _)| *word == spelling);
            counted.map_or(UNCOUNTED, |index| chances[index])
        }
        _ => 0.0,
    };
    let ends = match unit {
        Unit::Temperature => ENDS_IN_DEGREES,
        _ => ENDS,
    };
    let words: f64 = arcs.iter().map(|&(symbol, _)| begins(symbol)).sum();
    let closing = arcs
        .iter()
        .filter(|(symbol, _)| symbol.is_control())
        .count();
    let end = match words > 0.0 {
        true => words * ends / (1.0 - ends) / closing.max(1) as f64,
        false => 1.0,
    };
    arcs.iter()
        .map(|&(symbol, _)| {
            if symbol.is_control() {
                end
            } else {
                begins(symbol)
            }
        })
        .collect()
}

/// Words outside a slot lead to no end of one without its beginning, so free words and numbers are inside.
fn said(builder: &GrammarBuilder, dfa: &Dfa, state: usize, known: &mut [Option<Said>]) -> Said {
    if let Some(known) = known[state] {
        return known;
    }
    let mut found = Said::Sentence;
    for &(symbol, target) in &dfa.states[state] {
        let here = match symbol {
            Symbol::SlotNumber(range) => match builder.ranges[range.index()].unit {
                Unit::Words => Said::FreeWords,
                unit => Said::Number(unit),
            },
            Symbol::Word(_) => said(builder, dfa, target as usize, known),
            _ => Said::Sentence,
        };
        if here == Said::FreeWords || found == Said::Sentence {
            found = here;
        }
    }
    known[state] = Some(found);
    found
}

/// How many sentences follow a state, all free words of a slot counted as one; the automaton has no cycles.
fn count(dfa: &Dfa, said: &[Said], state: usize, known: &mut [f64]) -> f64 {
    if known[state] == 0.0 {
        let arcs = &dfa.states[state];
        let each = arcs
            .iter()
            .map(|&(_, target)| count(dfa, said, target as usize, known));
        known[state] = if arcs.is_empty() {
            1.0
        } else if said[state] == Said::FreeWords {
            each.fold(1.0, f64::max)
        } else {
            each.sum()
        };
    }
    known[state]
}
