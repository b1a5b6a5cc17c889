use std::process::ExitCode;

/// How a verb ended, where it could do its work at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: exit status 0.
    Good,
    /// A check failed, and the output says which: exit status 1.
    CheckFailed,
    /// A program was run for the caller, who gets its status.
    Status(i32),
}

/// Exit status where a verb could not do its work.
pub const BAD_INPUT: u8 = 2;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Good => ExitCode::SUCCESS,
            Outcome::CheckFailed => ExitCode::FAILURE,
            Outcome::Status(status) => ExitCode::from(u8::try_from(status).unwrap_or(1)),
        }
    }
}
