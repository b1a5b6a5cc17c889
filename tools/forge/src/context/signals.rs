use super::{ContextFault, ContextFileError};
use crate::assistant::ForgeError;
use crate::templates::TemplateSet;
use crate::yaml::{Key, Node};
use goldcrest::context::{SignalSpec, States};

/// Reads one line of `signals:`.
pub(super) fn signal(
    key: &Key,
    node: &Node,
    templates: &TemplateSet,
) -> Result<SignalSpec, ForgeError> {
    let states = if let Some(list) = node.get("list") {
        let name = list.text()?;
        let values = templates
            .list_values(name)
            .ok_or_else(|| ContextFileError {
                place: list.place.clone(),
                fault: ContextFault::UnknownList(name.to_owned()),
            })?;
        States::Named(values)
    } else if let Some(bands) = node.get("bands") {
        States::Bands(read_bands(bands)?)
    } else {
        let listed = node.get("states").unwrap_or(node).items()?;
        let names: Result<Vec<String>, _> = listed
            .iter()
            .map(|state| state.text().map(str::to_owned))
            .collect();
        States::Named(names?)
    };
    let lasts_s = match node.get("lasts") {
        Some(lasts) => seconds(lasts)?,
        None => 0,
    };
    Ok(SignalSpec {
        name: key.text.clone(),
        states,
        lasts_s,
    })
}

fn read_bands(node: &Node) -> Result<Vec<(String, i16, i16)>, ForgeError> {
    let mut bands: Vec<(String, i16, i16)> = Vec::new();
    for (name, band) in node.pairs()? {
        let text = band.text()?;
        let ends = text
            .get(1..)
            .and_then(|after| after.find('-'))
            .map(|dash| (text[..=dash].trim(), text[dash + 2..].trim()));
        let Some((Ok(low), Ok(high))) =
            ends.map(|(low, high)| (low.parse::<i16>(), high.parse::<i16>()))
        else {
            return Ok(band.fail("a band of numbers is written as two of them: 5-10")?);
        };
        if low > high || bands.iter().any(|(_, l, h)| low <= *h && *l <= high) {
            return Ok(band.fail("bands run upwards and do not overlap")?);
        }
        bands.push((name.text.clone(), low, high));
    }
    Ok(bands)
}

fn seconds(node: &Node) -> Result<u16, ForgeError> {
    let text = node.text()?.trim();
    let split = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim() {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        _ => 0,
    };
    let seconds = number.parse().ok().and_then(|n: u16| n.checked_mul(factor));
    match seconds.filter(|&s| s > 0) {
        Some(seconds) => Ok(seconds),
        None => {
            Ok(node.fail("how long a state lasts is written as 90 s, 15 min or 2 h, up to 18 h")?)
        }
    }
}
