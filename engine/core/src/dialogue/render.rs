use crate::events::{Request, Text};
use core::fmt::Write;

/// Fills a template: `{slot}` becomes the slot's value with underscores as spaces, or what `extra` gives
/// for the name; a name that neither knows becomes nothing.
#[must_use]
pub fn render(template: &str, request: &Request<'_>, extra: &[(&str, &str)]) -> Text {
    let mut text = Text::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        append(&mut text, before);
        let Some((name, after)) = after.split_once('}') else {
            append(&mut text, "{");
            rest = after;
            continue;
        };
        if let Some((_, value)) = extra.iter().find(|(key, _)| *key == name) {
            append(&mut text, value);
        } else if let Some(value) = request.slot(name) {
            let mut shown = Text::new();
            // A value longer than a text is cut, which `Text` reports as an error.
            let _ = write!(shown, "{value}");
            for part in shown.split('_').enumerate() {
                if part.0 > 0 {
                    append(&mut text, " ");
                }
                append(&mut text, part.1);
            }
        }
        rest = after;
    }
    append(&mut text, rest);
    text
}

/// Appends as many whole characters as fit.
pub(crate) fn append(text: &mut Text, more: &str) {
    for character in more.chars() {
        if text.push(character).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Slot, Value};
    use goldcrest_trie::Unit;

    #[test]
    fn slots_are_filled_in_and_unknown_names_left_out() {
        let mut request = Request {
            intent: "Light",
            confidence: 90,
            response: "default",
            slots: heapless::Vec::new(),
        };
        let slot = |name, value| Slot {
            name,
            value,
            words: (0, 0),
        };
        let percent = Value::Number {
            number: goldcrest_trie::numbers::Number::whole(40),
            unit: Unit::Percent,
        };
        request
            .slots
            .push(slot("area", Value::Entry("living_room")))
            .unwrap();
        request.slots.push(slot("level", percent)).unwrap();
        assert_eq!(
            render(
                "{area} at {level} {left}{nothing}{",
                &request,
                &[("left", "now")]
            ),
            "living room at 40 now{"
        );
    }
}
