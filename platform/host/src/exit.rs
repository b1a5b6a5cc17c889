//! How a verb ends: exit status 0 when all is good, 1 when a check failed, 2 when the input was bad.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// What a verb found when it ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was as it should be: exit status 0.
    Good,
    /// The verb did its work and what it checked did not hold: exit status 1.
    CheckFailed,
}

/// Why a verb could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Something the user gave is not usable: exit status 2. Both texts are shown.
    BadInput {
        /// What is wrong, naming the file, flag or value.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// The output could not be written. A closed pipe (`goldcrest … | head`) is no error.
    Output(io::Error),
}

/// The end of a verb.
pub type Ended = Result<Verdict, Failure>;

impl Failure {
    /// Bad input, with what is wrong and what to do about it.
    pub fn bad_input(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::BadInput {
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// Bad input: a file or folder that `-o` named cannot be written.
    pub fn unwritable(path: &Path, error: &dyn fmt::Display) -> Self {
        Self::bad_input(
            format!("cannot write {}: {error}", path.display()),
            "give a folder that can be written to with -o",
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadInput { what, remedy } => write!(out, "{what}\n  help: {remedy}"),
            Self::Output(error) => write!(
                out,
                "cannot write the output: {error}\n  help: check that the disk is not full"
            ),
        }
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Reports a verb's end on standard error and gives its exit status.
pub fn report(ended: Ended) -> ExitCode {
    match ended {
        Ok(Verdict::Good) => ExitCode::SUCCESS,
        Ok(Verdict::CheckFailed) => ExitCode::from(1),
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_to_do() {
        let failure = Failure::bad_input("`x.wav` is empty", "record it again");
        assert_eq!(
            failure.to_string(),
            "`x.wav` is empty\n  help: record it again"
        );
        assert!(
            Failure::from(io::Error::other("no"))
                .to_string()
                .contains("help:")
        );
    }
}
