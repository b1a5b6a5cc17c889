//! The phones that pronunciations are made of.

use core::fmt;

/// A speech sound, numbered as the acoustic network's output classes are.
///
/// Class 0 is the blank of connectionist temporal classification and is no
/// phone; 1 to 39 are the phones of the CMU pronouncing dictionary without
/// stress marks, in alphabetical order.
///
/// ```
/// use goldcrest_trie::Phone;
///
/// let phone = Phone::from_name("CH").unwrap();
/// assert_eq!(phone.class(), 8);
/// assert_eq!(phone.name(), "CH");
/// assert_eq!(Phone::from_name("AH1"), Phone::from_name("AH"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(u8);

const NAMES: [&str; 39] = [
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH",
    "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH",
    "UW", "V", "W", "Y", "Z", "ZH",
];

impl Phone {
    /// How many phones there are; classes run from 1 to this number.
    pub const COUNT: usize = NAMES.len();

    /// The class of the blank, which is no phone.
    pub const BLANK: u8 = 0;

    /// The phone of an output class, unless that is the blank or too high.
    #[must_use]
    pub const fn from_class(class: u8) -> Option<Phone> {
        if class >= 1 && class as usize <= Self::COUNT {
            Some(Phone(class))
        } else {
            None
        }
    }

    /// The phone of a dictionary name such as `AH` or, with stress, `AH0`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Phone> {
        let plain = name.trim_end_matches(['0', '1', '2']);
        NAMES
            .binary_search(&plain)
            .ok()
            .map(|index| Phone(index as u8 + 1))
    }

    /// The output class, 1 to 39.
    #[must_use]
    pub const fn class(self) -> u8 {
        self.0
    }

    /// The name in the CMU pronouncing dictionary, without stress.
    #[must_use]
    pub const fn name(self) -> &'static str {
        NAMES[self.0 as usize - 1]
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
