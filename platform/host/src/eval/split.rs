//! The split of speakers that training keeps to.

use super::Labelled;
use crate::exit::Failure;

/// Speakers whose name's SHA-1 begins with a byte below this are held out: a quarter.
const HELD_OUT_BELOW: u8 = 64;

/// Whether the trainers leave out a speaker, named `SET:SPEAKER` (the rule of `tools/train`).
///
/// ```
/// use goldcrest_host::eval::split::is_held_out;
/// assert!(is_held_out("studio:ben") && !is_held_out("studio:anna"));
/// ```
pub fn is_held_out(speaker: &str) -> bool {
    sha1_smol::Sha1::from(speaker).digest().bytes()[0] < HELD_OUT_BELOW
}

/// Keeps the recordings of held-out speakers; a file name begins with its speaker, up to the first `_`.
///
/// # Errors
///
/// Bad input where none is left.
pub fn keep_held_out(recordings: Vec<Labelled>, set: &str) -> Result<Vec<Labelled>, Failure> {
    let kept: Vec<Labelled> = recordings
        .into_iter()
        .filter(|recording| {
            let file_name = recording.name.rsplit('/').next().unwrap_or_default();
            let speaker = file_name.split('_').next().unwrap_or_default();
            is_held_out(&format!("{set}:{speaker}"))
        })
        .collect();
    if kept.is_empty() {
        return Err(Failure::bad_input(
            format!("no recording is by a held-out speaker of `{set}`"),
            "give the set's name as tools/train has it, for example --held-out speech-commands",
        ));
    }
    Ok(kept)
}
