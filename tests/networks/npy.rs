//! NumPy's .npy files, version 1, little-endian, in C order.

use std::path::Path;

pub struct Npy {
    pub dims: Vec<usize>,
    pub data: Data,
}

pub enum Data {
    Float(Vec<f32>),
    Raw(Vec<u16>),
    Tokens(Vec<i64>),
}

pub fn read(path: &Path) -> Npy {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "{}", path.display());
    let header_len = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = std::str::from_utf8(&bytes[10..10 + header_len]).unwrap();
    let content = &bytes[10 + header_len..];
    assert!(header.contains("'fortran_order': False"), "{header}");
    let field = |key: &str| header.split_once(key).unwrap().1;
    let dims = field("'shape': (").split_once(')').unwrap().0;
    let dims = dims
        .split(',')
        .filter_map(|d| d.trim().parse().ok())
        .collect();
    let kind = field("'descr': '").split_once('\'').unwrap().0;
    let data = match kind {
        "<f4" => Data::Float(words(content, f32::from_le_bytes)),
        "<u2" => Data::Raw(words(content, u16::from_le_bytes)),
        "<i8" => Data::Tokens(words(content, i64::from_le_bytes)),
        _ => panic!("{}: values of type {kind}", path.display()),
    };
    Npy { dims, data }
}

fn words<const N: usize, T>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    let words = bytes.chunks_exact(N);
    words.map(|word| read(word.try_into().unwrap())).collect()
}
