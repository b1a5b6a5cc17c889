use anyhow::Result;
use clap::Args;
use goldcrest_benches::OPERATIONS;
use serde_json::{Value, json};

use crate::boards::{BOARDS, M4F};
use crate::costs::{
    self, AWAKE_LIMIT, AtWork, Counts, REWRITE_LIMIT, Rewrites, WAITING_LIMIT, sum,
};
use crate::outcome::Outcome;

/// Instructions per second of audio, by stage and target
///
/// First each measured operation by itself, on the same second of speech: on this machine by
/// callgrind, on the boards by QEMU. Then the assistant at work on the boards, over all demo
/// recordings. Exit status 1 where the Cortex-M4F passes 12 million waiting or 60 million awake, or 15
/// million for a request to be repaired, or the wake network's arena 8 KiB.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask cost --json")]
pub struct Cost {
    /// The folder in tools/assistants that is linked as the pack
    #[arg(long, default_value = "home")]
    assistant: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// All figures of one target.
struct Figures {
    target: &'static str,
    operations: Option<Counts>,
    at_work: Option<AtWork>,
}

impl Cost {
    pub fn run(self) -> Result<Outcome> {
        let pack = costs::pack(&self.assistant, &M4F)?;
        let mut all = vec![Figures {
            target: "host",
            operations: costs::operations_on_host(&self.assistant, &pack)?,
            at_work: None,
        }];
        for board in BOARDS {
            all.push(Figures {
                target: board.processor,
                operations: Some(costs::operations_on_board(&self.assistant, board)?),
                at_work: Some(costs::at_work(&self.assistant, board)?),
            });
        }
        if self.json {
            println!("{}", to_json(&self.assistant, &all));
        } else {
            print(&all);
        }
        let passed: Vec<_> = all
            .iter()
            .filter(|figures| figures.target == M4F.processor)
            .filter_map(|figures| figures.at_work.as_ref())
            .flat_map(AtWork::passed_limits)
            .chain(
                all.iter()
                    .filter(|figures| figures.target == M4F.processor)
                    .filter_map(|figures| {
                        Rewrites::of(figures.operations.as_ref()?)?.passed_limit()
                    }),
            )
            .collect();
        for limit in &passed {
            eprintln!("over the limit: {limit}");
        }
        Ok(if passed.is_empty() {
            Outcome::Good
        } else {
            Outcome::CheckFailed
        })
    }
}

fn to_json(assistant: &str, all: &[Figures]) -> Value {
    let targets: serde_json::Map<_, _> = all
        .iter()
        .map(|figures| {
            let at_work = figures.at_work.as_ref().map(|cost| {
                json!({
                    "waiting": cost.waiting,
                    "waiting_total": sum(&cost.waiting),
                    "awake": cost.awake,
                    "awake_total": sum(&cost.awake),
                    "dearest_block": cost.dearest_block,
                    "wake_arena_bytes": cost.wake_arena,
                })
            });
            let rewrites = figures.operations.as_ref().and_then(Rewrites::of);
            let rewrites = rewrites
                .map(|rewrites| json!({ "median": rewrites.median, "worst": rewrites.worst }));
            let value = json!({
                "operations": figures.operations, "rewrites": rewrites, "at_work": at_work,
            });
            (figures.target.to_owned(), value)
        })
        .collect();
    json!({
        "assistant": assistant,
        "unit": "instructions per second of audio",
        "waiting_limit": WAITING_LIMIT,
        "awake_limit": AWAKE_LIMIT,
        "rewrite_limit": REWRITE_LIMIT,
        "targets": targets,
    })
}

fn print(all: &[Figures]) {
    println!("thousands of instructions per second of audio\n");
    header("one stage by itself", all);
    for operation in &OPERATIONS {
        row(operation.name, all, |figures| {
            figures.operations.as_ref()?.get(operation.name).copied()
        });
    }
    for (name, of) in [
        (
            "a rewrite, median",
            (|rewrites| rewrites.median) as fn(Rewrites) -> u64,
        ),
        ("a rewrite, worst", |rewrites| rewrites.worst),
    ] {
        row(name, all, |figures| {
            Rewrites::of(figures.operations.as_ref()?).map(of)
        });
    }
    for (state, of) in [
        ("waiting", waiting as fn(&AtWork) -> &Counts),
        ("awake", awake),
    ] {
        println!();
        header(state, all);
        let stages = all.iter().find_map(|figures| figures.at_work.as_ref());
        for stage in stages.map(of).into_iter().flat_map(Counts::keys) {
            row(stage, all, |figures| {
                of(figures.at_work.as_ref()?).get(stage).copied()
            });
        }
        row("all", all, |figures| {
            Some(sum(of(figures.at_work.as_ref()?)))
        });
    }
    println!();
    row("dearest 10 ms", all, |figures| {
        Some(figures.at_work.as_ref()?.dearest_block)
    });
    println!(
        "\nlimits on {}: {} waiting, {} awake, {} a rewrite",
        M4F.processor,
        WAITING_LIMIT / 1000,
        AWAKE_LIMIT / 1000,
        REWRITE_LIMIT / 1000
    );
}

fn header(title: &str, all: &[Figures]) {
    print!("{title:<22}");
    for figures in all {
        print!("{:>12}", figures.target);
    }
    println!();
}

fn row(name: &str, all: &[Figures], count: impl Fn(&Figures) -> Option<u64>) {
    print!("{name:<22}");
    for figures in all {
        match count(figures) {
            Some(count) => print!("{:>12}", count / 1000),
            None => print!("{:>12}", "-"),
        }
    }
    println!();
}

fn waiting(cost: &AtWork) -> &Counts {
    &cost.waiting
}

fn awake(cost: &AtWork) -> &Counts {
    &cost.awake
}
