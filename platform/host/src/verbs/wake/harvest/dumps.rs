//! Near misses that a device kept: columns of features, of which no sound is left.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use goldcrest::wake::{NEAR_MAGIC, NearDump};
use goldcrest_dsp::BANDS;

use super::clips::{Clips, Near};
use crate::exit::Failure;
use crate::present::Screen;
use crate::verbs::features::npy;
use crate::wake::revoice::revoiced;

/// Whether a file begins as a dump does.
pub fn is_dump(path: &Path) -> bool {
    let mut magic = [0; NEAR_MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == NEAR_MAGIC
}

/// Writes the near misses of all dumps in a file. Of a damaged file those before the damage are written; why the rest
/// was not is given then.
pub fn harvest(
    file: &Path,
    clips: &mut Clips<'_>,
    screen: &mut Screen<'_>,
) -> Result<Option<String>, Failure> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let dump = match NearDump::cut(&mut rest) {
            Ok(dump) => dump,
            Err(error) => return Ok(Some(error.to_string())),
        };
        for near in dump.near_misses() {
            let columns: Vec<[u16; BANDS]> = near
                .columns()
                .map(|column| column.map(|value| dump.feature(value)))
                .collect();
            let told = Near {
                at: near.at,
                kind: near.kind,
                phrase: near.phrase,
                score: near.score,
                text: near.text,
                columns: columns.len(),
            };
            let features = Some(npy(&columns));
            clips.keep(&told, file, &revoiced(&columns), features, screen)?;
        }
    }
    Ok(None)
}
