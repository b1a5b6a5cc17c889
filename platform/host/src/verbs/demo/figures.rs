use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use goldcrest::{Assistant, Buffer, MemoryPlan};
use goldcrest_dsp::FrontEnd;
use goldcrest_pack::{Pack, SectionKind};
use serde::Deserialize;

use crate::exit::Failure;
use crate::present::{Screen, Table, Tint, bytes, meter, tell};

/// Budget of flash for pack and code, and of RAM, on the default board.
const FLASH: usize = 1 << 20;
const RAM: usize = 256 << 10;
/// Figures that `cargo xtask cost` measures, kept in the source tree.
const COSTS: &str = "benches/cost.json";

/// The parts of `cargo xtask cost --json` that are shown.
#[derive(Debug, Default, Deserialize)]
struct Costs {
    targets: BTreeMap<String, Target>,
}

/// Instructions per second of audio on one target.
#[derive(Debug, Deserialize)]
struct Target {
    operations: Option<BTreeMap<String, u64>>,
}

struct Stage {
    name: &'static str,
    /// Its name in the costs.
    operation: &'static str,
    sections: &'static [SectionKind],
    buffers: &'static [Buffer],
}

/// The stages in the order in which sound passes them; `text` is what reads what no template says.
const STAGES: [Stage; 6] = [
    Stage {
        name: "front end",
        operation: "front-end",
        sections: &[],
        buffers: &[],
    },
    Stage {
        name: "wake",
        operation: "wake",
        sections: &[SectionKind::Wake, SectionKind::WakePhrase],
        buffers: &[Buffer::Wake],
    },
    Stage {
        name: "speech",
        operation: "acoustic",
        sections: &[SectionKind::Acoustic],
        buffers: &[Buffer::Speech, Buffer::Columns],
    },
    Stage {
        name: "search",
        operation: "search",
        sections: &[SectionKind::Lexicon, SectionKind::Grammar],
        buffers: &[Buffer::Tokens, Buffer::Table, Buffer::Nodes],
    },
    Stage {
        name: "text",
        operation: "",
        sections: &[
            SectionKind::Understanding,
            SectionKind::Entities,
            SectionKind::Context,
            SectionKind::Trie,
            SectionKind::Rewriter,
        ],
        buffers: &[Buffer::Rewrite, Buffer::Personal, Buffer::Generate],
    },
    Stage {
        name: "dialogue",
        operation: "",
        sections: &[SectionKind::Dialogue, SectionKind::Manifest],
        buffers: &[],
    },
];

/// Shows what each stage takes: flash of the pack, RAM lent, and instructions where they were measured.
pub fn tell(pack: &Pack<'_>, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let plan = MemoryPlan::of(pack);
    let own = size_of::<Assistant<'_, '_>>() - size_of::<FrontEnd>();
    let costs = costs();
    let targets: Vec<&str> = costs.targets.keys().map(String::as_str).collect();
    let mut heading = vec!["stage", "flash", "", "RAM", ""];
    heading.extend(&targets);
    let numbers: Vec<usize> = [1, 3].into_iter().chain(5..heading.len()).collect();
    let mut table = Table::new(&heading).right(&numbers);
    let (mut all_flash, mut all_ram) = (0, 0);
    for stage in &STAGES {
        let flash: usize = pack
            .sections()
            .filter(|section| stage.sections.contains(&section.kind))
            .map(|section| section.bytes.len())
            .sum();
        let lent: usize = plan
            .lines
            .iter()
            .filter(|line| stage.buffers.contains(&line.buffer))
            .map(|line| line.bytes)
            .sum();
        let ram = lent
            + match stage.name {
                "front end" => size_of::<FrontEnd>(),
                "dialogue" => own,
                _ => 0,
            };
        (all_flash, all_ram) = (all_flash + flash, all_ram + ram);
        let mut row = vec![
            stage.name.to_owned(),
            bytes(flash as u64),
            screen
                .ink
                .paint(Tint::Gold, &meter::bar(flash as f64, FLASH as f64, 14)),
            bytes(ram as u64),
            screen
                .ink
                .paint(Tint::Gold, &meter::bar(ram as f64, RAM as f64, 14)),
        ];
        row.extend(
            costs
                .targets
                .values()
                .map(|target| cost(target, stage.operation)),
        );
        table.row(&row);
    }
    table.row(&[
        screen.ink.paint(Tint::Strong, "all"),
        bytes(all_flash as u64),
        meter::bar(all_flash as f64, FLASH as f64, 14),
        bytes(all_ram as u64),
        meter::bar(all_ram as f64, RAM as f64, 14),
    ]);
    screen.heading("what it takes")?;
    for line in table.lines(screen.ink) {
        screen.line(&format!("  {line}"))?;
    }
    let mut note =
        "flash: this pack, of 1 MiB with the code; RAM: of 256 KiB, as this machine lays it out"
            .to_owned();
    if !targets.is_empty() {
        note.push_str("; instructions a second of audio, as `cargo xtask cost` measured them");
    }
    screen.line(&tell::labelled(
        "",
        &screen.ink.paint(Tint::Faint, &note),
        screen.ink,
    ))?;
    screen.object(
        &serde_json::json!({ "event": "figures", "flash_bytes": all_flash, "ram_bytes": all_ram }),
    )?;
    Ok(())
}

/// Measured costs; none where the program runs outside of its source tree.
fn costs() -> Costs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(COSTS))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn cost(target: &Target, operation: &str) -> String {
    let count = target
        .operations
        .as_ref()
        .and_then(|counts| counts.get(operation));
    count.map_or_else(String::new, |count| format!("{:.1} M", *count as f64 / 1e6))
}
