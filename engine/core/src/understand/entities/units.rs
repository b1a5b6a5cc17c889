//! The words that say what a number counts: one table, of which each reader takes what it means.
//!
//! | reader | takes |
//! | --- | --- |
//! | a duration | whatever has seconds, letters ("h") too |
//! | the slot that an amount goes to | whatever slots of numbers count |
//! | the end of a slot's words, and what a slot is told to take | the first word of what it counts |
//! | which words belong to an amount | all of them |

use goldcrest_trie::Unit;

pub(super) const MINUTE: u64 = 60;
pub(super) const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A word for a unit.
struct UnitWord {
    /// In small letters; of one, and of several where that is another word.
    forms: [&'static str; 2],
    /// How long one is.
    seconds: Option<u64>,
    /// What a slot of numbers counts that goes by this word.
    counted: Option<Unit>,
}

impl UnitWord {
    const fn new(one: &'static str, several: &'static str) -> Self {
        Self {
            forms: [one, several],
            seconds: None,
            counted: None,
        }
    }

    const fn lasting(self, seconds: u64) -> Self {
        Self {
            seconds: Some(seconds),
            ..self
        }
    }

    const fn counted(self, unit: Unit) -> Self {
        Self {
            counted: Some(unit),
            ..self
        }
    }
}

/// The first word for a unit is the one that it is told by.
const WORDS: [UnitWord; 19] = [
    UnitWord::new("second", "seconds")
        .lasting(1)
        .counted(Unit::Seconds),
    UnitWord::new("sec", "secs")
        .lasting(1)
        .counted(Unit::Seconds),
    UnitWord::new("s", "s").lasting(1),
    UnitWord::new("minute", "minutes")
        .lasting(MINUTE)
        .counted(Unit::Minutes),
    UnitWord::new("min", "mins")
        .lasting(MINUTE)
        .counted(Unit::Minutes),
    // A letter has no plural: "ms" are no minutes.
    UnitWord::new("m", "m").lasting(MINUTE),
    UnitWord::new("hour", "hours")
        .lasting(HOUR)
        .counted(Unit::Hours),
    UnitWord::new("hr", "hrs")
        .lasting(HOUR)
        .counted(Unit::Hours),
    UnitWord::new("h", "h").lasting(HOUR),
    UnitWord::new("day", "days").lasting(DAY),
    UnitWord::new("d", "d").lasting(DAY),
    UnitWord::new("week", "weeks").lasting(7 * DAY),
    UnitWord::new("wk", "wks").lasting(7 * DAY),
    UnitWord::new("fortnight", "fortnights").lasting(14 * DAY),
    UnitWord::new("month", "months"),
    UnitWord::new("year", "years"),
    UnitWord::new("percent", "percent").counted(Unit::Percent),
    // of "per cent"
    UnitWord::new("cent", "cent"),
    UnitWord::new("degree", "degrees").counted(Unit::Temperature),
];

fn find(word: &str) -> Option<&'static UnitWord> {
    WORDS.iter().find(|unit| unit.forms.contains(&word))
}

/// The first word for what a slot counts.
fn first(unit: Unit) -> Option<&'static UnitWord> {
    WORDS.iter().find(|word| word.counted == Some(unit))
}

/// Whether a word, in small letters, says what is counted.
pub(super) fn is_unit(word: &str) -> bool {
    find(word).is_some()
}

/// The seconds of a unit of time by its name, in small letters.
pub(super) fn seconds_of(word: &str) -> Option<u64> {
    find(word)?.seconds
}

/// What slots of numbers count that goes by this word, in small letters; letters that stand for a unit are none.
pub(super) fn counted_by(word: &str) -> Option<Unit> {
    find(word)?.counted
}

/// What several of a unit are called, "degrees" or "percent"; nothing where a number counts nothing.
///
/// ```
/// use goldcrest::understand::entities::units::name;
/// use goldcrest_trie::Unit;
///
/// assert_eq!(name(Unit::Temperature), Some("degrees"));
/// assert_eq!(name(Unit::None), None);
/// ```
#[must_use]
pub fn name(unit: Unit) -> Option<&'static str> {
    first(unit).map(|word| word.forms[1])
}

/// Words without the unit that they end with, where it is this one.
pub(super) fn without(words: &str, unit: Unit) -> &str {
    match (words.rsplit_once(' '), first(unit)) {
        (Some((before, last)), Some(word)) if word.forms.contains(&last) => before,
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_takes_its_part_of_the_table() {
        for (word, seconds, counted) in [
            ("minutes", Some(60), Some(Unit::Minutes)),
            ("hrs", Some(3600), Some(Unit::Hours)),
            ("h", Some(3600), None),
            ("fortnight", Some(1_209_600), None),
            ("percent", None, Some(Unit::Percent)),
            ("degree", None, Some(Unit::Temperature)),
            ("years", None, None),
        ] {
            let found = (seconds_of(word), counted_by(word), is_unit(word));
            assert_eq!(found, (seconds, counted, true), "{word}");
        }
        for word in ["ms", "percents", "cents", "", "Minutes"] {
            assert!(!is_unit(word), "{word}");
        }
        assert_eq!(without("twenty degrees", Unit::Temperature), "twenty");
        assert_eq!(without("ten secs", Unit::Seconds), "ten secs");
        assert_eq!(without("seconds", Unit::Seconds), "seconds");
    }
}
