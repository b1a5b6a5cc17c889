//! What numbers, durations, times and dates come to, in words and in digits: all that was said, or nothing.

use goldcrest::understand::entities::{Entities, EntitiesBuilder, Kind, Resolver, SlotSpec};
use goldcrest_trie::build::LexiconBuilder;
use goldcrest_trie::{Lexicon, Unit};

const KINDS: [Kind; 5] = [
    Kind::Number,
    Kind::Percentage,
    Kind::Duration,
    Kind::Time,
    Kind::Date,
];

/// Holds each text, in a slot of a kind, against the value it is to have.
fn check<'t>(kind: Kind, table: impl IntoIterator<Item = (&'t str, Option<&'t str>)>) {
    let mut builder = EntitiesBuilder::default();
    for kind in KINDS {
        builder.add(SlotSpec {
            intent: None,
            slot: kind.name().into(),
            kind,
            unit: Unit::None,
            range: (-1000, 2000),
            entries: Vec::new(),
        });
    }
    let section = builder.finish().unwrap();
    let lexicon = LexiconBuilder::new().finish().unwrap();
    let resolver = Resolver::new(
        Entities::open(&section).unwrap(),
        Lexicon::open(&lexicon).unwrap(),
        70,
    );
    let wrong: Vec<String> = table
        .into_iter()
        .filter_map(|(text, wanted)| {
            let found = resolver.resolve("Any", kind.name(), text, |_, _, _| 0);
            let found = found.map(|found| found.value.to_string());
            (found.as_deref() != wanted).then(|| format!("{text}: {found:?}, not {wanted:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}:\n{}", kind.name(), wrong.join("\n"));
}

fn are(kind: Kind, table: &[(&str, &str)]) {
    check(kind, table.iter().map(|&(text, value)| (text, Some(value))));
}

fn are_none(kind: Kind, texts: &[&str]) {
    check(kind, texts.iter().map(|&text| (text, None)));
}

#[test]
fn numbers() {
    are(
        Kind::Number,
        &[
            ("twenty one", "21"),
            ("twenty one and a half", "21.5"),
            ("21 1/2", "21.5"),
            ("21½", "21.5"),
            ("twenty-two point five", "22.5"),
            ("3.5", "3.5"),
            ("1,200", "1200"),
            ("minus one", "-1"),
            ("-2.5", "-2.5"),
            ("minus two and a quarter", "-2.25"),
            ("one hundred and twenty", "120"),
            ("a hundred", "100"),
            ("two and three quarters", "2.75"),
            ("a half", "0.5"),
            ("one half", "0.5"),
            ("a fifth", "0.2"),
        ],
    );
    are_none(
        Kind::Number,
        &[
            "a third",
            "twenty one one",
            "two or three",
            "2-3",
            "half past six",
            "twenty half",
            "one hundred and",
            "minus minus one",
            "three halves",
            "one thousandth",
            "99,999,999",
        ],
    );
}

#[test]
fn percentages() {
    are(
        Kind::Percentage,
        &[
            ("50%", "50"),
            ("fifty per cent", "50"),
            ("three quarters", "75"),
            ("a third", "33"),
            ("two thirds", "67"),
            ("a quarter", "25"),
            ("one quarter", "25"),
            ("a fifth", "20"),
            ("a half", "50"),
            ("one half", "50"),
            ("½", "50"),
            ("¾", "75"),
            ("half a percent", "0.5"),
            ("two and a half percent", "2.5"),
            ("12.5%", "12.5"),
            ("a hundred percent", "100"),
            ("full", "100"),
        ],
    );
    are_none(
        Kind::Percentage,
        &[
            "loud",
            "four thirds",
            "a third percent",
            "half the way up",
            "fifty percent or so",
        ],
    );
}

#[test]
fn durations() {
    are(
        Kind::Duration,
        &[
            ("90 seconds", "90s"),
            ("2 hours", "7200s"),
            ("an hour and ten", "4200s"),
            ("an hour ten", "4200s"),
            ("1 hour 30", "5400s"),
            ("1h30", "5400s"),
            ("1h 30m", "5400s"),
            ("2 hrs 5 mins", "7500s"),
            ("one hour and a half", "5400s"),
            ("an hour and a third", "4800s"),
            ("1.5 hours", "5400s"),
            ("1 1/2 hours", "5400s"),
            ("2½ hours", "9000s"),
            ("2.5 hours", "9000s"),
            ("two and a quarter hours", "8100s"),
            ("one hundred and twenty minutes", "7200s"),
            ("1,200 seconds", "1200s"),
            ("three quarters of an hour", "2700s"),
            ("a quarter of an hour", "900s"),
            ("a third of an hour", "1200s"),
            ("half an hour", "1800s"),
            ("a half hour", "1800s"),
            ("half an hour and five minutes", "2100s"),
            ("a couple of minutes", "120s"),
            ("a couple hours", "7200s"),
            ("two days", "172800s"),
            ("a day and a half", "129600s"),
            ("a fortnight", "1209600s"),
            ("a minute and a half", "90s"),
            ("two minutes thirty", "150s"),
            ("a five-minute", "300s"),
            ("in ten minutes", "600s"),
            ("one hour, two minutes and three seconds", "3723s"),
        ],
    );
    are_none(
        Kind::Duration,
        &[
            "ten",
            "an hour and",
            "an hour and a bit",
            "an hour and ninety",
            "two days and ten",
            "half an hour and ten",
            "two and a half seconds",
            "three of an hour",
            "1 hour 30 40",
            "ten to fifteen minutes",
            "5 ms",
            "a few minutes",
            "minus five minutes",
            "half past six",
            "ten minutes ago",
            "five thousand weeks and a week more",
        ],
    );
}

#[test]
fn times() {
    are(
        Kind::Time,
        &[
            ("7:30 pm", "19:30"),
            ("7.30 pm", "19:30"),
            ("7.30", "07:30"),
            ("0730", "07:30"),
            ("1830", "18:30"),
            ("0005", "00:05"),
            ("0000", "00:00"),
            ("20:01", "20:01"),
            ("20:15", "20:15"),
            ("21:05", "21:05"),
            ("00:05", "00:05"),
            ("7pm", "19:00"),
            ("7 p.m.", "19:00"),
            ("half six", "06:30"),
            ("half seven tonight", "19:30"),
            ("half past noon", "12:30"),
            ("twelve noon", "12:00"),
            ("noon", "12:00"),
            ("midnight", "00:00"),
            ("twelve midnight", "00:00"),
            ("ten to midnight", "23:50"),
            ("quarter to nine pm", "20:45"),
            ("quarter to nine in the evening", "20:45"),
            ("five to twelve in the morning", "11:55"),
            ("five to twelve at night", "23:55"),
            ("quarter of nine", "08:45"),
            ("quarter till nine", "08:45"),
            ("a quarter past five", "05:15"),
            ("eight tonight", "20:00"),
            ("tonight at eight", "20:00"),
            ("this evening at half past six", "18:30"),
            ("six in the evening", "18:00"),
            ("ten past four in the afternoon", "16:10"),
            ("twelve in the afternoon", "12:00"),
            ("eleven at night", "23:00"),
            ("twelve at night", "00:00"),
            ("two at night", "02:00"),
            ("seven sharp", "07:00"),
            ("at seven sharp tonight", "19:00"),
            ("nine ish", "09:00"),
            ("nine-ish", "09:00"),
            ("7:30ish", "07:30"),
            ("sevenish", "07:00"),
            ("7:30 in the evening", "19:30"),
            ("12:30 am", "00:30"),
            ("1700 hours", "17:00"),
            ("around nine", "09:00"),
            ("six o clock", "06:00"),
            ("seven o'clock in the morning", "07:00"),
            ("oh seven hundred hours", "07:00"),
            ("zero six thirty", "06:30"),
            ("eighteen hundred", "18:00"),
            ("730 pm", "19:30"),
            ("15:00", "15:00"),
            // From now on, in seconds.
            ("ten minutes from now", "600s"),
            ("in ten minutes", "600s"),
            ("in two hours", "7200s"),
            ("in half an hour's time", "1800s"),
        ],
    );
    are_none(
        Kind::Time,
        &[
            "twenty four",
            "twenty five",
            "25:00",
            "7:75",
            "7.5",
            "seven hours",
            "ten minutes",
            "tonight",
            "nine in the afternoon",
            "fifteen am",
            "noon tonight",
            "half to six",
            "quarter past",
            "zero past six",
            "sixty past six",
            "seven tomorrow",
            "a hundred",
            "one hundred and five",
            "seven or eight",
            "seven thirty forty",
        ],
    );
}

#[test]
fn dates() {
    are(
        Kind::Date,
        &[
            ("2026-12-25", "2026-12-25"),
            ("2026-03-04", "2026-03-04"),
            ("12/25/2026", "2026-12-25"),
            ("25/12/2026", "2026-12-25"),
            ("25.12.2026", "2026-12-25"),
            ("3.4.2026", "2026-04-03"),
            ("12/25", "12-25"),
            ("20/1", "01-20"),
            ("25.12.", "12-25"),
            ("29.2.2028", "2028-02-29"),
            ("December 25th, 2026", "2026-12-25"),
            ("in three days", "+3d"),
            ("three days from now", "+3d"),
            ("two days from tomorrow", "+3d"),
            ("in a couple of days", "+2d"),
            ("in 2 weeks' time", "+14d"),
            ("in a week's time", "+7d"),
            ("in a fortnight", "+14d"),
            ("4 July 2027", "2027-07-04"),
            ("wednesday the fifth of may", "wednesday 05-05"),
            ("a week ago", "-7d"),
            ("this weekend", "weekend"),
            ("at the weekend", "weekend"),
            ("next weekend", "weekend+1w"),
            ("friday the thirteenth", "friday day 13"),
            ("Friday the 13th", "friday day 13"),
            ("friday june fifth", "friday 06-05"),
            ("friday, the fifth of june", "friday 06-05"),
            ("friday december 25 2026", "2026-12-25"),
            ("next month", "+1m"),
            ("in two months", "+2m"),
            ("a year ago", "-12m"),
            ("the last day of june", "06-30"),
            ("the last day of february 2028", "2028-02-29"),
            ("sat", "saturday"),
            ("on thurs", "thursday"),
            ("tues", "tuesday"),
            ("monday", "monday"),
            ("monday morning", "monday"),
            ("tomorrow night", "tomorrow"),
            ("next monday", "monday+1w"),
            ("this coming monday", "monday"),
            ("the day after tomorrow", "+2d"),
            ("a week from tuesday", "tuesday+1w"),
            ("a week on tuesday", "tuesday+1w"),
            ("tuesday week", "tuesday+1w"),
            ("two weeks from friday", "friday+2w"),
        ],
    );
    are_none(
        Kind::Date,
        &[
            "3/4",
            "3/4/2026",
            "1/2",
            "13/13",
            "2026-13-01",
            "2026-02-29",
            "0000-12-25",
            "12/25/26",
            "1-2-3-4",
            "2026-12",
            "twenty one",
            "friday december 26 2026",
            "friday the thirty second",
            "next friday the thirteenth",
            "the last day of february",
            "the last day of the month",
            "three days from friday",
            "in two and a half weeks",
            "two point five of june",
            "in minus two days",
            "tomorrow at seven",
            "friday or saturday",
            "june thirty first",
            "a day from a day from tomorrow",
        ],
    );
}
