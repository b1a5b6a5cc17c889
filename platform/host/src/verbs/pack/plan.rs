//! `goldcrest pack plan`: the memory that a device lends.

use clap::Args;
use goldcrest::{Assistant, MemoryPlan};
use serde_json::json;

use crate::assistants::{self, FileOrChoice};
use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Table, Tint, grouped, meter};

/// Arguments of `pack plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
The sizes are those of this machine's build; on a 32-bit board the assistant itself is a little smaller.

Examples:
  goldcrest pack plan
  goldcrest pack plan --assistant coffee
  goldcrest pack plan coffee.pack --json          # a file, as --pack coffee.pack")]
pub struct Plan {
    #[command(flatten)]
    pack: FileOrChoice,
}

/// Runs the verb.
pub fn run(arguments: &Plan, screen: &mut Screen<'_>) -> Ended {
    let choice = arguments.pack.choice();
    let label = choice.label();
    let image = choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let plan = MemoryPlan::of(&pack);
    let own = size_of::<Assistant<'_, '_>>();
    let total = plan.bytes() + own;
    let lines = plan
        .lines
        .iter()
        .map(|line| (line.buffer.to_string(), line.entries, line.bytes))
        .chain([("assistant itself".to_owned(), 1, own)]);
    let mut table = Table::new(&["buffer", "entries", "bytes", ""]).right(&[1, 2]);
    for (name, entries, bytes) in lines {
        let share = screen
            .ink
            .paint(Tint::Gold, &meter::bar(bytes as f64, total as f64, 24));
        table.row(&[
            name.clone(),
            grouped(entries as u64),
            grouped(bytes as u64),
            share,
        ]);
        screen.object(&json!({ "buffer": name, "entries": entries, "bytes": bytes }))?;
    }
    table.row(&["all".into(), String::new(), grouped(total as u64)]);
    screen.object(&json!({ "buffer": "all", "bytes": total }))?;
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    Ok(Verdict::Good)
}
