//! Numbers as English says them, both ways.
//!
//! ```
//! use goldcrest_trie::numbers::{Number, number_of, words_of};
//!
//! assert!(words_of(2021).eq(["two", "thousand", "twenty", "one"]));
//! assert_eq!(number_of("a hundred and five".split(' ')), Some(Number::whole(105)));
//! assert_eq!(number_of("minus two and a half".split(' ')).unwrap().to_string(), "-2.5");
//! ```

use core::fmt;

const BELOW_TWENTY: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A number with three decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    thousandths: i32,
}

impl Number {
    /// A whole number, -2,147,483 to 2,147,483 (nearest of these otherwise).
    #[must_use]
    pub const fn whole(number: i32) -> Number {
        Number {
            thousandths: number.saturating_mul(1000),
        }
    }

    /// A number of thousandths.
    #[must_use]
    pub const fn from_thousandths(thousandths: i32) -> Number {
        Number { thousandths }
    }

    /// The number times a thousand.
    #[must_use]
    pub const fn thousandths(self) -> i32 {
        self.thousandths
    }

    /// The whole number at or next to this one towards zero.
    #[must_use]
    pub const fn truncated(self) -> i32 {
        self.thousandths / 1000
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.thousandths < 0 {
            f.write_str("-")?;
        }
        let magnitude = self.thousandths.unsigned_abs();
        write!(f, "{}", magnitude / 1000)?;
        match magnitude % 1000 {
            0 => Ok(()),
            part if part % 100 == 0 => write!(f, ".{}", part / 100),
            part if part % 10 == 0 => write!(f, ".{:02}", part / 10),
            part => write!(f, ".{part:03}"),
        }
    }
}

/// Iterator of [`words_of`].
#[derive(Clone, Debug)]
pub struct NumberWords {
    words: [&'static str; NumberWords::MOST],
    count: u8,
    next: u8,
}

impl NumberWords {
    /// The most words that a number takes ("nine hundred ninety nine thousand
    /// nine hundred ninety nine").
    pub const MOST: usize = 9;

    fn push(&mut self, word: &'static str) {
        if let Some(place) = self.words.get_mut(usize::from(self.count)) {
            *place = word;
            self.count += 1;
        }
    }

    fn push_below_thousand(&mut self, number: u32) {
        if number >= 100 {
            self.push(BELOW_TWENTY[(number / 100 % 10) as usize]);
            self.push("hundred");
        }
        let rest = number % 100;
        if rest >= 20 {
            self.push(TENS[(rest / 10 - 2) as usize]);
        }
        match rest {
            0 => {}
            1..20 => self.push(BELOW_TWENTY[rest as usize]),
            _ if !rest.is_multiple_of(10) => self.push(BELOW_TWENTY[(rest % 10) as usize]),
            _ => {}
        }
    }
}

impl Iterator for NumberWords {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        if self.next == self.count {
            return None;
        }
        self.next += 1;
        Some(self.words[usize::from(self.next) - 1])
    }
}

/// The words of a whole number below a million, without "and": the form that
/// written digits are turned into. From a million on, those of its last six
/// digits.
#[must_use]
pub fn words_of(number: u32) -> NumberWords {
    let mut words = NumberWords {
        words: [""; NumberWords::MOST],
        count: 0,
        next: 0,
    };
    let number = number % 1_000_000;
    if number == 0 {
        words.push("zero");
        return words;
    }
    if number >= 1000 {
        words.push_below_thousand(number / 1000);
        words.push("thousand");
    }
    words.push_below_thousand(number % 1000);
    words
}

/// The word of one digit, 0 to 9.
pub(crate) fn digit_word(digit: u8) -> &'static str {
    BELOW_TWENTY[usize::from(digit % 10)]
}

/// The number that words say, or `None` where they say none.
///
/// Understood are cardinals below a million ("twenty one", "a hundred", "one
/// hundred and five", "nineteen hundred"), a leading "minus" or "negative",
/// halves ("half", "a half", "two and a half") and decimals ("twenty one
/// point five"). What is said twice, or in no order that makes sense, is
/// mostly refused; the grammar is what decides which numbers can be said.
pub fn number_of<'a>(words: impl Iterator<Item = &'a str>) -> Option<Number> {
    let mut reader = Reader::default();
    for word in words {
        reader.read(word)?;
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    negative: bool,
    thousands: Option<u32>,
    current: Option<u32>,
    thousandths: u32,
    place: Option<u32>,
    half: bool,
    article: bool,
}

impl Reader {
    fn read(&mut self, word: &str) -> Option<()> {
        if self.half {
            return None;
        }
        let article = core::mem::take(&mut self.article);
        match word {
            "minus" | "negative" if self.is_empty() && !self.negative && !article => {
                self.negative = true;
            }
            "a" | "an" if !article && self.place.is_none() => self.article = true,
            "and" if !self.is_empty() && !article && self.place.is_none() => {}
            "half" if self.place.is_none() => {
                self.half = true;
                self.thousandths = 500;
            }
            "point" if self.place.is_none() && !article => self.place = Some(100),
            "hundred" => {
                let count = self.factor(article)?;
                if count >= 100 {
                    return None;
                }
                self.current = Some(count * 100);
            }
            "thousand" if self.thousands.is_none() => {
                let count = self.factor(article)?;
                self.thousands = Some(count.checked_mul(1000)?);
                self.current = None;
            }
            _ if article => return None,
            _ => self.add(plain(word)?)?,
        }
        Some(())
    }

    fn is_empty(&self) -> bool {
        self.thousands.is_none() && self.current.is_none()
    }

    fn factor(&mut self, article: bool) -> Option<u32> {
        if self.place.is_some() {
            return None;
        }
        match (self.current.take(), article) {
            (Some(current), false) => Some(current),
            (None, true) => Some(1),
            _ => None,
        }
    }

    fn add(&mut self, number: u32) -> Option<()> {
        if let Some(place) = self.place {
            if number > 9 || place == 0 {
                return None;
            }
            self.thousandths += number * place;
            self.place = Some(place / 10);
            return Some(());
        }
        let room = match self.current {
            None => true,
            Some(current) if current % 100 == 0 && current > 0 => true,
            Some(current) => current % 10 == 0 && current % 100 >= 20 && (1..10).contains(&number),
        };
        if !room {
            return None;
        }
        self.current = Some(self.current.unwrap_or(0) + number);
        Some(())
    }

    fn finish(self) -> Option<Number> {
        let nothing = self.is_empty() && !self.half;
        let open_point = self.place == Some(100);
        if nothing || open_point || self.article {
            return None;
        }
        let whole = self.thousands.unwrap_or(0) + self.current.unwrap_or(0);
        let thousandths = whole.checked_mul(1000)?.checked_add(self.thousandths)?;
        let thousandths = i32::try_from(thousandths).ok()?;
        Some(Number {
            thousandths: if self.negative {
                -thousandths
            } else {
                thousandths
            },
        })
    }
}

fn plain(word: &str) -> Option<u32> {
    if let Some(index) = BELOW_TWENTY.iter().position(|&other| other == word) {
        return Some(index as u32);
    }
    let index = TENS.iter().position(|&other| other == word)?;
    Some(index as u32 * 10 + 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn read(text: &str) -> Option<String> {
        number_of(text.split_whitespace()).map(|number| number.to_string())
    }

    #[test]
    fn every_number_below_two_million_thousandths_reads_back() {
        for number in (0..20_000).chain((20_000..1_000_000).step_by(997)) {
            let words: Vec<&str> = words_of(number).collect();
            let back = number_of(words.iter().copied());
            assert_eq!(back, Some(Number::whole(number as i32)), "{words:?}");
        }
    }

    #[test]
    fn spoken_forms() {
        for (text, number) in [
            ("a hundred", "100"),
            ("one hundred and five", "105"),
            ("one hundred five", "105"),
            ("nineteen hundred", "1900"),
            ("twenty seven hundred", "2700"),
            ("two thousand seven hundred", "2700"),
            ("a thousand and one", "1001"),
            ("minus five", "-5"),
            ("negative twenty one point five", "-21.5"),
            ("half", "0.5"),
            ("a half", "0.5"),
            ("two and a half", "2.5"),
            ("two and half", "2.5"),
            ("zero point two five", "0.25"),
            ("zero point zero zero one", "0.001"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn no_numbers() {
        for text in [
            "",
            "and",
            "a",
            "minus",
            "hundred",
            "thousand",
            "five five",
            "twenty zero",
            "ten one",
            "point",
            "five point",
            "five point ten",
            "half half",
            "blue",
            "one thousand two thousand",
            "five minus",
            "one point two three four five",
            "two and a",
            "a five",
            "zero five",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
