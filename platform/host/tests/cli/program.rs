use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// What a run of the program left behind.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program in the repository.
pub fn goldcrest<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Run {
    goldcrest_reading(arguments, Stdio::null())
}

/// Runs the program in the repository with something to read.
pub fn goldcrest_reading<S: AsRef<std::ffi::OsStr>>(arguments: &[S], input: Stdio) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_goldcrest"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .stdin(input)
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let run = Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!run.err.contains("panicked"), "{}", run.err);
    assert!(
        !run.out.contains('\x1b'),
        "escape sequences in piped output: {}",
        run.out
    );
    run
}

impl Run {
    /// The input was refused, with what is wrong and what to do.
    pub fn assert_refused(&self, why: &str) {
        assert_eq!(self.status, 2, "{} {}", self.out, self.err);
        assert!(self.err.starts_with("error: "), "{}", self.err);
        assert!(self.err.contains("help: "), "{}", self.err);
        assert!(self.err.contains(why), "`{why}` is not in: {}", self.err);
    }

    /// The JSON objects printed, one a line.
    pub fn objects(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// A file with these bytes, in the folder that cargo keeps for tests.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("cli-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    file
}
