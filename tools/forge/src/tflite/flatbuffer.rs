//! As much of the FlatBuffers format as is needed to read, every offset checked.
//!
//! A table begins with the distance back to its vtable, which says where in the table each field lies; what
//! is not of fixed size is the distance forward to it, and a vector begins with its length.

use super::TfliteError;

type Read<T> = Result<T, TfliteError>;

/// A table and the bytes that it lies in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    /// The root table of a buffer that carries this identifier.
    pub(super) fn root(bytes: &'a [u8], identifier: &[u8; 4]) -> Read<Self> {
        if bytes.get(4..8) != Some(identifier) {
            return Err(TfliteError::NotTflite);
        }
        let at = follow(bytes, 0)?;
        Ok(Self { bytes, at })
    }

    /// Where a field lies, where the table has it.
    fn field(&self, id: usize) -> Read<Option<usize>> {
        let back = i32::from_le_bytes(word(self.bytes, self.at)?);
        let vtable = i64::try_from(self.at)
            .ok()
            .and_then(|at| usize::try_from(at - i64::from(back)).ok())
            .ok_or(TfliteError::Damaged)?;
        let len = usize::from(u16::from_le_bytes(word(self.bytes, vtable)?));
        let entry = 4 + 2 * id;
        if entry + 2 > len {
            return Ok(None);
        }
        let offset = u16::from_le_bytes(word(self.bytes, vtable + entry)?);
        Ok((offset != 0).then_some(self.at + usize::from(offset)))
    }

    fn number<const N: usize, T>(&self, id: usize, default: T, read: fn([u8; N]) -> T) -> Read<T> {
        match self.field(id)? {
            Some(at) => Ok(read(word(self.bytes, at)?)),
            None => Ok(default),
        }
    }

    pub(super) fn u8(&self, id: usize) -> Read<u8> {
        self.number(id, 0, u8::from_le_bytes)
    }

    pub(super) fn u32(&self, id: usize) -> Read<u32> {
        self.number(id, 0, u32::from_le_bytes)
    }

    pub(super) fn i32(&self, id: usize, default: i32) -> Read<i32> {
        self.number(id, default, i32::from_le_bytes)
    }

    pub(super) fn table(&self, id: usize) -> Read<Option<Self>> {
        let Some(at) = self.field(id)? else {
            return Ok(None);
        };
        let at = follow(self.bytes, at)?;
        Ok(Some(Self { at, ..*self }))
    }

    pub(super) fn tables(&self, id: usize) -> Read<Vec<Self>> {
        let (first, count) = self.vector(id, 4)?;
        (0..count)
            .map(|index| {
                let at = follow(self.bytes, first + 4 * index)?;
                Ok(Self { at, ..*self })
            })
            .collect()
    }

    pub(super) fn bytes(&self, id: usize) -> Read<&'a [u8]> {
        let (first, count) = self.vector(id, 1)?;
        Ok(&self.bytes[first..first + count])
    }

    /// Text; what is not UTF-8 is replaced.
    pub(super) fn text(&self, id: usize) -> Read<String> {
        Ok(String::from_utf8_lossy(self.bytes(id)?).into_owned())
    }

    pub(super) fn words<const N: usize, T>(
        &self,
        id: usize,
        read: fn([u8; N]) -> T,
    ) -> Read<Vec<T>> {
        let (first, count) = self.vector(id, N)?;
        let (words, _) = self.bytes[first..first + count * N].as_chunks::<N>();
        Ok(words.iter().map(|&word| read(word)).collect())
    }

    /// Where the values of a vector begin, and how many there are; a missing one has none.
    fn vector(&self, id: usize, size: usize) -> Read<(usize, usize)> {
        let Some(at) = self.field(id)? else {
            return Ok((0, 0));
        };
        let at = follow(self.bytes, at)?;
        let count = u32::from_le_bytes(word(self.bytes, at)?) as usize;
        let first = at + 4;
        let fits = count
            .checked_mul(size)
            .is_some_and(|len| len <= self.bytes.len() - first);
        fits.then_some((first, count)).ok_or(TfliteError::Damaged)
    }
}

/// The place that the offset at `at` points to.
fn follow(bytes: &[u8], at: usize) -> Read<usize> {
    let offset = u32::from_le_bytes(word(bytes, at)?) as usize;
    at.checked_add(offset)
        .filter(|&target| target < bytes.len())
        .ok_or(TfliteError::Damaged)
}

fn word<const N: usize>(bytes: &[u8], at: usize) -> Read<[u8; N]> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .copied()
        .ok_or(TfliteError::Damaged)
}
