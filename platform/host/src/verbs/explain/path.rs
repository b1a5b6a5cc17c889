use goldcrest::AudioTime;
use goldcrest::settings::{Manifest, Settings};
use goldcrest::trace::State;
use goldcrest_pack::Pack;
use goldcrest_trie::lexicon::LAST;
use goldcrest_trie::{Lexicon, Phone};
use serde_json::{Value, json};

use crate::align::{self, AlignedPhone, Rules, Word};
use crate::exit::Failure;
use crate::observe::{Candidate, Decision, Observation, PhoneFrame};
use crate::present::{Screen, Table, Tint, printable, tell};

/// Milliseconds that a frame of the network stands for.
pub const FRAME_MS: u64 = 30;

/// What an utterance was taken for, and which sounds for which of its phones.
pub struct Path<'s> {
    /// The winning sentence.
    pub candidate: &'s Candidate,
    /// When its end was decided, in milliseconds of audio.
    pub decided_ms: u64,
    /// Its words; the wake phrase first where it was heard in the same frames.
    pub words: Vec<WordPath>,
}

/// A word of the path.
pub struct WordPath {
    /// As it is written.
    pub word: String,
    /// Its phones.
    pub phones: Vec<PhonePath>,
    /// The likeliest phones of the network in the meantime, whatever word they make.
    pub heard: Vec<&'static str>,
}

/// A phone of the path; times in milliseconds of audio.
pub struct PhonePath {
    /// Its name.
    pub name: &'static str,
    /// When the network begins to say it.
    pub from_ms: u64,
    /// When it stops.
    pub to_ms: u64,
    /// What it costs above the network's own best path, in nats.
    pub cost: f64,
}

impl WordPath {
    /// When the network begins to say the word, and when it stops.
    pub fn span(&self) -> Option<(u64, u64)> {
        Some((self.phones.first()?.from_ms, self.phones.last()?.to_ms))
    }

    fn said_as(&self) -> String {
        let names: Vec<&str> = self.phones.iter().map(|phone| phone.name).collect();
        names.join(" ")
    }

    fn cost(&self) -> f64 {
        self.phones.iter().map(|phone| phone.cost).sum()
    }
}

/// The paths of all utterances that were decided on, in order. `woken` has the phrases that woke the assistant, and
/// when; an empty one is no phrase.
pub fn paths<'s>(
    seen: &'s Observation,
    pack: &Pack<'_>,
    lexicon: &Lexicon<'_>,
    look_ahead_ms: u64,
    woken: &[(AudioTime, &str)],
) -> Vec<Path<'s>> {
    let manifest = Manifest::of(pack);
    let settings = Settings::read(&manifest);
    let rules = Rules {
        blank_penalty: settings.blank_penalty,
        filler: settings.filler,
    };
    let decided = seen.decisions.iter().enumerate();
    decided
        .filter_map(|(index, decision)| {
            let next = seen.decisions.get(index + 1);
            let end = next.map_or(seen.candidates.len(), |next| next.candidates);
            let candidates = seen.candidates.get(decision.candidates..end)?;
            let total = |place: usize| match seen.ranked.get(decision.candidates + place) {
                Some((_, score, influence, own)) => score + influence + own,
                None => -f64::from(candidates[place].cost) / 256.0,
            };
            let best = (0..candidates.len()).max_by(|&one, &other| {
                // Of equals the first is the winner.
                total(one).total_cmp(&total(other)).then(other.cmp(&one))
            })?;
            let candidate = &candidates[best];
            let spoken = wake_phrase(seen, decision, woken)
                .filter(|phrase| lexicon.find(phrase).is_some())
                .map(|phrase| (phrase, true))
                .into_iter()
                .chain(candidate.text.split_whitespace().map(|word| (word, false)));
            let spoken: Vec<(&str, bool)> = spoken.collect();
            let words: Option<Vec<Word>> = spoken
                .iter()
                .map(|&(word, may_have_begun)| sounds(lexicon, word, may_have_begun))
                .collect();
            let frames = seen.searched(decision);
            let logs: Vec<_> = frames.iter().map(|frame| frame.log_probabilities).collect();
            let aligned = align::align(&logs, &words?, rules)?;
            let words = spoken.iter().zip(aligned);
            Some(Path {
                candidate,
                decided_ms: decision.at.0,
                words: words
                    .filter(|(_, phones)| !phones.is_empty())
                    .map(|((word, _), phones)| word_path(word, &phones, frames, look_ahead_ms))
                    .collect(),
            })
        })
        .collect()
}

/// The phrase with which an utterance began; none where it answers a question.
fn wake_phrase<'w>(
    seen: &Observation,
    decision: &Decision,
    woken: &[(AudioTime, &'w str)],
) -> Option<&'w str> {
    let before = seen.states.iter().filter(|(at, _)| *at < decision.at);
    let mut begun = before.filter(|(_, state)| matches!(state, State::Woke | State::Asking));
    let (_, state) = begun.next_back()?;
    let (_, phrase) = woken.iter().rfind(|(at, _)| *at < decision.at)?;
    (*state == State::Woke && !phrase.is_empty()).then_some(phrase)
}

fn sounds(lexicon: &Lexicon<'_>, word: &str, may_have_begun: bool) -> Option<Word> {
    let ways = lexicon.pronunciations(lexicon.find(word)?);
    Some(Word {
        ways: ways
            .map(|way| way.iter().map(|phone| phone & !LAST).collect())
            .collect(),
        may_have_begun,
    })
}

fn word_path(
    word: &str,
    phones: &[AlignedPhone],
    frames: &[PhoneFrame],
    look_ahead_ms: u64,
) -> WordPath {
    let end = |frame: usize| frames[frame].at.0.saturating_sub(look_ahead_ms);
    let heard = match (phones.first(), phones.last()) {
        (Some(first), Some(last)) => &frames[first.from..last.to],
        _ => &[],
    };
    WordPath {
        word: word.to_owned(),
        phones: phones
            .iter()
            .map(|phone| PhonePath {
                name: Phone::from_class(phone.phone).map_or("", Phone::name),
                from_ms: end(phone.from).saturating_sub(FRAME_MS),
                to_ms: end(phone.to - 1),
                cost: f64::from(phone.cost) / 256.0,
            })
            .collect(),
        heard: likeliest(heard),
    }
}

fn likeliest(frames: &[PhoneFrame]) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut before = Phone::BLANK;
    for frame in frames {
        let best = (0u8..)
            .zip(&frame.log_probabilities)
            .max_by_key(|(_, value)| **value);
        let best = best.map_or(Phone::BLANK, |(class, _)| class);
        if best != before {
            names.extend(Phone::from_class(best).map(Phone::name));
        }
        before = best;
    }
    names
}

/// The words with their times, the phones they were matched by and those that were heard under them.
pub fn tell(paths: &[Path<'_>], screen: &mut Screen<'_>) -> Result<(), Failure> {
    for path in paths {
        let ink = screen.ink;
        let candidate = path.candidate;
        let sure = candidate.confidence >= candidate.threshold;
        let tint = if sure { Tint::Good } else { Tint::Bad };
        let title = format!(
            "{} {}",
            ink.paint(Tint::Heard, &format!("“{}”", printable(&candidate.text))),
            ink.paint(tint, &format!("{} %", candidate.confidence)),
        );
        screen.line(&tell::labelled("path", &title, ink))?;
        let mut table =
            Table::new(&["from", "to", "word", "matched", "heard", "cost"]).right(&[0, 1, 5]);
        for word in &path.words {
            let Some((from, to)) = word.span() else {
                continue;
            };
            let heard = word.heard.join(" ");
            let same = heard == word.said_as();
            table.row(&[
                seconds(from),
                seconds(to),
                printable(&word.word),
                word.said_as(),
                ink.paint(if same { Tint::Faint } else { Tint::Warn }, &heard),
                format!("{:.2}", word.cost()),
            ]);
        }
        for line in table.lines(ink) {
            screen.line(&format!("  {line}"))?;
        }
        let last = path.words.last().and_then(WordPath::span);
        let after = last.map_or(String::new(), |(_, to)| {
            let since = path.decided_ms.saturating_sub(to);
            format!(", {:.2} s after the last phone", since as f64 / 1_000.0)
        });
        let text = format!("end decided at {} s{after}", seconds(path.decided_ms));
        screen.line(&tell::labelled("", &ink.paint(Tint::Faint, &text), ink))?;
        screen.object(&as_json(path))?;
    }
    Ok(())
}

fn as_json(path: &Path<'_>) -> Value {
    let s = |ms: u64| ms as f64 / 1_000.0;
    json!({
        "stage": "path",
        "text": path.candidate.text,
        "confidence": f64::from(path.candidate.confidence) / 100.0,
        "threshold": f64::from(path.candidate.threshold) / 100.0,
        "decided_at": s(path.decided_ms),
        "words": path.words.iter().map(|word| json!({
            "word": word.word,
            "from": word.span().map(|(from, _)| s(from)),
            "to": word.span().map(|(_, to)| s(to)),
            "heard": word.heard,
            "cost": word.cost(),
            "phones": word.phones.iter().map(|phone| json!({
                "phone": phone.name, "from": s(phone.from_ms), "to": s(phone.to_ms),
                "cost": phone.cost,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn seconds(ms: u64) -> String {
    format!("{:.2}", ms as f64 / 1_000.0)
}
