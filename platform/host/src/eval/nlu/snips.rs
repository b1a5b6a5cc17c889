use goldcrest_forge::yaml::Node;

use super::examples::{Example, Fault};
use super::json::Part;
use super::marked::{Marked, Piece, pieces};

/// Whether a YAML document is an intent of Snips.
pub(super) fn is_intent(document: &Node) -> bool {
    document
        .get("type")
        .is_some_and(|kind| kind.text().is_ok_and(|kind| kind == "intent"))
}

/// An intent of Snips: `type: intent, name: NAME, utterances: - text with [slot:entity](value)`.
pub(super) fn from_yaml(document: &Node) -> Result<Vec<Example>, Fault> {
    let place = &document.place;
    let name = document
        .get("name")
        .ok_or_else(|| format!("{place}: the intent has no name"))?;
    let intent = name.text().map_err(|error| error.to_string())?;
    let utterances = document
        .get("utterances")
        .ok_or_else(|| format!("{place}: {intent} has no utterances"))?;
    let mut examples = Vec::new();
    let listed = utterances.items().map_err(|error| error.to_string())?;
    for (index, utterance) in listed.iter().enumerate() {
        let id = format!("{intent}/{}", index + 1);
        let written = utterance.text().map_err(|error| error.to_string())?;
        let example = marked(written).and_then(|(text, spans)| {
            Example::from_bytes(id.clone(), text, intent.to_owned(), &spans)
        });
        let place = &utterance.place;
        examples.push(example.map_err(|fault| format!("{place}: {id}: {fault}"))?);
    }
    Ok(examples)
}

/// `[slot:entity](value)` and `[slot](value)` taken out of a text.
fn marked(line: &str) -> Result<Marked, Fault> {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for piece in pieces(line)? {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Named { bracketed, named } => {
                let slot = bracketed.split(':').next().unwrap_or(bracketed);
                spans.push((slot.to_owned(), text.len(), text.len() + named.len()));
                text.push_str(named);
            }
            Piece::Described { bracketed, .. } => {
                return Err(format!("a ( is expected after `[{bracketed}]`"));
            }
        }
    }
    Ok((text, spans))
}

/// Data sets of Snips: `{"Intent": [{"data": [{"text": …, "entity": …}]}]}`, or the engine's own
/// `{"intents": {"Intent": {"utterances": [{"data": [{"text": …, "slot_name": …}]}]}}}`.
pub(super) fn from_json(file: &str, whole: Part<'_>) -> Result<Vec<Example>, Fault> {
    let at = |part: Part<'_>, fault: Fault| format!("{file}:{}: {fault}", part.line());
    let intents = whole.get("intents").unwrap_or(whole);
    let named = intents
        .fields()
        .ok_or_else(|| at(intents, "intents must be an object".into()))?;
    let mut examples = Vec::new();
    for (intent, part) in named {
        let utterances = part
            .items()
            .or_else(|| part.get("utterances")?.items())
            .ok_or_else(|| at(part, format!("{intent} has no list of utterances")))?;
        for (index, utterance) in utterances.into_iter().enumerate() {
            let id = format!("{intent}/{}", index + 1);
            let chunks = utterance
                .get("data")
                .and_then(Part::items)
                .ok_or_else(|| at(utterance, format!("{id}: there is no list under \"data\"")))?;
            let (mut text, mut spans) = (String::new(), Vec::new());
            for chunk in chunks {
                let said = chunk
                    .get("text")
                    .and_then(Part::text)
                    .ok_or_else(|| at(chunk, format!("{id}: a part has no text")))?;
                let name = |key: &str| chunk.get(key).and_then(Part::text);
                if let Some(slot) = name("slot_name").or_else(|| name("entity")) {
                    spans.push((slot, text.len(), text.len() + said.len()));
                }
                text.push_str(&said);
            }
            let example = Example::from_bytes(id.clone(), text, intent.clone(), &spans)
                .map_err(|fault| at(utterance, format!("{id}: {fault}")))?;
            examples.push(example);
        }
    }
    Ok(examples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_forge::yaml;

    #[test]
    fn both_kinds_are_read() {
        for text in [
            r#"{"Play": [{"data": [{"text": "play "}, {"text": "cool jazz", "entity": "genre"}, {"text": " now"}]}]}"#,
            r#"{"intents": {"Play": {"utterances": [{"data": [{"text": "play "}, {"text": "cool jazz", "entity": "e", "slot_name": "genre"}, {"text": " now"}]}]}}, "language": "en"}"#,
        ] {
            let examples = from_json("f", Part::whole(text).ok().unwrap()).unwrap();
            assert_eq!(examples[0].text, "play cool jazz now");
            assert_eq!(examples[0].intent, "Play");
            let span = &examples[0].spans[0];
            assert_eq!((span.slot.as_str(), span.start, span.end), ("genre", 1, 3));
        }
    }

    #[test]
    fn the_broken_line_of_json_is_named() {
        for (text, place) in [
            (
                "{\"Play\": [\n{\"text\": \"x\"}]}",
                "f:2: Play/1: there is no list",
            ),
            (
                "{\"Play\": [\n{\"data\": [{\"text\": \"x\"}]},\n{\"data\": [\n{\"entity\": \"x\"}]}]}",
                "f:4: Play/2: a part has no text",
            ),
            (
                "{\"Play\": [\n{\"data\": []}]}",
                "f:2: Play/1: the text is empty",
            ),
            (
                "{\"intents\": {\n\n\"Play\": 3}}",
                "f:3: Play has no list of utterances",
            ),
            ("{\n\"intents\": 4}", "f:2: intents must be an object"),
        ] {
            let fault = from_json("f", Part::whole(text).ok().unwrap()).unwrap_err();
            assert!(fault.starts_with(place), "{fault}");
        }
    }

    #[test]
    fn yaml_is_read() {
        let text = "type: intent\nname: lightOn\nslots:\n  - name: room\n    entity: rooms\nutterances:\n  - lights on in the [room:rooms](living room) please\n  - \"[room](kitchen) lights\"\n  - lights\n";
        let document = yaml::read("f", text).unwrap();
        assert!(is_intent(&document));
        let examples = from_yaml(&document).unwrap();
        assert_eq!(examples.len(), 3);
        assert_eq!(examples[0].text, "lights on in the living room please");
        let span = &examples[0].spans[0];
        assert_eq!((span.slot.as_str(), span.start, span.end), ("room", 4, 6));
        assert_eq!(examples[1].spans[0].slot, "room");
    }

    #[test]
    fn the_broken_line_of_yaml_is_named() {
        for (text, place) in [
            (
                "type: intent\nname: on\nutterances:\n- go\n- go [room\n",
                "f:5: on/2: the [ is not closed",
            ),
            (
                "type: intent\nname: on\nutterances:\n- go [room] now\n",
                "f:4: on/1: a ( is expected",
            ),
            (
                "type: intent\nname: on\nutterances:\n- go [room]()\n",
                "f:4: on/1: slot room covers no word",
            ),
            (
                "type: intent\nutterances: []\n",
                "f:1: the intent has no name",
            ),
            ("type: intent\nname: on\n", "f:1: on has no utterances"),
        ] {
            let fault = from_yaml(&yaml::read("f", text).unwrap()).unwrap_err();
            assert!(fault.starts_with(place), "{fault}");
        }
    }
}
