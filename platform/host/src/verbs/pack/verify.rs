//! `goldcrest pack verify`: is a pack sound, and do an assistant's own tests hold?

use std::collections::BTreeMap;

use clap::Args;
use goldcrest::{Assistant, Event, State};
use goldcrest_forge::assistant::{Expectation, expectations};
use serde_json::json;

use crate::assistants::{self, Choice, FileOrChoice};
use crate::exit::{Ended, Failure, Verdict};
use crate::hearing::{self, Fate};
use crate::memory::Memory;
use crate::present::{Screen, Table, Tint, grouped, printable};

/// The root that is sayable at any time.
const COMMAND: &str = "command";

/// Arguments of `pack verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Every section is opened as the device opens it. For an assistant's folder, the sentences of its tests/ \
must be understood as they say, and those with `intent: null` must not be. Exit status 1 where one is not.

Examples:
  goldcrest pack verify home.pack                 # a file, as --pack home.pack
  goldcrest pack verify --assistant home")]
pub struct Verify {
    #[command(flatten)]
    pack: FileOrChoice,
}

/// Runs the verb.
pub fn run(arguments: &Verify, screen: &mut Screen<'_>) -> Ended {
    let choice = arguments.pack.choice();
    let label = choice.label();
    let image = choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, &label)?;
    let facts = format!(
        "{}: {} bytes, {} sections, checksum {:08x}",
        printable(&label),
        grouped(pack.as_bytes().len() as u64),
        pack.sections().count(),
        pack.checksum()
    );
    screen.line(&format!("{} {facts}", screen.ink.paint(Tint::Good, "✓")))?;
    let tests = match &choice.pack {
        Some(_) => Vec::new(),
        None => tests(&choice)?,
    };
    let failed = failures(&tests, &mut assistant);
    if !tests.is_empty() {
        tell(tests.len(), &failed, screen)?;
    }
    screen.object(&json!({
        "pack": label, "bytes": pack.as_bytes().len(), "checksum": format!("{:08x}", pack.checksum()),
        "tests": tests.len(), "failed": failed.len(),
        "failures": failed.iter().map(|(test, found)| json!({
            "place": test.place.to_string(), "say": test.say, "wanted": wanted(test), "found": found,
        })).collect::<Vec<_>>(),
    }))?;
    Ok(if failed.is_empty() {
        Verdict::Good
    } else {
        Verdict::CheckFailed
    })
}

fn tests(choice: &Choice) -> Result<Vec<Expectation>, Failure> {
    let folder = assistants::find_folder(&choice.assistant)?;
    expectations(&folder).map_err(|error| {
        Failure::bad_input(
            error.to_string(),
            "tools/assistants/README.md shows how tests are written",
        )
    })
}

fn failures<'t>(
    tests: &'t [Expectation],
    assistant: &mut Assistant<'_, '_>,
) -> Vec<(&'t Expectation, String)> {
    // Sentences of other roots need their question to be asked first; `tests` of forge cover them.
    let has_network = assistant.network().is_some();
    let said_at_any_time = tests
        .iter()
        .filter(|test| test.root == COMMAND && !(test.by_templates && has_network));
    said_at_any_time
        .filter_map(|test| {
            forget_questions(assistant);
            let found = found(&test.say, assistant);
            (found != wanted(test)).then_some((test, found))
        })
        .collect()
}

/// Lets an open question run out, so that the next sentence is not taken for its answer.
fn forget_questions(assistant: &mut Assistant<'_, '_>) {
    if assistant.state() == State::Asking {
        let _ = hearing::settle(assistant, false, &mut (), |_, _| Ok::<(), ()>(()));
    }
}

fn found(say: &str, assistant: &mut Assistant<'_, '_>) -> String {
    assistant.understand(say);
    let mut fate = Fate::default();
    let now = assistant.audio_time().0;
    while let Some(event) = assistant.poll(now) {
        if !matches!(event, Event::Slept { .. }) {
            fate.note(&event);
        }
    }
    match fate.understood {
        Some(understood) => spelt(&understood.intent, &understood.slots),
        None => "nothing".into(),
    }
}

fn wanted(test: &Expectation) -> String {
    match &test.intent {
        Some(intent) => spelt(intent, &test.slots.iter().cloned().collect()),
        None => "nothing".into(),
    }
}

fn spelt(intent: &str, slots: &BTreeMap<String, String>) -> String {
    let slots = slots.iter().map(|(name, value)| format!(" {name}={value}"));
    intent.to_owned() + &slots.collect::<String>()
}

fn tell(
    tests: usize,
    failed: &[(&Expectation, String)],
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let mut table = Table::new(&["place", "sentence", "wanted", "found"]);
    for (test, found) in failed {
        table.row(&[
            test.place.to_string(),
            printable(&test.say),
            printable(&wanted(test)),
            screen.ink.paint(Tint::Bad, &printable(found)),
        ]);
    }
    if !failed.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&line)?;
        }
    }
    let (mark, tint) = if failed.is_empty() {
        ("✓", Tint::Good)
    } else {
        ("✗", Tint::Bad)
    };
    let mark = screen.ink.paint(tint, mark);
    screen.line(&format!(
        "{mark} {} of {tests} test sentences as written",
        tests - failed.len()
    ))?;
    Ok(())
}
