use super::confidence::Confidence;
use super::costs::EditCosts;

/// What is learnt for the strategy `edit`: costs of mistakes, and when to trust a repair.
///
/// | bytes | field |
/// | --- | --- |
/// | 4 | `GRWE` |
/// | 2, 2 | version, 2; zero |
/// | 4 each | the numbers of the [`Confidence`], as `f32`: see [`Confidence::NUMBERS`] |
/// | 1 each | [`EditCosts`] |
#[derive(Clone, Copy, Debug)]
pub struct EditModel<'a> {
    /// What mistakes cost.
    pub costs: EditCosts<'a>,
    /// When to trust a repair.
    pub confidence: Confidence,
}

/// The mark of an [`EditModel`].
pub const EDIT_MAGIC: [u8; 4] = *b"GRWE";
/// The version of [`EditModel`] that is read.
pub const EDIT_VERSION: u16 = 2;
const COSTS: usize = 8 + <Confidence>::NUMBERS * 4;

impl<'a> EditModel<'a> {
    /// Bytes of a model; hosts keep more behind it.
    pub const BYTES: usize = COSTS + EditCosts::BYTES;

    /// Reads a model; `None` where it is no model of this version.
    #[must_use]
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let [low, high] = EDIT_VERSION.to_le_bytes();
        if !bytes.starts_with(&EDIT_MAGIC) || bytes.get(4..6) != Some(&[low, high]) {
            return None;
        }
        Some(EditModel {
            costs: EditCosts::read(bytes.get(COSTS..)?)?,
            confidence: Confidence::read(bytes.get(8..COSTS)?)?,
        })
    }

    /// Writes a model: see [`EditModel::open`]. `costs` are what [`EditCosts::read`] reads.
    #[cfg(feature = "build")]
    #[must_use]
    pub fn write(
        confidence: &Confidence,
        costs: &[u8; EditCosts::BYTES],
    ) -> [u8; EditModel::BYTES] {
        let mut bytes = [0; EditModel::BYTES];
        bytes[..4].copy_from_slice(&EDIT_MAGIC);
        bytes[4..6].copy_from_slice(&EDIT_VERSION.to_le_bytes());
        let mut confidence = *confidence;
        let numbers = confidence.numbers_mut();
        for (place, number) in bytes[8..COSTS].chunks_exact_mut(4).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes[COSTS..].copy_from_slice(costs);
        bytes
    }
}
