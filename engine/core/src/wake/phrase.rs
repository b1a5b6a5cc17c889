//! The section of a wake phrase: how it is said, and from which cost it counts as heard.
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GWPH` |
//! | 2 | version, 3 |
//! | 1 | pronunciations |
//! | 1 | points of the curve without a check |
//! | 1 | points of the curve with a check |
//! | 1 | longest duration, in frames of 30 ms |
//! | 2 | blank penalty of the wake network, 1/256 nat |
//! | 2 | blank penalty of the checking network, 1/256 nat |
//! | 2 | cost from which a check is worth its while |
//! | 2 | bytes of text |
//! | 1 | what each sound just before it costs a phone in a check, 1/256 nat |
//! | 1 | how much contrast counts in a check, of 256 |
//! | | text, UTF-8 |
//! | | pronunciations: a byte of length, then phone classes |
//! | 6 each | points: false accepts per 1,000 hours (u32), cost (u16); without, then with a check |
//!
//! Costs are those of [`super::follow()`] for each phone of the pronunciation, in 1/256 nat. Rates and costs
//! of a curve rise from point to point.

use super::check::MOST_CHECKED_PHONES;
use crate::table::cut;
use core::fmt;
use goldcrest_trie::Phone;

pub(super) const MAGIC: [u8; 4] = *b"GWPH";
pub(super) const VERSION: u16 = 3;
pub(super) const HEADER_BYTES: usize = 20;
const POINT_BYTES: usize = 6;

/// Why a phrase section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhraseError {
    /// Another kind of section was given.
    NotAPhrase,
    /// Written in a format that this version does not read: train the phrase again.
    Version(u16),
    /// The section ends too early: it was cut off or its lengths were damaged.
    Truncated,
    /// Bytes follow its end.
    TrailingBytes,
    /// Its text is not UTF-8.
    NotUtf8,
    /// It says nothing: a phrase needs a pronunciation, and each of them a phone.
    Silent,
    /// It names a sound that is not one of the 39 phones.
    UnknownPhone(u8),
    /// Rates or costs of a curve do not rise from point to point.
    Curve,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PhraseError::NotAPhrase => f.write_str("not a wake phrase section"),
            PhraseError::Version(version) => write!(
                f,
                "wake phrase format {version} is not the format {VERSION} that this version reads; train it again with `goldcrest wake train`"
            ),
            PhraseError::Truncated => f.write_str("the wake phrase is cut off"),
            PhraseError::TrailingBytes => f.write_str("bytes follow the end of the wake phrase"),
            PhraseError::NotUtf8 => f.write_str("the wake phrase's text is not UTF-8"),
            PhraseError::Silent => f.write_str("the wake phrase has no phones"),
            PhraseError::UnknownPhone(class) => {
                write!(f, "the wake phrase has a phone {class}, but there are 39")
            }
            PhraseError::Curve => f.write_str("the rates and costs of the wake phrase do not rise"),
        }
    }
}

impl core::error::Error for PhraseError {}

/// Which cost makes how many false accepts.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'p> {
    bytes: &'p [u8],
}

impl<'p> Curve<'p> {
    /// False accepts per 1,000 hours, and the cost that makes so many; rising.
    #[must_use]
    pub fn points(self) -> impl ExactSizeIterator<Item = (u32, u16)> + use<'p> {
        self.bytes.chunks_exact(POINT_BYTES).map(|point| {
            let rate = u32::from_le_bytes([point[0], point[1], point[2], point[3]]);
            (rate, u16::from_le_bytes([point[4], point[5]]))
        })
    }

    /// The cost up to which a phrase counts as heard where `rate` false accepts per 1,000 hours are
    /// accepted, between the points by proportion. Beyond the last point that point's cost. Below the first
    /// the rate falls with the same power of the cost as between the first two, so that the cost shrinks with
    /// the rate and is never none where that point has one: 1 at least, and the point's cost where there is no
    /// second. A rate of 0 is taken for 1. `None` where the curve has no points.
    #[must_use]
    pub fn cost(self, rate: u32) -> Option<u16> {
        let rate = rate.max(1);
        let mut before: Option<(u32, u16)> = None;
        for (at, cost) in self.points() {
            if rate < at {
                let Some((low, cheap)) = before else {
                    return Some(self.below(rate, (at, cost)));
                };
                let part = u64::from(cost - cheap) * u64::from(rate - low) / u64::from(at - low);
                return Some(cheap + part as u16);
            }
            before = Some((at, cost));
        }
        before.map(|(_, cost)| cost)
    }

    /// The cost of a rate, from 1, below that of the `first` point.
    fn below(self, rate: u32, (first, cheapest): (u32, u16)) -> u16 {
        let cost = match self.points().nth(1) {
            Some((second, next)) if cheapest > 0 => {
                let nats = |more: u32, less: u32| libm::logf(more as f32) - libm::logf(less as f32);
                let power = nats(next.into(), cheapest.into()) / nats(second, first);
                // Rates too large and too close to be told apart make no power.
                let power = if power.is_finite() { power } else { 0.0 };
                f32::from(cheapest) * libm::expf(-power * nats(first, rate))
            }
            _ => f32::from(cheapest),
        };
        ((cost + 0.5) as u16).max(1).min(cheapest)
    }
}

/// A checked view of a phrase section.
#[derive(Clone, Copy, Debug)]
pub struct Phrase<'p> {
    text: &'p str,
    spoken: &'p [u8],
    longest: u8,
    blank_penalty: u16,
    check_blank_penalty: u16,
    check_from: u16,
    sound_before: u8,
    check_contrast: u8,
    alone: Curve<'p>,
    checked: Curve<'p>,
}

impl<'p> Phrase<'p> {
    /// Checks a section.
    ///
    /// # Errors
    ///
    /// See [`PhraseError`].
    pub fn open(section: &'p [u8]) -> Result<Self, PhraseError> {
        let mut rest = section;
        if cut(&mut rest, 4).ok_or(PhraseError::Truncated)? != MAGIC {
            return Err(PhraseError::NotAPhrase);
        }
        let header = cut(&mut rest, HEADER_BYTES - 4).ok_or(PhraseError::Truncated)?;
        let number = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        if number(0) != VERSION {
            return Err(PhraseError::Version(number(0)));
        }
        let [pronunciations, alone, checked, longest] =
            [header[2], header[3], header[4], header[5]];
        let text = cut(&mut rest, usize::from(number(12))).ok_or(PhraseError::Truncated)?;
        let text = core::str::from_utf8(text).map_err(|_| PhraseError::NotUtf8)?;
        let spoken = cut_pronunciations(&mut rest, pronunciations)?;
        let alone = cut_curve(&mut rest, alone)?;
        let checked = cut_curve(&mut rest, checked)?;
        if !rest.is_empty() {
            return Err(PhraseError::TrailingBytes);
        }
        Ok(Self {
            text,
            spoken,
            longest,
            blank_penalty: number(6),
            check_blank_penalty: number(8),
            check_from: number(10),
            sound_before: header[14],
            check_contrast: header[15],
            alone,
            checked,
        })
    }

    /// What is said.
    #[must_use]
    pub fn text(&self) -> &'p str {
        self.text
    }

    /// Phone classes, 1 to 39, of each way to say it.
    pub fn pronunciations(&self) -> impl Iterator<Item = &'p [u8]> + use<'p> {
        let mut rest = self.spoken;
        core::iter::from_fn(move || {
            let (&length, after) = rest.split_first()?;
            let (phones, after) = after.split_at_checked(usize::from(length))?;
            rest = after;
            Some(phones)
        })
    }

    /// Phones of all pronunciations.
    #[must_use]
    pub fn phones(&self) -> usize {
        self.pronunciations().map(<[u8]>::len).sum()
    }

    /// Most frames (30 ms) that saying it may take.
    #[must_use]
    pub fn longest(&self) -> u8 {
        self.longest
    }

    /// What the wake network's blank pays, in 1/256 nat.
    #[must_use]
    pub fn blank_penalty(&self) -> u16 {
        self.blank_penalty
    }

    /// What the checking network's blank pays, in 1/256 nat.
    #[must_use]
    pub fn check_blank_penalty(&self) -> u16 {
        self.check_blank_penalty
    }

    /// The cost from which a check by a larger network is worth its while.
    #[must_use]
    pub fn check_from(&self) -> u16 {
        self.check_from
    }

    /// What each sound just before the phrase costs a phone in a check, in 1/256 nat; 0 where it may be said in the
    /// middle of other speech as well as after a pause.
    #[must_use]
    pub fn sound_before(&self) -> u8 {
        self.sound_before
    }

    /// How much it counts in a check how clearly the phrase was heard, of 256: so many parts of the nats that all
    /// classes cost in the mean of its frames; 0 for not at all.
    #[must_use]
    pub fn check_contrast(&self) -> u8 {
        self.check_contrast
    }

    /// Costs of the wake network alone.
    #[must_use]
    pub fn alone(&self) -> Curve<'p> {
        self.alone
    }

    /// Costs of the check, of what the wake network let through at [`Phrase::check_from`]; no points where
    /// it was not calibrated.
    #[must_use]
    pub fn checked(&self) -> Curve<'p> {
        self.checked
    }

    /// Whether a larger network can check it: it was calibrated for that, and a [`Check`](super::Check) has
    /// room for its phones.
    #[must_use]
    pub fn can_be_checked(&self) -> bool {
        self.checked.points().len() > 0 && self.phones() <= MOST_CHECKED_PHONES
    }
}

fn cut_pronunciations<'p>(rest: &mut &'p [u8], count: u8) -> Result<&'p [u8], PhraseError> {
    let whole = *rest;
    for _ in 0..count {
        let length = cut(rest, 1).ok_or(PhraseError::Truncated)?[0];
        let phones = cut(rest, usize::from(length)).ok_or(PhraseError::Truncated)?;
        if phones.is_empty() {
            return Err(PhraseError::Silent);
        }
        let unknown = phones
            .iter()
            .find(|&&class| Phone::from_class(class).is_none());
        if let Some(&class) = unknown {
            return Err(PhraseError::UnknownPhone(class));
        }
    }
    if count == 0 {
        return Err(PhraseError::Silent);
    }
    Ok(&whole[..whole.len() - rest.len()])
}

fn cut_curve<'p>(rest: &mut &'p [u8], points: u8) -> Result<Curve<'p>, PhraseError> {
    let bytes = cut(rest, usize::from(points) * POINT_BYTES).ok_or(PhraseError::Truncated)?;
    let curve = Curve { bytes };
    let rises = curve
        .points()
        .zip(curve.points().skip(1))
        .all(|(one, next)| one.0 < next.0 && one.1 <= next.1);
    rises.then_some(curve).ok_or(PhraseError::Curve)
}
