//! Every feature equals the reference front end's, which `golden/generate.py` ran.

mod signals;

use std::fs::File;
use std::path::Path;

use goldcrest_dsp::{BANDS, FrontEnd, HOP};

const CLIPS: &str = include_str!("golden/clips.txt");
const EVERY_TENTH_COLUMN: &[u8] = include_bytes!("golden/columns.bin");
const RECORDINGS: &str = include_str!("golden/recordings.txt");

struct Golden<'a> {
    columns: usize,
    samples_hash: u64,
    features_hash: u64,
    name: &'a str,
}

fn parse(lines: &str) -> impl Iterator<Item = Golden<'_>> {
    lines.lines().map(|line| {
        let (columns, rest) = line.trim_start().split_once(' ').unwrap();
        let (samples_hash, rest) = rest.split_once(' ').unwrap();
        let (features_hash, name) = rest.split_once(' ').unwrap();
        Golden {
            columns: columns.parse().unwrap(),
            samples_hash: u64::from_str_radix(samples_hash, 16).unwrap(),
            features_hash: u64::from_str_radix(features_hash, 16).unwrap(),
            name,
        }
    })
}

fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn samples_hash(samples: &[i16]) -> u64 {
    fnv1a(samples.iter().flat_map(|sample| sample.to_le_bytes()))
}

fn features_hash(columns: &[[u16; BANDS]]) -> u64 {
    fnv1a(
        columns
            .iter()
            .flatten()
            .flat_map(|feature| feature.to_le_bytes()),
    )
}

fn columns(samples: &[i16]) -> Vec<[u16; BANDS]> {
    let mut front_end = FrontEnd::new();
    let hops = samples.as_chunks::<HOP>().0;
    hops.iter()
        .filter_map(|hop| front_end.push_hop(hop))
        .collect()
}

#[test]
fn synthetic_clips() {
    let mut kept = EVERY_TENTH_COLUMN.as_chunks::<{ 2 * BANDS }>().0.iter();
    let clips = signals::clips();
    assert_eq!(clips.len(), parse(CLIPS).count());
    assert!(
        clips
            .iter()
            .map(|(_, samples)| samples.len())
            .sum::<usize>()
            >= 60 * 16_000
    );
    for (golden, (name, samples)) in parse(CLIPS).zip(clips) {
        assert_eq!(golden.name, name);
        assert_eq!(
            golden.samples_hash,
            samples_hash(&samples),
            "{name}: other samples"
        );
        let columns = columns(&samples);
        assert_eq!(golden.columns, columns.len(), "{name}");
        for (at, column) in columns.iter().enumerate().step_by(10) {
            let expected = kept.next().unwrap().as_chunks::<2>().0;
            let expected: Vec<u16> = expected.iter().map(|&b| u16::from_le_bytes(b)).collect();
            assert_eq!(column[..], expected, "{name}: column {at}");
        }
        assert_eq!(
            golden.features_hash,
            features_hash(&columns),
            "{name}: between the columns kept"
        );
    }
    assert_eq!(kept.next(), None);
}

#[test]
fn recordings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/speech");
    if !folder.is_dir() {
        eprintln!("skipped: no recordings at {}", folder.display());
        return;
    }
    for golden in parse(RECORDINGS) {
        let name = golden.name;
        let file = File::open(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut reader = claxon::FlacReader::new(file).unwrap();
        let samples: Vec<i16> = reader
            .samples()
            .map(|sample| sample.unwrap() as i16)
            .collect();
        assert_eq!(
            golden.samples_hash,
            samples_hash(&samples),
            "{name}: other samples"
        );
        let columns = columns(&samples);
        assert_eq!(golden.columns, columns.len(), "{name}");
        assert_eq!(golden.features_hash, features_hash(&columns), "{name}");
    }
}
