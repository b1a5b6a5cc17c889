//! From an owner's recordings to further ways to say a phrase, calibrated, and judged by recordings that they were not
//! learnt from.

use std::fmt;
use std::path::PathBuf;

use goldcrest::wake::PhraseSpec;

use super::heard::Other;
use super::sharpened::Judged;
use super::train::too_long;
use crate::exit::Failure;
use crate::present::{progress, warn};
use crate::wake::listen::{Heard, NOTHING};
use crate::wake::sharpen::{self, FEWEST_RECORDINGS, Learnt, Own, Recording, Search, Way};
use crate::wake::tune::{Networks, Untuned, Weighing, classes_of, hear_phrase, phones_of, tune};

/// Hours of other speech that learning is judged by, at most; thresholds are calibrated on all of it.
const HOURS: f64 = 1.0;

/// What came of the recordings.
pub(super) struct Lesson {
    /// Those in which the phrase is not found.
    pub(super) not_found: Vec<PathBuf>,
    /// The phrase with what was learnt.
    pub(super) sharper: Result<Judged, Unlearnt>,
}

/// Why nothing was learnt.
pub(super) enum Unlearnt {
    /// There is nothing to learn from; says why.
    Impossible(String),
    /// No way makes the recordings clearer beside other speech.
    NothingClearer,
}

impl fmt::Display for Unlearnt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Impossible(why) => f.write_str(why),
            Self::NothingClearer => f.write_str("no further way to say it makes them clearer"),
        }
    }
}

/// What is learnt from.
pub(super) struct Learner<'a> {
    /// False accepts an hour that are asked for.
    pub(super) rate: f64,
    pub(super) networks: &'a Networks<'a>,
    pub(super) other: &'a Other,
    /// Recordings of the phrase by its owner.
    pub(super) files: &'a [PathBuf],
}

impl Learner<'_> {
    /// Learns, warns of recordings in which the phrase is not found, and calibrates anew.
    pub(super) fn learn(&self, known: &Judged) -> Result<Lesson, Failure> {
        let spec = &known.tuned.spec;
        let impossible = |why: String, not_found| {
            Ok(Lesson {
                not_found,
                sharper: Err(Unlearnt::Impossible(why)),
            })
        };
        let Some(files) = self.other.some(known.tuned.negatives.hours, HOURS) else {
            let why = "without --negatives nothing tells what other speech would be taken for it";
            return impossible(why.into(), Vec::new());
        };
        let too_few = format!("the phrase is found in fewer than {FEWEST_RECORDINGS} of them");
        if known.positives.best.len() < FEWEST_RECORDINGS {
            return impossible(too_few, Vec::new());
        }
        // the phrase as it is checked, or as the wake network hears it alone
        let networks = Networks {
            checker: self.networks.checker.filter(|_| !spec.checked.is_empty()),
            ..*self.networks
        };
        let own = Own::of(&networks, self.files);
        let told = progress("listened to ", 2 * files.len(), " for learning");
        let mut speech = sharpen::Other::of(&networks, &files, Weighing::of(spec), told);
        let mut search = Search::new(&mut speech, self.rate);
        let ways = classes_of(&spec.pronunciations);
        let Some(found) = search.found(&ways, &own.recordings) else {
            let why = "--negatives hold too little speech to be told from";
            return impossible(why.into(), Vec::new());
        };
        let with = |is: bool| {
            let recordings = own.recordings.iter().zip(&found);
            let those = recordings.filter(move |(_, found)| **found == is);
            those.map(|(recording, _)| recording)
        };
        let not_found: Vec<PathBuf> = with(false).map(|one| one.file.clone()).collect();
        for file in &not_found {
            warn(&format!(
                "the phrase is not found in {}, so nothing is learnt from it; where it is said there, tell how with --say",
                file.display()
            ));
        }
        let clear: Vec<&Recording> = with(true).collect();
        if clear.len() < FEWEST_RECORDINGS {
            return impossible(too_few, not_found);
        }
        let learnt = search.learn_apart(&ways, &clear);
        let mut sharper = Err(Unlearnt::NothingClearer);
        if learnt.ways != ways {
            let judged = self.judged(known, &own, &found, &learnt)?;
            // with too little speech for a check, a phrase that has one keeps it as it is
            if judged.tuned.spec.checked.is_empty() == spec.checked.is_empty() {
                sharper = Ok(judged);
            }
        }
        Ok(Lesson { not_found, sharper })
    }

    /// The phrase with what was learnt, calibrated, and its recordings heard: each by ways learnt from others.
    fn judged(
        &self,
        known: &Judged,
        own: &Own,
        found: &[bool],
        learnt: &Learnt,
    ) -> Result<Judged, Failure> {
        let told = |done, all| progress("heard ", all, " with what was learnt")(done);
        let spec = &known.tuned.spec;
        let tuned = tune(
            &spec.text,
            phones_of(&learnt.ways),
            self.networks,
            Weighing::of(spec),
            self.other.elsewhere(),
            told,
        );
        let tuned = tuned.map_err(|why| match why {
            Untuned::TooLittleSpeech(negatives) => self.other.refused(&negatives),
            why => too_long(why),
        })?;
        // recordings that nothing was learnt from may be heard by everything that was
        let mut without = learnt.without.iter();
        let by: Vec<&Vec<Way>> = found
            .iter()
            .map(|&found| match found {
                true => without.next().unwrap_or(&learnt.ways),
                false => &learnt.ways,
            })
            .collect();
        let mut positives = Heard {
            best: vec![NOTHING; own.recordings.len()],
            undecodable: known.positives.undecodable.clone(),
            ..Heard::default()
        };
        for (index, ways) in by.iter().enumerate() {
            if by[..index].contains(ways) {
                continue;
            }
            let own = own.recordings.iter().zip(&by);
            let own = own.enumerate().filter(|(_, (_, other))| *other == ways);
            let (places, files): (Vec<usize>, Vec<PathBuf>) = own
                .map(|(place, (one, _))| (place, one.file.clone()))
                .unzip();
            let spec = PhraseSpec {
                pronunciations: phones_of(ways),
                ..tuned.spec.clone()
            };
            let heard = hear_phrase(&spec, self.networks, &files, |_| {}).map_err(too_long)?;
            for (place, best) in places.into_iter().zip(heard.best) {
                positives.best[place] = best;
            }
            positives.floor = heard.floor;
            positives.hours += heard.hours;
        }
        Ok(Judged { tuned, positives })
    }
}
