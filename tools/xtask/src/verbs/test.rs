use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::checks::{CHECKS, Check, Tally};
use crate::needs;
use crate::outcome::Outcome;

/// Run every check, on this machine and on the emulated boards
///
/// What is missing is installed (as root) or named with the command that installs it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask test --fast")]
pub struct Test {
    /// Leave out what takes minutes: documentation, real speech, the comparison with tract
    #[arg(long)]
    fast: bool,
    /// Only the checks whose name contains this
    only: Option<String>,
}

/// How a check ended.
struct Ended {
    name: &'static str,
    tally: Tally,
    seconds: u64,
}

impl Test {
    pub fn run(self) -> Result<Outcome> {
        let started = Instant::now();
        needs::provide()?;
        let ended: Vec<_> = CHECKS
            .iter()
            .filter(|check| self.wants(check))
            .map(one)
            .collect();
        let mut total = Tally::default();
        println!(
            "\n{:<32}{:>8}{:>8}{:>9}",
            "check", "passed", "failed", "seconds"
        );
        for check in &ended {
            let Tally { passed, failed, .. } = check.tally;
            println!(
                "{:<32}{passed:>8}{failed:>8}{:>9}",
                check.name, check.seconds
            );
            total.add(check.tally);
        }
        let good = total.failed == 0;
        println!(
            "\ntest result: {}. {} passed; {} failed; {} ignored; 0 measured; 0 filtered out; \
             finished in {:.2}s",
            if good { "ok" } else { "FAILED" },
            total.passed,
            total.failed,
            total.ignored,
            started.elapsed().as_secs_f32()
        );
        Ok(if good {
            Outcome::Good
        } else {
            Outcome::CheckFailed
        })
    }

    fn wants(&self, check: &Check) -> bool {
        let named = self
            .only
            .as_ref()
            .is_none_or(|part| check.name.contains(part));
        named && !(self.fast && check.slow)
    }
}

fn one(check: &'static Check) -> Ended {
    println!("\n== {}", check.name);
    let started = Instant::now();
    let tally = (check.run)().unwrap_or_else(|error| {
        println!("{}: {error:#}", check.name);
        Tally {
            failed: 1,
            ..Tally::default()
        }
    });
    Ended {
        name: check.name,
        tally,
        seconds: started.elapsed().as_secs(),
    }
}
