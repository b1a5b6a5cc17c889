//! What an owner's recordings bring to a phrase, as it is told.

use goldcrest::wake::PhraseSpec;
use serde_json::{Value, json};

use super::heard::{Other, Said};
use super::learner::{Learner, Lesson, Unlearnt};
use super::train::{Train, threshold, too_long};
use super::ways::names;
use crate::exit::Failure;
use crate::present::{Screen, Tint, printable, progress, warn};
use crate::wake::listen::Heard;
use crate::wake::tune::{Networks, Tuned, hear_phrase};

/// A phrase, and what was heard of its recordings: where ways were learnt, by those learnt from other recordings.
pub(super) struct Judged {
    pub(super) tuned: Tuned,
    pub(super) positives: Heard,
}

/// A phrase with what its owner's recordings brought.
pub(super) struct Sharpened {
    pub(super) judged: Judged,
    /// Whether ways were learnt.
    pub(super) learnt: bool,
    /// Nothing where there are no recordings of the owner.
    pub(super) facts: Value,
}

/// Learns how the owner says a tuned phrase, where there are recordings to learn from and other speech to be told from.
pub(super) fn sharpen(
    arguments: &Train,
    tuned: Tuned,
    networks: &Networks<'_>,
    other: &Other,
    said: &Said,
    screen: &mut Screen<'_>,
) -> Result<Sharpened, Failure> {
    let told = progress("heard ", said.files.len(), "");
    let positives = hear_phrase(&tuned.spec, networks, &said.files, told).map_err(too_long)?;
    let known = Judged { tuned, positives };
    if !said.is_own() || known.positives.best.is_empty() {
        return Ok(Sharpened {
            judged: known,
            learnt: false,
            facts: Value::Null,
        });
    }
    let learner = Learner {
        rate: arguments.rate(),
        networks,
        other,
        files: &said.files,
    };
    let Lesson { not_found, sharper } = learner.learn(&known)?;
    let (before, count) = (known.missed(arguments), known.positives.best.len());
    let names = not_found.iter().map(|file| file.display().to_string());
    let mut facts = json!({
        "recordings": count,
        "not_found": names.collect::<Vec<_>>(),
        "learnt": Vec::<String>::new(),
        "not_kept": Vec::<String>::new(),
        "nothing_learnt": Value::Null,
        "missed_before": before.asked,
        "missed_after": before.asked,
        "missed_at_a_tenth_before": before.tenth,
        "missed_at_a_tenth_after": before.tenth,
    });
    let sharper = match sharper {
        Ok(sharper) => sharper,
        Err(why) => {
            facts["nothing_learnt"] = why.to_string().into();
            let note = format!("nothing is learnt from --recordings: {why}");
            match why {
                Unlearnt::Impossible(_) => warn(&note),
                Unlearnt::NothingClearer => screen.line(&screen.ink.paint(Tint::Faint, &note))?,
            }
            return Ok(Sharpened {
                judged: known,
                learnt: false,
                facts,
            });
        }
    };
    let after = sharper.missed(arguments);
    facts["missed_after"] = after.asked.into();
    facts["missed_at_a_tenth_after"] = after.tenth.into();
    let ways = learnt_names(&known.tuned.spec, &sharper.tuned.spec);
    let brought = format!(
        "said {}; of {count} recordings, each judged by what was learnt from others, {} are missed instead of {} (at a \
         tenth of the rate {} instead of {})",
        ways.join(", said "),
        after.asked,
        before.asked,
        after.tenth,
        before.tenth,
    );
    let learnt = after < before;
    let what = if learnt {
        facts["learnt"] = ways.into();
        "learnt from your recordings"
    } else {
        facts["not_kept"] = ways.into();
        facts["nothing_learnt"] = "no more of them are heard by what could be learnt".into();
        "not kept of what could be learnt from your recordings"
    };
    screen.line(&screen.ink.paint(Tint::Faint, &format!("{what}: {brought}")))?;
    Ok(Sharpened {
        judged: if learnt { sharper } else { known },
        learnt,
        facts,
    })
}

/// Recordings in which a phrase is not heard. Rooms are noisier than recordings that are made on purpose: where as
/// many are missed, those count that would be at a tenth of the rate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Missed {
    asked: usize,
    tenth: usize,
}

impl Judged {
    fn missed(&self, arguments: &Train) -> Missed {
        let at = |rate: f64| {
            let threshold = threshold(rate, &self.tuned.spec);
            let missed = self.positives.best.iter().filter(|&&best| best < threshold);
            missed.count()
        };
        Missed {
            asked: at(arguments.rate()),
            tenth: at(arguments.rate() / 10.0),
        }
    }
}

/// The ways that a sharper phrase has behind those that were known.
fn learnt_names(known: &PhraseSpec, sharper: &PhraseSpec) -> Vec<String> {
    let learnt = sharper
        .pronunciations
        .iter()
        .skip(known.pronunciations.len());
    learnt.map(|way| names(way)).collect()
}

/// What a card says of an owner's recordings.
pub(super) fn for_card(facts: &Value) -> String {
    let count = |key: &str| facts[key].as_u64().unwrap_or_default();
    if facts.is_null() {
        return String::new();
    }
    let learnt: Vec<&str> = facts["learnt"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let not_found = match facts["not_found"].as_array().map_or(0, Vec::len) {
        0 => String::new(),
        some => format!(" In {some} the phrase was not found; nothing was learnt from those."),
    };
    let what = match (learnt.is_empty(), facts["nothing_learnt"].as_str()) {
        (false, _) => format!(
            "That it is said `{}` too was learnt from recordings of its owner. Of {}, each judged by ways that were \
             learnt from others, {} were missed before and {} are with what was learnt; at a tenth of the rate {} and \
             {}.",
            learnt.join("`, `"),
            count("recordings"),
            count("missed_before"),
            count("missed_after"),
            count("missed_at_a_tenth_before"),
            count("missed_at_a_tenth_after"),
        ),
        (true, why) => format!(
            "Nothing was learnt from the owner's recordings: {}.",
            why.unwrap_or_default()
        ),
    };
    format!(
        "## Learnt from recordings\n\n{}{not_found}\n\n",
        printable(&what)
    )
}
