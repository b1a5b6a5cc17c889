//! From words in slots to values; sections of any bytes.

use goldcrest::events::Value;
use goldcrest::understand::entities::{
    Entities, EntitiesBuilder, EntitiesError, Kind, Match, Resolver, SlotSpec,
};
use goldcrest_trie::build::LexiconBuilder;
use goldcrest_trie::{Lexicon, Phone, Unit};
use proptest::prelude::*;

fn slot(intent: &str, slot: &str, kind: Kind, entries: &[(&str, &str)]) -> SlotSpec {
    SlotSpec {
        intent: (!intent.is_empty()).then(|| intent.into()),
        slot: slot.into(),
        kind,
        unit: Unit::None,
        range: (0, 100),
        entries: entries
            .iter()
            .map(|(said, value)| ((*said).into(), (*value).into()))
            .collect(),
    }
}

fn section() -> Vec<u8> {
    let rooms = [
        ("kitchen", "kitchen"),
        ("living room", "living room"),
        ("bedroom", "bedroom"),
        ("study", "office"),
        ("office", "office"),
    ];
    let mut builder = EntitiesBuilder::default();
    builder.add(slot("LightOn", "area", Kind::List, &rooms));
    builder.add(slot(
        "LightOn",
        "brightness",
        Kind::Percentage,
        &[("full", "100")],
    ));
    builder.add(slot("LightOff", "area", Kind::List, &rooms));
    builder.add(slot("", "time", Kind::Time, &[]));
    builder.add(slot("", "date", Kind::Date, &[]));
    builder.add(slot("", "length", Kind::Duration, &[]));
    builder.add(slot("", "note", Kind::Text, &[]));
    builder.finish().unwrap()
}

fn lexicon() -> Vec<u8> {
    let mut builder = LexiconBuilder::new();
    for (word, sound) in [
        ("kitchen", "K IH CH AH N"),
        ("living", "L IH V IH NG"),
        ("room", "R UW M"),
        ("bedroom", "B EH D R UW M"),
        ("study", "S T AH D IY"),
        ("office", "AO F AH S"),
    ] {
        let phones: Vec<Phone> = sound.split(' ').filter_map(Phone::from_name).collect();
        builder.add(word, &phones);
    }
    builder.finish().unwrap()
}

/// Value, way and score.
fn resolve(intent: &str, slot: &str, text: &str) -> Option<(String, Match, u8)> {
    resolve_with(intent, slot, text, |_| 0)
}

fn resolve_with(
    intent: &str,
    slot: &str,
    text: &str,
    prefer: impl Fn(&str) -> i32,
) -> Option<(String, Match, u8)> {
    let (section, lexicon) = (section(), lexicon());
    let entities = Entities::open(&section).unwrap();
    let resolver = Resolver::new(entities, Lexicon::open(&lexicon).unwrap(), 70);
    let found = resolver.resolve(intent, slot, text, |_, value, _| prefer(value))?;
    Some((found.value.to_string(), found.by, found.score))
}

#[test]
fn lists_and_synonyms() {
    let found = |text| resolve("LightOn", "area", text);
    assert_eq!(
        found("kitchen"),
        Some(("kitchen".into(), Match::Listed, 100))
    );
    assert_eq!(
        found("The Kitchen"),
        Some(("kitchen".into(), Match::Listed, 100))
    );
    assert_eq!(
        found("my study"),
        Some(("office".into(), Match::Synonym, 100))
    );
}

#[test]
fn what_sounds_or_is_spelt_alike() {
    let (value, by, score) = resolve("LightOn", "area", "kichin").unwrap();
    assert_eq!((value.as_str(), by, score), ("kitchen", Match::Sound, 85));
    let (value, _, score) = resolve("LightOn", "area", "bedrom").unwrap();
    assert!(value == "bedroom" && score >= 85, "{value} {score}");
    assert_eq!(resolve("LightOn", "area", "airport"), None);
    assert_eq!(resolve("LightOn", "area", ""), None);
    assert_eq!(resolve("LightOn", "area", "!?"), None);
}

#[test]
fn context_decides_between_entries_that_are_alike() {
    let plain = resolve("LightOn", "area", "livid rum").unwrap();
    assert_eq!(plain.0, "living room");
    let bent = resolve_with("LightOn", "area", "litchen", |value| {
        if value == "kitchen" { 10 } else { 0 }
    });
    assert_eq!(bent.unwrap().0, "kitchen");
    let far = resolve_with("LightOn", "area", "airport", |_| 100);
    assert_eq!(far, None, "what is not alike stays out");
}

#[test]
fn quantities_in_spoken_and_digit_forms() {
    for (slot, text, value) in [
        ("brightness", "forty percent", "40"),
        ("brightness", "40%", "40"),
        ("brightness", "full", "100"),
        ("time", "7:30 pm", "19:30"),
        ("time", "half past six", "06:30"),
        ("date", "December 25th", "12-25"),
        ("date", "tomorrow", "tomorrow"),
        ("length", "90 seconds", "90s"),
        ("length", "an hour and a half", "5400s"),
        ("note", "Buy Milk ", "Buy Milk"),
    ] {
        let found = resolve("LightOn", slot, text);
        assert_eq!(
            found.map(|found| found.0).as_deref(),
            Some(value),
            "{slot} {text}"
        );
    }
    assert_eq!(
        resolve("LightOn", "brightness", "300"),
        None,
        "out of range"
    );
    assert_eq!(resolve("LightOn", "time", "soon"), None);
}

#[test]
fn a_number_beyond_the_range_is_told_and_is_no_entry_misheard() {
    let (section, lexicon) = (section(), lexicon());
    let entities = Entities::open(&section).unwrap();
    let resolver = Resolver::new(entities, Lexicon::open(&lexicon).unwrap(), 0);
    for text in [
        "110",
        "110 percent",
        "one hundred and one",
        "minus five",
        "100.5",
    ] {
        let mut compared = 0;
        let found = resolver.resolve("LightOn", "brightness", text, |_, _, _| {
            compared += 1;
            0
        });
        assert_eq!((found, compared), (None, 0), "{text}");
        let record = resolver.out_of_range("LightOn", "brightness", text);
        assert_eq!(record.map(|record| record.range), Some((0, 100)), "{text}");
    }
    for (slot, text) in [
        ("brightness", "100"),
        ("brightness", "full"),
        ("brightness", "loud"),
        ("brightness", ""),
        ("area", "110"),
        ("length", "110"),
        ("place", "110"),
    ] {
        let record = resolver.out_of_range("LightOn", slot, text);
        assert!(record.is_none(), "{slot} {text}");
    }
}

#[test]
fn an_intent_has_its_slots_and_no_others() {
    assert_eq!(resolve("LightOff", "brightness", "forty"), None);
    let unknown = resolve("Weather", "place", "Paris").unwrap();
    assert_eq!((unknown.0.as_str(), unknown.1), ("Paris", Match::Verbatim));
}

#[test]
fn what_fits_no_entry_of_its_slot_may_fit_another_of_the_intent() {
    let (section, lexicon) = (section(), lexicon());
    let entities = Entities::open(&section).unwrap();
    let resolver = Resolver::new(entities, Lexicon::open(&lexicon).unwrap(), 70);
    let elsewhere = |text| resolver.elsewhere("LightOn", "brightness", text);
    let (slot, found) = elsewhere("bedrom").unwrap();
    assert_eq!((slot, found.value), ("area", Value::Entry("bedroom")));
    assert_eq!(elsewhere("airport"), None);
    assert_eq!(elsewhere("?"), None);
}

#[test]
fn long_words_are_cut_at_a_character() {
    let (section, lexicon) = (section(), lexicon());
    let entities = Entities::open(&section).unwrap();
    let resolver = Resolver::new(entities, Lexicon::open(&lexicon).unwrap(), 70);
    let found = resolver.resolve("Weather", "place", &"ß".repeat(60), |_, _, _| 0);
    let Some(Value::Said(said)) = found.map(|found| found.value) else {
        panic!("words");
    };
    assert_eq!(said.as_str(), "ß".repeat(19));
}

#[test]
fn other_sections_are_refused_by_name() {
    let good = section();
    assert_eq!(Entities::open(&[]).unwrap_err(), EntitiesError::NotEntities);
    let mut newer = good.clone();
    newer[4] = 9;
    assert_eq!(
        Entities::open(&newer).unwrap_err(),
        EntitiesError::Version(9)
    );
    for end in 0..good.len() {
        assert!(Entities::open(&good[..end]).is_err(), "{end}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_read(changes in proptest::collection::vec((0_usize..600, any::<u8>()), 1..5), text in ".{0,40}") {
        let mut bytes = section();
        for (at, byte) in changes {
            let len = bytes.len();
            bytes[at % len] = byte;
        }
        let lexicon = lexicon();
        if let Ok(entities) = Entities::open(&bytes) {
            let resolver = Resolver::new(entities, Lexicon::open(&lexicon).unwrap(), 70);
            for record in entities.slots() {
                let intent = record.intent.unwrap_or("LightOn");
                let _ = resolver.resolve(intent, record.slot, &text, |_, _, _| 0);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_not(text in ".{0,300}") {
        for slot in ["area", "brightness", "time", "date", "length", "note"] {
            let _ = resolve("LightOn", slot, &text);
        }
    }
}
