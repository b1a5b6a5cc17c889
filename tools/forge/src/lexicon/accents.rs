//! Letters without their marks, for sources that know the English alphabet only.

use std::borrow::Cow;

/// Small letters of European languages by the letters that they are read as in English.
const LETTERS: [(&str, &str); 33] = [
    ("a", "àáâãäåāăąǎ"),
    ("ae", "æǽ"),
    ("c", "çćĉċč"),
    ("d", "ďđ"),
    ("e", "èéêëēĕėęěẽ"),
    ("g", "ĝğġģǧ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıǐ"),
    ("ij", "ĳ"),
    ("j", "ĵ"),
    ("k", "ķǩ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉ"),
    ("ng", "ŋ"),
    ("o", "òóôõöøōŏőǒǿ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšșſ"),
    ("ss", "ßẞ"),
    ("t", "ţťŧț"),
    ("th", "þð"),
    ("u", "ùúûüũūŭůűųǔ"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳ"),
    ("z", "źżž"),
    ("ff", "ﬀ"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
    ("a", "ạảấầẩẫậắằẳẵặ"),
    ("e", "ẹẻếềểễệ"),
    ("i", "ỉị"),
    ("o", "ọỏốồổỗộơớờởỡợ"),
    ("u", "ụủưứừửữự"),
];

/// Marks that stand behind their letter as characters of their own.
fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}')
}

/// A word without the marks of its letters; what is no Latin letter stays.
pub(super) fn without(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut plain = String::with_capacity(word.len());
    for char in word.chars().filter(|&char| !is_mark(char)) {
        match LETTERS.iter().find(|(_, marked)| marked.contains(char)) {
            Some((letters, _)) => plain.push_str(letters),
            None => plain.push(char),
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_fall_off_and_letters_stay() {
        for (word, plain) in [
            ("lamp", "lamp"),
            ("naïve", "naive"),
            ("café", "cafe"),
            ("zürich", "zurich"),
            ("cafe\u{301}", "cafe"),
            ("smørrebrød", "smorrebrod"),
            ("łódź", "lodz"),
            ("straße", "strasse"),
            ("æsir", "aesir"),
            ("þór", "thor"),
            ("phở", "pho"),
            ("señor's", "senor's"),
            ("лампа", "лампа"),
            ("灯", "灯"),
            ("", ""),
        ] {
            assert_eq!(without(word), plain, "{word}");
        }
    }

    #[test]
    fn every_letter_is_listed_once() {
        let mut all: Vec<char> = LETTERS
            .iter()
            .flat_map(|(_, marked)| marked.chars())
            .collect();
        assert!(all.iter().all(|char| !char.is_ascii()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
