//! What a pack accepts and what it refuses, byte by byte.

use goldcrest_pack::{
    AlignedBytes, BuildError, ENTRY_LEN, HEADER_LEN, NAME_LEN, Pack, PackBuilder, PackError,
    SectionKind, crc32,
};

fn sample() -> Vec<u8> {
    PackBuilder::new()
        .add(SectionKind::Manifest, "", b"name home\nlanguage en\n")
        .and_then(|b| b.add(SectionKind::Wake, "hey juniper", &[7; 33]))
        .and_then(|b| b.add(SectionKind::Wake, "exactly-twenty-four-byte", &[]))
        .and_then(|b| b.add(SectionKind::Grammar, "", &[1, 2, 3]))
        .and_then(PackBuilder::finish)
        .unwrap()
        .to_vec()
}

fn open_error(bytes: &[u8]) -> PackError {
    Pack::open(&AlignedBytes::from_slice(bytes)).unwrap_err()
}

fn reseal(bytes: &mut [u8]) {
    let sum = crc32(&[&bytes[..12], &bytes[16..]]);
    bytes[12..16].copy_from_slice(&sum.to_le_bytes());
}

fn resealed_error(change: impl FnOnce(&mut Vec<u8>)) -> PackError {
    let mut bytes = sample();
    change(&mut bytes);
    reseal(&mut bytes);
    open_error(&bytes)
}

fn entry(index: usize) -> usize {
    HEADER_LEN + index * ENTRY_LEN
}

#[test]
fn sections_come_back_as_they_were_added() {
    let bytes = AlignedBytes::from_slice(&sample());
    let pack = Pack::open(&bytes).unwrap();
    let listed: Vec<_> = pack
        .sections()
        .map(|s| (s.kind, s.name, s.bytes.len()))
        .collect();
    assert_eq!(
        listed,
        [
            (SectionKind::Manifest, "", 22),
            (SectionKind::Wake, "hey juniper", 33),
            (SectionKind::Wake, "exactly-twenty-four-byte", 0),
            (SectionKind::Grammar, "", 3),
        ]
    );
    assert_eq!(pack.section(SectionKind::Grammar, ""), Some(&[1, 2, 3][..]));
    assert_eq!(pack.section(SectionKind::Grammar, "other"), None);
    assert_eq!(pack.section(SectionKind::Lexicon, ""), None);
    assert_eq!(pack.first(SectionKind::Wake).unwrap().name, "hey juniper");
    for section in pack.sections() {
        assert_eq!(section.offset % 16, 0);
        assert_eq!(section.bytes.as_ptr().addr() % 16, 0);
    }
}

#[test]
fn a_pack_without_sections_is_sound() {
    let bytes = PackBuilder::new().finish().unwrap();
    assert_eq!(Pack::open(&bytes).unwrap().sections().len(), 0);
}

#[test]
fn equal_content_gives_equal_bytes() {
    assert_eq!(sample(), sample());
}

#[test]
fn every_truncation_is_refused() {
    let bytes = sample();
    for len in 0..bytes.len() {
        let error = open_error(&bytes[..len]);
        if len < HEADER_LEN {
            assert_eq!(error, PackError::TooShort { actual: len });
        } else {
            let expected = bytes.len();
            assert_eq!(
                error,
                PackError::Truncated {
                    expected,
                    actual: len
                }
            );
        }
    }
}

#[test]
fn every_single_bit_flip_is_refused() {
    let mut bytes = sample();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            let error = open_error(&bytes);
            match at {
                0..4 => assert_eq!(error, PackError::NotAPack),
                4..6 => assert!(matches!(error, PackError::WrongVersion { .. })),
                8..12 => assert!(
                    matches!(
                        error,
                        PackError::Truncated { .. }
                            | PackError::Oversized { .. }
                            | PackError::TableOutOfBounds
                    ),
                    "{error:?}"
                ),
                _ => assert!(matches!(error, PackError::ChecksumMismatch { .. })),
            }
            bytes[at] ^= 1 << bit;
        }
    }
}

#[test]
fn oversized_bytes_are_refused_and_can_be_cut() {
    let mut bytes = sample();
    let expected = bytes.len();
    bytes.extend([0; 5]);
    let actual = bytes.len();
    assert_eq!(
        open_error(&bytes),
        PackError::Oversized { expected, actual }
    );
    assert_eq!(Pack::announced_len(&bytes), Ok(expected));
}

#[test]
fn every_misalignment_is_refused() {
    let bytes = sample();
    for shift in 1..16 {
        let mut shifted = vec![0; shift];
        shifted.extend(&bytes);
        let shifted = AlignedBytes::from_slice(&shifted);
        assert_eq!(
            Pack::open(&shifted[shift..]).unwrap_err(),
            PackError::Misaligned
        );
    }
}

#[test]
fn another_format_version_is_refused_by_number() {
    let mut bytes = sample();
    bytes[4] = 2;
    assert_eq!(open_error(&bytes), PackError::WrongVersion { found: 2 });
}

#[test]
fn random_bytes_are_refused() {
    let mut state = 1_u64;
    for len in [0, 1, 15, 16, 100, 5_000] {
        let noise: Vec<u8> = (0..len)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        let error = open_error(&noise);
        assert!(matches!(
            error,
            PackError::TooShort { .. } | PackError::NotAPack
        ));
    }
}

#[test]
fn a_forged_table_is_refused_in_its_own_words() {
    let forged = |at: usize, value: u8| resealed_error(|b| b[at] = value);

    assert_eq!(forged(7, 0xFF), PackError::TableOutOfBounds);
    assert_eq!(
        forged(entry(1), 99),
        PackError::UnknownKind { index: 1, kind: 99 }
    );
    assert_eq!(forged(entry(1) + 12, 0xFF), PackError::BadName { index: 1 });
    assert_eq!(forged(entry(1) + 12, 0), PackError::BadName { index: 1 });
    assert_eq!(
        forged(entry(2) + 4, 8),
        PackError::SectionMisaligned { index: 2 }
    );
    assert_eq!(
        forged(entry(2) + 11, 0xFF),
        PackError::SectionOutOfBounds { index: 2 }
    );
    assert_eq!(
        forged(entry(2) + 7, 0xF0),
        PackError::SectionOutOfBounds { index: 2 }
    );
    assert_eq!(
        forged(entry(0) + 4, 0),
        PackError::SectionsOverlap { index: 0 }
    );
    assert_eq!(
        resealed_error(|b| {
            let first = b[entry(0)..entry(0) + ENTRY_LEN].to_vec();
            b[entry(1) + 4..entry(1) + ENTRY_LEN].copy_from_slice(&first[4..]);
        }),
        PackError::SectionsOverlap { index: 1 }
    );
    assert_eq!(
        resealed_error(|b| {
            let name = b[entry(1) + 12..entry(1) + ENTRY_LEN].to_vec();
            b[entry(2) + 12..entry(2) + ENTRY_LEN].copy_from_slice(&name);
        }),
        PackError::DuplicateSection { index: 2 }
    );
}

#[test]
fn the_builder_refuses_names_that_cannot_be_stored() {
    let long = "x".repeat(NAME_LEN + 1);
    let add = |name: &str| {
        PackBuilder::new()
            .add(SectionKind::Trie, name, &[])
            .unwrap_err()
    };
    assert_eq!(add(&long), BuildError::NameTooLong(long.clone()));
    assert_eq!(add("a\0b"), BuildError::NameHasZero("a\0b".into()));
    let twice = PackBuilder::new()
        .add(SectionKind::Trie, "a", &[])
        .and_then(|b| b.add(SectionKind::Trie, "a", &[]));
    assert_eq!(
        twice.unwrap_err(),
        BuildError::Duplicate(SectionKind::Trie, "a".into())
    );
}

#[test]
fn errors_say_what_to_do() {
    assert!(PackError::NotAPack.to_string().contains("pack build"));
    assert!(
        PackError::WrongVersion { found: 9 }
            .to_string()
            .contains("version 9")
    );
}
