//! Events as JSON objects, in the shape that DESIGN's section 6 fixes.

use goldcrest::events::{Event, Request, Value};
use serde_json::{Map, Value as Json, json};

use crate::slots::{Places, acted_on};

/// An event as one object: `event`, `at` in seconds of audio, and what belongs to the event.
///
/// `text` is what was heard last, if anything: entities say where in it they stand.
pub fn event(event: &Event<'_>, text: &str) -> Json {
    let mut object = json!({ "event": event.name(), "at": event.at().0 as f64 / 1_000.0 });
    let more = match event {
        Event::Woke { score, phrase, .. } => json!({ "score": score, "phrase": phrase }),
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

/// A request's slots by name, the first of each; numbers as numbers, however they were said.
pub fn slots(request: &Request<'_>) -> Json {
    let pairs = acted_on(request).map(|slot| (slot.name.to_owned(), value(&slot.value)));
    Json::Object(pairs.collect::<Map<_, _>>())
}

fn value(value: &Value<'_>) -> Json {
    match value {
        Value::Entry(text) => number(text).unwrap_or_else(|| json!(text)),
        Value::Number { number, .. } if number.thousandths() % 1_000 == 0 => {
            json!(number.truncated())
        }
        Value::Number { number, .. } => json!(f64::from(number.thousandths()) / 1_000.0),
        Value::Duration(seconds) => json!(seconds),
        Value::Time(_) | Value::Date(_) | Value::Said(_) => json!(value.to_string()),
    }
}

/// The number that an entry is, where it is written as numbers are: "50" and "20.5", but not "007".
fn number(entry: &str) -> Option<Json> {
    if let Ok(whole) = entry.parse::<i64>() {
        return (whole.to_string() == entry).then(|| json!(whole));
    }
    let number: f64 = entry.parse().ok()?;
    (number.is_finite() && number.to_string() == entry).then(|| json!(number))
}

/// The slots that were said, the first of each name, with their places in the text in bytes.
fn entities(text: &str, request: &Request<'_>) -> Vec<Json> {
    let places = Places::of(text);
    acted_on(request)
        .filter_map(|slot| {
            let place = places.slot(slot)?;
            Some(json!({
                "entity": slot.name,
                "value": value(&slot.value),
                "raw_value": &text[place.clone()],
                "start": place.start,
                "end": place.end,
            }))
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
    use goldcrest::events::Slot;
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
    fn numbers_are_numbers_however_they_were_said() {
        let number = |thousandths| Value::Number {
            number: Number::from_thousandths(thousandths),
            unit: Unit::None,
        };
        for (said, expected) in [
            (Value::Entry("50"), json!(50)),
            (number(50_000), json!(50)),
            (Value::Entry("-3"), json!(-3)),
            (Value::Entry("20.5"), json!(20.5)),
            (number(20_500), json!(20.5)),
            (Value::Duration(90), json!(90)),
            (Value::Entry("007"), json!("007")),
            (Value::Entry("5.0"), json!("5.0")),
            (Value::Entry("+5"), json!("+5")),
            (Value::Entry("1e3"), json!("1e3")),
            (Value::Entry("inf"), json!("inf")),
            (Value::Entry("NaN"), json!("NaN")),
            (Value::Entry("5 pm"), json!("5 pm")),
            (Value::Entry(""), json!("")),
        ] {
            assert_eq!(value(&said), expected, "{said:?}");
        }
    }

    /// What is acted on is the first; no part of the object may say otherwise.
    #[test]
    fn a_slot_said_twice_is_given_once() {
        let mut request = request("LightOn");
        for (place, area) in [(3, "kitchen"), (6, "bedroom")] {
            let slot = Slot {
                name: "area",
                value: Value::Entry(area),
                words: (place, place + 1),
            };
            request.slots.push(slot).unwrap();
        }
        let shown = result("turn on the kitchen and the bedroom lights", &request);
        assert_eq!(shown["slots"], json!({ "area": "kitchen" }));
        let entities = shown["entities"].as_array().unwrap();
        assert_eq!(entities.len(), 1);
        assert_eq!(entities[0]["raw_value"], "kitchen");
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
