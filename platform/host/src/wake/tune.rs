//! From pronunciations to thresholds.

use std::path::PathBuf;

use goldcrest::Settings;
use goldcrest::wake::{MOST_CHECKED_PHONES, Phrase, PhraseError, PhraseSpec, WatchError};
use goldcrest_nn::Model;
use goldcrest_trie::Phone;

use super::calibrate::{FLOOR, Tail};
use super::condition::Condition;
use super::ear::{self, Watch};
use super::frames::{Frames, Spoken};
use super::kept::Kept;
use super::listen::{Heard, each_stream, hear, hear_stream};
use super::stream::Stream;
use super::survey::Statistics;

/// What the wake network's blank pays, in 1/256 nat: networks trained by CTC are surer of blanks than they
/// should be.
pub const BLANK_PENALTY: u16 = 320;
/// What the checking network's blank pays.
pub const CHECK_BLANK_PENALTY: u16 = 128;
/// How a check weighs what it hears; of the tuned numbers here each was chosen on ten phrases by held-out neural voices.
///
/// At one false accept in 1.9 h 4.2 % are missed (without contrast, and 26 for a sound before, 9.4), in noise 13.6 (16.7),
/// right behind speech 10.8 (13.9); of three words by held-out people 2.9 (1.7), one recording more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighing {
    /// What each sound just before a phrase costs a phone, in 1/256 nat: who calls a device pauses first, and what is
    /// taken for a phrase by mistake mostly lies in the middle of running speech.
    pub sound_before: u8,
    /// How much it counts how clearly a phrase was heard, of 256.
    pub contrast: u8,
}

impl Weighing {
    /// A wake phrase, said after a pause.
    pub const AFTER_A_PAUSE: Self = Self {
        sound_before: 50,
        contrast: 64,
    };
    /// One that may be said in the middle of other speech.
    pub const ANYWHERE: Self = Self {
        sound_before: 0,
        ..Self::AFTER_A_PAUSE
    };
    /// A stop word: so short that other speech often costs nothing, where contrast could say no more.
    pub const STOP: Self = Self {
        sound_before: 0,
        contrast: 0,
    };

    /// That of a phrase.
    pub fn of(spec: &PhraseSpec) -> Self {
        Self {
            sound_before: spec.sound_before,
            contrast: spec.check_contrast,
        }
    }
}

/// Proposals per 1,000 hours of speech that the wake network may make where each is checked: a check costs
/// what three seconds of listening to a command do, so one in 18 seconds of speech costs a sixth of that, and
/// half as many of the phrases are lost to the first network as with half as many proposals.
pub(super) const PROPOSALS: u32 = 200_000;
/// Frames of 30 ms that saying a phrase may take: so many, and so many more for each phone.
const FRAMES: (usize, usize) = (8, 4);

/// Frames that a phrase of so many phones may take.
pub fn longest(phones: usize) -> u8 {
    (phones * FRAMES.1 + FRAMES.0).min(250) as u8
}

/// Frames that the longest of several ways may take, and so each of them.
pub(super) fn longest_of(ways: &[Vec<u8>]) -> u8 {
    longest(ways.iter().map(Vec::len).max().unwrap_or(0))
}

/// The phone classes of ways to say a phrase.
pub fn classes_of(ways: &[Vec<Phone>]) -> Vec<Vec<u8>> {
    let classes = |way: &Vec<Phone>| way.iter().map(|phone| phone.class()).collect();
    ways.iter().map(classes).collect()
}

/// The phones of ways to say a phrase that are given as classes.
pub fn phones_of(ways: &[Vec<u8>]) -> Vec<Vec<Phone>> {
    let phones = |way: &Vec<u8>| way.iter().copied().filter_map(Phone::from_class).collect();
    ways.iter().map(phones).collect()
}

/// The networks that a phrase is tuned for.
#[derive(Clone, Copy, Debug)]
pub struct Networks<'n> {
    /// The always-on one.
    pub trunk: Model<'n>,
    /// The one that checks its proposals.
    pub checker: Option<Model<'n>>,
}

/// What a phrase is tuned on.
#[derive(Clone, Copy, Debug)]
pub enum Elsewhere<'a> {
    /// Recordings without it, and where what is heard of them is kept.
    Recordings(&'a [PathBuf], &'a Kept),
    /// The statistics beside the wake network; they know nothing of checks.
    Statistics(&'a Statistics),
}

/// A tuned phrase.
#[derive(Clone, Debug)]
pub struct Tuned {
    /// Ready to be written.
    pub spec: PhraseSpec,
    /// What was heard in the recordings without it.
    pub negatives: Heard,
}

/// Why a phrase was not tuned.
#[derive(Clone, Debug)]
pub enum Untuned {
    /// It does not fit a section.
    Phrase(PhraseError),
    /// It is too long to be listened for.
    Watch(WatchError),
    /// The recordings without it hold too little speech; this is what was heard of them.
    TooLittleSpeech(Heard),
}

impl From<PhraseError> for Untuned {
    fn from(error: PhraseError) -> Self {
        Self::Phrase(error)
    }
}

impl From<WatchError> for Untuned {
    fn from(error: WatchError) -> Self {
        Self::Watch(error)
    }
}

/// Tunes a phrase: how often the wake network would take other speech for it, and, where there is a checker
/// and there are recordings, how often that would agree; a check weighs what it hears by `weighing`. A
/// phrase with more phones than a check has room for is tuned without one.
/// `progress` is told how many of how many recordings were heard, in up to two rounds.
///
/// # Errors
///
/// See [`Untuned`].
pub fn tune(
    text: &str,
    ways: Vec<Vec<Phone>>,
    networks: &Networks<'_>,
    weighing: Weighing,
    elsewhere: Elsewhere<'_>,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Tuned, Untuned> {
    let classes = classes_of(&ways);
    let spoken = Spoken {
        pronunciations: &classes,
        longest: longest_of(&classes),
        blank_penalty: BLANK_PENALTY,
    };
    let mut spec = PhraseSpec {
        text: text.to_owned(),
        pronunciations: ways,
        longest: spoken.longest,
        blank_penalty: BLANK_PENALTY,
        check_blank_penalty: CHECK_BLANK_PENALTY,
        sound_before: weighing.sound_before,
        check_contrast: weighing.contrast,
        ..PhraseSpec::default()
    };
    let (files, kept) = match elsewhere {
        Elsewhere::Statistics(statistics) => {
            spec.alone = statistics.tail(&classes).curve();
            let negatives = Heard::default();
            return Ok(Tuned { spec, negatives });
        }
        Elsewhere::Recordings(files, kept) => (files, kept),
    };
    let told = |done| progress(done, files.len());
    let how = [b"alone", &spec.write()?[..]].concat();
    let follow = |files: &[PathBuf]| {
        let stream = Stream::of(files, &Condition::Clean);
        let frames = Frames::of_stream(&networks.trunk, &stream);
        frames.follow(&spoken, FLOOR)
    };
    let streams = each_stream(files, told, |files| {
        kept.or_hear(&how, files, || follow(files))
    });
    let negatives = Heard::of_streams(streams, FLOOR);
    let Some(tail) = Tail::fit(&negatives) else {
        return Err(Untuned::TooLittleSpeech(negatives));
    };
    spec.alone = tail.curve();
    let phones: usize = classes.iter().map(Vec::len).sum();
    if networks.checker.is_none() || phones > MOST_CHECKED_PHONES {
        return Ok(Tuned { spec, negatives });
    }
    spec.check_from = tail.cost(PROPOSALS);
    // any curve will do for finding out what checks say
    spec.checked = vec![(1, 0)];
    let section = spec.write()?;
    let how = [b"checked", &section[..]].concat();
    let watch = watch(&section, networks)?;
    let streams = each_stream(files, told, |files| {
        let hear = || hear_stream(&watch, &Stream::of(files, &Condition::Clean), FLOOR);
        kept.or_hear(&how, files, hear)
    });
    let checked = Heard::of_streams(streams, FLOOR);
    let Some(tail) = Tail::fit(&checked) else {
        spec.checked.clear();
        return Ok(Tuned { spec, negatives });
    };
    spec.checked = tail.curve();
    Ok(Tuned {
        spec,
        negatives: checked,
    })
}

/// Hears recordings with a detector that listens for a phrase.
///
/// # Errors
///
/// Where the phrase does not fit a section, or is too long to be listened for.
pub fn hear_phrase(
    spec: &PhraseSpec,
    networks: &Networks<'_>,
    files: &[PathBuf],
    progress: impl Fn(usize) + Sync,
) -> Result<Heard, Untuned> {
    let section = spec.write()?;
    let watch = watch(&section, networks)?;
    Ok(hear(&watch, files, &Condition::Clean, FLOOR, progress))
}

fn watch<'s>(section: &'s [u8], networks: &Networks<'s>) -> Result<Watch<'s>, Untuned> {
    let phrase = Phrase::open(section)?;
    ear::has_room(&phrase)?;
    Ok(Watch {
        model: networks.trunk,
        phrase: Some(phrase),
        checker: networks.checker.filter(|_| phrase.can_be_checked()),
        settings: Settings::default(),
    })
}
