//! NumPy's .npy files, version 1, little-endian.

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
    let field = |key: &str| header.split_once(key).unwrap().1;
    let dims = field("'shape': (").split_once(')').unwrap().0;
    let dims: Vec<usize> = dims
        .split(',')
        .filter_map(|d| d.trim().parse().ok())
        .collect();
    let by_columns = header.contains("'fortran_order': True");
    let order = Order {
        dims: if by_columns { &dims } else { &[] },
    };
    let kind = field("'descr': '").split_once('\'').unwrap().0;
    let data = match kind {
        "<f4" => Data::Float(order.words(content, f32::from_le_bytes)),
        "<u2" => Data::Raw(order.words(content, u16::from_le_bytes)),
        "<i8" => Data::Tokens(order.words(content, i64::from_le_bytes)),
        _ => panic!("{}: values of type {kind}", path.display()),
    };
    Npy { dims, data }
}

/// The dimensions of a matrix stored column by column, none for any array stored row by row.
struct Order<'d> {
    dims: &'d [usize],
}

impl Order<'_> {
    fn words<const N: usize, T: Copy>(&self, bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
        let words = bytes.chunks_exact(N);
        let stored: Vec<T> = words.map(|word| read(word.try_into().unwrap())).collect();
        match *self.dims {
            [rows, columns] => (0..stored.len())
                .map(|at| stored[at % columns * rows + at / columns])
                .collect(),
            _ => stored,
        }
    }
}
