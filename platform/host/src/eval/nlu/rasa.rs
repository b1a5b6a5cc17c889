use goldcrest_forge::yaml::{self, Node};
use serde_json::Value;

use super::examples::{Example, Fault};

/// Training data of Rasa 2 and 3: `nlu: - intent: NAME, examples: | - text with [value](entity)`.
pub(super) fn from_yaml(file: &str, text: &str) -> Result<Vec<Example>, Fault> {
    let root = yaml::read(file, text).map_err(|error| error.to_string())?;
    let listed = root.get("nlu").map_or(Ok(&[][..]), Node::items);
    let mut examples = Vec::new();
    for entry in listed.map_err(|error| error.to_string())? {
        let (Some(intent), Some(lines)) = (entry.get("intent"), entry.get("examples")) else {
            // Lookup tables and synonyms are no examples.
            continue;
        };
        let intent = intent.text().map_err(|error| error.to_string())?;
        let lines_text = lines.text().map_err(|error| error.to_string())?;
        for (index, line) in lines_text.lines().enumerate() {
            let Some(line) = line.trim().strip_prefix("- ") else {
                continue;
            };
            let id = format!("{intent}/{}", index + 1);
            let place = format!("{}: {id}", lines.place);
            let (text, spans) = marked(line).map_err(|fault| format!("{place}: {fault}"))?;
            let example = Example::from_bytes(id, text, intent.to_owned(), &spans)
                .map_err(|fault| format!("{place}: {fault}"))?;
            examples.push(example);
        }
    }
    Ok(examples)
}

type Marked = (String, Vec<(String, usize, usize)>);

/// `[value](entity)` and `[value]{"entity": "name", …}` taken out of a text.
fn marked(line: &str) -> Result<Marked, Fault> {
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (value, after) = after.split_once(']').ok_or("a [ is not closed by ]")?;
        let start = text.len();
        text.push_str(value);
        let (entity, after) = if let Some(named) = after.strip_prefix('(') {
            let (name, after) = named.split_once(')').ok_or("a ( is not closed by )")?;
            (name.split(':').next().unwrap_or(name).to_owned(), after)
        } else if after.starts_with('{') {
            let end = after.find('}').ok_or("a { is not closed by }")? + 1;
            let facts: Value =
                serde_json::from_str(&after[..end]).map_err(|error| error.to_string())?;
            let name = facts.get("entity").and_then(Value::as_str);
            (
                name.ok_or("there is no \"entity\" in {}")?.to_owned(),
                &after[end..],
            )
        } else {
            return Err("after ] the entity's name is expected, as in [value](entity)".into());
        };
        spans.push((entity, start, text.len()));
        rest = after;
    }
    text.push_str(rest);
    Ok((text, spans))
}

/// Training data of Rasa 1: `{"rasa_nlu_data": {"common_examples": […]}}`, entities in characters.
pub(super) fn from_json(whole: &Value) -> Result<Vec<Example>, Fault> {
    let listed = whole
        .pointer("/rasa_nlu_data/common_examples")
        .and_then(Value::as_array)
        .ok_or("there is no list under rasa_nlu_data, common_examples")?;
    let mut examples = Vec::new();
    for (index, row) in listed.iter().enumerate() {
        let id = (index + 1).to_string();
        let text_of = |key: &str| {
            row.get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| format!("example {id}: there is no text under {key:?}"))
        };
        let text = text_of("text")?;
        let byte = |character: u64| {
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .nth(usize::try_from(character).unwrap_or(usize::MAX))
        };
        let mut spans = Vec::new();
        for entity in row
            .get("entities")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let place = |key: &str| entity.get(key).and_then(Value::as_u64).and_then(byte);
            let name = entity.get("entity").and_then(Value::as_str);
            let (Some(name), Some(start), Some(end)) = (name, place("start"), place("end")) else {
                return Err(format!("example {id}: an entity lies outside of the text"));
            };
            spans.push((name.to_owned(), start, end));
        }
        let intent = text_of("intent")?;
        let example = Example::from_bytes(id.clone(), text, intent, &spans)
            .map_err(|fault| format!("example {id}: {fault}"))?;
        examples.push(example);
    }
    Ok(examples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_read() {
        let text = "version: \"3.1\"\nnlu:\n- intent: play\n  examples: |\n    - play [cool jazz](genre) now\n    - put on [it]{\"entity\": \"song\", \"value\": \"x\"}\n- synonym: a\n  examples: |\n    - b\n";
        let examples = from_yaml("nlu.yml", text).unwrap();
        assert_eq!(examples.len(), 2);
        assert_eq!(examples[0].text, "play cool jazz now");
        assert_eq!(
            (examples[0].spans[0].start, examples[0].spans[0].end),
            (1, 3)
        );
        assert_eq!(examples[1].spans[0].slot, "song");
        let broken = "nlu:\n- intent: play\n  examples: |\n    - play [jazz\n";
        assert!(
            from_yaml("nlu.yml", broken)
                .unwrap_err()
                .contains("not closed")
        );
    }

    #[test]
    fn json_is_read() {
        let whole = serde_json::json!({"rasa_nlu_data": {"common_examples": [
            {"text": "play jazz", "intent": "play", "entities": [{"start": 5, "end": 9, "value": "jazz", "entity": "genre"}]}
        ]}});
        assert_eq!(from_json(&whole).unwrap()[0].spans[0].start, 1);
        let whole = serde_json::json!({"rasa_nlu_data": {"common_examples": [
            {"text": "play", "intent": "play", "entities": [{"start": 5, "end": 9, "entity": "genre"}]}
        ]}});
        assert!(from_json(&whole).unwrap_err().contains("outside"));
    }
}
