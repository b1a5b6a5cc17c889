//! An assistant's own sentences, misheard on purpose, and what becomes of them.

use std::collections::BTreeMap;

use goldcrest::rewrite::Verdict;
use goldcrest_forge::rewriting::Confusions;

use super::Chance;
use crate::context::{Meaning, Understander};
use crate::exit::Failure;
use crate::stats::Share;

/// A sentence of an assistant as it might be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misheard {
    /// What was said.
    pub said: String,
    /// What was heard.
    pub heard: String,
}

/// What became of a misheard sentence.
#[derive(Clone, Debug)]
pub struct Fared {
    /// The sentence.
    pub misheard: Misheard,
    /// What it was taken for, where it was rewritten.
    pub rewritten: Option<String>,
    /// Whether the user was asked.
    pub asked: bool,
    /// Whether it was understood as what was said.
    pub right: bool,
    /// Whether it was understood at all.
    pub understood: bool,
}

/// What rewriting is worth to an assistant.
#[derive(Clone, Debug)]
pub struct Worth {
    /// Of the rewrites made, asked ones with them, those of the right meaning.
    pub precision: Share,
    /// Of the misheard that nothing else understands, those rewritten to the right meaning.
    pub repaired: Share,
    /// Of the rewrites made, those that are asked about.
    pub asked: Share,
    /// Of all, those of the right meaning by whatever stage.
    pub right: Share,
    /// Of other texts, those rewritten.
    pub others: Share,
    /// Each misheard sentence.
    pub fared: Vec<Fared>,
    /// Each other text that was rewritten, and to what.
    pub taken: Vec<(String, String)>,
}

/// At most `count` misheard sentences, all different, of sentences that the assistant's templates say.
pub fn mishear(
    sentences: &[String],
    confusions: &Confusions,
    count: usize,
    chance: &mut Chance,
) -> Vec<Misheard> {
    let mut all: Vec<Misheard> = Vec::new();
    for _ in 0..count * 20 {
        if all.len() == count || sentences.is_empty() {
            break;
        }
        let said = &sentences[chance.below(sentences.len())];
        let Some(heard) = confusions.mishear(said, |end| chance.below(end)) else {
            continue;
        };
        let one = Misheard {
            said: said.clone(),
            heard,
        };
        if one.heard != one.said && !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

impl Worth {
    /// Lets an assistant understand misheard sentences, and texts that are no commands.
    ///
    /// # Errors
    ///
    /// Where the assistant cannot be opened.
    pub fn of(
        understander: &mut Understander<'_>,
        misheard: Vec<Misheard>,
        others: &[String],
    ) -> Result<Worth, Failure> {
        let mut fared = Vec::new();
        for one in misheard {
            let (wanted, _, _) = understand(understander, &one.said)?;
            let (meaning, rewritten, asked) = understand(understander, &one.heard)?;
            fared.push(Fared {
                right: meaning.is_some() && meaning == wanted,
                understood: meaning.is_some(),
                misheard: one,
                rewritten,
                asked,
            });
        }
        let mut taken = Vec::new();
        for text in others {
            if let (_, Some(rewritten), _) = understand(understander, text)? {
                taken.push((text.clone(), rewritten));
            }
        }
        let count = |holds: &dyn Fn(&Fared) -> bool| fared.iter().filter(|one| holds(one)).count();
        let made = count(&|one| one.rewritten.is_some());
        let right = count(&|one| one.rewritten.is_some() && one.right);
        let needing = count(&|one| one.rewritten.is_some() || !one.understood);
        Ok(Worth {
            precision: Share::new(right, made),
            repaired: Share::new(right, needing),
            asked: Share::new(count(&|one| one.rewritten.is_some() && one.asked), made),
            right: Share::new(count(&|one| one.right), fared.len()),
            others: Share::new(taken.len(), others.len()),
            fared,
            taken,
        })
    }
}

/// What a text means, what it was rewritten to, and whether that was asked about.
fn understand(
    understander: &mut Understander<'_>,
    text: &str,
) -> Result<(Option<Meaning>, Option<String>, bool), Failure> {
    let (meaning, seen) = understander.understand(text, &BTreeMap::new())?;
    let made = seen
        .rewriting
        .iter()
        .find(|one| matches!(one.verdict, Verdict::Made | Verdict::Asked));
    let asked = made.is_some_and(|one| one.verdict == Verdict::Asked);
    Ok((meaning, made.map(|one| one.text.clone()), asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_forge::rewriting::Pair;

    #[test]
    fn sentences_are_misheard_once_each() {
        let pairs = [
            Pair::new("flights on", "lights on"),
            Pair::new("lights of", "lights off"),
        ];
        let confusions = Confusions::of(pairs.iter());
        let sentences = ["turn the lights off", "lights on", "open the door"].map(str::to_owned);
        let mut all = mishear(&sentences, &confusions, 50, &mut Chance::new(4));
        all.sort_by(|one, other| one.heard.cmp(&other.heard));
        let heard: Vec<&str> = all.iter().map(|one| &one.heard[..]).collect();
        assert_eq!(
            heard,
            ["flights on", "turn the flights off", "turn the lights of"]
        );
    }
}
