use crate::{
    ALIGNMENT, CHECKSUM_AT, ENTRY_LEN, FORMAT_VERSION, HEADER_LEN, MAGIC, NAME_LEN, PackError,
    SectionKind, crc32,
};

/// A checked view of a pack's bytes. Copying it copies three words.
///
/// A flash partition is mostly larger than its pack, which says itself how long it is:
///
/// ```
/// use goldcrest_pack::{AlignedBytes, Pack, PackBuilder, PackError, SectionKind};
///
/// # let pack = PackBuilder::new().add(SectionKind::Manifest, "", b"name=home").unwrap().finish().unwrap();
/// # let partition = AlignedBytes::from_slice(&[&pack[..], &[0xFF; 4096]].concat());
/// let length = Pack::announced_len(&partition)?;
/// let pack = Pack::open(&partition[..length])?;
/// for section in pack.sections() {
///     println!("{} {}: {} bytes", section.kind, section.name, section.bytes.len());
/// }
/// # assert_eq!(pack.sections().len(), 1);
/// # Ok::<(), PackError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Pack<'a> {
    bytes: &'a [u8],
    count: u16,
}

/// One section of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// What it holds.
    pub kind: SectionKind,
    /// Tells it from others of its kind; often empty.
    pub name: &'a str,
    /// Place of its first byte in the pack; a multiple of 16.
    pub offset: usize,
    /// Its content.
    pub bytes: &'a [u8],
}

impl<'a> Pack<'a> {
    /// Checks the bytes and makes them readable.
    ///
    /// Every byte is read once for the checksum; the table is compared pairwise, so the cost grows
    /// with the square of the number of sections, which is small. Nothing is copied.
    ///
    /// # Errors
    ///
    /// See [`PackError`]; what was checked here never fails later. What the sections themselves
    /// hold is checked by those who read them.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PackError> {
        if !bytes.as_ptr().addr().is_multiple_of(ALIGNMENT) {
            return Err(PackError::Misaligned);
        }
        let expected = Self::announced_len(bytes)?;
        let actual = bytes.len();
        if actual < expected {
            return Err(PackError::Truncated { expected, actual });
        }
        if actual > expected {
            return Err(PackError::Oversized { expected, actual });
        }
        let stored = u32_at(bytes, CHECKSUM_AT);
        let computed = crc32(&[&bytes[..CHECKSUM_AT], &bytes[HEADER_LEN..]]);
        if stored != computed {
            return Err(PackError::ChecksumMismatch { stored, computed });
        }
        let pack = Self {
            bytes,
            count: u16_at(bytes, 6),
        };
        pack.check_table()?;
        Ok(pack)
    }

    /// Length of the pack that begins with these bytes, at least the 16 of a header.
    ///
    /// For callers that hold more than the pack, such as a whole flash partition: read this, cut,
    /// then [`open`](Self::open).
    ///
    /// # Errors
    ///
    /// [`PackError::TooShort`], [`PackError::NotAPack`] or [`PackError::WrongVersion`].
    pub fn announced_len(bytes: &[u8]) -> Result<usize, PackError> {
        if bytes.len() < HEADER_LEN {
            return Err(PackError::TooShort {
                actual: bytes.len(),
            });
        }
        if bytes[..4] != MAGIC {
            return Err(PackError::NotAPack);
        }
        let found = u16_at(bytes, 4);
        if found != FORMAT_VERSION {
            return Err(PackError::WrongVersion { found });
        }
        let len = u32_at(bytes, 8) as usize;
        if len < HEADER_LEN {
            return Err(PackError::TableOutOfBounds);
        }
        Ok(len)
    }

    /// All bytes of the pack.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The checksum in the header: a short name for exactly this content.
    #[must_use]
    pub fn checksum(&self) -> u32 {
        u32_at(self.bytes, CHECKSUM_AT)
    }

    /// The content of the section of this kind and name.
    #[must_use]
    pub fn section(&self, kind: SectionKind, name: &str) -> Option<&'a [u8]> {
        self.sections()
            .find(|section| section.kind == kind && section.name == name)
            .map(|section| section.bytes)
    }

    /// The first section of this kind, whatever its name.
    #[must_use]
    pub fn first(&self, kind: SectionKind) -> Option<Section<'a>> {
        self.sections().find(|section| section.kind == kind)
    }

    /// All sections in the order in which they lie in the pack.
    #[must_use]
    pub fn sections(&self) -> Sections<'a> {
        Sections {
            pack: *self,
            next: 0,
        }
    }

    fn check_table(&self) -> Result<(), PackError> {
        let mut end = HEADER_LEN + usize::from(self.count) * ENTRY_LEN;
        if end > self.bytes.len() {
            return Err(PackError::TableOutOfBounds);
        }
        for index in 0..self.count {
            let section = self.entry(index)?;
            if section.offset < end {
                return Err(PackError::SectionsOverlap { index });
            }
            end = section.offset + section.bytes.len();
            for earlier in 0..index {
                let earlier = self.entry(earlier)?;
                if earlier.kind == section.kind && earlier.name == section.name {
                    return Err(PackError::DuplicateSection { index });
                }
            }
        }
        Ok(())
    }

    fn entry(&self, index: u16) -> Result<Section<'a>, PackError> {
        let at = HEADER_LEN + usize::from(index) * ENTRY_LEN;
        let entry = &self.bytes[at..at + ENTRY_LEN];
        let kind = u16_at(entry, 0);
        let offset = u32_at(entry, 4) as usize;
        let length = u32_at(entry, 8) as usize;
        let kind = SectionKind::from_number(kind).ok_or(PackError::UnknownKind { index, kind })?;
        let name = padded_name(&entry[12..]).ok_or(PackError::BadName { index })?;
        if u16_at(entry, 2) != 0 || !offset.is_multiple_of(ALIGNMENT) {
            return Err(PackError::SectionMisaligned { index });
        }
        let bytes = offset
            .checked_add(length)
            .and_then(|end| self.bytes.get(offset..end))
            .ok_or(PackError::SectionOutOfBounds { index })?;
        Ok(Section {
            kind,
            name,
            offset,
            bytes,
        })
    }
}

/// Iterator over the sections of a pack, made by [`Pack::sections`].
#[derive(Clone, Debug)]
pub struct Sections<'a> {
    pack: Pack<'a>,
    next: u16,
}

impl<'a> Iterator for Sections<'a> {
    type Item = Section<'a>;

    fn next(&mut self) -> Option<Section<'a>> {
        if self.next == self.pack.count {
            return None;
        }
        let index = self.next;
        self.next += 1;
        self.pack.entry(index).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.pack.count - self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Sections<'_> {}

fn padded_name(field: &[u8]) -> Option<&str> {
    let len = field.iter().position(|&b| b == 0).unwrap_or(NAME_LEN);
    let (name, padding) = field.split_at(len);
    if padding.iter().any(|&b| b != 0) {
        return None;
    }
    core::str::from_utf8(name).ok()
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
