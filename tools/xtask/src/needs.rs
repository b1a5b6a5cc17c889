//! What the machine must have, and how it gets it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::workspace;

/// A program that a Debian package brings.
struct Program {
    name: &'static str,
    package: &'static str,
}

static PROGRAMS: [Program; 2] = [
    Program {
        name: "qemu-system-arm",
        package: "qemu-system-arm",
    },
    Program {
        name: "qemu-aarch64-static",
        package: "qemu-user-static",
    },
];

static TARGETS: [&str; 3] = [
    "thumbv7em-none-eabihf",
    "thumbv8m.main-none-eabihf",
    "aarch64-unknown-linux-musl",
];

static COMPONENTS: [&str; 2] = ["rustfmt", "clippy"];

/// Sees to it that every program, target and component is there.
///
/// Rust's own parts are installed through rustup. Debian packages are installed if we may (as
/// root); otherwise the error is the one command that installs them.
pub fn provide() -> Result<()> {
    rustup(&["target", "list", "--installed"], "target", &TARGETS)?;
    rustup(
        &["component", "list", "--installed"],
        "component",
        &COMPONENTS,
    )?;
    let packages: Vec<_> = PROGRAMS
        .iter()
        .filter(|program| !is_on_path(program.name))
        .map(|program| program.package)
        .collect();
    if packages.is_empty() {
        return Ok(());
    }
    let install = format!(
        "apt-get update && apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    if !is_root() || !is_on_path("apt-get") {
        bail!(
            "missing: {}. Run: sudo sh -c '{install}'",
            packages.join(", ")
        );
    }
    println!("installing {}", packages.join(", "));
    apt(&install)
}

/// What one check needs besides: installed where we may and can, and otherwise named.
pub struct Extra {
    /// Debian packages.
    pub packages: &'static [&'static str],
    /// A Rust target, if it needs one.
    pub target: Option<&'static str>,
    /// Whether the packages are there.
    pub are_there: fn() -> bool,
}

impl Extra {
    /// Sees to it that all is there; if not, the command that would do it.
    ///
    /// # Errors
    ///
    /// The command.
    pub fn provide(&self) -> Result<(), String> {
        if let Some(target) = self.target
            && rustup(&["target", "list", "--installed"], "target", &[target]).is_err()
        {
            return Err(format!("rustup target add {target}"));
        }
        if (self.are_there)() {
            return Ok(());
        }
        let install = format!(
            "apt-get install -y --no-install-recommends {}",
            self.packages.join(" ")
        );
        if is_root() && is_on_path("apt-get") {
            println!("installing {}", self.packages.join(", "));
            // Without lists of packages the first try fails.
            let both = format!("{install} || (apt-get update && {install})");
            let _ = apt(&both);
        }
        if (self.are_there)() {
            Ok(())
        } else {
            Err(format!("sudo {install}"))
        }
    }
}

/// Python with what the trainer's readers import.
pub static PYTHON: Extra = Extra {
    packages: &["python3", "python3-yaml", "python3-numpy"],
    target: None,
    are_there: || {
        Command::new("python3")
            .args(["-c", "import yaml"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    },
};

/// The interpreter: `PYTHON`, or `python3`.
pub fn python() -> std::ffi::OsString {
    std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into())
}

/// A virtual microphone: PulseAudio, ALSA's way to it, and what cpal is built with.
pub static MICROPHONE: Extra = Extra {
    packages: &["pulseaudio", "libasound2-plugins", "libasound2-dev"],
    target: None,
    are_there: || {
        is_on_path("pulseaudio")
            && Path::new("/usr/include/alsa/asoundlib.h").exists()
            && library_folders().any(|folder| {
                folder
                    .join("alsa-lib/libasound_module_pcm_pulse.so")
                    .exists()
            })
    },
};

/// The linker of programs for Armv7 Linux, and the C library that they run with.
pub static ARMV7: Extra = Extra {
    packages: &["gcc-arm-linux-gnueabihf", "libc6-dev-armhf-cross"],
    target: Some(ARMV7_TARGET),
    are_there: || {
        is_on_path("arm-linux-gnueabihf-gcc")
            && is_on_path("qemu-arm-static")
            && Path::new("/usr/arm-linux-gnueabihf/lib/libc.so.6").exists()
    },
};

/// Armv7-A in the encoding of a Cortex-M.
pub const ARMV7_TARGET: &str = "thumbv7neon-unknown-linux-gnueabihf";

/// `/usr/lib` and the folders in it, one of which is the machine's own.
fn library_folders() -> impl Iterator<Item = PathBuf> {
    let inside = std::fs::read_dir("/usr/lib").into_iter().flatten();
    std::iter::once(PathBuf::from("/usr/lib"))
        .chain(inside.filter_map(|entry| Some(entry.ok()?.path())))
}

fn apt(commands: &str) -> Result<()> {
    workspace::run(
        Command::new("sh")
            .args(["-c", commands])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null()),
    )
}

/// Whether `program` can be started by its name.
pub fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn rustup(list: &[&str], kind: &str, wanted: &[&str]) -> Result<()> {
    let Ok(listed) = Command::new("rustup")
        .args(list)
        .current_dir(workspace::root())
        .output()
    else {
        bail!("rustup is not there: see https://rustup.rs");
    };
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let missing: Vec<_> = wanted
        .iter()
        .filter(|name| !listed.lines().any(|line| line.starts_with(**name)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    workspace::run(
        Command::new("rustup")
            .args([kind, "add"])
            .args(missing)
            .current_dir(workspace::root()),
    )
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|process| process.uid() == 0)
}
