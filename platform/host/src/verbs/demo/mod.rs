//! The demo: speaks bundled recordings to an assistant and shows every stage.

mod figures;
mod scene;
mod script;

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::assistants;
use crate::clock;
use crate::exit::{Ended, Failure, Verdict};
use crate::house::House;
use crate::memory::Memory;
use crate::present::{Screen, Tint, picture};

/// Arguments of `demo`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = "\
Examples:
  goldcrest                         # the same as `goldcrest demo`
  goldcrest demo kitchen-lights
  goldcrest demo --check            # exit status 1 where a turn does not lead to what demos.yaml says")]
pub struct Demo {
    /// Only the dialogues of these names
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Fail where a turn does not lead to what its script says
    #[arg(long)]
    check: bool,
    /// Write the demo as an SVG picture instead of showing it
    #[arg(long, value_name = "FILE.svg")]
    picture: Option<PathBuf>,
    /// The assistant, by name or by the path of its folder [default: home]
    #[arg(long, value_name = "NAME or FOLDER")]
    assistant: Option<String>,
}

/// Runs the verb.
pub fn run(arguments: &Demo, screen: &mut Screen<'_>) -> Ended {
    let Some(file) = &arguments.picture else {
        return show(arguments, screen);
    };
    let mut drawn = Vec::new();
    let verdict = show(arguments, &mut Screen::coloured(&mut drawn))?;
    let picture = picture::svg(&String::from_utf8_lossy(&drawn));
    fs::write(file, picture).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", file.display()),
            "give another place with --picture FILE",
        )
    })?;
    Ok(verdict)
}

fn show(arguments: &Demo, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.assistant.as_deref().unwrap_or("home");
    let folder = assistants::find_folder(label)?;
    let image = assistants::image(&folder, &Default::default())?;
    let pack = assistants::open(&image, label)?;
    let scenes = chosen(script::read(&folder)?, &arguments.names)?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, label)?;
    assistant.set_clock(clock::now());

    screen.gap()?;
    let title = screen.ink.paint(Tint::Gold, "Goldcrest");
    let subtitle = "a whole voice assistant in one megabyte of flash";
    screen.line(&format!(
        "  {title}  {}",
        screen.ink.paint(Tint::Faint, subtitle)
    ))?;
    screen.gap()?;

    let look_ahead_ms = super::explain::look_ahead_ms(&pack);
    let mut house = House::default();
    let (mut right, mut turns, mut seconds) = (0, 0, 0.0);
    for (index, scene) in scenes.iter().enumerate() {
        let number = (index + 1, scenes.len());
        let score = scene::play(
            scene,
            number,
            &mut assistant,
            &mut house,
            look_ahead_ms,
            screen,
        )?;
        right += score.right;
        turns += score.turns;
        seconds += score.seconds;
    }
    figures::tell(&pack, screen)?;
    screen.gap()?;
    let tint = if right == turns {
        Tint::Good
    } else {
        Tint::Warn
    };
    let result = screen.ink.paint(tint, &format!("{right} of {turns} turns"));
    screen.line(&format!(
        "  {result} in {seconds:.0} s of speech led to what was meant. Next: {}",
        screen.ink.paint(Tint::Strong, "goldcrest understand")
    ))?;
    screen.object(&serde_json::json!({
        "event": "end", "turns": turns, "right": right, "seconds": seconds
    }))?;
    let failed = arguments.check && right < turns;
    Ok(if failed {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

fn chosen(scenes: Vec<script::Scene>, names: &[String]) -> Result<Vec<script::Scene>, Failure> {
    if names.is_empty() {
        return Ok(scenes);
    }
    let known: Vec<&str> = scenes.iter().map(|scene| scene.name.as_str()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Failure::bad_input(
            format!(
                "there is no dialogue called `{}`",
                crate::present::printable(name)
            ),
            format!("choose from {}", known.join(", ")),
        ));
    }
    Ok(scenes
        .into_iter()
        .filter(|scene| names.contains(&scene.name))
        .collect())
}
