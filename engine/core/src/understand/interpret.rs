use crate::dialogue::append;
use crate::events::{MAX_SLOTS, Request, Said, Slot, Text, Value};
use crate::speech::History;
use goldcrest_trie::numbers::Number;
use goldcrest_trie::{Grammar, GroupId, Lexicon, RangeId, Symbol, Unit, WordId, numbers};

/// Longest path: words and control symbols of one sentence.
pub const MOST_SYMBOLS: usize = 96;

/// What a path through the automaton says and means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpretation<'p> {
    /// The words.
    pub text: Text,
    /// Intent and slots.
    pub request: Request<'p>,
    /// Sentence group that accepted it.
    pub group: GroupId,
}

/// The symbols of the path that ends in `node`, first to last. The beginning of a path longer than
/// [`MOST_SYMBOLS`] is lost.
#[must_use]
pub fn path_symbols(history: &History<'_>, node: u16) -> heapless::Vec<Symbol, MOST_SYMBOLS> {
    let mut symbols: heapless::Vec<Symbol, MOST_SYMBOLS> = history
        .back_from(node)
        .take(MOST_SYMBOLS)
        .map(|(bits, _)| Symbol::from_bits(bits))
        .collect();
    symbols.reverse();
    symbols
}

/// Reads the meaning off a path: words between [`Symbol::SlotBegin`] and the closing symbol are a slot,
/// the accepting symbol names the intent and the slots that all its sentences have.
///
/// `None` where the path has no accepting symbol, or a number outside of what its range allows.
#[must_use]
pub fn interpret<'p>(
    grammar: &Grammar<'p>,
    lexicon: &Lexicon<'p>,
    symbols: &[Symbol],
    confidence: u8,
) -> Option<Interpretation<'p>> {
    let mut text = Text::new();
    let mut words: heapless::Vec<WordId, MOST_SYMBOLS> = heapless::Vec::new();
    let mut slots: heapless::Vec<Slot<'p>, MAX_SLOTS> = heapless::Vec::new();
    let mut open = None;
    let mut accepted = None;
    for &symbol in symbols {
        match symbol {
            Symbol::Word(word) => {
                if !words.is_empty() {
                    append(&mut text, " ");
                }
                append(&mut text, lexicon.spelling(word));
                words.push(word).ok()?;
            }
            Symbol::SlotBegin(slot) => open = Some((slot, words.len())),
            Symbol::SlotValue(_) | Symbol::SlotNumber(_) => {
                let (slot, begin) = open.take()?;
                let value = match symbol {
                    Symbol::SlotValue(value) => Value::Entry(grammar.value(value)),
                    Symbol::SlotNumber(range) => spoken(grammar, lexicon, &words[begin..], range)?,
                    _ => return None,
                };
                let slot = Slot {
                    name: grammar.slot_name(slot),
                    value,
                    words: (begin as u8, words.len() as u8),
                };
                slots.push(slot).ok()?;
            }
            Symbol::Accept(group) => accepted = Some(group),
        }
    }
    let group_id = accepted?;
    let group = grammar.group(group_id);
    for (slot, value) in group.fixed {
        let name = grammar.slot_name(slot);
        if slots.iter().all(|said| said.name != name) {
            slots
                .push(Slot {
                    name,
                    value: Value::Entry(grammar.value(value)),
                    words: (0, 0),
                })
                .ok()?;
        }
    }
    Some(Interpretation {
        text,
        request: Request {
            intent: group.intent_name,
            confidence,
            response: group.response.unwrap_or("default"),
            slots,
        },
        group: group_id,
    })
}

/// The number that the words of a slot say, or the words themselves.
fn spoken<'p>(
    grammar: &Grammar<'p>,
    lexicon: &Lexicon<'p>,
    words: &[WordId],
    range: RangeId,
) -> Option<Value<'p>> {
    let range = grammar.range(range);
    if range.unit == Unit::Words {
        let mut text = Text::new();
        for (index, &word) in words.iter().enumerate() {
            append(&mut text, if index > 0 { " " } else { "" });
            append(&mut text, lexicon.spelling(word));
        }
        return Some(Value::Said(Said::new(&text)));
    }
    let number = numbers::number_of(words.iter().map(|&word| lexicon.spelling(word)))?;
    let in_range = (Number::whole(range.from)..=Number::whole(range.to)).contains(&number);
    in_range.then_some(Value::Number {
        number,
        unit: range.unit,
    })
}
