//! Runs a firmware in QEMU and reads what it says through defmt.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use defmt_decoder::{DecodeError, Table};

use crate::boards::Board;

/// What a firmware did: every line it printed went to the caller already.
pub struct Ended {
    /// The exit status that the firmware gave through semihosting.
    pub status: i32,
}

/// Runs `elf` on `board` with `arguments` in the folder `from`; `each` is given every line.
///
/// An instruction takes 64 ns of the board's time, so its timers count instructions.
pub fn run(
    board: &Board,
    elf: &Path,
    arguments: &[OsString],
    from: &Path,
    mut each: impl FnMut(&str),
) -> Result<Ended> {
    let image = std::fs::read(elf).with_context(|| format!("cannot read {}", elf.display()))?;
    let table = Table::parse(&image)?
        .with_context(|| format!("{} has no defmt table: is it a firmware?", elf.display()))?;

    let mut qemu = Command::new("qemu-system-arm")
        .args(["-machine", board.name])
        .args(["-nographic", "-monitor", "none", "-serial", "none"])
        .args(["-icount", "shift=6"])
        .arg("-semihosting-config")
        .arg(semihosting(arguments)?)
        .arg("-kernel")
        .arg(elf)
        .current_dir(from)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("qemu-system-arm does not start: install the package qemu-system-arm")?;

    let mut stream = table.new_stream_decoder();
    let mut output = qemu.stdout.take().context("QEMU's output is piped")?;
    let mut block = [0; 4096];
    loop {
        let count = match output.read(&mut block) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).context("QEMU's output cannot be read"),
        };
        if count == 0 {
            break;
        }
        stream.received(&block[..count]);
        loop {
            match stream.decode() {
                Ok(frame) => {
                    let text = frame.display_message().to_string();
                    match frame.level() {
                        Some(level) => each(&format!("{}: {text}", level.as_str())),
                        None => each(&text),
                    }
                }
                Err(DecodeError::UnexpectedEof) => break,
                Err(DecodeError::Malformed) => {
                    qemu.kill().ok();
                    bail!("the firmware's output is not defmt: does something else print?")
                }
            }
        }
    }
    let status = qemu.wait()?;
    Ok(Ended {
        status: status.code().unwrap_or(-1),
    })
}

/// QEMU's option value with the firmware's arguments, in which a comma is written twice.
fn semihosting(arguments: &[OsString]) -> Result<String> {
    let mut option = String::from("enable=on,target=native,arg=firmware");
    for argument in arguments {
        let Some(text) = argument.to_str() else {
            bail!("an argument is not UTF-8: {}", argument.display());
        };
        let quote = if text.contains(' ') { "\"" } else { "" };
        option.push_str(",arg=");
        option.push_str(quote);
        option.push_str(&text.replace(',', ",,"));
        option.push_str(quote);
    }
    Ok(option)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_are_doubled_and_blanks_quoted() {
        let option = semihosting(&["a,b.wav".into(), "c d.wav".into()]).unwrap();
        assert_eq!(
            option,
            "enable=on,target=native,arg=firmware,arg=a,,b.wav,arg=\"c d.wav\""
        );
    }
}
