use goldcrest_forge::yaml::{Node, Value as Written};
use serde_json::Value;

use super::examples::{Example, Fault};
use super::json::Part;
use super::marked::{ByteSpans, Marked, Piece, pieces};

/// Training data of Rasa 2 and 3: `nlu: - intent: NAME, examples: | - text with [value](entity)`, or
/// `examples: - text: …`.
pub(super) fn from_yaml(root: &Node) -> Result<Vec<Example>, Fault> {
    let listed = root.get("nlu").map_or(Ok(&[][..]), Node::items);
    let mut examples = Vec::new();
    for entry in listed.map_err(|error| error.to_string())? {
        let (Some(intent), Some(written)) = (entry.get("intent"), entry.get("examples")) else {
            // Lookup tables and synonyms are no examples.
            continue;
        };
        let intent = intent.text().map_err(|error| error.to_string())?;
        for (index, (line, text)) in texts(written)?.into_iter().enumerate() {
            let id = format!("{intent}/{}", index + 1);
            let example = marked(text).and_then(|(text, spans)| {
                Example::from_bytes(id.clone(), text, intent.to_owned(), &spans)
            });
            let file = &written.place.file;
            examples.push(example.map_err(|fault| format!("{file}:{line}: {id}: {fault}"))?);
        }
    }
    Ok(examples)
}

/// The texts under `examples`, each with its line.
fn texts(written: &Node) -> Result<Vec<(usize, &str)>, Fault> {
    let Written::Sequence(items) = &written.value else {
        let block = written.text().map_err(|error| error.to_string())?;
        let listed = lines_of(written, block).map(|(line, text)| {
            let text = text.trim();
            (line, text.strip_prefix('-').unwrap_or(text).trim())
        });
        return Ok(listed.filter(|(_, text)| !text.is_empty()).collect());
    };
    let texts = items.iter().map(|item| {
        let node = match &item.value {
            Written::Mapping(_) => item.get("text").ok_or_else(|| {
                format!("{}: an example has no text; write `- text: …`", item.place)
            })?,
            _ => item,
        };
        let text = node.text().map_err(|error| error.to_string())?;
        let first = lines_of(node, text).find(|(_, line)| !line.trim().is_empty());
        let line = first.map_or(node.place.line, |(line, _)| line);
        Ok((line, text.trim()))
    });
    texts.collect()
}

/// The lines of a text with their numbers; a block's place is its first line that is not blank.
fn lines_of<'t>(node: &Node, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let blank = text.len() - text.trim_start_matches('\n').len();
    let first = node.place.line.saturating_sub(blank);
    text.lines()
        .enumerate()
        .map(move |(index, line)| (first + index, line))
}

/// `[value](entity)` and `[value]{"entity": "name", …}` taken out of a text.
fn marked(line: &str) -> Result<Marked, Fault> {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for piece in pieces(line)? {
        let (value, entity) = match piece {
            Piece::Plain(plain) => (plain, None),
            Piece::Named { bracketed, named } => {
                let name = named.split(':').next().unwrap_or(named);
                (bracketed, Some(name.to_owned()))
            }
            Piece::Described { bracketed, facts } => {
                let read: Option<Value> = serde_json::from_str(facts).ok();
                let name = read
                    .as_ref()
                    .and_then(|facts| facts.get("entity")?.as_str());
                let name = name
                    .ok_or_else(|| format!("there is no \"entity\" in `[{bracketed}]{facts}`"))?;
                (bracketed, Some(name.to_owned()))
            }
        };
        if let Some(entity) = entity {
            spans.push((entity, text.len(), text.len() + value.len()));
        }
        text.push_str(value);
    }
    Ok((text, spans))
}

/// Training data of Rasa 1: `{"rasa_nlu_data": {"common_examples": […]}}`, entities in characters.
pub(super) fn from_json(file: &str, whole: Part<'_>) -> Result<Vec<Example>, Fault> {
    let data = whole.get("rasa_nlu_data");
    let listed = data
        .and_then(|data| data.get("common_examples")?.items())
        .ok_or_else(|| {
            let line = data.map_or(1, Part::line);
            format!("{file}:{line}: there is no list under rasa_nlu_data, common_examples")
        })?;
    let mut examples = Vec::new();
    for (index, row) in listed.into_iter().enumerate() {
        let id = (index + 1).to_string();
        let at =
            |part: Part<'_>, fault: Fault| format!("{file}:{}: example {id}: {fault}", part.line());
        let text_of = |key: &str| {
            row.get(key)
                .and_then(Part::text)
                .ok_or_else(|| at(row, format!("there is no text under {key:?}")))
        };
        let text = text_of("text")?;
        let spans = spans(row, &text).map_err(|(part, fault)| at(part, fault))?;
        let example = Example::from_bytes(id.clone(), text, text_of("intent")?, &spans)
            .map_err(|fault| at(row, fault))?;
        examples.push(example);
    }
    Ok(examples)
}

/// The entities of an example, in bytes.
fn spans<'t>(row: Part<'t>, text: &str) -> Result<ByteSpans, (Part<'t>, Fault)> {
    let byte = |character: u64| {
        text.char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .nth(usize::try_from(character).unwrap_or(usize::MAX))
    };
    let Some(listed) = row.get("entities").filter(|list| !list.value().is_null()) else {
        return Ok(Vec::new());
    };
    let entities = listed
        .items()
        .ok_or((listed, "entities must be a list".to_owned()))?;
    let spans = entities.into_iter().map(|part| {
        let entity = part.value();
        let number = |key: &str| entity.get(key).and_then(Value::as_u64);
        let name = entity.get("entity").and_then(Value::as_str);
        let (Some(name), Some(start), Some(end)) = (name, number("start"), number("end")) else {
            let fault = "an entity needs \"entity\", \"start\" and \"end\"";
            return Err((part, fault.to_owned()));
        };
        match (byte(start), byte(end)) {
            (Some(first), Some(last)) => Ok((name.to_owned(), first, last)),
            _ => Err((
                part,
                format!(
                    "slot {name} covers characters {start} to {end} of {}",
                    text.chars().count()
                ),
            )),
        }
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_forge::yaml;

    fn read(text: &str) -> Result<Vec<Example>, Fault> {
        from_yaml(&yaml::read("nlu.yml", text).unwrap())
    }

    #[test]
    fn yaml_is_read() {
        let text = "version: \"3.1\"\nnlu:\n- intent: play\n  examples: |\n    - play [cool jazz](genre) now\n    - put on [it]{\"entity\": \"song\", \"value\": \"x\"}\n- synonym: a\n  examples: |\n    - b\n";
        let examples = read(text).unwrap();
        assert_eq!(examples.len(), 2);
        assert_eq!(examples[0].text, "play cool jazz now");
        assert_eq!(
            (examples[0].spans[0].start, examples[0].spans[0].end),
            (1, 3)
        );
        assert_eq!(examples[1].spans[0].slot, "song");
    }

    #[test]
    fn lists_of_texts_are_read() {
        let text = "nlu:\n- intent: play\n  examples:\n  - text: |\n      play [cool jazz](genre)\n    metadata:\n      sentiment: good\n  - text: \"stop\"\n  - go on\n";
        let texts: Vec<String> = read(text).unwrap().into_iter().map(|e| e.text).collect();
        assert_eq!(texts, ["play cool jazz", "stop", "go on"]);
        let fault = read("nlu:\n- intent: play\n  examples:\n  - metadata: x\n").unwrap_err();
        assert!(
            fault.starts_with("nlu.yml:4: ") && fault.contains("no text"),
            "{fault}"
        );
    }

    #[test]
    fn the_broken_line_of_yaml_is_named() {
        for (text, line) in [
            ("nlu:\n- intent: play\n  examples: |\n    - play [jazz\n", 4),
            (
                "nlu:\n- intent: play\n  examples: |\n    - stop\n    - go\n    - play [jazz\n",
                6,
            ),
            (
                "nlu:\n- intent: play\n  examples: |\n\n\n    - stop\n\n    - play [jazz\n",
                8,
            ),
            (
                "nlu:\n- intent: play\n  examples: |  # many\n    - stop\n    - [jazz]\n",
                5,
            ),
            (
                "nlu:\n- intent: play\n  examples:\n  - text: |\n      stop\n  - text: |\n\n      play [jazz\n",
                8,
            ),
            (
                "nlu:\n- intent: play\n  examples:\n  - text: stop\n  - text: play [jazz\n",
                5,
            ),
        ] {
            let fault = read(text).unwrap_err();
            let place = format!("nlu.yml:{line}: play/");
            assert!(
                fault.starts_with(&place) && fault.contains("[jazz"),
                "{text}{fault}"
            );
        }
    }

    #[test]
    fn json_is_read() {
        let text = r#"{"rasa_nlu_data": {"common_examples": [
            {"text": "play jazz", "intent": "play",
             "entities": [{"start": 5, "end": 9, "value": "jazz", "entity": "genre"}]},
            {"text": "stop", "intent": "stop", "entities": null}
        ]}}"#;
        let examples = from_json("f", Part::whole(text).ok().unwrap()).unwrap();
        assert_eq!((examples.len(), examples[0].spans[0].start), (2, 1));
        for (from, to, place, why) in [
            (
                "\"end\": 9",
                "\"end\": 10",
                "f:3: example 1",
                "characters 5 to 10 of 9",
            ),
            (
                "\"end\": 9",
                "\"end\": 5",
                "f:2: example 1",
                "covers no word",
            ),
            ("\"start\": 5, ", "", "f:3: example 1", "needs"),
            (
                "\"text\": \"stop\"",
                "\"text\": \" \"",
                "f:4: example 2",
                "empty",
            ),
            ("\"intent\": \"stop\", ", "", "f:4: example 2", "\"intent\""),
            ("common_examples", "examples", "f:1: ", "no list"),
        ] {
            let broken = text.replace(from, to);
            let fault = from_json("f", Part::whole(&broken).ok().unwrap()).unwrap_err();
            assert!(fault.starts_with(place) && fault.contains(why), "{fault}");
        }
    }
}
