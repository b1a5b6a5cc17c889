//! How English letters are said, for words that no lexicon has: rough, but close enough for sounds that
//! are compared by how easily they are confused.

use goldcrest_trie::Phone;

/// Phones of the longest word.
pub const MOST_WORD_SOUNDS: usize = 32;

/// Where in a word a rule holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Any,
    First,
    Last,
    /// Before e, i or y.
    Soft,
}

use Place::{Any, First, Last, Soft};

/// Letters, where, and the phones that they say; the first rule that fits is taken. In the spirit of the
/// rules of Elovitz, Johnson, McHugh and Shore, "Automatic Translation of English Text to Phonetics by
/// Means of Letter-to-Sound Rules" (NRL report 7948, 1976), cut down to what is frequent.
const RULES: &[(&str, Place, &str)] = &[
    ("tion", Any, "SH AH N"),
    ("sion", Any, "ZH AH N"),
    ("ture", Any, "CH ER"),
    ("eigh", Any, "EY"),
    ("ough", Last, "OW"),
    ("ough", Any, "AO"),
    ("augh", Any, "AO"),
    ("ould", Any, "UH D"),
    ("igh", Any, "AY"),
    ("tch", Any, "CH"),
    ("dge", Any, "JH"),
    ("sch", Any, "S K"),
    ("ous", Last, "AH S"),
    ("air", Any, "EH R"),
    ("are", Last, "EH R"),
    ("ear", Any, "IH R"),
    ("eer", Any, "IH R"),
    ("ore", Last, "AO R"),
    ("oor", Any, "AO R"),
    ("our", Any, "AO R"),
    ("ing", Last, "IH NG"),
    ("all", Any, "AO L"),
    ("alk", Any, "AO K"),
    ("old", Any, "OW L D"),
    ("ind", Last, "AY N D"),
    ("wor", Any, "W ER"),
    ("war", Any, "W AO R"),
    ("age", Last, "IH JH"),
    ("ph", Any, "F"),
    ("sh", Any, "SH"),
    ("ch", Any, "CH"),
    ("th", Any, "TH"),
    ("ck", Any, "K"),
    ("wh", Any, "W"),
    ("wr", First, "R"),
    ("kn", First, "N"),
    ("gn", First, "N"),
    ("ps", First, "S"),
    ("gh", First, "G"),
    ("gh", Any, ""),
    ("ng", Last, "NG"),
    ("nk", Any, "NG K"),
    ("mb", Last, "M"),
    ("qu", Any, "K W"),
    ("ee", Any, "IY"),
    ("ea", Any, "IY"),
    ("oo", Any, "UW"),
    ("ou", Any, "AW"),
    ("ow", Last, "OW"),
    ("ow", Any, "AW"),
    ("oa", Any, "OW"),
    ("oi", Any, "OY"),
    ("oy", Any, "OY"),
    ("ai", Any, "EY"),
    ("ay", Any, "EY"),
    ("au", Any, "AO"),
    ("aw", Any, "AO"),
    ("ie", Any, "IY"),
    ("ei", Any, "IY"),
    ("ey", Last, "IY"),
    ("ew", Any, "UW"),
    ("ue", Last, "UW"),
    ("ui", Any, "UW"),
    ("ar", Any, "AA R"),
    ("er", Any, "ER"),
    ("ir", Any, "ER"),
    ("ur", Any, "ER"),
    ("or", Any, "AO R"),
    ("le", Last, "AH L"),
    ("es", Last, "Z"),
    ("ed", Last, "D"),
    ("a", Last, "AH"),
    ("e", Last, ""),
    ("i", Last, "IY"),
    ("o", Last, "OW"),
    ("u", Last, "UW"),
    ("y", Last, "IY"),
    ("y", First, "Y"),
    ("x", First, "Z"),
    ("c", Soft, "S"),
    ("g", Soft, "JH"),
    ("'", Any, ""),
    ("a", Any, "AE"),
    ("b", Any, "B"),
    ("c", Any, "K"),
    ("d", Any, "D"),
    ("e", Any, "EH"),
    ("f", Any, "F"),
    ("g", Any, "G"),
    ("h", Any, "HH"),
    ("i", Any, "IH"),
    ("j", Any, "JH"),
    ("k", Any, "K"),
    ("l", Any, "L"),
    ("m", Any, "M"),
    ("n", Any, "N"),
    ("o", Any, "AA"),
    ("p", Any, "P"),
    ("q", Any, "K"),
    ("r", Any, "R"),
    ("s", Any, "S"),
    ("t", Any, "T"),
    ("u", Any, "AH"),
    ("v", Any, "V"),
    ("w", Any, "W"),
    ("x", Any, "K S"),
    ("y", Any, "IH"),
    ("z", Any, "Z"),
];

/// What a vowel says before one consonant and a last, silent e.
const LONG: [(u8, &str); 5] = [
    (b'a', "EY"),
    (b'e', "IY"),
    (b'i', "AY"),
    (b'o', "OW"),
    (b'u', "UW"),
];

/// The phones of a word by its letters, as class numbers. Letters that English does not have say nothing;
/// what is beyond [`MOST_WORD_SOUNDS`] is left out.
#[must_use]
pub fn phones_by_letters(word: &str) -> heapless::Vec<u8, MOST_WORD_SOUNDS> {
    let mut phones = heapless::Vec::new();
    let mut say = |names: &str| {
        for phone in names.split(' ').filter_map(Phone::from_name) {
            // Cut to what fits.
            let _ = phones.push(phone.class());
        }
    };
    let letters = word.as_bytes();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = &letters[at..];
        let is_double = rest.get(1) == Some(&letter) && !is_vowel(letter);
        let long = LONG.iter().find(|&&(vowel, _)| vowel == letter);
        if is_double {
            at += 1;
        } else if let ([_, consonant, b'e'], Some((_, long))) = (rest, long)
            && !is_vowel(*consonant)
            && *consonant != b'r'
        {
            say(long);
            at += 1;
        } else if let Some((rule, _, names)) = RULES
            .iter()
            .find(|(rule, place, _)| fits(rule, *place, letters, at))
        {
            say(names);
            at += rule.len();
        } else {
            at += 1;
        }
    }
    phones
}

fn fits(rule: &str, place: Place, letters: &[u8], at: usize) -> bool {
    let rest = &letters[at..];
    rest.starts_with(rule.as_bytes())
        && match place {
            Any => true,
            First => at == 0,
            Last => at > 0 && rest.len() == rule.len(),
            Soft => matches!(rest.get(rule.len()), Some(b'e' | b'i' | b'y')),
        }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn said(word: &str) -> String {
        let phones = phones_by_letters(word);
        let names: Vec<&str> = phones
            .iter()
            .filter_map(|&class| Some(Phone::from_class(class)?.name()))
            .collect();
        names.join(" ")
    }

    #[test]
    fn words_are_said_roughly_as_they_are() {
        for (word, phones) in [
            ("light", "L AY T"),
            ("flights", "F L AY T S"),
            ("kitchen", "K IH CH EH N"),
            ("timmer", "T IH M ER"),
            ("phone", "F OW N"),
            ("lake", "L EY K"),
            ("station", "S T AE SH AH N"),
            ("knee", "N IY"),
            ("bridges", "B R IH JH S"),
            ("city", "S IH T IY"),
            ("be", "B"),
            ("queen", "K W IY N"),
        ] {
            assert_eq!(said(word), phones, "{word}");
        }
    }

    #[test]
    fn anything_is_a_word() {
        assert_eq!(said(""), "");
        assert_eq!(said("日本"), "");
        let long = "strengths".repeat(40);
        assert_eq!(phones_by_letters(&long).len(), MOST_WORD_SOUNDS);
    }
}
