extern crate alloc;

use super::phrase::{HEADER_BYTES, MAGIC, Phrase, PhraseError, VERSION};
use alloc::string::String;
use alloc::vec::Vec;
use goldcrest_trie::Phone;

/// What a phrase section holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhraseSpec {
    /// What is said.
    pub text: String,
    /// Every way to say it.
    pub pronunciations: Vec<Vec<Phone>>,
    /// Most frames (30 ms) that saying it may take.
    pub longest: u8,
    /// What the wake network's blank pays, in 1/256 nat.
    pub blank_penalty: u16,
    /// What the checking network's blank pays, in 1/256 nat.
    pub check_blank_penalty: u16,
    /// Cost from which a check is worth its while.
    pub check_from: u16,
    /// What each sound just before it costs a phone in a check, in 1/256 nat.
    pub sound_before: u8,
    /// How much it counts in a check how clearly the phrase was heard, of 256.
    pub check_contrast: u8,
    /// False accepts per 1,000 hours and the cost that makes so many, rising: the wake network alone.
    pub alone: Vec<(u32, u16)>,
    /// The same for what the check says of candidates.
    pub checked: Vec<(u32, u16)>,
}

impl PhraseSpec {
    /// Writes the section.
    ///
    /// # Errors
    ///
    /// What [`Phrase::open`] would refuse; [`PhraseError::Truncated`] also where something is too long for its
    /// length field (255 phones, points or pronunciations, 65,535 bytes of text).
    ///
    /// ```
    /// use goldcrest::wake::{Phrase, PhraseSpec};
    /// use goldcrest_trie::Phone;
    ///
    /// let phones = ["JH", "UW", "N", "AH", "P", "ER"].map(|name| Phone::from_name(name).unwrap());
    /// let section = PhraseSpec {
    ///     text: "juniper".into(),
    ///     pronunciations: vec![phones.to_vec()],
    ///     longest: 40,
    ///     alone: vec![(100, 80), (1000, 180)],
    ///     ..PhraseSpec::default()
    /// }
    /// .write()
    /// .unwrap();
    /// let phrase = Phrase::open(&section).unwrap();
    /// assert_eq!(phrase.alone().cost(550), Some(130));
    /// ```
    pub fn write(&self) -> Result<Vec<u8>, PhraseError> {
        let byte = |length: usize| u8::try_from(length).map_err(|_| PhraseError::Truncated);
        let text = u16::try_from(self.text.len()).map_err(|_| PhraseError::Truncated)?;
        let mut out = Vec::with_capacity(HEADER_BYTES + self.text.len());
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.push(byte(self.pronunciations.len())?);
        out.push(byte(self.alone.len())?);
        out.push(byte(self.checked.len())?);
        out.push(self.longest);
        for number in [
            self.blank_penalty,
            self.check_blank_penalty,
            self.check_from,
            text,
        ] {
            out.extend(number.to_le_bytes());
        }
        out.push(self.sound_before);
        out.push(self.check_contrast);
        out.extend(self.text.bytes());
        for phones in &self.pronunciations {
            out.push(byte(phones.len())?);
            out.extend(phones.iter().map(|phone| phone.class()));
        }
        for (rate, cost) in self.alone.iter().chain(&self.checked) {
            out.extend(rate.to_le_bytes());
            out.extend(cost.to_le_bytes());
        }
        Phrase::open(&out)?;
        Ok(out)
    }
}
