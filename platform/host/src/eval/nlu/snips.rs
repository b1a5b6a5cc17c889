use serde_json::{Map, Value};

use super::examples::{Example, Fault};

/// Data sets of Snips: `{"Intent": [{"data": [{"text": …, "entity": …}]}]}`, or the engine's own
/// `{"intents": {"Intent": {"utterances": [{"data": [{"text": …, "slot_name": …}]}]}}}`.
pub(super) fn from_json(whole: &Map<String, Value>) -> Result<Vec<Example>, Fault> {
    let intents = match whole.get("intents") {
        Some(Value::Object(intents)) => intents,
        Some(_) => return Err("intents must be an object".into()),
        None => whole,
    };
    let mut examples = Vec::new();
    for (intent, listed) in intents {
        let utterances = listed
            .as_array()
            .or_else(|| listed.get("utterances").and_then(Value::as_array))
            .ok_or_else(|| format!("{intent} has no list of utterances"))?;
        for (index, utterance) in utterances.iter().enumerate() {
            let id = format!("{intent}/{}", index + 1);
            let chunks = utterance
                .get("data")
                .and_then(Value::as_array)
                .ok_or_else(|| format!("{id}: there is no list under \"data\""))?;
            let (mut text, mut spans) = (String::new(), Vec::new());
            for chunk in chunks {
                let said = chunk
                    .get("text")
                    .and_then(Value::as_str)
                    .ok_or_else(|| format!("{id}: a part has no text"))?;
                let slot = chunk.get("slot_name").or_else(|| chunk.get("entity"));
                if let Some(slot) = slot.and_then(Value::as_str) {
                    spans.push((slot.to_owned(), text.len(), text.len() + said.len()));
                }
                text.push_str(said);
            }
            let example = Example::from_bytes(id.clone(), text, intent.clone(), &spans)
                .map_err(|fault| format!("{id}: {fault}"))?;
            examples.push(example);
        }
    }
    Ok(examples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read() {
        for text in [
            r#"{"Play": [{"data": [{"text": "play "}, {"text": "cool jazz", "entity": "genre"}, {"text": " now"}]}]}"#,
            r#"{"intents": {"Play": {"utterances": [{"data": [{"text": "play "}, {"text": "cool jazz", "entity": "e", "slot_name": "genre"}, {"text": " now"}]}]}}, "language": "en"}"#,
        ] {
            let Value::Object(whole) = serde_json::from_str(text).unwrap() else {
                panic!("an object");
            };
            let examples = from_json(&whole).unwrap();
            assert_eq!(examples[0].text, "play cool jazz now");
            assert_eq!(examples[0].intent, "Play");
            let span = &examples[0].spans[0];
            assert_eq!((span.slot.as_str(), span.start, span.end), ("genre", 1, 3));
        }
        let Value::Object(broken) = serde_json::json!({"Play": [{"text": "x"}]}) else {
            panic!("an object");
        };
        assert!(from_json(&broken).unwrap_err().contains("Play/1"));
    }
}
