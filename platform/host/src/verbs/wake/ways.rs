//! How a wake phrase is said: its words, then its phones.

use std::fs;

use goldcrest::wake::MOST_PHONES;
use goldcrest_forge::lexicon::{LetterToSound, LexiconError, Origin, Pronouncer};
use goldcrest_trie::Phone;
use goldcrest_trie::tokens::normalise;

use super::train::Train;
use crate::exit::Failure;
use crate::present::{Screen, Tint, printable};
use crate::wake::espeak;

/// Fewest phones of a phrase that can be told from ordinary speech.
const FEWEST_PHONES: usize = 5;
/// Fewest of a stop word, which is listened for only while the device speaks or rings and may be wrong more often.
const FEWEST_PHONES_OF_STOP: usize = 3;
/// Most ways to say the phrase that are followed.
const MOST_WAYS: usize = 4;

pub(super) fn written(phrase: &str) -> Result<String, Failure> {
    let mut buffer = vec![0; phrase.len() * 16 + 16];
    match normalise(phrase, &mut buffer) {
        Ok(normal) if !normal.is_empty() => Ok(normal.to_owned()),
        _ => Err(Failure::bad_input(
            format!("`{}` holds no words", printable(phrase)),
            "give a phrase such as 'hey juniper'",
        )),
    }
}

pub(super) fn pronunciations(arguments: &Train, phrase: &str) -> Result<Vec<Vec<Phone>>, Failure> {
    let mut ways = Vec::new();
    for said in &arguments.say {
        let phones: Option<Vec<Phone>> = said.split_whitespace().map(Phone::from_name).collect();
        match phones {
            Some(phones) => ways.push(phones),
            None => {
                return Err(Failure::bad_input(
                    format!("`{}` names a phone that there is not", printable(said)),
                    "use the 39 of the CMU pronouncing dictionary, as in --say 'JH UW N AH P ER'",
                ));
            }
        }
    }
    let guessed = ways.is_empty();
    if guessed {
        ways = looked_up(arguments, phrase)?;
    }
    let mut kept: Vec<Vec<Phone>> = Vec::new();
    for way in ways {
        if kept.len() < MOST_WAYS && !kept.contains(&way) {
            kept.push(way);
        }
    }
    let ways = that_fit(kept, guessed, phrase)?;
    let fewest = ways.iter().map(Vec::len).min().unwrap_or(0);
    let wanted = match arguments.stop {
        true => FEWEST_PHONES_OF_STOP,
        false => FEWEST_PHONES,
    };
    if fewest < wanted {
        return Err(Failure::bad_input(
            format!("`{phrase}` has {fewest} phones, too few to be told from other speech"),
            format!(
                "choose a phrase of {wanted} phones or more, such as `{}`",
                longer(phrase, fewest, wanted)
            ),
        ));
    }
    Ok(ways)
}

/// What may be said before a phrase that is too short, and of how many phones it is.
const BEFORE: [(&str, usize); 2] = [("hey", 2), ("hello", 4)];

/// A phrase like this one, of `wanted` phones or more.
fn longer(phrase: &str, phones: usize, wanted: usize) -> String {
    let enough = BEFORE.iter().find(|(_, more)| phones + more >= wanted);
    match enough {
        Some((before, _)) => format!("{before} {phrase}"),
        None => "hey juniper".to_owned(),
    }
}

/// The ways for which a detector has room: of those that were looked up the first ones, of those that were given all.
fn that_fit(
    mut ways: Vec<Vec<Phone>>,
    guessed: bool,
    phrase: &str,
) -> Result<Vec<Vec<Phone>>, Failure> {
    let phones = |ways: &[Vec<Phone>]| ways.iter().map(Vec::len).sum::<usize>();
    while guessed && ways.len() > 1 && phones(&ways) > MOST_PHONES {
        ways.pop();
    }
    match phones(&ways) {
        0..=MOST_PHONES => Ok(ways),
        many => Err(Failure::bad_input(
            format!(
                "`{}` has {many} phones in all, and a detector has room for {MOST_PHONES}",
                printable(phrase)
            ),
            match ways.len() {
                1 => "choose a shorter phrase, of two or three words",
                _ => "give fewer ways with --say, or choose a shorter phrase",
            },
        )),
    }
}

fn looked_up(arguments: &Train, phrase: &str) -> Result<Vec<Vec<Phone>>, Failure> {
    let mut pronouncer = Pronouncer::new();
    if let Some(file) = &arguments.dictionary {
        let text = fs::read_to_string(file).map_err(|error| {
            Failure::bad_input(
                format!("cannot read {}: {error}", file.display()),
                "give a dictionary in the format of the CMU pronouncing dictionary",
            )
        })?;
        pronouncer.add_dictionary(&text);
    }
    if let Some(letters) = LetterToSound::english() {
        pronouncer.use_letters(letters);
    }
    let (mut ways, origin) = pronouncer.pronounce(phrase).map_err(|error| {
        let what = match error {
            LexiconError::Unsayable(words) => format!("how is {} said?", words.join(", or ")),
            other => other.to_string(),
        };
        let remedy = "say how the phrase is pronounced, as in --say 'JH UW N AH P ER'";
        Failure::bad_input(printable(&what), remedy)
    })?;
    if origin == Origin::Letters {
        ways.extend(espeak::pronunciation(phrase));
        ways.extend(ways.clone().iter().filter_map(|way| glided(way)));
    }
    Ok(ways)
}

/// `L IY AH` as `L Y AH`: dictionaries write it either way, and a network that learnt to tell the two apart does.
fn glided(way: &[Phone]) -> Option<Vec<Phone>> {
    let called = |name: &str, phone: &Phone| phone.name() == name;
    let at = (1..way.len().saturating_sub(1))
        .find(|&at| called("IY", &way[at]) && called("AH", &way[at + 1]))?;
    let mut glided = way.to_vec();
    glided[at] = Phone::from_name("Y")?;
    Some(glided)
}

pub(super) fn tell(
    phrase: &str,
    ways: &[Vec<Phone>],
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    screen.heading(phrase)?;
    for way in ways {
        screen.line(&format!("said {}", names(way)))?;
    }
    screen.line(&screen.ink.paint(
        Tint::Faint,
        "not how you say it? correct it with --say 'PHONES'",
    ))?;
    Ok(())
}

pub(super) fn names(way: &[Phone]) -> String {
    let names: Vec<&str> = way.iter().map(|phone| phone.name()).collect();
    names.join(" ")
}
