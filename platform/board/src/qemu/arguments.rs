use heapless::String;

use super::file::File;
use crate::pcm::{PcmError, ReadBytes};

/// The longest command line, in bytes. More arguments go into a file.
const COMMAND_LINE: usize = 512;
/// The longest line of an argument file, in bytes.
const LINE: usize = 255;

/// One argument of the firmware; see the [module](super) for what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument<'a> {
    Play(&'a str),
    PushToTalk,
    Wake,
    Cost,
    #[cfg(feature = "near-misses")]
    NearMisses(&'a str),
}

/// Calls `each` with every argument of the command line and of the files it names.
pub fn for_each(mut each: impl FnMut(Argument<'_>)) -> Result<(), PcmError> {
    let Ok(arguments) = semihosting::experimental::env::args::<COMMAND_LINE>() else {
        return Err(PcmError::CannotRead);
    };
    let program = 1;
    for argument in (&arguments).into_iter().skip(program) {
        let argument = argument.map_err(|_| PcmError::CannotRead)?;
        match argument.strip_prefix('@') {
            Some(path) => for_each_line(path, |line| each(parse(line)))?,
            None => each(parse(argument)),
        }
    }
    Ok(())
}

fn parse(argument: &str) -> Argument<'_> {
    #[cfg(feature = "near-misses")]
    if let Some(path) = argument.strip_prefix("--near-misses=") {
        return Argument::NearMisses(path);
    }
    match argument {
        "--push-to-talk" => Argument::PushToTalk,
        "--wake" => Argument::Wake,
        "--cost" => Argument::Cost,
        path => Argument::Play(path),
    }
}

fn for_each_line(path: &str, mut each: impl FnMut(&str)) -> Result<(), PcmError> {
    let mut file = File::open(path)?;
    let mut line: String<LINE> = String::new();
    let mut block = [0; 64];
    loop {
        let count = file.read_bytes(&mut block)?;
        for &byte in &block[..count] {
            if byte == b'\n' {
                each(&line);
                line.clear();
            } else {
                line.push(char::from(byte))
                    .map_err(|_| PcmError::CannotRead)?;
            }
        }
        if count == 0 {
            if !line.is_empty() {
                each(&line);
            }
            return Ok(());
        }
    }
}
