//! How alike two phrases are, by ear and by spelling.
//!
//! Sounds are sixteen classes that a hurried ear keeps apart; both pronunciations from the lexicon and
//! spellings that it does not know come down to them, so an unknown "kichen" and the lexicon's "kitchen"
//! can be compared. The rules for letters are those of English spelling that Metaphone made known
//! (Philips, 1990), cut down to what changes a class.

use goldcrest_trie::{Lexicon, Phone};

/// Longest sequence that is compared; the rest is left out.
pub const MOST_SOUNDS: usize = 48;

/// Sound classes of a phrase.
pub type Sounds = heapless::Vec<Sound, MOST_SOUNDS>;

/// A class of sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "each is named after its sounds")]
pub enum Sound {
    Vowel,
    P,
    B,
    F,
    V,
    T,
    D,
    Th,
    S,
    Z,
    Sh,
    J,
    K,
    G,
    M,
    N,
    L,
    R,
    W,
    Y,
    H,
}

/// Costs of edits, in halves.
const ALIKE: usize = 1;
const DIFFERENT: usize = 2;

impl Sound {
    fn of_phone(phone: Phone) -> Self {
        match phone.name() {
            "P" => Self::P,
            "B" => Self::B,
            "F" => Self::F,
            "V" => Self::V,
            "T" => Self::T,
            "D" => Self::D,
            "TH" | "DH" => Self::Th,
            "S" => Self::S,
            "Z" => Self::Z,
            "SH" | "CH" => Self::Sh,
            "ZH" | "JH" => Self::J,
            "K" => Self::K,
            "G" => Self::G,
            "M" => Self::M,
            "N" | "NG" => Self::N,
            "L" => Self::L,
            "R" => Self::R,
            "W" => Self::W,
            "Y" => Self::Y,
            "HH" => Self::H,
            _ => Self::Vowel,
        }
    }

    /// Lost or added easily.
    fn is_weak(self) -> bool {
        matches!(self, Self::Vowel | Self::W | Self::Y | Self::H)
    }

    fn replaced_by(self, other: Self) -> usize {
        use Sound::{B, D, F, G, J, K, L, M, N, P, R, S, Sh, T, Th, V, W, Z};
        let pair = |a, b| (self == a && other == b) || (self == b && other == a);
        if self == other {
            0
        } else if pair(P, B)
            || pair(F, V)
            || pair(T, D)
            || pair(S, Z)
            || pair(Sh, J)
            || pair(K, G)
            || pair(M, N)
            || pair(Th, F)
            || pair(Th, T)
            || pair(Th, D)
            || pair(S, Th)
            || pair(V, W)
            || pair(L, R)
            || pair(B, V)
            || (self.is_weak() && other.is_weak())
        {
            ALIKE
        } else {
            DIFFERENT
        }
    }
}

/// The sounds of a normalised phrase: each word's first pronunciation, or the rules for its letters. Where
/// vowels follow one another, one stands for all.
#[must_use]
pub fn sounds(words: &str, lexicon: &Lexicon<'_>) -> Sounds {
    let mut sounds = Sounds::new();
    for word in words.split(' ') {
        let pronunciation = lexicon
            .find(word)
            .and_then(|word| lexicon.pronunciations(word).next());
        match pronunciation {
            Some(phones) => {
                for &byte in phones {
                    if let Some(phone) = Phone::from_class(byte & !goldcrest_trie::lexicon::LAST) {
                        push(&mut sounds, Sound::of_phone(phone));
                    }
                }
            }
            None => by_letters(word, &mut sounds),
        }
    }
    sounds
}

fn push(sounds: &mut Sounds, sound: Sound) {
    let again = sounds.last() == Some(&sound);
    if !again {
        // What does not fit is left out.
        let _ = sounds.push(sound);
    }
}

fn by_letters(word: &str, sounds: &mut Sounds) {
    let mut letters: heapless::Vec<char, MOST_SOUNDS> = heapless::Vec::new();
    for letter in word.chars().filter(|letter| letter.is_alphabetic()) {
        // What does not fit is left out.
        let _ = letters.push(letter);
    }
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let (sound, taken) = rule(letter, next, at == 0, at + 1 == letters.len());
        for sound in sound.into_iter().flatten() {
            push(sounds, sound);
        }
        at += taken;
    }
}

/// The sounds of the letters at one place, and how many letters they are.
fn rule(letter: char, next: char, first: bool, last: bool) -> ([Option<Sound>; 2], usize) {
    let soft = matches!(next, 'e' | 'i' | 'y');
    let (sound, taken) = match (letter, next) {
        ('p', 'h') => (Sound::F, 2),
        ('s', 'h') | ('c', 'h') => (Sound::Sh, 2),
        ('t', 'h') => (Sound::Th, 2),
        ('c', 'k') | ('q', 'u') => (Sound::K, 2),
        ('w', 'h') => (Sound::W, 2),
        ('w', 'r') => (Sound::R, 2),
        ('k', 'n') | ('g', 'n') if first => (Sound::N, 2),
        ('d', 'g') => (Sound::J, 2),
        ('g', 'h') if first => (Sound::G, 2),
        ('g', 'h') | ('h', _) if !first => {
            return ([None, None], if letter == 'g' { 2 } else { 1 });
        }
        ('m', 'b') => (Sound::M, 2),
        // As in "kitchen".
        ('t', 'c') => return ([None, None], 1),
        ('x', _) if first => (Sound::Z, 1),
        ('x', _) => return ([Some(Sound::K), Some(Sound::S)], 1),
        ('e', _) if last && !first => return ([None, None], 1),
        ('w', _) if !first && !matches!(next, 'a' | 'e' | 'i' | 'o') => return ([None, None], 1),
        ('c', _) => (if soft { Sound::S } else { Sound::K }, 1),
        ('g', _) => (if soft { Sound::J } else { Sound::G }, 1),
        ('y', _) => (if first { Sound::Y } else { Sound::Vowel }, 1),
        ('b', _) => (Sound::B, 1),
        ('d', _) => (Sound::D, 1),
        ('f', _) => (Sound::F, 1),
        ('h', _) => (Sound::H, 1),
        ('j', _) => (Sound::J, 1),
        ('k' | 'q', _) => (Sound::K, 1),
        ('l', _) => (Sound::L, 1),
        ('m', _) => (Sound::M, 1),
        ('n', _) => (Sound::N, 1),
        ('p', _) => (Sound::P, 1),
        ('r', _) => (Sound::R, 1),
        ('s', _) => (Sound::S, 1),
        ('t', _) => (Sound::T, 1),
        ('v', _) => (Sound::V, 1),
        ('w', _) => (Sound::W, 1),
        ('z', _) => (Sound::Z, 1),
        _ => (Sound::Vowel, 1),
    };
    ([Some(sound), None], taken)
}

/// How alike two phrases sound, in percent: 100 less the share of edits, an edit between sounds that are
/// easily confused, and one of a weak sound, counting half.
#[must_use]
pub fn by_sound(a: &Sounds, b: &Sounds) -> u8 {
    let cost = edits(
        a.len(),
        b.len(),
        |i, j| a[i].replaced_by(b[j]),
        (|i| weight(a[i]), |j| weight(b[j])),
        |_, _| false,
    );
    percent(cost, a.len().max(b.len()))
}

/// Whether two phrases begin with sounds that are not easily confused.
#[must_use]
pub fn begins_otherwise(a: &Sounds, b: &Sounds) -> bool {
    match (a.first(), b.first()) {
        (Some(a), Some(b)) => a.replaced_by(*b) == DIFFERENT,
        _ => true,
    }
}

fn weight(sound: Sound) -> usize {
    if sound.is_weak() { ALIKE } else { DIFFERENT }
}

/// How alike two phrases are spelt, in percent: 100 less the share of letters to replace, insert or
/// delete, and of neighbours to swap. Only the first [`MOST_SOUNDS`] letters are looked at.
#[must_use]
pub fn by_spelling(a: &str, b: &str) -> u8 {
    let letters = |text: &str| {
        let mut letters: heapless::Vec<char, MOST_SOUNDS> = heapless::Vec::new();
        for letter in text.chars().take(MOST_SOUNDS) {
            // Cut to what fits.
            let _ = letters.push(letter);
        }
        letters
    };
    let (a, b) = (letters(a), letters(b));
    let cost = edits(
        a.len(),
        b.len(),
        |i, j| if a[i] == b[j] { 0 } else { DIFFERENT },
        (|_| DIFFERENT, |_| DIFFERENT),
        |i, j| a[i - 1] == b[j] && a[i] == b[j - 1],
    );
    percent(cost, a.len().max(b.len()))
}

fn percent(cost: usize, longest: usize) -> u8 {
    if longest == 0 {
        return 0;
    }
    let most = longest * DIFFERENT;
    (100 * most.saturating_sub(cost) / most) as u8
}

/// What it costs to make one sequence another; `swapped` says whether the items at two places, neither the first, and
/// those before them have changed places, which is one edit.
fn edits(
    a: usize,
    b: usize,
    replace: impl Fn(usize, usize) -> usize,
    (delete, insert): (impl Fn(usize) -> usize, impl Fn(usize) -> usize),
    swapped: impl Fn(usize, usize) -> bool,
) -> usize {
    let mut earlier = [0_usize; MOST_SOUNDS + 1];
    let mut row = [0_usize; MOST_SOUNDS + 1];
    for j in 0..b {
        row[j + 1] = row[j] + insert(j);
    }
    for i in 0..a {
        let last = row;
        row[0] += delete(i);
        for j in 0..b {
            let mut best = (last[j] + replace(i, j))
                .min(last[j + 1] + delete(i))
                .min(row[j] + insert(j));
            if i > 0 && j > 0 && swapped(i, j) {
                best = best.min(earlier[j - 1] + DIFFERENT);
            }
            row[j + 1] = best;
        }
        earlier = last;
    }
    row[b]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(word: &str) -> Sounds {
        let mut sounds = Sounds::new();
        by_letters(word, &mut sounds);
        sounds
    }

    #[test]
    fn spellings_that_sound_the_same_are_the_same() {
        for (a, b) in [
            ("phone", "fone"),
            ("night", "nite"),
            ("wright", "rite"),
            ("kitchen", "kichin"),
            ("back", "bak"),
            ("know", "no"),
        ] {
            assert_eq!(by_sound(&letters(a), &letters(b)), 100, "{a} {b}");
        }
    }

    #[test]
    fn other_words_are_less_alike() {
        let alike = |a: &str, b: &str| by_sound(&letters(a), &letters(b));
        assert!(alike("kitchen", "chicken") < 80);
        assert!(alike("bedroom", "bathroom") > alike("bedroom", "kitchen"));
        assert!(alike("desk", "lamp") < 40);
        assert_eq!(by_sound(&Sounds::new(), &Sounds::new()), 0);
    }

    #[test]
    fn spelling_counts_letters() {
        assert_eq!(by_spelling("kichen", "kitchen"), 85);
        assert_eq!(by_spelling("ligths", "lights"), 83);
        assert_eq!(by_spelling("same", "same"), 100);
        assert_eq!(by_spelling("", "abc"), 0);
        assert_eq!(by_spelling(&"x".repeat(10_000), "y"), 0);
    }

    #[test]
    fn being_alike_is_mutual() {
        for (a, b) in [("flights", "lights"), ("hall", "hallway"), ("a", "")] {
            assert_eq!(
                by_sound(&letters(a), &letters(b)),
                by_sound(&letters(b), &letters(a))
            );
            assert_eq!(by_spelling(a, b), by_spelling(b, a));
        }
    }
}
