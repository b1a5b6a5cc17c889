//! What the machine must have, and how it gets it.

use std::path::Path;
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
    workspace::run(
        Command::new("sh")
            .args(["-c", &install])
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
