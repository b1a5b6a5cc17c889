//! What is told on standard error while a verb works.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Tells a watcher on standard error how many of `all` are done, between the words `before` and `after`, in a line that
/// is gone when all are; nothing where nobody watches.
pub fn progress(before: &'static str, all: usize, after: &'static str) -> impl Fn(usize) + Sync {
    let watched = io::stderr().is_terminal();
    move |done| {
        if watched {
            let end = if done >= all { "\r\x1b[K" } else { "" };
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(io::stderr(), "\r{before}{done} of {all}{after}{end}");
        }
    }
}

/// What is said of a recording that cannot be decoded, and why.
#[must_use]
pub fn left_out(file: &Path, why: &impl Display) -> String {
    format!("left out, undecodable: {}: {why}", file.display())
}

/// Says on standard error what may make a result worth less than it looks; with --json too.
pub fn warn(note: &str) {
    // A warning that cannot be shown is no reason to stop.
    let _ = writeln!(io::stderr(), "warning: {}", super::printable(note));
}
