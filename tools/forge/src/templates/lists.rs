//! Lists: values with what they put out, and ranges of numbers.

use goldcrest_trie::{Fraction, NumberRange, Unit};

use super::error::{Fault, TemplateError};
use super::sources::{Template, unknown};
use crate::yaml::{Node, Place, YamlError};

/// What a list offers.
#[derive(Clone, Debug)]
pub enum ListKind {
    /// Values: how each is said and what it puts out.
    Values(Vec<(Template, String)>),
    /// Numbers.
    Range(NumberRange),
    /// Free text, which cannot be compiled.
    Wildcard,
}

/// A list that fills slots.
#[derive(Clone, Debug)]
pub struct List {
    /// Where it is defined.
    pub place: Place,
    /// What it offers.
    pub kind: ListKind,
}

pub(super) fn read_list(name: &str, place: &Place, node: &Node) -> Result<List, TemplateError> {
    let kind = if let Some(range) = node.get("range") {
        ListKind::Range(read_range(name, range)?)
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
    })
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
