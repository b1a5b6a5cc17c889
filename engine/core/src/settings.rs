//! What a pack says about itself: the text facts of its manifest section, read once into plain numbers.
//!
//! The section is UTF-8, one `key=value` a line. Unknown keys are ignored, so that an older engine reads
//! a newer pack of the same format; missing keys take the defaults written here.

use crate::rewrite::Strategy;
use crate::rewrite::generate::WIDEST;
use goldcrest_pack::{Pack, SectionKind};

/// Name under which the manifest section is stored in a pack.
pub const MANIFEST_SECTION: &str = "assistant";

/// Key of what the builder of a pack makes of several: the rate of each wake phrase, in the order of their sections,
/// with commas between them.
pub const PHRASE_RATES: &str = "wake.rates";

/// All keys that the engine reads of what people write; an assistant's folder may carry others for people and tools.
pub const KEYS: [&str; 33] = [
    "name",
    "language",
    "wake.phrase",
    "wake.threshold",
    "wake.false_accepts_per_hour",
    "wake.smoothing",
    "wake.refractory_ms",
    "wake.stop",
    "wake.stop_false_accepts_per_hour",
    "wake.strictness",
    "wake.lag_ms",
    "speech.blank_penalty",
    "speech.word_penalty",
    "speech.grammar_weight",
    "speech.dictation_weight",
    "speech.filler",
    "speech.beam",
    "speech.tokens",
    "speech.min_confidence",
    "understand.entity_score",
    "rewrite.strategy",
    "rewrite.threshold",
    "rewrite.steps",
    "rewrite.beginnings",
    "rewrite.personal",
    "rewrite.guard",
    "rewrite.ask",
    "dialogue.leading_silence_ms",
    "dialogue.trailing_silence_ms",
    "dialogue.whole_silence_ms",
    "dialogue.complete_silence_ms",
    "dialogue.longest_utterance_ms",
    "dialogue.answer_ms",
];

/// The `key=value` lines of a manifest section.
#[derive(Clone, Copy, Debug)]
pub struct Manifest<'p> {
    text: &'p str,
}

impl<'p> Manifest<'p> {
    /// The manifest of `pack`; empty if there is none or if it is not UTF-8.
    #[must_use]
    pub fn of(pack: &Pack<'p>) -> Self {
        let bytes = pack
            .section(SectionKind::Manifest, MANIFEST_SECTION)
            .unwrap_or_default();
        Self {
            text: core::str::from_utf8(bytes).unwrap_or_default(),
        }
    }

    /// A manifest over the text of a section.
    #[must_use]
    pub fn from_text(text: &'p str) -> Self {
        Self { text }
    }

    /// The value of `key`, if some line has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'p str> {
        self.lines().find(|(k, _)| *k == key).map(|(_, v)| v)
    }

    /// All `(key, value)` lines in order.
    pub fn lines(&self) -> impl Iterator<Item = (&'p str, &'p str)> + use<'p> {
        self.text.lines().filter_map(|line| line.split_once('='))
    }

    /// Whether a wake phrase is the one that silences the device.
    #[must_use]
    pub fn is_stop_word(&self, phrase: &str) -> bool {
        !phrase.is_empty() && self.get("wake.stop") == Some(phrase)
    }

    fn number(&self, key: &str, default: u32) -> u32 {
        self.get(key)
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(default)
    }
}

/// A decimal number times 1,000, further places cut off.
fn thousandths(number: &str) -> Option<u32> {
    let number = number.trim();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let mut digits = part.bytes().chain([b'0'; 3]).take(3);
    let part = digits.try_fold(0_u32, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| 10 * sum + u32::from(digit - b'0'))
    })?;
    whole
        .parse::<u32>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(part)
}

/// Rates that make sense: a false accept in 1,000,000 hours, and 1,000 an hour.
pub(crate) fn sensible_rate(rate: u32) -> u32 {
    rate.clamp(1, 1_000_000)
}

/// Numbers that tune the assistant. Costs are in 1/256 nat, times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `wake.threshold`: smoothed wake probability, of 255, from which the assistant wakes.
    pub wake_threshold: u8,
    /// `wake.false_accepts_per_hour`, times 1,000: how often speech that is not the phrase may wake the
    /// assistant, for phrases over a network of phones. Written as a decimal number, such as 0.5.
    pub wake_rate: u32,
    /// `wake.stop_false_accepts_per_hour`, times 1,000: the same for the stop word, whose hours are those in
    /// which the device speaks or rings.
    pub stop_rate: u32,
    /// `wake.smoothing`: outputs of the wake network that are averaged, 1 for none; at most 8 logits or 32
    /// probabilities. Networks trained on the
    /// best column around the end of the phrase give one clear peak and need none.
    pub wake_smoothing: u32,
    /// `wake.refractory_ms`: time after a wake in which no other is reported.
    pub wake_refractory_ms: u32,
    /// `wake.strictness`: by how much the rate of false accepts is divided while the device itself speaks or rings.
    pub wake_strictness: u32,
    /// `wake.lag_ms`: how long after the end of the phrase the network usually fires.
    pub wake_lag_ms: u32,
    /// `speech.blank_penalty`: taken from the blank's log-probability, because a network trained by CTC
    /// is surer of blanks than it should be.
    pub blank_penalty: u32,
    /// `speech.word_penalty`: cost of every word, against insertions.
    pub word_penalty: u32,
    /// `speech.grammar_weight`: how much it counts that a way through the grammar is unlikely, in percent.
    pub grammar_weight: u32,
    /// `speech.dictation_weight`: the same for free words, of which a model says how likely they are.
    pub dictation_weight: u32,
    /// `speech.filler`: most that a frame of sound beside the sentence may cost.
    pub filler: u32,
    /// `speech.beam`: hypotheses that cost this much more than the best are dropped.
    pub beam: u32,
    /// `speech.tokens`: most hypotheses alive in one frame.
    pub tokens: u32,
    /// `speech.min_confidence`: percent under which what was heard is taken not to be a request.
    pub min_confidence: u32,
    /// `understand.entity_score`: percent of likeness from which words of a slot are taken for an entry that
    /// they only sound or look like.
    pub entity_score: u8,
    /// `rewrite.strategy`: how known sentences are looked for, by its name.
    pub rewrite_strategy: Strategy,
    /// `rewrite.threshold`: percent of confidence from which a request that was not understood is taken for a
    /// known one; 0 for what the rewriter's model asks for.
    pub rewrite_threshold: u8,
    /// `rewrite.steps`: words that a search of the known sentences tries at most; a request that takes more
    /// is not rewritten. A thousand are about a million instructions of a Cortex-M4F.
    pub rewrite_steps: u32,
    /// `rewrite.beginnings`: beginnings of sentences that the strategy `generate` follows at a time.
    pub rewrite_beginnings: u32,
    /// `rewrite.personal`: whether requests that succeed are remembered, and come first.
    pub personal: bool,
    /// `dialogue.leading_silence_ms`: longest wait for the first word.
    pub leading_silence_ms: u32,
    /// `dialogue.trailing_silence_ms`: pause that ends an utterance, whatever was said.
    pub trailing_silence_ms: u32,
    /// `dialogue.whole_silence_ms`: pause that ends a whole sentence which could go on; between the other two.
    pub whole_silence_ms: u32,
    /// `dialogue.complete_silence_ms`: pause that ends an utterance to which nothing can be added.
    pub complete_silence_ms: u32,
    /// `dialogue.longest_utterance_ms`.
    pub longest_utterance_ms: u32,
    /// `dialogue.answer_ms`: how long the answer to a question is waited for.
    pub answer_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self::read(&Manifest::from_text(""))
    }
}

/// A network trained by CTC says a phone up to this much later than it hears it.
const EMISSION_LAG_MS: u32 = 300;

impl Settings {
    /// Makes the pause that ends an utterance long enough for the last phones to come out of a network
    /// that looks `delay_ms` ahead.
    pub fn wait_for_network(&mut self, delay_ms: u32) {
        self.trailing_silence_ms = self.trailing_silence_ms.max(delay_ms + EMISSION_LAG_MS);
    }

    /// False accepts per 1,000 hours that a wake phrase is tuned to: its own rate where the manifest has one for the
    /// phrase of this number, counted in the order of the pack's sections, or that of its kind.
    #[must_use]
    pub fn rate_of_phrase(&self, manifest: &Manifest<'_>, number: usize, phrase: &str) -> u32 {
        let own = manifest
            .get(PHRASE_RATES)
            .and_then(|rates| thousandths(rates.split(',').nth(number)?));
        match own {
            Some(rate) => sensible_rate(rate),
            None if manifest.is_stop_word(phrase) => self.stop_rate,
            None => self.wake_rate,
        }
    }

    /// Reads the settings out of a manifest. Values out of range are brought to the nearest sensible one.
    #[must_use]
    pub fn read(manifest: &Manifest<'_>) -> Self {
        let number =
            |key, default, low: u32, high: u32| manifest.number(key, default).clamp(low, high);
        let trailing_silence_ms = number("dialogue.trailing_silence_ms", 800, 100, 5000);
        let complete_silence_ms = number("dialogue.complete_silence_ms", 300, 100, 5000);
        let rate = |key, default| {
            let written = manifest.get(key).and_then(thousandths);
            sensible_rate(written.unwrap_or(default))
        };
        let rewrite_strategy = manifest
            .get("rewrite.strategy")
            .and_then(Strategy::named)
            .unwrap_or_default();
        let steps = match rewrite_strategy {
            Strategy::Edit | Strategy::Joined => 14_000,
            Strategy::Generate => 400_000,
        };
        Self {
            wake_threshold: number("wake.threshold", 200, 1, 255) as u8,
            wake_rate: rate("wake.false_accepts_per_hour", 500),
            stop_rate: rate("wake.stop_false_accepts_per_hour", 10_000),
            wake_smoothing: number("wake.smoothing", 1, 1, 32),
            wake_refractory_ms: number("wake.refractory_ms", 1000, 100, 10_000),
            wake_strictness: number("wake.strictness", 10, 1, 1000),
            wake_lag_ms: number("wake.lag_ms", 150, 0, 800),
            blank_penalty: number("speech.blank_penalty", 544, 0, 4096),
            word_penalty: number("speech.word_penalty", 0, 0, 4096),
            grammar_weight: number("speech.grammar_weight", 50, 0, 400),
            dictation_weight: number("speech.dictation_weight", 50, 0, 400),
            filler: number("speech.filler", 1024, 0, 4096),
            beam: number("speech.beam", 4200, 256, 16_384),
            tokens: number("speech.tokens", 1024, 16, 8192),
            min_confidence: number("speech.min_confidence", 15, 0, 100),
            entity_score: number("understand.entity_score", 70, 1, 100) as u8,
            rewrite_threshold: number("rewrite.threshold", 0, 0, 100) as u8,
            rewrite_strategy,
            rewrite_steps: number("rewrite.steps", steps, 100, 100_000_000),
            rewrite_beginnings: number("rewrite.beginnings", 8, 1, WIDEST as u32),
            personal: matches!(
                manifest.get("rewrite.personal"),
                Some("true" | "yes" | "on")
            ),
            leading_silence_ms: number("dialogue.leading_silence_ms", 4000, 500, 30_000),
            trailing_silence_ms,
            whole_silence_ms: number(
                "dialogue.whole_silence_ms",
                trailing_silence_ms,
                complete_silence_ms.min(trailing_silence_ms),
                trailing_silence_ms,
            ),
            complete_silence_ms,
            longest_utterance_ms: number("dialogue.longest_utterance_ms", 15_000, 1000, 60_000),
            answer_ms: number("dialogue.answer_ms", 8000, 1000, 60_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_brought_into_range() {
        let manifest = Manifest::from_text("name=home\nwake.threshold=900\nspeech.beam=2048\n");
        let settings = Settings::read(&manifest);
        assert_eq!((settings.wake_rate, settings.stop_rate), (500, 10_000));
        assert_eq!(manifest.get("name"), Some("home"));
        assert_eq!(settings.wake_threshold, 255);
        assert_eq!(settings.beam, 2048);
        assert_eq!(
            settings.trailing_silence_ms,
            Settings::default().trailing_silence_ms
        );
    }

    #[test]
    fn rates_are_decimal_numbers() {
        for (text, thousandths) in [
            ("0.5", 500),
            ("2", 2000),
            ("0.0625", 62),
            ("0", 1),
            ("x", 500),
        ] {
            let text = std::format!("wake.false_accepts_per_hour={text}");
            let settings = Settings::read(&Manifest::from_text(&text));
            assert_eq!(settings.wake_rate, thousandths, "{text}");
        }
    }

    #[test]
    fn a_phrase_has_its_own_rate_or_that_of_its_kind() {
        let kinds = "wake.false_accepts_per_hour=0.2\nwake.stop=stop\n";
        for (rates, expected) in [
            ("", [200, 10_000, 200]),
            ("wake.rates=0.5,20,1.25", [500, 20_000, 1250]),
            ("wake.rates=,7", [200, 7000, 200]),
            ("wake.rates=x,-1,0", [200, 10_000, 1]),
            ("wake.rates=99999, 3 ,1", [1_000_000, 3000, 1000]),
        ] {
            let text = std::format!("{kinds}{rates}");
            let manifest = Manifest::from_text(&text);
            let settings = Settings::read(&manifest);
            for (number, phrase) in ["hey", "stop", "computer"].iter().enumerate() {
                let rate = settings.rate_of_phrase(&manifest, number, phrase);
                assert_eq!(rate, expected[number], "{rates} {phrase}");
            }
        }
    }
}
