//! Events as lines for people.

use goldcrest::{Event, Request};

use super::{Ink, Tint, printable};
use crate::slots::acted_on;

/// Width of the word that says what a line is about.
const LABEL: usize = 7;

/// An event on one line: what happened, and the details of it.
pub fn event(event: &Event<'_>, ink: Ink) -> String {
    match event {
        Event::Woke { score: 0, .. } => {
            labelled("woke", &ink.paint(Tint::Gold, "● listening"), ink)
        }
        Event::Woke { score, phrase, .. } => {
            let certainty = format!("{:.2}", f32::from(*score) / 255.0);
            let spoken = if phrase.is_empty() { "hey!" } else { phrase };
            let spoken = format!("● {}", printable(spoken));
            let text = format!("{} {certainty}", ink.paint(Tint::Gold, &spoken));
            labelled("woke", &text, ink)
        }
        Event::Heard {
            text, confidence, ..
        } => {
            let words = ink.paint(Tint::Heard, &format!("“{}”", printable(text)));
            labelled(
                "heard",
                &format!("{words} {}", ink.paint(Tint::Faint, &percent(*confidence))),
                ink,
            )
        }
        Event::Rewritten {
            layer,
            strategy,
            again,
            text,
            score,
            ..
        } => {
            let words = ink.paint(Tint::Heard, &format!("“{}”", printable(text)));
            let again = if *again { ", said again" } else { "" };
            let how = format!("{}, {layer} layer by {strategy}{again}", percent(*score));
            labelled(
                "taken",
                &format!("{words} {}", ink.paint(Tint::Faint, &how)),
                ink,
            )
        }
        Event::Understood { request, .. } => labelled("meant", &meaning(request, ink), ink),
        Event::Act { request, .. } => labelled(
            "does",
            &format!("{} {}", ink.paint(Tint::Good, "✓"), request.intent),
            ink,
        ),
        Event::Ask { about, prompt, .. } => {
            let about = ink.paint(Tint::Faint, &format!("({about})"));
            let prompt = ink.paint(Tint::Voice, &format!("“{}”", printable(prompt)));
            labelled("asks", &format!("{prompt} {about}"), ink)
        }
        Event::Say { text, .. } => labelled(
            "says",
            &ink.paint(Tint::Voice, &format!("“{}”", printable(text))),
            ink,
        ),
        Event::Rang { name, .. } => {
            let whose = if name.is_empty() {
                "timer".into()
            } else {
                format!("{name} timer")
            };
            labelled("rings", &ink.paint(Tint::Gold, &format!("◷ {whose}")), ink)
        }
        Event::Hush { .. } => labelled("hush", &ink.paint(Tint::Gold, "● stop"), ink),
        Event::NotUnderstood { reason, .. } => labelled(
            "",
            &ink.paint(Tint::Bad, &format!("✗ not understood: {reason}")),
            ink,
        ),
        Event::Slept { .. } => labelled("sleeps", &ink.paint(Tint::Faint, "○"), ink),
    }
}

/// An event with the time of its audio before it.
pub fn timed(what: &Event<'_>, ink: Ink) -> String {
    let at = format!("{:>9}", what.at().to_string());
    format!("{} {}", ink.paint(Tint::Faint, &at), event(what, ink))
}

/// A line that begins with what it is about.
pub fn labelled(label: &str, text: &str, ink: Ink) -> String {
    format!(
        "  {} {text}",
        ink.paint(Tint::Faint, &format!("{label:<LABEL$}"))
    )
}

/// The intent, and the slots that are acted on.
pub fn meaning(request: &Request<'_>, ink: Ink) -> String {
    let mut shown = ink.paint(Tint::Strong, request.intent);
    for slot in acted_on(request) {
        shown.push_str("  ");
        shown.push_str(&ink.paint(Tint::Faint, &format!("{}=", slot.name)));
        shown.push_str(&printable(&slot.value.to_string()));
    }
    shown
}

fn percent(confidence: u8) -> String {
    format!("{confidence} %")
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest::{AudioTime, Text};

    #[test]
    fn no_event_can_drive_the_terminal() {
        let mut text = Text::new();
        text.push_str("a\x1b[2Jb\nc").unwrap();
        let said = event(
            &Event::Say {
                at: AudioTime(0),
                text,
            },
            Ink::plain(),
        );
        assert_eq!(said, "  says    “a\\u{1b}[2Jb\\nc”");
    }

    #[test]
    fn a_wake_says_by_which_phrase() {
        for (score, phrase, shown) in [
            (204, "computer", "  woke    ● computer 0.80"),
            (204, "", "  woke    ● hey! 0.80"),
            (0, "", "  woke    ● listening"),
        ] {
            let at = AudioTime(0);
            let woke = Event::Woke { at, score, phrase };
            assert_eq!(event(&woke, Ink::plain()), shown);
        }
    }

    #[test]
    fn times_line_up() {
        let early = timed(&Event::Slept { at: AudioTime(5) }, Ink::plain());
        let late = timed(
            &Event::Slept {
                at: AudioTime(123_456),
            },
            Ink::plain(),
        );
        assert_eq!(early.find("sleeps"), late.find("sleeps"));
    }
}
