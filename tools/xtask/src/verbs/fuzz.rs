use std::fs;

use anyhow::{Context, Result};
use clap::Args;

use crate::outcome::Outcome;
use crate::workspace;

/// Run the fuzz targets of tests/fuzz, each for a while
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask fuzz --seconds 60 pack

Needs a nightly toolchain and cargo-fuzz: `cargo install cargo-fuzz`.")]
pub struct Fuzz {
    /// How long each target runs
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// The targets, which are the files in tests/fuzz/fuzz_targets; all if none is given
    targets: Vec<String>,
}

impl Fuzz {
    pub fn run(self) -> Result<Outcome> {
        let targets = if self.targets.is_empty() {
            all_targets()?
        } else {
            self.targets
        };
        let mut outcome = Outcome::Good;
        for target in targets {
            println!("fuzzing {target} for {} s", self.seconds);
            let limit = format!("-max_total_time={}", self.seconds);
            let mut fuzz = std::process::Command::new("cargo");
            fuzz.args(["+nightly", "fuzz", "run", &target, "--", &limit])
                .current_dir(workspace::root().join("tests"));
            if let Err(error) = workspace::run(&mut fuzz) {
                println!("{target}: {error:#}");
                outcome = Outcome::CheckFailed;
            }
        }
        Ok(outcome)
    }
}

fn all_targets() -> Result<Vec<String>> {
    let folder = workspace::root().join("tests/fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("no fuzz targets in {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
