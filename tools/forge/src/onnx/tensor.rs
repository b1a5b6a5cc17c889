use super::ImportError;
use super::proto::TensorProto;

const FLOAT: i32 = 1;
const UINT8: i32 = 2;
const INT8: i32 = 3;
const INT32: i32 = 6;
const INT64: i32 = 7;
const EXTERNAL: i32 = 1;

/// A stored array.
#[derive(Clone, Debug)]
pub(super) struct Tensor {
    pub(super) name: String,
    pub(super) dims: Vec<usize>,
    pub(super) data: Data,
}

#[derive(Clone, Debug)]
pub(super) enum Data {
    Float(Vec<f32>),
    Int8(Vec<i8>),
    Uint8(Vec<u8>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
}

impl Tensor {
    pub(super) fn read(proto: &TensorProto) -> Result<Self, ImportError> {
        let name = proto.name.clone().unwrap_or_default();
        let bad = |what| ImportError::BadTensor {
            tensor: name.clone(),
            what,
        };
        if proto.data_location == Some(EXTERNAL) {
            return Err(bad(
                "its data is in another file: save the model in one file",
            ));
        }
        let raw = proto.raw_data.as_deref();
        let narrow = |wide: &[i32]| wide.iter().map(|&v| v as u8).collect::<Vec<u8>>();
        let data = match (proto.data_type, raw) {
            (Some(FLOAT), None) => Data::Float(proto.float_data.clone()),
            (Some(FLOAT), Some(raw)) => Data::Float(words(raw, f32::from_le_bytes)),
            (Some(INT8), None) => {
                Data::Int8(narrow(&proto.int32_data).iter().map(|&v| v as i8).collect())
            }
            (Some(INT8), Some(raw)) => Data::Int8(raw.iter().map(|&v| v as i8).collect()),
            (Some(UINT8), None) => Data::Uint8(narrow(&proto.int32_data)),
            (Some(UINT8), Some(raw)) => Data::Uint8(raw.to_vec()),
            (Some(INT32), None) => Data::Int32(proto.int32_data.clone()),
            (Some(INT32), Some(raw)) => Data::Int32(words(raw, i32::from_le_bytes)),
            (Some(INT64), None) => Data::Int64(proto.int64_data.clone()),
            (Some(INT64), Some(raw)) => Data::Int64(words(raw, i64::from_le_bytes)),
            _ => return Err(bad("its type is not float, int8, uint8, int32 or int64")),
        };
        let dims = proto
            .dims
            .iter()
            .map(|&d| usize::try_from(d))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| bad("a dimension is negative"))?;
        let expected = dims
            .iter()
            .try_fold(1_usize, |product, &d| product.checked_mul(d));
        if expected != Some(data.len()) {
            return Err(bad("it does not hold as many values as its dimensions say"));
        }
        Ok(Self { name, dims, data })
    }

    pub(super) fn floats(&self) -> Option<&[f32]> {
        match &self.data {
            Data::Float(values) => Some(values),
            _ => None,
        }
    }

    pub(super) fn integers(&self) -> Option<Vec<i64>> {
        Some(match &self.data {
            Data::Float(_) => return None,
            Data::Int8(values) => values.iter().map(|&v| i64::from(v)).collect(),
            Data::Uint8(values) => values.iter().map(|&v| i64::from(v)).collect(),
            Data::Int32(values) => values.iter().map(|&v| i64::from(v)).collect(),
            Data::Int64(values) => values.clone(),
        })
    }

    /// Whether the values are unsigned bytes, to be moved down by 128.
    pub(super) fn is_unsigned(&self) -> bool {
        matches!(self.data, Data::Uint8(_))
    }
}

impl Data {
    fn len(&self) -> usize {
        match self {
            Self::Float(values) => values.len(),
            Self::Int8(values) => values.len(),
            Self::Uint8(values) => values.len(),
            Self::Int32(values) => values.len(),
            Self::Int64(values) => values.len(),
        }
    }
}

fn words<const N: usize, T>(raw: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    raw.chunks(N)
        .filter_map(|word| word.try_into().ok().map(&read))
        .collect()
}
