//! Settings of `assistant.yaml` whose values the engine would not take as they are written.

use goldcrest::rewrite::Strategy;
use goldcrest::settings::{Manifest, Settings};

use crate::wake::read_rate;
use crate::yaml::{Node, YamlError};

/// What a setting's value is.
enum Kind {
    Text,
    Truth,
    Rate,
    Strategy,
    /// A whole number that the engine keeps here, brought into its range.
    Whole(fn(&Settings) -> u32),
    /// A whole number of any size.
    Count,
}

fn kind(key: &str) -> Option<Kind> {
    Some(match key {
        "name" | "language" | "wake.phrase" | "wake.stop" | "rewrite.guard" | "rewrite.ask" => {
            Kind::Text
        }
        "rewrite.personal" => Kind::Truth,
        "rewrite.strategy" => Kind::Strategy,
        "rewrite.sentences" => Kind::Count,
        "wake.false_accepts_per_hour" | "wake.stop_false_accepts_per_hour" => Kind::Rate,
        "wake.threshold" => Kind::Whole(|read| read.wake_threshold.into()),
        "wake.smoothing" => Kind::Whole(|read| read.wake_smoothing),
        "wake.refractory_ms" => Kind::Whole(|read| read.wake_refractory_ms),
        "wake.strictness" => Kind::Whole(|read| read.wake_strictness),
        "wake.lag_ms" => Kind::Whole(|read| read.wake_lag_ms),
        "speech.blank_penalty" => Kind::Whole(|read| read.blank_penalty),
        "speech.word_penalty" => Kind::Whole(|read| read.word_penalty),
        "speech.grammar_weight" => Kind::Whole(|read| read.grammar_weight),
        "speech.dictation_weight" => Kind::Whole(|read| read.dictation_weight),
        "speech.filler" => Kind::Whole(|read| read.filler),
        "speech.beam" => Kind::Whole(|read| read.beam),
        "speech.tokens" => Kind::Whole(|read| read.tokens),
        "speech.min_confidence" => Kind::Whole(|read| read.min_confidence),
        "understand.entity_score" => Kind::Whole(|read| read.entity_score.into()),
        "rewrite.threshold" => Kind::Whole(|read| read.rewrite_threshold.into()),
        "rewrite.steps" => Kind::Whole(|read| read.rewrite_steps),
        "rewrite.beginnings" => Kind::Whole(|read| read.rewrite_beginnings),
        "dialogue.leading_silence_ms" => Kind::Whole(|read| read.leading_silence_ms),
        "dialogue.trailing_silence_ms" => Kind::Whole(|read| read.trailing_silence_ms),
        "dialogue.whole_silence_ms" => Kind::Whole(|read| read.whole_silence_ms),
        "dialogue.complete_silence_ms" => Kind::Whole(|read| read.complete_silence_ms),
        "dialogue.longest_utterance_ms" => Kind::Whole(|read| read.longest_utterance_ms),
        "dialogue.answer_ms" => Kind::Whole(|read| read.answer_ms),
        _ => return None,
    })
}

/// Refuses values of the wrong type, and numbers that the engine would bring into range: it would take another
/// value than the one that is written.
///
/// # Errors
///
/// The first such value, with its line and what may stand there.
pub(super) fn check(written: &[(String, &Node)]) -> Result<(), YamlError> {
    for (key, node) in written.iter().filter(|(_, node)| !node.is_null()) {
        match kind(key) {
            None | Some(Kind::Text) => {}
            Some(Kind::Truth) => {
                node.truth().map_err(|error| about(key, error))?;
            }
            Some(Kind::Rate) => {
                read_rate(node).map_err(|error| about(key, error))?;
            }
            Some(Kind::Count) => {
                node.number::<usize>().map_err(|error| about(key, error))?;
            }
            Some(Kind::Strategy) => {
                let name = node.text()?;
                if Strategy::named(name).is_none() {
                    let known = Strategy::ALL.map(Strategy::name).join(", ");
                    return node.fail(format!("{key} is {name:?}: write one of {known}"));
                }
            }
            Some(Kind::Whole(of)) => whole(key, node, of, written)?,
        }
    }
    Ok(())
}

fn about(key: &str, error: YamlError) -> YamlError {
    YamlError {
        message: format!("{key}: {}", error.message),
        ..error
    }
}

/// The range is the engine's own, which may depend on other settings: what becomes of the least and the largest number.
fn whole(
    key: &str,
    node: &Node,
    of: fn(&Settings) -> u32,
    written: &[(String, &Node)],
) -> Result<(), YamlError> {
    let others: String = written
        .iter()
        .filter(|(other, _)| other != key)
        .filter_map(|(other, node)| Some(format!("{other}={}\n", node.text().ok()?.trim())))
        .collect();
    let taken = |number: u32| {
        let lines = format!("{key}={number}\n{others}");
        of(&Settings::read(&Manifest::from_text(&lines)))
    };
    let text = node.text()?.trim();
    match text.parse::<u32>() {
        Ok(number) if taken(number) == number => Ok(()),
        _ => node.fail(format!(
            "{key} is {text:?}: write a whole number from {} to {}",
            taken(0),
            taken(u32::MAX)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest::settings::KEYS;

    #[test]
    fn every_setting_of_the_engine_is_checked() {
        for key in KEYS {
            assert!(kind(key).is_some(), "{key}");
        }
    }

    #[test]
    fn every_whole_number_is_that_of_its_key() {
        for key in KEYS {
            if let Some(Kind::Whole(of)) = kind(key) {
                let taken = |number: u32| {
                    of(&Settings::read(&Manifest::from_text(&format!(
                        "{key}={number}"
                    ))))
                };
                assert!(taken(0) < taken(u32::MAX), "{key}");
            }
        }
    }
}
