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

/// How often a number begins with a word in 17,239 public requests (SLURP and HWU64, both CC BY 4.0): one, the times
/// that it does so before minutes, percent, degrees and the like, and a tenth of the times that it does so anywhere.
const BEGINNINGS: [(&str, u8); 28] = [
    ("zero", 2),
    ("one", 57),
    ("two", 48),
    ("three", 24),
    ("four", 15),
    ("five", 43),
    ("six", 12),
    ("seven", 13),
    ("eight", 11),
    ("nine", 12),
    ("ten", 37),
    ("eleven", 4),
    ("twelve", 8),
    ("thirteen", 3),
    ("fourteen", 2),
    ("fifteen", 11),
    ("sixteen", 2),
    ("seventeen", 4),
    ("eighteen", 1),
    ("nineteen", 1),
    ("twenty", 54),
    ("thirty", 28),
    ("forty", 8),
    ("fifty", 16),
    ("sixty", 6),
    ("seventy", 9),
    ("eighty", 4),
    ("ninety", 7),
];
/// Of words of which nothing was counted: "a", "half", "minus", "hundred".
const UNCOUNTED: u8 = 6;

/// What may be said in a state.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    /// A sentence goes on.
    Sentence,
    /// Free words, which a model of words weighs.
    FreeWords,
    /// A number is begun or goes on; so often it ends where it may.
    Number { ends: f64 },
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
            Said::Number { ends } => costs(&numbers(lexicon, arcs, *ends)),
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
fn numbers(lexicon: &Lexicon<'_>, arcs: &[(Symbol, u32)], ends: f64) -> Vec<f64> {
    let begins = |symbol| match symbol {
        Symbol::Word(word) => {
            let spelling = lexicon.spelling(word);
            let counted = BEGINNINGS.iter().find(|(word, _)| *word == spelling);
            f64::from(counted.map_or(UNCOUNTED, |&(_, count)| count))
        }
        _ => 0.0,
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
                Unit::Temperature => Said::Number {
                    ends: ENDS_IN_DEGREES,
                },
                _ => Said::Number { ends: ENDS },
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
