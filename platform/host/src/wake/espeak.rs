//! How espeak-ng would say a phrase: a second opinion on pronunciations that are only guessed from letters.

use std::process::{Command, Stdio};

use goldcrest_trie::Phone;

/// Sounds as espeak-ng writes them for American English, the longest first, and CMUdict's for them.
const SOUNDS: [(&str, &str); 64] = [
    ("aɪɚ", "AY ER"),
    ("aɪə", "AY AH"),
    ("aʊɚ", "AW ER"),
    ("ɑːɹ", "AA R"),
    ("ɔːɹ", "AO R"),
    ("oːɹ", "AO R"),
    ("n̩", "AH N"),
    ("l̩", "AH L"),
    ("aɪ", "AY"),
    ("aʊ", "AW"),
    ("eɪ", "EY"),
    ("oʊ", "OW"),
    ("ɔɪ", "OY"),
    ("ɑː", "AA"),
    ("ɔː", "AO"),
    ("oː", "AO"),
    ("ɜː", "ER"),
    ("iː", "IY"),
    ("uː", "UW"),
    ("iə", "IY AH"),
    ("dʒ", "JH"),
    ("tʃ", "CH"),
    ("ɐ", "AH"),
    ("ə", "AH"),
    ("ʌ", "AH"),
    ("ɑ", "AA"),
    ("ɒ", "AA"),
    ("ɔ", "AO"),
    ("æ", "AE"),
    ("a", "AE"),
    ("ɛ", "EH"),
    ("e", "EH"),
    ("ɚ", "ER"),
    ("ɪ", "IH"),
    ("ᵻ", "IH"),
    ("i", "IY"),
    ("ʊ", "UH"),
    ("u", "UW"),
    ("ɾ", "T"),
    ("ʔ", "T"),
    ("θ", "TH"),
    ("ð", "DH"),
    ("ʃ", "SH"),
    ("ʒ", "ZH"),
    ("ŋ", "NG"),
    ("ɹ", "R"),
    ("r", "R"),
    ("ɡ", "G"),
    ("x", "K"),
    ("j", "Y"),
    ("b", "B"),
    ("d", "D"),
    ("f", "F"),
    ("h", "HH"),
    ("k", "K"),
    ("l", "L"),
    ("m", "M"),
    ("n", "N"),
    ("p", "P"),
    ("s", "S"),
    ("t", "T"),
    ("v", "V"),
    ("w", "W"),
    ("z", "Z"),
];
/// Marks of stress, and of signs that are one sound.
const MARKS: [char; 4] = ['ˈ', 'ˌ', '\u{200d}', '\u{361}'];

/// How espeak-ng says the phrase in American English; nothing where it is not installed, or says a sound that
/// English does not have.
pub fn pronunciation(phrase: &str) -> Option<Vec<Phone>> {
    let output = Command::new("espeak-ng")
        .args(["-q", "--ipa=3", "-v", "en-us", "--", phrase])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let written = String::from_utf8(output.stdout).ok()?;
    phones(written.trim())
}

fn phones(written: &str) -> Option<Vec<Phone>> {
    let joined = written.replace(MARKS, "");
    let mut rest = joined.as_str();
    let mut phones = Vec::new();
    while let Some(next) = rest.chars().next() {
        let sound = SOUNDS
            .iter()
            .find_map(|&(sound, names)| Some((rest.strip_prefix(sound)?, names)));
        match sound {
            Some((after, names)) => {
                phones.extend(names.split(' ').filter_map(Phone::from_name));
                rest = after;
            }
            None if next == 'ː' || next.is_whitespace() => {
                rest = &rest[next.len_utf8()..];
            }
            None => return None,
        }
    }
    (!phones.is_empty()).then_some(phones)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(written: &str) -> Option<String> {
        let found = phones(written)?;
        let names: Vec<&str> = found.iter().map(|phone| phone.name()).collect();
        Some(names.join(" "))
    }

    #[test]
    fn what_espeak_writes_is_read_as_the_dictionary_has_it() {
        for (written, said) in [
            ("kəmpjˈuːɾɚ", "K AH M P Y UW T ER"),
            ("d\u{200d}ʒˈɑː\u{200d}ɹvɪs", "JH AA R V IH S"),
            ("snˈo\u{200d}ʊbɔ\u{200d}ɪ", "S N OW B OY"),
            ("ˌo\u{200d}ʊkˈe\u{200d}ɪ lˈæntɚn", "OW K EY L AE N T ER N"),
            ("smˈɑː\u{200d}ɹt mˈɪɹɚ", "S M AA R T M IH R ER"),
            ("t\u{200d}ʃˈæɾɚbˌɑːks", "CH AE T ER B AA K S"),
        ] {
            assert_eq!(names(written).as_deref(), Some(said), "{written}");
        }
    }

    #[test]
    fn sounds_that_english_has_not_are_no_opinion() {
        for written in ["", "  ", "ʁyː", "kʘa"] {
            assert_eq!(names(written), None, "{written:?}");
        }
    }
}
