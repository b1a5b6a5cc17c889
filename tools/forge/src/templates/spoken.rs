//! How the numbers of a range are said: a small automaton of words.

use std::collections::{BTreeMap, HashMap};

use goldcrest_trie::numbers::words_of;
use goldcrest_trie::{Fraction, NumberRange};

/// The spoken forms of all numbers of a range, states with equal futures
/// joined. State 0 is the last one; it has no arcs.
#[derive(Clone, Debug)]
pub(super) struct SpokenRange {
    pub(super) arcs: Vec<Vec<(String, usize)>>,
    pub(super) ends: Vec<bool>,
    pub(super) start: usize,
}

/// What may follow in a state: its arcs, and whether a number may end there.
type Future = (Vec<(String, usize)>, bool);

#[derive(Default)]
struct Trie {
    children: BTreeMap<&'static str, Trie>,
    ends: bool,
}

impl Trie {
    fn add(&mut self, words: &[&'static str]) {
        match words.split_first() {
            None => self.ends = true,
            Some((first, rest)) => self.children.entry(first).or_default().add(rest),
        }
    }
}

impl SpokenRange {
    pub(super) fn new(range: &NumberRange) -> SpokenRange {
        let mut trie = Trie::default();
        for number in (range.from..=range.to).step_by(usize::from(range.step)) {
            for form in forms(number) {
                trie.add(&form);
            }
        }
        for (form, thousandths) in fractions(range) {
            let low = i64::from(range.from) * 1000;
            let high = i64::from(range.to) * 1000;
            if (low..=high).contains(&thousandths) {
                trie.add(&form);
            }
        }
        let mut spoken = SpokenRange {
            arcs: Vec::new(),
            ends: Vec::new(),
            start: 0,
        };
        spoken.start = spoken.join(&trie, &mut HashMap::new());
        spoken
    }

    fn join(&mut self, trie: &Trie, known: &mut HashMap<Future, usize>) -> usize {
        let arcs: Vec<(String, usize)> = trie
            .children
            .iter()
            .map(|(word, child)| ((*word).to_owned(), self.join(child, known)))
            .collect();
        *known
            .entry((arcs, trie.ends))
            .or_insert_with_key(|(arcs, ends)| {
                self.arcs.push(arcs.clone());
                self.ends.push(*ends);
                self.arcs.len() - 1
            })
    }
}

/// All ways to say a whole number.
fn forms(number: i32) -> Vec<Vec<&'static str>> {
    if number < 0 {
        return forms(-number)
            .into_iter()
            .flat_map(|form| ["minus", "negative"].map(|sign| [&[sign], form.as_slice()].concat()))
            .collect();
    }
    let number = number as u32;
    let plain: Vec<&'static str> = words_of(number).collect();
    let mut forms = vec![plain.clone()];
    let (hundreds, rest) = (number / 100, number % 100);
    if (11..100).contains(&hundreds) && !hundreds.is_multiple_of(10) {
        let mut form: Vec<&'static str> = words_of(hundreds).collect();
        form.push("hundred");
        if rest > 0 {
            form.extend(words_of(rest));
        }
        forms.push(form);
    }
    if rest > 0 && number > 100 {
        let tail: Vec<&'static str> = words_of(rest).collect();
        for form in forms.clone() {
            let (head, _) = form.split_at(form.len() - tail.len());
            forms.push([head, &["and"], &tail].concat());
        }
    }
    let counts_one = |form: &[&'static str]| matches!(form, ["one", "hundred" | "thousand", ..]);
    for form in forms.clone() {
        if counts_one(&form) {
            forms.push([&["a"], &form[1..]].concat());
        }
    }
    forms
}

/// All ways to say numbers with a fraction, and the numbers in thousandths.
fn fractions(range: &NumberRange) -> Vec<(Vec<&'static str>, i64)> {
    if range.fraction == Fraction::Whole {
        return Vec::new();
    }
    let mut found = vec![(vec!["half"], 500), (vec!["a", "half"], 500)];
    for number in (range.from..=range.to).step_by(usize::from(range.step)) {
        let mut heads: Vec<(i64, Vec<&'static str>)> = Vec::new();
        if number >= 0 {
            heads.extend(forms(number).into_iter().map(|form| (1, form)));
        }
        if number <= 0 {
            let positive = forms(number.abs()).into_iter();
            heads.extend(positive.flat_map(|form| {
                ["minus", "negative"].map(|sign| (-1, [&[sign], form.as_slice()].concat()))
            }));
        }
        let whole = i64::from(number.abs()) * 1000;
        for (sign, head) in heads {
            for tail in [&["and", "a", "half"][..], &["and", "half"]] {
                found.push(([&head, tail].concat(), sign * (whole + 500)));
            }
            let tenths = match range.fraction {
                Fraction::Tenths => 0..10,
                _ => 5..6,
            };
            for tenth in tenths.filter(|&tenth| tenth > 0 || number != 0) {
                let tail: Vec<&'static str> =
                    ["point"].into_iter().chain(words_of(tenth)).collect();
                let value = sign * (whole + i64::from(tenth) * 100);
                found.push(([&head[..], &tail].concat(), value));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_trie::Unit;
    use goldcrest_trie::numbers::number_of;

    fn range(from: i32, to: i32, step: u16, fraction: Fraction) -> NumberRange {
        NumberRange {
            from,
            to,
            step,
            unit: Unit::None,
            fraction,
        }
    }

    fn all(spoken: &SpokenRange, state: usize, said: &mut Vec<String>, out: &mut Vec<String>) {
        if spoken.ends[state] {
            out.push(said.join(" "));
        }
        for (word, next) in &spoken.arcs[state] {
            said.push(word.clone());
            all(spoken, *next, said, out);
            said.pop();
        }
    }

    fn sentences(range: &NumberRange) -> Vec<String> {
        let spoken = SpokenRange::new(range);
        let mut out = Vec::new();
        all(&spoken, spoken.start, &mut Vec::new(), &mut out);
        out
    }

    #[test]
    fn every_form_says_a_number_of_the_range() {
        for range in [
            range(0, 9999, 1, Fraction::Whole),
            range(-20, 130, 1, Fraction::Tenths),
            range(0, 24, 1, Fraction::Halves),
            range(1500, 6500, 100, Fraction::Whole),
        ] {
            let (low, high) = (range.from * 1000, range.to * 1000);
            let mut numbers = Vec::new();
            for text in sentences(&range) {
                let number = number_of(text.split(' ')).unwrap_or_else(|| panic!("{text}"));
                let thousandths = number.thousandths();
                assert!((low..=high).contains(&thousandths), "{text}");
                numbers.push(thousandths);
            }
            numbers.sort_unstable();
            numbers.dedup();
            let whole = (range.to - range.from) / i32::from(range.step);
            let expected = match range.fraction {
                Fraction::Whole => whole + 1,
                Fraction::Halves => 2 * whole + 1,
                Fraction::Tenths => 10 * whole + 1,
            };
            assert_eq!(numbers.len(), expected as usize, "{range:?}");
        }
    }

    #[test]
    fn usual_ways_of_saying_are_there() {
        let said = sentences(&range(0, 3000, 1, Fraction::Whole));
        for form in [
            "twenty one",
            "a hundred",
            "one hundred and five",
            "one hundred five",
            "a hundred and five",
            "nineteen hundred",
            "twenty seven hundred and fifty",
            "two thousand and one",
            "a thousand",
        ] {
            assert!(said.iter().any(|other| other == form), "{form}");
        }
        for form in ["hundred", "twenty zero", "ten hundred", "and five", "a"] {
            assert!(!said.iter().any(|other| other == form), "{form}");
        }
    }

    #[test]
    fn the_automaton_is_small() {
        let spoken = SpokenRange::new(&range(0, 100, 1, Fraction::Whole));
        let arcs: usize = spoken.arcs.iter().map(Vec::len).sum();
        assert!(arcs <= 50, "{arcs}");
    }
}
