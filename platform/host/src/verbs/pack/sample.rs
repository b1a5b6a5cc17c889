//! `goldcrest pack sample`: sentences that the assistant understands.

use clap::Args;
use goldcrest::Event;
use serde_json::json;

use crate::assistants::{self, Choice};
use crate::exit::{Ended, Failure, Verdict};
use crate::follow;
use crate::memory::Memory;
use crate::present::{Screen, Table, printable, tell};
use crate::wire;

/// Longest sentence, in words.
const LONGEST: usize = 30;
/// Draws for each sentence wanted, before giving up.
const PATIENCE: usize = 200;

/// Arguments of `pack sample`.
#[derive(Debug, Args)]
#[command(after_help = "\
At each step every word that may follow is as likely as the others; sentences are not repeated.

Examples:
  goldcrest pack sample
  goldcrest pack sample --assistant coffee --count 1000 --seed 7 --json > orders.jsonl")]
pub struct Sample {
    /// How many sentences
    #[arg(long, value_name = "N", default_value_t = 20)]
    count: usize,
    /// Another seed gives other sentences
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Sample, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, &label)?;
    let (grammar, lexicon) = (*assistant.grammar(), *assistant.lexicon());
    let root = grammar.root("command").ok_or_else(|| {
        Failure::bad_input(
            format!("{label} has no commands"),
            "add sentences to the assistant",
        )
    })?;
    let mut state = arguments.seed;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut table = Table::new(&["sentence", "meaning"]);
    for _ in 0..arguments.count.saturating_mul(PATIENCE) {
        if seen.len() == arguments.count {
            break;
        }
        let Some(sentence) = follow::sample(&grammar, &lexicon, root, LONGEST, &mut random) else {
            continue;
        };
        if !seen.insert(sentence.clone()) {
            continue;
        }
        assistant.understand(&sentence);
        let mut meaning = String::new();
        while let Some(event) = assistant.poll(0) {
            if let Event::Understood { request, .. } = &event {
                meaning = tell::meaning(request, screen.ink);
                screen.object(&wire::result(&sentence, request))?;
            }
        }
        if meaning.is_empty() {
            screen.object(&json!({ "text": sentence, "intent": null }))?;
        }
        table.row(&[printable(&sentence), meaning]);
    }
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    Ok(Verdict::Good)
}
