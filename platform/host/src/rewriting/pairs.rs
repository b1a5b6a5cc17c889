use std::fs;
use std::path::Path;

use goldcrest_forge::rewriting::Pair;
use serde::Deserialize;

use crate::exit::Failure;

#[derive(Deserialize)]
struct Line {
    heard: String,
    said: String,
}

/// Reads `{"heard": …, "said": …}` lines.
///
/// # Errors
///
/// Bad input, naming the line.
pub fn read_pairs(path: &Path) -> Result<Vec<Pair>, Failure> {
    let help = "write one object a line: {\"heard\": \"turn of the light\", \"said\": \"turn off the light\"}";
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {}: {error}", path.display()),
            "check the path",
        )
    })?;
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let pairs: Result<Vec<Pair>, Failure> = lines
        .map(|(index, line)| {
            let line: Line = serde_json::from_str(line).map_err(|error| {
                let place = format!("{}:{}", path.display(), index + 1);
                Failure::bad_input(format!("{place}: {error}"), help)
            })?;
            Ok(Pair::new(&line.heard, &line.said))
        })
        .collect();
    let pairs = pairs?;
    match pairs.is_empty() {
        true => Err(Failure::bad_input(
            format!("{} has no pair", path.display()),
            help,
        )),
        false => Ok(pairs),
    }
}
