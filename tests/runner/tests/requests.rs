//! The main loop keeps what a user asks for in flash, wherever power is lost.

#[path = "../../../platform/hal/tests/memory/mod.rs"]
mod memory;
mod written;

use goldcrest::{Assistant, HeapBuffers};
use goldcrest_board::{Platform, Watch};
use goldcrest_hal::{
    AudioClock, FlashStore, NoAudio, NoIndicator, NoSignals, NoStore, Store, StoreError,
};
use goldcrest_pack::{AlignedBytes, Pack};
use memory::{Flash, PAGE, PAGES};

const REQUESTS: [&str; 4] = ["lamp on", "radio on", "play leon bridges", "good night"];

/// An assistant that reads text and remembers requests.
fn pack(name: &str) -> AlignedBytes {
    let files = [
        (
            "assistant.yaml",
            "name: lamp\nlanguage: en\nwake: {phrase: hello lamp}\n\
             rewrite: {model: rewrite-edit-en, personal: true}\n",
        ),
        (
            "sentences/lamp.yaml",
            "intents:\n  Do:\n    data:\n      - sentences: [lamp on, radio on, play leon bridges, good night]\n",
        ),
        (
            "responses/lamp.yaml",
            "responses:\n  intents:\n    Do:\n      default: Done.\n",
        ),
    ];
    written::pack(name, &files)
}

/// Counts what could not be stored.
#[derive(Default)]
struct Failures(Vec<StoreError>);

impl goldcrest::Trace for Failures {
    fn record(&mut self, _entry: &goldcrest::trace::Entry<'_>) {}
}

impl Watch for Failures {
    fn store_failed(&mut self, error: StoreError) {
        self.0.push(error);
    }
}

/// A device that is switched on with this store, is asked for something, and is switched off: what it knows
/// in the end, its store, and what could not be stored.
fn on_and_off<S: Store>(
    pack: &Pack<'_>,
    store: S,
    request: Option<&str>,
) -> (Vec<&'static str>, S, Vec<StoreError>) {
    let mut memory = HeapBuffers::of(pack);
    let mut assistant = Assistant::open(pack, memory.workspace()).unwrap();
    let mut platform = Platform {
        audio: NoAudio,
        clock: AudioClock::default(),
        indicator: NoIndicator,
        signals: NoSignals,
        store,
    };
    let mut failures = Failures::default();
    let run = |assistant: &mut Assistant<'_, '_>,
               platform: &mut Platform<_, _, _, _, S>,
               failures: &mut Failures| {
        platform.run(assistant, failures, |_| {}).unwrap();
    };
    run(&mut assistant, &mut platform, &mut failures);
    if let Some(request) = request {
        assistant.understand(request);
        run(&mut assistant, &mut platform, &mut failures);
    }
    let personal = assistant.personal().unwrap();
    let known = REQUESTS
        .into_iter()
        .filter(|request| personal.contains(request));
    (known.collect(), platform.store, failures.0)
}

fn store(flash: Flash) -> FlashStore<Flash> {
    FlashStore::open(flash, 0..(PAGE * PAGES) as u32).unwrap()
}

/// A value of something else: no longer than a request's, so that some number of them ends a page between two.
const OTHER: [u8; 12] = [7; 12];

/// What something else in the store leaves.
fn filled(others: usize) -> Flash {
    let mut full = store(Flash::new());
    for _ in 0..others {
        full.save(1_000, &OTHER).unwrap();
    }
    full.into_flash()
}

/// After how many values of something else a page is erased.
fn until_erased() -> usize {
    let mut flash = Flash::new();
    (0..)
        .take_while(|_| {
            let mut full = store(flash.clone());
            full.save(1_000, &OTHER).unwrap();
            flash = full.into_flash();
            flash.erased == 0
        })
        .count()
}

#[test]
fn what_was_asked_for_is_known_after_a_reset() {
    let bytes = pack("known");
    let pack = Pack::open(&bytes).unwrap();
    let mut flash = store(Flash::new());
    for (before, request) in REQUESTS.into_iter().enumerate() {
        let (known, after, failures) = on_and_off(&pack, flash, Some(request));
        assert_eq!(known.len(), before + 1);
        assert!(failures.is_empty(), "{failures:?}");
        flash = after;
    }
    let (known, _, _) = on_and_off(&pack, flash, None);
    assert_eq!(known, REQUESTS);
}

#[test]
fn a_store_that_fails_is_told_and_stops_nothing() {
    let bytes = pack("fails");
    let pack = Pack::open(&bytes).unwrap();
    let (known, _, failures) = on_and_off(&pack, NoStore, Some("lamp on"));
    assert_eq!(known, ["lamp on"]);
    assert_eq!(failures, [StoreError::Full]);
}

#[test]
fn wherever_power_is_lost_the_old_requests_or_the_new_are_known() {
    let bytes = pack("power");
    let pack = Pack::open(&bytes).unwrap();
    let (mut cuts, mut erased) = (0, false);
    let full = until_erased();
    for others in (full - 4..full).chain([0]) {
        let full = store(filled(others));
        let (before, start, _) = on_and_off(&pack, full, Some("lamp on"));
        assert_eq!(before, ["lamp on"]);
        let start = start.into_flash();
        for cut in 1.. {
            let failing = Flash {
                left: Some(cut),
                ..start.clone()
            };
            let (after, left, failures) = on_and_off(&pack, store(failing), Some("radio on"));
            assert_eq!(after, ["lamp on", "radio on"], "in memory");
            let mut left = left.into_flash();
            erased |= left.erased > start.erased;
            if failures.is_empty() {
                break;
            }
            left.left = None;
            let (known, left, _) = on_and_off(&pack, store(left), None);
            assert!(
                known == before || known == after,
                "{others}, cut {cut}: {known:?}"
            );
            let (known, _, failures) = on_and_off(&pack, left, Some("good night"));
            assert!(
                known.contains(&"good night") && failures.is_empty(),
                "goes on"
            );
            cuts += 1;
        }
    }
    assert!(cuts > 25 && erased, "{cuts} cuts, erased: {erased}");
}
