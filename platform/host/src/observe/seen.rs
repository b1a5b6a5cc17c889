//! What is kept of each stage.

use std::collections::BTreeMap;

use goldcrest::context::Rule;
use goldcrest::events::AudioTime;
use goldcrest::rewrite::{Layer, Strategy, Verdict};
use goldcrest::speech::CLASSES;
use goldcrest::understand::network::{MOST_TOKENS, Network, Reading, WHOLE};

/// One output of the wake network.
#[derive(Clone, Copy, Debug)]
pub struct WakePoint {
    /// When.
    pub at: AudioTime,
    /// The network's output, of 255.
    pub raw: u8,
    /// What is compared with the threshold, of 255.
    pub smoothed: u8,
    /// The threshold.
    pub threshold: u8,
}

/// What the acoustic network said of a wake phrase that the wake network proposed.
#[derive(Clone, Copy, Debug)]
pub struct WakeCheck {
    /// When.
    pub at: AudioTime,
    /// In 1/256 nat a phone.
    pub cost: u16,
    /// The cost from which it is believed.
    pub limit: u16,
}

/// The likeliest phone of a frame.
#[derive(Clone, Copy, Debug)]
pub struct PhonePoint {
    /// When.
    pub at: AudioTime,
    /// 0 is the blank.
    pub phone: u8,
    /// In 1/256 nat.
    pub log_probability: i16,
}

/// What the acoustic network said in a frame.
#[derive(Clone, Copy, Debug)]
pub struct PhoneFrame {
    /// End of the window of the column that it took in.
    pub at: AudioTime,
    /// In 1/256 nat, the blank first.
    pub log_probabilities: [i16; CLASSES],
    /// Whether words were searched in it.
    pub searched: bool,
}

/// An utterance that was over.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// When that was decided.
    pub at: AudioTime,
    /// Its last frame is the one before this, of [`super::Observation::frames`].
    pub frames: usize,
    /// The first of its candidates, of [`super::Observation::candidates`].
    pub candidates: usize,
}

/// A hypothesis at the end of an utterance.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its words.
    pub text: String,
    /// Intent and slots.
    pub meaning: String,
    /// The intent.
    pub intent: String,
    /// The slots.
    pub slots: BTreeMap<String, String>,
    /// The template it came by, `file:line`; empty where the pack does not say.
    pub source: String,
    /// In 1/256 nat above the unconstrained best.
    pub cost: u32,
    /// Percent.
    pub confidence: u8,
    /// Percent asked for.
    pub threshold: u8,
}

/// A text that begins as some sentence does, but is none.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The text, normalised.
    pub text: String,
    /// How many of its words fitted.
    pub fitted: usize,
}

/// What the network made of a text.
#[derive(Clone, Debug)]
pub struct NetworkSeen {
    /// The likeliest intents with their probabilities, best first.
    pub intents: Vec<(String, f64)>,
    /// Tokens of the text, of which the network reads the first
    /// [`MOST_TOKENS`](goldcrest::understand::network::MOST_TOKENS).
    pub tokens: usize,
    /// How surely the text means any of the intents.
    pub in_scope: f64,
    /// What that is compared with.
    pub scope_threshold: f64,
    /// What the best intent's probability, after context, is compared with.
    pub intent_threshold: f64,
    /// Slots: name, first byte and end in the text, probability.
    pub spans: Vec<(String, usize, usize, f64)>,
}

/// A rule of the context that was about a candidate.
#[derive(Clone, Debug)]
pub struct RuleSeen {
    /// The candidate's place before context.
    pub rank: usize,
    /// Signals and states that held; none for a rule that always does.
    pub when: Vec<(String, String)>,
    /// What it is about.
    pub about: String,
    /// Nats.
    pub weight: f64,
}

/// An entry that was compared with what was said in a slot.
#[derive(Clone, Debug)]
pub struct EntitySeen {
    /// The slot.
    pub slot: String,
    /// What was said.
    pub text: String,
    /// How the entry is said.
    pub entry: String,
    /// Its value.
    pub value: String,
    /// Percent of likeness.
    pub score: u8,
    /// Percent that context adds.
    pub preference: i8,
    /// Percent asked for.
    pub threshold: u8,
}

/// What the words of a slot came to.
#[derive(Clone, Debug)]
pub struct ResolvedSeen {
    /// The slot.
    pub slot: String,
    /// What was said.
    pub text: String,
    /// Value, how it was found, percent; nothing where nothing fitted.
    pub found: Option<(String, String, u8)>,
}

/// A known sentence that was near to what was heard.
#[derive(Clone, Debug)]
pub struct KnownSeen {
    /// Whose it is.
    pub layer: Layer,
    /// Its words.
    pub text: String,
    /// Intent and slots, where a template says it.
    pub meaning: Option<String>,
    /// Nats.
    pub cost: f64,
    /// What an earlier hearing of the same request says for it, or against it, in nats.
    pub evidence: Option<f64>,
    /// Whether it means something else than the nearest.
    pub differs: bool,
}

/// What came of rewriting.
#[derive(Clone, Debug)]
pub struct RewritingSeen {
    /// What was heard.
    pub heard: String,
    /// Whose sentence the nearest is.
    pub layer: Layer,
    /// The nearest sentence.
    pub text: String,
    /// Percent.
    pub score: u8,
    /// Percent asked for.
    pub threshold: u8,
    /// What the nearest of another meaning costs beyond it, in nats.
    pub margin: f64,
    /// Steps that the search took.
    pub steps: u32,
    /// What was decided.
    pub verdict: Verdict,
    /// How sentences were looked for.
    pub strategy: Strategy,
    /// The same request as it was heard just before, if that counted.
    pub before: Option<String>,
    /// The sentence that was left out, since the user had just refused it.
    pub refused: Option<String>,
}

/// Why a text is none of the network's intents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoIntent {
    /// It has more tokens than the network reads.
    TooLong,
    /// Its in-scope score is below the network's threshold.
    OutOfScope,
}

impl NetworkSeen {
    /// Why the text is none of the intents; `None` where it may be one.
    #[must_use]
    pub fn no_intent(&self) -> Option<NoIntent> {
        if self.tokens > MOST_TOKENS {
            Some(NoIntent::TooLong)
        } else if self.in_scope < self.scope_threshold || self.intents.is_empty() {
            Some(NoIntent::OutOfScope)
        } else {
            None
        }
    }

    pub(super) fn of(network: &Network<'_>, reading: &Reading, tokens: usize) -> Self {
        let share = |of_whole: u16| f64::from(of_whole) / f64::from(WHOLE);
        Self {
            intents: reading
                .intents
                .iter()
                .map(|candidate| {
                    let name = network.intent_name(usize::from(candidate.intent));
                    (name.to_owned(), share(candidate.probability))
                })
                .collect(),
            tokens,
            in_scope: share(reading.in_scope),
            scope_threshold: share(network.scope_threshold()),
            intent_threshold: share(network.intent_threshold()),
            spans: reading
                .spans
                .iter()
                .map(|span| {
                    let place = reading.place(span);
                    let name = network.slot_name(usize::from(span.slot)).to_owned();
                    (
                        name,
                        place.start as usize,
                        place.end as usize,
                        share(span.score),
                    )
                })
                .collect(),
        }
    }
}

impl RuleSeen {
    pub(super) fn of(rank: u8, rule: &Rule<'_>) -> Self {
        let mut about = rule.intent.unwrap_or("any intent").to_owned();
        if let Some((slot, value)) = rule.slot {
            about.push_str(&format!(" {slot}={}", value.unwrap_or("any")));
        }
        Self {
            rank: usize::from(rank),
            when: rule
                .conditions()
                .map(|held| (held.signal.to_owned(), held.state.to_owned()))
                .collect(),
            about,
            weight: f64::from(rule.weight) / 256.0,
        }
    }
}
