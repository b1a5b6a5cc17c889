//! `goldcrest doctor`: what is missing on this machine, and the command that mends it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::assistants;
use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Table, Tint};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  goldcrest doctor\n  goldcrest doctor --for board   # exit status 1 if the emulated boards could not run here"
)]
pub struct Doctor {
    /// Check what this purpose needs, and fail (exit status 1) if some of it is missing
    #[arg(long = "for", value_enum)]
    purpose: Option<Purpose>,
}

/// What a thing is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The demo and every verb on files and text
    Desktop,
    /// A live microphone (`--features mic`)
    Mic,
    /// Firmware for the emulated boards
    Board,
    /// The whole of `cargo xtask test`
    Test,
    /// Training models
    Train,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Mic => "mic",
            Self::Board => "board",
            Self::Test => "test",
            Self::Train => "train",
        }
    }
}

enum Probe {
    Assistant(&'static str),
    Program(&'static str),
    Header(&'static str),
    RustTarget(&'static str),
    Folder(PathBuf),
}

struct Check {
    name: &'static str,
    purpose: Purpose,
    use_of_it: &'static str,
    probe: Probe,
    mend: &'static str,
}

#[derive(Serialize)]
struct Finding {
    name: &'static str,
    #[serde(rename = "for")]
    purpose: Purpose,
    found: bool,
    mend: Option<&'static str>,
}

/// Runs the verb.
pub fn run(arguments: &Doctor, screen: &mut Screen) -> Ended {
    let rust_targets = installed_targets();
    let mut table = Table::new(&["", "what", "for", "needed to", "mend it with"]);
    let mut missing = 0;
    for check in checks() {
        if arguments
            .purpose
            .is_some_and(|purpose| purpose != check.purpose)
        {
            continue;
        }
        let found = is_there(&check.probe, &rust_targets);
        missing += usize::from(!found);
        screen.object(&Finding {
            name: check.name,
            purpose: check.purpose,
            found,
            mend: (!found).then_some(check.mend),
        })?;
        let (mark, mend) = if found {
            (screen.ink.paint(Tint::Good, "✓"), String::new())
        } else {
            (screen.ink.paint(Tint::Warn, "✗"), check.mend.to_owned())
        };
        let cells = [
            mark,
            check.name.into(),
            check.purpose.name().into(),
            check.use_of_it.into(),
            mend,
        ];
        table.row(&cells);
    }
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    screen.gap()?;
    screen.line(&match missing {
        0 => "Nothing is missing.".to_owned(),
        _ => format!(
            "{missing} missing; the demo and the verbs on files need only what `desktop` lists."
        ),
    })?;
    let failed = missing > 0 && arguments.purpose.is_some();
    Ok(if failed {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

fn checks() -> Vec<Check> {
    let check = |name, purpose, use_of_it, probe, mend| Check {
        name,
        purpose,
        use_of_it,
        probe,
        mend,
    };
    use Probe::{Assistant, Folder, Header, Program, RustTarget};
    use Purpose::{Board, Desktop, Mic, Test, Train};
    vec![
        check(
            "assistant `home`",
            Desktop,
            "run the demo",
            Assistant("home"),
            "run inside the repository, or give --pack FILE",
        ),
        check(
            "ALSA headers",
            Mic,
            "build with --features mic",
            Header("alsa/asoundlib.h"),
            "sudo apt-get install libasound2-dev",
        ),
        check(
            "pulseaudio",
            Mic,
            "test the microphone",
            Program("pulseaudio"),
            "sudo apt-get install pulseaudio libasound2-plugins",
        ),
        check(
            "thumbv7em target",
            Board,
            "build for Cortex-M4F",
            RustTarget("thumbv7em-none-eabihf"),
            "rustup target add thumbv7em-none-eabihf",
        ),
        check(
            "thumbv8m target",
            Board,
            "build for Cortex-M55",
            RustTarget("thumbv8m.main-none-eabihf"),
            "rustup target add thumbv8m.main-none-eabihf",
        ),
        check(
            "qemu-system-arm",
            Board,
            "run the firmware",
            Program("qemu-system-arm"),
            "sudo apt-get install qemu-system-arm",
        ),
        check(
            "defmt-print",
            Board,
            "read the firmware's log",
            Program("defmt-print"),
            "cargo install --locked defmt-print",
        ),
        check(
            "aarch64 target",
            Test,
            "compare traces",
            RustTarget("aarch64-unknown-linux-gnu"),
            "rustup target add aarch64-unknown-linux-gnu",
        ),
        check(
            "aarch64 linker",
            Test,
            "compare traces",
            Program("aarch64-linux-gnu-gcc"),
            "sudo apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
        ),
        check(
            "qemu-aarch64",
            Test,
            "compare traces",
            Program("qemu-aarch64-static"),
            "sudo apt-get install qemu-user-static",
        ),
        check(
            "valgrind",
            Test,
            "count host instructions",
            Program("valgrind"),
            "sudo apt-get install valgrind",
        ),
        check(
            "recordings",
            Test,
            "measure on real speech",
            Folder(data_folder()),
            "put the data set beside the repository as ../shared/data; tests skip without it",
        ),
        check(
            "python3",
            Train,
            "train models",
            Program("python3"),
            "sudo apt-get install python3 python3-venv",
        ),
        check(
            "espeak-ng",
            Train,
            "synthesise speech",
            Program("espeak-ng"),
            "sudo apt-get install espeak-ng",
        ),
        check(
            "flite",
            Train,
            "synthesise speech",
            Program("flite"),
            "sudo apt-get install flite",
        ),
    ]
}

fn data_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}

fn is_there(probe: &Probe, rust_targets: &str) -> bool {
    match probe {
        Probe::Assistant(name) => assistants::find_folder(name).is_ok(),
        Probe::Program(name) => on_path(name),
        Probe::Header(name) => Path::new("/usr/include").join(name).is_file(),
        Probe::RustTarget(name) => rust_targets.lines().any(|line| line == *name),
        Probe::Folder(folder) => folder.is_dir(),
    }
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| {
        env::split_paths(&path).any(|folder| {
            folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file()
        })
    })
}

fn installed_targets() -> String {
    Command::new("rustup")
        .args(["target", "list", "--installed"])
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_thing_comes_with_its_command() {
        let mut written = Vec::new();
        run(
            &Doctor { purpose: None },
            &mut Screen::plain(&mut written, true),
        )
        .unwrap();
        let lines: Vec<serde_json::Value> = String::from_utf8(written)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), checks().len());
        for line in lines {
            assert_eq!(line["found"] == false, line["mend"].is_string(), "{line}");
        }
    }

    #[test]
    fn programs_are_looked_up_on_the_path() {
        assert!(!on_path("no-such-program-anywhere"));
    }
}
