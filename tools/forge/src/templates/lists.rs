//! Lists: values with what they put out, ranges of numbers, free words.

use std::collections::BTreeSet;

use goldcrest_trie::tokens::normalise;
use goldcrest_trie::{Fraction, NumberRange, Unit};

use super::error::{Fault, TemplateError};
use super::sources::{Template, unknown};
use crate::lexicon::{self, Pronunciations};
use crate::yaml::{Node, Place, Value, YamlError};

/// What a list offers.
#[derive(Clone, Debug)]
pub enum ListKind {
    /// Values: how each is said and what it puts out.
    Values(Vec<(Template, String)>),
    /// Numbers.
    Range(NumberRange),
    /// Words of a lexicon of their own, in any order, some likelier than others.
    Dictation(Dictation),
    /// Free text, which cannot be compiled.
    Wildcard,
}

/// What may be said in a slot of free words.
#[derive(Clone, Debug)]
pub struct Dictation {
    /// Most words.
    pub longest: usize,
    /// Phrases that are likely, as normalised words, and how often each is said.
    pub phrases: Vec<(Vec<String>, f64)>,
}

impl Dictation {
    /// All words, in order of spelling.
    pub fn words(&self) -> BTreeSet<&str> {
        let phrases = self.phrases.iter().flat_map(|(words, _)| words);
        phrases.map(String::as_str).collect()
    }
}

/// A list that fills slots.
#[derive(Clone, Debug)]
pub struct List {
    /// Where it is defined.
    pub place: Place,
    /// What it offers.
    pub kind: ListKind,
    /// How some of its words are said.
    pub sounds: Vec<Sounds>,
}

impl List {
    /// How its values are said, where it has some.
    pub(super) fn templates(&self) -> impl Iterator<Item = &Template> {
        let values = match &self.kind {
            ListKind::Values(values) => values.as_slice(),
            _ => &[],
        };
        values.iter().map(|(said, _)| said)
    }
}

/// How a word is said, as the entry that it belongs to tells.
#[derive(Clone, Debug)]
pub struct Sounds {
    /// The word, normalised.
    pub word: String,
    /// Its pronunciations, most usual first.
    pub ways: Pronunciations,
}

pub(super) fn read_list(name: &str, place: &Place, node: &Node) -> Result<List, TemplateError> {
    let mut sounds = Vec::new();
    let kind = if let Some(range) = node.get("range") {
        ListKind::Range(read_range(name, range)?)
    } else if let Some(dictation) = node.get("dictation") {
        ListKind::Dictation(read_dictation(dictation)?)
    } else if node.get("wildcard").is_some() {
        ListKind::Wildcard
    } else {
        let values = match node.get("values") {
            Some(values) => values.items()?,
            None => node.items()?,
        };
        if values.is_empty() {
            return Err(TemplateError::new(place, Fault::EmptyList(name.to_owned())));
        }
        for value in values {
            if let (Some(said), Some(how)) = (value.get("in"), value.get("sounds")) {
                read_sounds(said, how, &mut sounds)?;
            }
        }
        ListKind::Values(
            values
                .iter()
                .map(read_value)
                .collect::<Result<_, TemplateError>>()?,
        )
    };
    Ok(List {
        place: place.clone(),
        kind,
        sounds,
    })
}

/// Most words of free text in a slot, and the number where nothing is said of it.
const MOST_DICTATED: usize = 6;
const DICTATED: usize = 3;

/// `{longest: 3, phrases: {milk: 20, oat milk: 4}}`, or a list of phrases that are said equally often.
fn read_dictation(node: &Node) -> Result<Dictation, TemplateError> {
    let mut dictation = Dictation {
        longest: DICTATED,
        phrases: Vec::new(),
    };
    for (key, node) in node.pairs()? {
        match key.text.as_str() {
            "longest" => {
                dictation.longest = node.number()?;
                if !(1..=MOST_DICTATED).contains(&dictation.longest) {
                    node.fail(format!("a slot takes 1 to {MOST_DICTATED} free words"))?;
                }
            }
            "phrases" if matches!(node.value, Value::Mapping(_)) => {
                for (phrase, weight) in node.pairs()? {
                    let weight: u32 = weight.number()?;
                    dictation
                        .phrases
                        .push((words_of(&phrase.text), f64::from(weight)));
                }
            }
            "phrases" => {
                for phrase in node.items()? {
                    dictation.phrases.push((words_of(phrase.text()?), 1.0));
                }
            }
            other => return unknown(key, other, "longest or phrases"),
        }
    }
    dictation
        .phrases
        .retain(|(words, weight)| !words.is_empty() && *weight > 0.0);
    if dictation.phrases.is_empty() {
        node.fail("no phrases: write `phrases: [milk, oat milk]`, or `{milk: 20, oat milk: 4}`")?;
    }
    Ok(dictation)
}

/// `sounds: S IH V AO N` of an entry of one word, or `sounds: {word: [S IH V AO N, …]}`.
fn read_sounds(said: &Node, how: &Node, sounds: &mut Vec<Sounds>) -> Result<(), TemplateError> {
    let words = words_of(said.text()?);
    if !matches!(how.value, Value::Mapping(_)) {
        let [word] = words.as_slice() else {
            return Ok(how.fail(format!(
                "of which word of {:?} are these the sounds? Write `sounds: {{word: S AW N D}}`",
                said.text()?
            ))?);
        };
        sounds.push(Sounds {
            word: word.clone(),
            ways: read_ways(how)?,
        });
        return Ok(());
    }
    for (key, how) in how.pairs()? {
        let word = words_of(&key.text);
        let found = word.first().filter(|word| words.contains(word));
        let (Some(word), 1) = (found, word.len()) else {
            let fault = format!("{:?} is no word of {:?}", key.text, said.text()?);
            return Err(TemplateError::new(&key.place, Fault::Yaml(fault)));
        };
        sounds.push(Sounds {
            word: word.clone(),
            ways: read_ways(how)?,
        });
    }
    Ok(())
}

fn read_ways(node: &Node) -> Result<Pronunciations, TemplateError> {
    let mut ways = Pronunciations::new();
    for way in node.items()? {
        match lexicon::phones(way.text()?) {
            Ok(phones) if phones.is_empty() => way.fail("a pronunciation without phones")?,
            Ok(phones) => ways.push(phones),
            Err(name) => way.fail(format!(
                "there is no phone {name:?}: use the 39 of the CMU pronouncing dictionary"
            ))?,
        }
    }
    if ways.is_empty() {
        node.fail("a pronunciation without phones")?;
    }
    Ok(ways)
}

/// The words that a template writes out, normalised.
pub(super) fn words_of(template: &str) -> Vec<String> {
    let plain: String = template
        .chars()
        .map(|letter| match letter {
            '[' | ']' | '(' | ')' | '|' | ';' => ' ',
            other => other,
        })
        .collect();
    let mut buffer = vec![0; plain.len() * 16 + 16];
    let words = normalise(&plain, &mut buffer).unwrap_or("");
    words.split_whitespace().map(str::to_owned).collect()
}

fn read_value(node: &Node) -> Result<(Template, String), TemplateError> {
    let Some(said) = node.get("in") else {
        let template = Template::read(node)?;
        let out = template.text.clone();
        return Ok((template, out));
    };
    let template = Template::read(said)?;
    let out = match node.get("out") {
        // Several outputs, as some of Home Assistant's lists have, are one text here.
        Some(out) => {
            let outs: Result<Vec<&str>, YamlError> = out.items()?.iter().map(Node::text).collect();
            outs?.join(",")
        }
        None => template.text.clone(),
    };
    Ok((template, out))
}

/// The most numbers of one range.
const MOST_NUMBERS: u64 = 10_000;
const HIGHEST: i32 = 999_999;

fn read_range(name: &str, node: &Node) -> Result<NumberRange, TemplateError> {
    let mut range = NumberRange {
        from: 0,
        to: 100,
        step: 1,
        unit: Unit::None,
        fraction: Fraction::Whole,
    };
    for (key, node) in node.pairs()? {
        match key.text.as_str() {
            "from" => range.from = node.number()?,
            "to" => range.to = node.number()?,
            "step" => range.step = node.number()?,
            "type" => range.unit = read_unit(name, node)?,
            "fractions" => {
                range.fraction = match node.text()? {
                    "halves" => Fraction::Halves,
                    "tenths" => Fraction::Tenths,
                    _ => node.fail("fractions are halves or tenths")?,
                }
            }
            other => return unknown(key, other, "from, to, step, type or fractions"),
        }
    }
    let (from, to) = (range.from, range.to);
    let fault = if from > to {
        Fault::BackwardRange { from, to }
    } else if range.step == 0 {
        Fault::Yaml("a step of 0 goes nowhere: give 1 or more".into())
    } else if from < -HIGHEST || to > HIGHEST {
        Fault::Yaml(format!("numbers go from -{HIGHEST} to {HIGHEST}"))
    } else {
        let numbers = (i64::from(to) - i64::from(from)) as u64 / u64::from(range.step) + 1;
        if numbers <= MOST_NUMBERS {
            return Ok(range);
        }
        Fault::LongRange {
            numbers,
            most: MOST_NUMBERS,
        }
    };
    Err(TemplateError::new(&node.place, fault))
}

fn read_unit(list: &str, node: &Node) -> Result<Unit, TemplateError> {
    Ok(match node.text()? {
        "number" => Unit::None,
        "percentage" | "percent" => Unit::Percent,
        "temperature" => Unit::Temperature,
        "seconds" => Unit::Seconds,
        "minutes" => Unit::Minutes,
        "hours" => Unit::Hours,
        "duration" if list.contains("hour") => Unit::Hours,
        "duration" if list.contains("minute") => Unit::Minutes,
        "duration" => Unit::Seconds,
        other => node.fail(format!(
            "{other:?} is no type of range: number, percentage, temperature, seconds, minutes, hours or duration"
        ))?,
    })
}
