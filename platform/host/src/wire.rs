//! Events as JSON objects, in the shape that DESIGN's section 6 fixes.

use goldcrest::events::{Event, Request, Slot, Value};
use serde_json::{Map, Value as Json, json};

/// An event as one object: `event`, `at` in seconds of audio, and what belongs to the event.
///
/// `text` is what was heard last, if anything: entities say where in it they stand.
pub fn event(event: &Event<'_>, text: &str) -> Json {
    let mut object = json!({ "event": event.name(), "at": event.at().0 as f64 / 1_000.0 });
    let more = match event {
        Event::Woke { score, .. } => json!({ "score": score }),
        Event::Heard {
            text, confidence, ..
        } => {
            json!({ "text": text.as_str(), "confidence": share(*confidence) })
        }
        Event::Rewritten {
            layer,
            strategy,
            again,
            text,
            score,
            margin,
            ..
        } => json!({
            "layer": layer.to_string(), "strategy": strategy.name(), "again": again, "text": text.as_str(), "score": share(*score),
            "margin": f64::from(*margin) / 16.0,
        }),
        Event::Understood { request, .. } => result(text, request),
        Event::Act { request, .. } => json!({ "intent": request.intent, "slots": slots(request) }),
        Event::Ask { about, prompt, .. } => json!({ "about": about, "text": prompt.as_str() }),
        Event::Say { text, .. } => json!({ "text": text.as_str() }),
        Event::Rang { name, .. } => json!({ "name": name }),
        Event::NotUnderstood { reason, .. } => json!({ "reason": reason.to_string() }),
        Event::Hush { score, .. } => json!({ "score": f64::from(*score) / 255.0 }),
        Event::Slept { .. } => json!({}),
    };
    if let (Json::Object(object), Json::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

/// A request in the common shape: `text`, `intent{name,confidence}`, `slots{}`, `entities[]`.
pub fn result(text: &str, request: &Request<'_>) -> Json {
    json!({
        "text": text,
        "intent": { "name": request.intent, "confidence": share(request.confidence) },
        "slots": slots(request),
        "entities": entities(text, request),
    })
}

/// A request's slots by name; numbers as numbers.
pub fn slots(request: &Request<'_>) -> Json {
    let pairs = request
        .slots
        .iter()
        .map(|slot| (slot.name.to_owned(), value(&slot.value)));
    Json::Object(pairs.collect::<Map<_, _>>())
}

fn value(value: &Value<'_>) -> Json {
    match value {
        Value::Entry(text) => json!(text),
        Value::Number { number, .. } if number.thousandths() % 1_000 == 0 => {
            json!(number.truncated())
        }
        Value::Number { number, .. } => json!(f64::from(number.thousandths()) / 1_000.0),
        Value::Duration(seconds) => json!(seconds),
        Value::Time(_) | Value::Date(_) | Value::Said(_) => json!(value.to_string()),
    }
}

/// The slots that were said, with their places in the text in bytes.
fn entities(text: &str, request: &Request<'_>) -> Vec<Json> {
    let words = words(text);
    request
        .slots
        .iter()
        .filter_map(|slot| {
            let (start, end) = place(slot, &words)?;
            Some(json!({
                "entity": slot.name,
                "value": value(&slot.value),
                "raw_value": &text[start..end],
                "start": start,
                "end": end,
            }))
        })
        .collect()
}

fn place(slot: &Slot<'_>, words: &[(usize, usize)]) -> Option<(usize, usize)> {
    let (first, after) = (usize::from(slot.words.0), usize::from(slot.words.1));
    let span = words.get(first..after)?;
    Some((span.first()?.0, span.last()?.1))
}

/// Byte ranges of the words of a text.
fn words(text: &str) -> Vec<(usize, usize)> {
    text.split_whitespace()
        .map(|word| {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            (start, start + word.len())
        })
        .collect()
}

fn share(percent: u8) -> f64 {
    f64::from(percent) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest::AudioTime;
    use goldcrest_trie::Unit;
    use goldcrest_trie::numbers::Number;

    fn request(intent: &str) -> Request<'_> {
        Request {
            intent,
            confidence: 90,
            response: "default",
            slots: Default::default(),
        }
    }

    #[test]
    fn an_understood_request_has_the_common_shape() {
        let mut request = request("Brightness");
        let said = Slot {
            name: "area",
            value: Value::Entry("living_room"),
            words: (1, 3),
        };
        let number = Value::Number {
            number: Number::whole(40),
            unit: Unit::Percent,
        };
        let level = Slot {
            name: "brightness",
            value: number,
            words: (4, 5),
        };
        let fixed = Slot {
            name: "domain",
            value: Value::Entry("light"),
            words: (6, 6),
        };
        for slot in [said, level, fixed] {
            request.slots.push(slot).unwrap();
        }
        let shown = event(
            &Event::Understood {
                at: AudioTime(1_250),
                request,
            },
            "set living room to forty percent",
        );
        assert_eq!(shown["at"], 1.25);
        assert_eq!(
            shown["intent"],
            json!({ "name": "Brightness", "confidence": 0.9 })
        );
        assert_eq!(
            shown["slots"],
            json!({ "area": "living_room", "brightness": 40, "domain": "light" })
        );
        assert_eq!(
            shown["entities"][0],
            json!({
                "entity": "area", "value": "living_room", "raw_value": "living room",
                "start": 4, "end": 15
            })
        );
        assert_eq!(shown["entities"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn words_beyond_the_text_are_no_entities() {
        let mut request = request("X");
        let slot = Slot {
            name: "a",
            value: Value::Entry("b"),
            words: (5, 9),
        };
        request.slots.push(slot).unwrap();
        assert_eq!(result("", &request)["entities"], json!([]));
    }
}
