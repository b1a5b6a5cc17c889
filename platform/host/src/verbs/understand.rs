//! `goldcrest understand`: text in, events out.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;
use goldcrest::{Assistant, Event, State};

use crate::assistants::{self, Choice};
use crate::clock;
use crate::exit::{Ended, Failure, Verdict};
use crate::hearing;
use crate::house::House;
use crate::memory::Memory;
use crate::personal::{Kept, Own};
use crate::present::{Screen, Tint, tell};
use crate::signals::Told;
use crate::text;
use crate::wire;

/// Arguments of `understand`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status 1 where something was not understood.

Examples:
  goldcrest understand turn on the kitchen lights
  goldcrest understand \"unlock the front door\" \"yes\"       # a dialogue: an argument a turn
  goldcrest understand --json \"set a ten minute pizza timer\"
  goldcrest understand --signal oven=on \"what's the temperature\"
  goldcrest understand --pack my.pack --personal mine.bin \"lights of\"   # knows what was asked for before
  goldcrest understand --assistant coffee                  # a prompt")]
pub struct Understand {
    /// What is said: words of one request, or, where an argument has several words, a request each.
    /// Without it, lines are read from standard input
    #[arg(value_name = "TEXT")]
    texts: Vec<String>,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    own: Own,
    /// The time to answer with, as "19:05" or "2026-11-21 19:05" [default: now]
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
}

/// Runs the verb.
pub fn run(arguments: &Understand, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, &label)?;
    assistant.set_clock(match &arguments.clock {
        Some(text) => clock::moment(text)?,
        None => clock::now(),
    });
    arguments.told.tell(&mut assistant, &mut (), screen)?;
    let mut kept = arguments.own.restore(&mut assistant)?;
    if arguments.texts.is_empty() {
        return prompt(&mut assistant, &mut kept, &label, screen);
    }
    let mut verdict = Verdict::Good;
    for text in turns(&arguments.texts) {
        text::check(&text)?;
        if !tell_all(&mut assistant, &text, None, screen)? {
            verdict = Verdict::CheckFailed;
        }
        kept.keep(&mut assistant)?;
    }
    if verdict == Verdict::CheckFailed {
        screen.line(&tell::labelled(
            "",
            "`goldcrest explain` with the same words says why",
            screen.ink,
        ))?;
    }
    Ok(verdict)
}

/// The turns that the arguments are: all of them one, unless one of them has several words.
fn turns(texts: &[String]) -> Vec<String> {
    if texts
        .iter()
        .any(|text| text.trim().contains(char::is_whitespace))
    {
        texts.to_vec()
    } else {
        vec![texts.join(" ")]
    }
}

fn prompt(
    assistant: &mut Assistant<'_, '_>,
    kept: &mut Kept,
    label: &str,
    screen: &mut Screen<'_>,
) -> Ended {
    let asked = io::stdin().is_terminal() && screen.live;
    let mut house = House::default();
    if asked {
        screen.line(&format!(
            "{}: write what you would say; an empty line ends.",
            screen.ink.paint(Tint::Gold, label)
        ))?;
    }
    let mut lines = io::stdin().lock().lines();
    loop {
        if asked {
            screen.prompt(if assistant.state() == State::Asking {
                "… "
            } else {
                "> "
            })?;
        }
        let Some(line) = lines.next() else {
            return Ok(Verdict::Good);
        };
        let line = line.map_err(|error| {
            Failure::bad_input(format!("cannot read the text: {error}"), "give it in UTF-8")
        })?;
        if asked && line.trim().is_empty() {
            return Ok(Verdict::Good);
        }
        match text::check(&line) {
            Ok(()) => {
                tell_all(assistant, &line, Some(&mut house), screen)?;
                kept.keep(assistant)?;
            }
            Err(Failure::BadInput { what, remedy }) => {
                screen.line(&tell::labelled(
                    "",
                    &format!("{what}; {remedy}"),
                    screen.ink,
                ))?;
                screen.object(
                    &serde_json::json!({ "event": "bad-input", "what": what, "remedy": remedy }),
                )?;
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Lets the assistant understand a text and tells its events. Whether it was understood.
fn tell_all(
    assistant: &mut Assistant<'_, '_>,
    text: &str,
    house: Option<&mut House>,
    screen: &mut Screen<'_>,
) -> Result<bool, Failure> {
    assistant.understand(text);
    let mut understood = false;
    let now = assistant.audio_time().0;
    let before = house.as_deref().cloned();
    let mut house = house;
    let mut meant = text.to_owned();
    while let Some(event) = assistant.poll(now) {
        understood |= matches!(event, Event::Understood { .. });
        if let Event::Rewritten { text, .. } = &event {
            text.as_str().clone_into(&mut meant);
        }
        if let (Event::Act { request, .. }, Some(house)) = (&event, house.as_deref_mut()) {
            house.act(request.intent, &hearing::slots(request));
        }
        if !matches!(event, Event::Slept { .. }) {
            screen.line(&tell::event(&event, screen.ink))?;
        }
        screen.object(&wire::event(&event, &meant))?;
    }
    if let (Some(before), Some(house)) = (before, house)
        && before != *house
    {
        for (index, line) in house.changes(&before, screen.ink).into_iter().enumerate() {
            screen.line(&tell::labelled(
                if index == 0 { "home" } else { "" },
                &line,
                screen.ink,
            ))?;
        }
    }
    Ok(understood)
}

#[cfg(test)]
mod tests {
    use super::turns;

    #[test]
    fn words_are_joined_and_sentences_are_turns() {
        let owned = |texts: &[&str]| {
            texts
                .iter()
                .map(|&text| text.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(turns(&owned(&["lights", "on"])), ["lights on"]);
        assert_eq!(
            turns(&owned(&["unlock the door", "yes"])),
            ["unlock the door", "yes"]
        );
        assert_eq!(turns(&owned(&[""])), [""]);
    }
}
