//! What an utterance may have been, for programs that read `listen --json`.

use goldcrest::trace::Entry;
use goldcrest::{AudioTime, Event, Trace};
use goldcrest_pack::Pack;
use goldcrest_trie::Lexicon;
use serde_json::{Value, json};

use crate::observe::Observation;
use crate::paths::{self, Path};
use crate::verbs::explain::look_ahead_ms;

/// Keeps what the search reports until the utterance is decided, where somebody reads it.
pub struct Heard<'a, 'p> {
    pack: &'a Pack<'p>,
    lexicon: Lexicon<'p>,
    look_ahead_ms: u64,
    woken: Vec<(AudioTime, &'p str)>,
    seen: Observation,
    is_told: bool,
}

impl<'a, 'p> Heard<'a, 'p> {
    /// `is_told`: whether n-best lists are; they are not made otherwise.
    pub fn new(pack: &'a Pack<'p>, lexicon: Lexicon<'p>, is_told: bool) -> Self {
        Self {
            pack,
            lexicon,
            look_ahead_ms: look_ahead_ms(pack),
            woken: Vec::new(),
            seen: Observation::default(),
            is_told,
        }
    }

    /// The n-best list of the utterance that the event decides, the cheapest first; none where it decides none.
    pub fn nbest(&mut self, event: &Event<'p>) -> Option<Value> {
        match event {
            Event::Woke { at, phrase, .. } => self.woken = vec![(*at, phrase)],
            Event::Heard { .. } | Event::NotUnderstood { .. } => {
                let seen = std::mem::take(&mut self.seen);
                let mut paths = paths::paths(
                    &seen,
                    self.pack,
                    &self.lexicon,
                    self.look_ahead_ms,
                    &self.woken,
                );
                paths.sort_by_key(|path| path.rank);
                return (!paths.is_empty()).then(|| paths.iter().map(as_json).collect());
            }
            _ => {}
        }
        None
    }
}

impl Trace for Heard<'_, '_> {
    fn record(&mut self, entry: &Entry<'_>) {
        match entry {
            _ if !self.is_told => {}
            // These go on as long as a microphone is open, and no utterance needs them.
            Entry::Features { .. } | Entry::WakeScore { .. } => {}
            Entry::WakeCheck { cost, limit, .. } if cost > limit => self.seen.clear(),
            _ => self.seen.record(entry),
        }
    }
}

fn as_json(path: &Path<'_>) -> Value {
    let candidate = path.candidate;
    let words = path.words.iter().map(|word| {
        let (from, to) = word.span().unzip();
        let s = |ms: Option<u64>| ms.map(|ms| ms as f64 / 1_000.0);
        json!({ "word": word.word, "from": s(from), "to": s(to) })
    });
    json!({
        "text": candidate.text,
        "intent": { "name": candidate.intent, "confidence": f64::from(candidate.confidence) / 100.0 },
        "cost": f64::from(candidate.cost) / 256.0,
        "chosen": path.chosen,
        "words": words.collect::<Vec<_>>(),
    })
}
