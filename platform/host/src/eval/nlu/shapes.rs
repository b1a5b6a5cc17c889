use std::fs;
use std::path::Path;

use goldcrest_forge::yaml;

use super::examples::{Example, Fault};
use super::json::Part;
use super::{lines, rasa, snips};
use crate::exit::Failure;

/// How labelled text is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Lines,
    RasaYaml,
    RasaJson,
    SnipsYaml,
    SnipsJson,
}

impl Shape {
    /// How an example looks that is right.
    fn remedy(self) -> &'static str {
        match self {
            Shape::Lines => {
                r#"a line is {"text": "play jazz", "intent": "play", "slots": [{"slot": "genre", "start": 1, "end": 2}]}, counted in words"#
            }
            Shape::RasaYaml => {
                r#"under `nlu: - intent: play`, `examples: |` has lines as `- play [jazz](genre)` or `- play [jazz]{"entity": "genre"}`"#
            }
            Shape::RasaJson => {
                r#"an example is {"text": "play jazz", "intent": "play", "entities": [{"start": 5, "end": 9, "entity": "genre"}]}, counted in characters"#
            }
            Shape::SnipsYaml => {
                "under `type: intent` and `name: play`, `utterances:` has lines as `- play [genre](jazz)` or `- play [genre:music](jazz)`"
            }
            Shape::SnipsJson => {
                r#"an utterance of {"intents": {"play": {"utterances": […]}}} is {"data": [{"text": "play "}, {"text": "jazz", "slot_name": "genre"}]}"#
            }
        }
    }
}

/// Reads labelled text: JSON lines (`text`, `intent`, `slots` with `slot`, `start` and `end` in words),
/// a data set of Snips (JSON, one object of intents, or YAML of `type: intent`) or of Rasa (YAML, or JSON with
/// `rasa_nlu_data`). A byte order mark is passed over.
///
/// # Errors
///
/// Bad input with the file, the line, and what is wrong with it.
pub fn read(file: &Path) -> Result<Vec<Example>, Failure> {
    let shown = file.display().to_string();
    let text = text_of(file, &shown)?;
    let extension = file.extension().and_then(|e| e.to_str()).unwrap_or("");
    let (shape, examples) = match extension {
        "yml" | "yaml" => of_yaml(&shown, &text),
        _ => of_json(&shown, &text, extension == "json"),
    };
    let examples = examples.map_err(|fault| Failure::bad_input(fault, shape.remedy()))?;
    if examples.is_empty() {
        return Err(Failure::bad_input(
            format!("{shown} holds no labelled text"),
            shape.remedy(),
        ));
    }
    Ok(examples)
}

fn text_of(file: &Path, shown: &str) -> Result<String, Failure> {
    let bytes = fs::read(file).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {shown}: {error}"),
            "give labelled text with --data FILE.jsonl",
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|&&byte| byte == b'\n').count();
        Failure::bad_input(format!("{shown}:{line}: not UTF-8"), "save it as UTF-8")
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

type Read = (Shape, Result<Vec<Example>, Fault>);

fn of_yaml(file: &str, text: &str) -> Read {
    let documents = match yaml::read_all(file, text) {
        Ok(documents) => documents,
        Err(error) => return (Shape::RasaYaml, Err(error.to_string())),
    };
    let intents: Vec<_> = documents.iter().filter(|d| snips::is_intent(d)).collect();
    if !intents.is_empty() {
        let read = intents.into_iter().map(snips::from_yaml);
        return (Shape::SnipsYaml, joined(read));
    }
    let of_rasa = documents
        .iter()
        .filter(|document| document.get("nlu").is_some());
    let read: Vec<_> = of_rasa.map(rasa::from_yaml).collect();
    if read.is_empty() {
        let fault = format!("{file}: neither `nlu:` (Rasa) nor `type: intent` (Snips) stands here");
        return (Shape::RasaYaml, Err(fault));
    }
    (Shape::RasaYaml, joined(read.into_iter()))
}

fn joined(parts: impl Iterator<Item = Result<Vec<Example>, Fault>>) -> Result<Vec<Example>, Fault> {
    let parts: Vec<Vec<Example>> = parts.collect::<Result<_, _>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// JSON lines may be in a file of any name; only one that is named as JSON is expected to be one value.
fn of_json(file: &str, text: &str, is_named_json: bool) -> Read {
    match Part::whole(text) {
        Ok(whole) => match whole.fields() {
            Some(fields) if fields.contains_key("rasa_nlu_data") => {
                (Shape::RasaJson, rasa::from_json(file, whole))
            }
            Some(fields) if !fields.contains_key("text") => {
                (Shape::SnipsJson, snips::from_json(file, whole))
            }
            _ => (Shape::Lines, lines::read(file, text)),
        },
        Err((line, fault)) if is_named_json && !begins_with_a_row(text) => {
            let shape = if text.contains("\"rasa_nlu_data\"") {
                Shape::RasaJson
            } else {
                Shape::SnipsJson
            };
            (shape, Err(format!("{file}:{line}: {fault}")))
        }
        Err(_) => (Shape::Lines, lines::read(file, text)),
    }
}

fn begins_with_a_row(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let row = first.and_then(|line| Part::whole(line).ok());
    row.is_some_and(|row| row.get("text").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNIPS: &str = "type: entity\nname: music\n---\ntype: intent\nname: play\nutterances:\n- play [genre:music](jazz)\n---\ntype: intent\nname: stop\nutterances:\n- stop\n";

    #[test]
    fn documents_of_snips_stand_in_one_file() {
        let (shape, read) = of_yaml("f", SNIPS);
        let intents: Vec<String> = read.unwrap().into_iter().map(|e| e.intent).collect();
        assert_eq!(
            (shape, intents),
            (Shape::SnipsYaml, vec!["play".into(), "stop".into()])
        );
    }

    #[test]
    fn json_of_one_value_is_told_from_lines() {
        let row = r#"{"text": "stop", "intent": "stop"}"#;
        for (text, is_named_json, shape, place) in [
            (row.to_owned(), true, Shape::Lines, None),
            (format!("{row}\n{row}"), true, Shape::Lines, None),
            (format!("{row}\n{{"), true, Shape::Lines, Some("f:2: ")),
            (
                "{\"play\":\n [}".into(),
                true,
                Shape::SnipsJson,
                Some("f:2: "),
            ),
            ("{\"play\":\n [}".into(), false, Shape::Lines, Some("f:1: ")),
            (
                "{\"rasa_nlu_data\":\n\n}".into(),
                true,
                Shape::RasaJson,
                Some("f:3: "),
            ),
            (
                "{\"rasa_nlu_data\": {}}".into(),
                false,
                Shape::RasaJson,
                Some("f:1: "),
            ),
        ] {
            let (found, read) = of_json("f", &text, is_named_json);
            assert_eq!(found, shape, "{text}");
            match place {
                None => assert!(read.is_ok(), "{text}"),
                Some(place) => assert!(read.unwrap_err().starts_with(place), "{text}"),
            }
        }
    }
}
