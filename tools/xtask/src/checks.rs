//! Everything that must hold before a change is good, as a list.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::boards::{BOARDS, M4F};
use crate::recordings::{self, Mode};
use crate::targets::{self, AARCH64};
use crate::verbs::sizes::Sizes;
use crate::verbs::trace;
use crate::{costs, needs, traces, workspace};

/// How many single tests of a check passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub ignored: usize,
}

impl Tally {
    /// A check that is one test.
    const ONE: Tally = Tally {
        passed: 1,
        failed: 0,
        ignored: 0,
    };

    const FAILED: Tally = Tally {
        passed: 0,
        failed: 1,
        ignored: 0,
    };

    /// A check that could not be run, with the command that makes it possible.
    fn skipped(command: &str) -> Tally {
        println!("skipped; to run it: {command}");
        Tally {
            ignored: 1,
            ..Tally::default()
        }
    }

    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// A check.
pub struct Check {
    pub name: &'static str,
    /// Left out by `--fast`.
    pub slow: bool,
    pub run: fn() -> Result<Tally>,
}

/// All checks, those that fail soonest first.
pub static CHECKS: [Check; 13] = [
    Check {
        name: "format",
        slow: false,
        run: format,
    },
    Check {
        name: "lints",
        slow: false,
        run: lints,
    },
    Check {
        name: "tests",
        slow: false,
        run: tests,
    },
    Check {
        name: "trainer on people's own data",
        slow: false,
        run: trainer,
    },
    Check {
        name: "engine on its targets",
        slow: false,
        run: engine_on_its_targets,
    },
    Check {
        name: "documentation",
        slow: true,
        run: documentation,
    },
    Check {
        name: "memory of the home firmware",
        slow: false,
        run: memory,
    },
    Check {
        name: "cost of the home firmware",
        slow: false,
        run: cost,
    },
    Check {
        name: "traces of the demos",
        slow: false,
        run: traces_of_demos,
    },
    Check {
        name: "traces of real speech",
        slow: true,
        run: traces_of_real_speech,
    },
    Check {
        name: "kernels of the Cortex-M4F",
        slow: true,
        run: kernels_of_the_m4f,
    },
    Check {
        name: "virtual microphone",
        slow: true,
        run: microphone,
    },
    Check {
        name: "networks against tract",
        slow: true,
        run: networks_against_tract,
    },
];

/// Real recordings that traces are compared on.
const REAL_RECORDINGS: usize = 20;

fn format() -> Result<Tally> {
    workspace::run(&mut workspace::cargo(["fmt", "--all", "--check"]))?;
    workspace::run(&mut workspace::board_cargo(["fmt", "--all", "--check"]))?;
    Ok(Tally::ONE)
}

fn lints() -> Result<Tally> {
    const DENY: [&str; 3] = ["--", "-D", "warnings"];
    let mut clippy = workspace::cargo(["clippy", "--quiet", "--workspace", "--all-targets"]);
    workspace::run(clippy.args(DENY))?;
    for board in BOARDS {
        let mut clippy = workspace::board_cargo(["clippy", "--quiet", "--release"]);
        clippy.args(["--package", board.name, "--package", "goldcrest-board"]);
        clippy.args([
            "--features",
            "goldcrest-board/qemu",
            "--target",
            board.target,
        ]);
        workspace::run(clippy.args(DENY))?;
    }
    Ok(Tally::ONE)
}

fn tests() -> Result<Tally> {
    counted(workspace::cargo(["test", "--workspace", "--no-fail-fast"]))
}

/// The trainer's readers need PyYAML; what needs more is skipped by name. `PYTHON` names another interpreter.
fn trainer() -> Result<Tally> {
    let python = needs::python();
    if std::env::var_os("PYTHON").is_none()
        && let Err(command) = needs::PYTHON.provide()
    {
        return Ok(Tally::skipped(&command));
    }
    let mut tests = Command::new(python);
    tests.args(["-B", "-m", "unittest", "discover", "--verbose"]);
    tests.args(["--start-directory", "tools/train/tests"]);
    let output = tests
        .current_dir(workspace::root())
        .output()
        .with_context(|| format!("{} does not start", workspace::shown(&tests)))?;
    let report = String::from_utf8_lossy(&output.stderr);
    print!("{report}");
    report_of_unittest(&report)
        .with_context(|| format!("{} said nothing of its tests", workspace::shown(&tests)))
}

fn networks_against_tract() -> Result<Tally> {
    counted(workspace::cargo([
        "test",
        "--package",
        "goldcrest-tests",
        "--features",
        "onnx",
        "--no-fail-fast",
    ]))
}

fn engine_on_its_targets() -> Result<Tally> {
    let mut tally = Tally::default();
    for target in BOARDS.iter().map(|board| board.target).chain([AARCH64]) {
        let mut build = workspace::cargo(["build", "--quiet", "--package", "goldcrest"]);
        workspace::run(build.args(["--target", target]))?;
        tally.add(Tally::ONE);
    }
    Ok(tally)
}

fn documentation() -> Result<Tally> {
    let mut doc = workspace::cargo(["doc", "--quiet", "--workspace", "--no-deps"]);
    workspace::run(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Tally::ONE)
}

fn memory() -> Result<Tally> {
    let mut tally = Tally::default();
    for board in BOARDS {
        let sizes = Sizes::of("home", board)?;
        sizes.print();
        let within = sizes.are_within_limits();
        tally.passed += usize::from(within);
        tally.failed += usize::from(!within);
    }
    Ok(tally)
}

fn cost() -> Result<Tally> {
    let cost = costs::at_work("home", &M4F)?;
    println!(
        "{} thousand instructions a second waiting, {} awake",
        costs::sum(&cost.waiting) / 1000,
        costs::sum(&cost.awake) / 1000
    );
    let passed = cost.passed_limits();
    for limit in &passed {
        println!("OVER THE LIMIT {limit}");
    }
    Ok(if passed.is_empty() {
        Tally::ONE
    } else {
        Tally::FAILED
    })
}

/// Every network of the tests, on the very instructions that a Cortex-M4 runs: Armv7-A has them too,
/// and an emulator that runs test programs.
fn kernels_of_the_m4f() -> Result<Tally> {
    if let Err(command) = needs::ARMV7.provide() {
        return Ok(Tally::skipped(&command));
    }
    let mut test = workspace::cargo(["test", "--package", "goldcrest-nn", "--tests"]);
    test.args(["--target", needs::ARMV7_TARGET]);
    let variable = needs::ARMV7_TARGET.to_uppercase().replace('-', "_");
    test.env(
        format!("CARGO_TARGET_{variable}_LINKER"),
        "arm-linux-gnueabihf-gcc",
    );
    test.env(
        format!("CARGO_TARGET_{variable}_RUNNER"),
        "qemu-arm-static -L /usr/arm-linux-gnueabihf",
    );
    counted(test)
}

fn microphone() -> Result<Tally> {
    if let Err(command) = needs::MICROPHONE.provide() {
        return Ok(Tally::skipped(&command));
    }
    let mut test = workspace::cargo(["test", "--package", "goldcrest-host", "--features", "mic"]);
    test.args(["--test", "mic_callback", "--test", "mic_device"]);
    test.args(["--", "--include-ignored"]);
    counted(test)
}

fn traces_of_demos() -> Result<Tally> {
    equal_traces("home", Mode::Wake, &recordings::demos("home")?)
}

fn traces_of_real_speech() -> Result<Tally> {
    let orders = recordings::real_orders(REAL_RECORDINGS)?;
    if orders.is_empty() {
        println!("skipped: there is no ../shared/data");
        return Ok(Tally {
            ignored: REAL_RECORDINGS,
            ..Tally::default()
        });
    }
    equal_traces("coffee", Mode::PushToTalk, &orders)
}

fn equal_traces(assistant: &str, mode: Mode, recordings: &[std::path::PathBuf]) -> Result<Tally> {
    if recordings.is_empty() {
        bail!("the assistant {assistant} has no demo recordings");
    }
    let targets = targets::all(assistant)?;
    let rows = traces::compare(&targets, mode, recordings)?;
    let mut tally = Tally::default();
    for row in &rows {
        trace::print(&targets, row, false);
        // Recordings in which nothing happened would be equal whatever the engine did.
        let good = row.is_equal() && !row.events.is_empty();
        if row.events.is_empty() {
            println!("NOTHING HAPPENED in {}", row.recording.display());
        }
        tally.passed += usize::from(good);
        tally.failed += usize::from(!good);
    }
    Ok(tally)
}

/// Runs `cargo test`, shows what it prints and adds up its summaries.
fn counted(mut cargo_test: Command) -> Result<Tally> {
    let mut running = cargo_test
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo does not start")?;
    let output = running.stdout.take().context("cargo's output is piped")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        if let Some(summary) = summary(&line) {
            tally.add(summary);
        }
    }
    if !running.wait()?.success() && tally.failed == 0 {
        bail!(
            "{} failed before its tests ran",
            workspace::shown(&cargo_test)
        );
    }
    Ok(tally)
}

/// Reads `test result: ok. 3 passed; 0 failed; 0 ignored; …`.
fn summary(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?;
    let count = |what: &str| -> usize {
        counts
            .split([';', '.'])
            .find_map(|part| part.trim().strip_suffix(what)?.trim().parse().ok())
            .unwrap_or(0)
    };
    Some(Tally {
        passed: count("passed"),
        failed: count("failed"),
        ignored: count("ignored"),
    })
}

/// Reads `Ran 19 tests in 4.7s` and, below, `OK (skipped=2)` or `FAILED (failures=1, errors=2, skipped=3)`.
fn report_of_unittest(report: &str) -> Option<Tally> {
    let ran = report
        .lines()
        .find_map(|line| line.strip_prefix("Ran ")?.split(' ').next()?.parse().ok())?;
    let result = report
        .lines()
        .rfind(|line| line.starts_with("OK") || line.starts_with("FAILED"))?;
    let count = |what: &str| -> usize {
        result
            .split(['(', ',', ')'])
            .find_map(|part| part.trim().strip_prefix(what)?.parse().ok())
            .unwrap_or(0)
    };
    let failed = count("failures=") + count("errors=");
    let ignored = count("skipped=");
    Some(Tally {
        passed: usize::saturating_sub(ran, failed + ignored),
        failed,
        ignored,
    })
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn reports_of_unittest_are_read() {
        let report = |end: &str| format!("a ... ok\n\nRan 19 tests in 4.750s\n\n{end}\n");
        let tally = |passed, failed, ignored| {
            Some(Tally {
                passed,
                failed,
                ignored,
            })
        };
        assert_eq!(report_of_unittest(&report("OK")), tally(19, 0, 0));
        assert_eq!(
            report_of_unittest(&report("OK (skipped=2)")),
            tally(17, 0, 2)
        );
        assert_eq!(
            report_of_unittest(&report("FAILED (failures=1, errors=2, skipped=3)")),
            tally(13, 3, 3)
        );
        assert_eq!(report_of_unittest("No module named unittest"), None);
    }

    #[test]
    fn summaries_of_cargo_test_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; \
                    0 filtered out; finished in 0.52s";
        let tally = Tally {
            passed: 12,
            failed: 3,
            ignored: 1,
        };
        assert_eq!(summary(line), Some(tally));
        assert_eq!(summary("running 3 tests"), None);
    }
}
