//! Whatever the bytes are, opening refuses them or running them ends without a panic.

use crate::reference::{Network, Noise};
use goldcrest_nn::{Model, ModelError};

fn section() -> Vec<u8> {
    let mut network = Network::new(Noise::new(5), 6, 30);
    let input = network.input();
    let stem = network.convolution(input, 8, 3, 1, 2, 1);
    let depthwise = network.depthwise(stem, 5, 2, 1, 4);
    let sum = network.add(stem, depthwise);
    let joined = network.concat(&[sum, stem]);
    let mapped = network.lookup(joined);
    let part = network.slice(mapped, 3, 9);
    let stacked = network.stack(part, 2, 1, 1, 1);
    let output = network.convolution(stacked, 3, 1, 1, 1, 0);
    network.output(output);
    network.finish().0
}

fn open_and_run(bytes: &[u8], arena: &mut Vec<i8>) -> Result<(), ModelError> {
    let model = Model::open(bytes)?;
    // A forged plan may ask for any amount: the caller decides, so does this test.
    if model.arena_bytes() > 100_000 {
        return Ok(());
    }
    arena.resize(model.arena_bytes(), 0x5A);
    let column = vec![-7; model.input().len];
    for round in 0..2 {
        for _ in 0..20 {
            let output = model.push(arena, &column).unwrap();
            assert!(output.is_none_or(|o| o.len() == model.output().len));
        }
        if round == 0 {
            model.reset(arena).unwrap();
        }
    }
    assert!(model.ops().count() < model.streams().count());
    Ok(())
}

#[test]
fn the_sound_section_opens() {
    assert_eq!(open_and_run(&section(), &mut Vec::new()), Ok(()));
}

#[test]
fn every_truncation_and_extension_is_refused() {
    let mut bytes = section();
    for len in 0..bytes.len() {
        assert!(matches!(
            Model::open(&bytes[..len]).unwrap_err(),
            ModelError::TooShort { .. } | ModelError::WrongLength { .. }
        ));
    }
    bytes.push(0);
    assert!(matches!(
        Model::open(&bytes).unwrap_err(),
        ModelError::WrongLength { .. }
    ));
}

#[test]
fn every_bit_flip_is_refused_or_harmless() {
    let mut bytes = section();
    let mut arena = Vec::new();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            let _ = open_and_run(&bytes, &mut arena);
            bytes[at] ^= 1 << bit;
        }
    }
}

#[test]
fn every_byte_of_the_tables_at_its_extremes_is_refused_or_harmless() {
    let mut bytes = section();
    let mut arena = Vec::new();
    for at in 0..600 {
        let kept = bytes[at];
        for value in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] {
            bytes[at] = value;
            let _ = open_and_run(&bytes, &mut arena);
        }
        bytes[at] = kept;
    }
}

#[test]
fn random_bytes_behind_a_sound_header_are_refused_or_harmless() {
    let sound = section();
    let mut noise = Noise::new(77);
    let mut arena = Vec::new();
    for _ in 0..20_000 {
        let mut bytes = sound.clone();
        for _ in 0..1 + noise.below(6) {
            let at = 6 + noise.below(500);
            bytes[at] = noise.byte() as u8;
        }
        let _ = open_and_run(&bytes, &mut arena);
    }
}

#[test]
fn refusals_name_what_is_wrong() {
    let change = |at: usize, value: u8| {
        let mut bytes = section();
        bytes[at] = value;
        Model::open(&bytes).unwrap_err()
    };
    let streams_at = 36;
    let ops_at = streams_at + 9 * 24;
    assert_eq!(change(0, b'X'), ModelError::NotAModel);
    assert_eq!(change(4, 9), ModelError::WrongVersion { found: 9 });
    assert_eq!(change(17, 0xFF), ModelError::TableOutOfBounds);
    assert_eq!(change(32, 1), ModelError::BadPlan);
    assert_eq!(change(12, 1), ModelError::BadPlan);
    assert_eq!(change(18, 0), ModelError::BadOutput);
    assert_eq!(
        change(streams_at + 24 + 8, 0),
        ModelError::BadStream { stream: 1 }
    );
    assert_eq!(
        change(ops_at, 200),
        ModelError::UnknownOperation { op: 0, kind: 200 }
    );
    assert_eq!(
        change(ops_at + 1, 9),
        ModelError::UnknownRequantisation { op: 0 }
    );
    assert_eq!(change(ops_at + 32 + 4, 2), ModelError::BadInput { op: 1 });
    assert_eq!(change(ops_at + 32 + 6, 6), ModelError::BadTiming { op: 1 });
    assert_eq!(change(ops_at + 23, 0x7F), ModelError::BadWeights { op: 0 });
}
