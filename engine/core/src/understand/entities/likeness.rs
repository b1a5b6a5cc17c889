//! How alike the words of a slot are to those of an entry.
//!
//! Only what differs is compared, and it has to be alike both to the ear and to the eye: what is misspelt sounds as
//! it did, what is misheard is spelt much as it was, and another word ("black" for "blue", "boardroom" for "bedroom")
//! is mostly only one of them.

use super::Match;
use super::alike::{Sounds, begins_otherwise, by_sound, by_spelling, sounds};
use goldcrest_trie::Lexicon;

/// Percent off where the first sounds are none that are easily confused: the beginning of a word is what mishearing
/// and misspelling change least.
const OTHER_BEGINNING: u8 = 5;
/// Percent off where the words are known ones: who says "shed" means no "shade".
const OTHER_WORD: u8 = 15;
/// Letters of the shortest word that two words may end with: "ballroom" and "bathroom" share "room".
const SHORTEST_HEAD: usize = 4;

/// The percent of likeness between a slot's words, whose sounds are `heard`, and an entry's, and what it is mostly by.
pub(super) fn likeness(
    words: &str,
    heard: &Sounds,
    entry: &str,
    lexicon: &Lexicon<'_>,
) -> (u8, Match) {
    let (own, other) = differing(words, entry, lexicon);
    let (one, two) = if own.len() == words.len() {
        (heard.clone(), sounds(entry, lexicon))
    } else {
        (sounds(own, lexicon), sounds(other, lexicon))
    };
    let (sound, spelling) = (by_sound(&one, &two), by_spelling(own, other));
    let by = if sound > spelling {
        Match::Sound
    } else {
        Match::Spelling
    };
    let beginning = u8::from(begins_otherwise(&one, &two)) * OTHER_BEGINNING;
    let known = u8::from(is_another(own, other, lexicon)) * OTHER_WORD;
    let score = u8::midpoint(sound, spelling);
    (score.saturating_sub(beginning + known), by)
}

/// Whether words that are not an entry's, one or several of it, are all known.
fn is_another(own: &str, other: &str, lexicon: &Lexicon<'_>) -> bool {
    let one = |text: &str| text.strip_suffix('s').unwrap_or(text).len();
    let is_plural = own[..one(own)] == other[..one(other)];
    !is_plural && own.split(' ').all(|word| lexicon.find(word).is_some())
}

/// Two phrases without the words with which both begin or end, and without the known word in which what is left of
/// both ends, as long as something is left: "garden lamp" is not much like "reading lamp", nor "front door" like
/// "front gate".
fn differing<'t>(one: &'t str, other: &'t str, lexicon: &Lexicon<'_>) -> (&'t str, &'t str) {
    let mut left = (one, other);
    while let (Some((a, end)), Some((b, other_end))) =
        (left.0.rsplit_once(' '), left.1.rsplit_once(' '))
        && end == other_end
    {
        left = (a, b);
    }
    while let (Some((begin, a)), Some((other_begin, b))) =
        (left.0.split_once(' '), left.1.split_once(' '))
        && begin == other_begin
    {
        left = (a, b);
    }
    without_head(left, lexicon).unwrap_or(left)
}

/// What stands before the longest known word in which both end.
fn without_head<'t>(
    (one, other): (&'t str, &'t str),
    lexicon: &Lexicon<'_>,
) -> Option<(&'t str, &'t str)> {
    let ends = one.bytes().rev().zip(other.bytes().rev());
    let shared = ends.take_while(|(a, b)| a == b).count();
    let longest = shared.min(one.len().min(other.len()).saturating_sub(1));
    let mut lengths = (SHORTEST_HEAD..=longest).rev();
    lengths.find_map(|length| {
        let (before, head) = one.split_at_checked(one.len() - length)?;
        let (other_before, _) = other.split_at_checked(other.len() - length)?;
        let (before, other_before) = (before.trim_end(), other_before.trim_end());
        let is_left = !before.is_empty() && !other_before.is_empty();
        (is_left && lexicon.find(head).is_some()).then_some((before, other_before))
    })
}

#[cfg(all(test, feature = "build"))]
mod tests {
    use super::*;
    use goldcrest_trie::Phone;
    use goldcrest_trie::build::LexiconBuilder;

    fn alike(words: &str, entry: &str) -> u8 {
        let mut builder = LexiconBuilder::new();
        for (word, phones) in [
            ("kitchen", "K IH CH AH N"),
            ("bedroom", "B EH D R UW M"),
            ("bathroom", "B AE TH R UW M"),
            ("room", "R UW M"),
            ("guest", "G EH S T"),
            ("front", "F R AH N T"),
            ("door", "D AO R"),
            ("gate", "G EY T"),
            ("light", "L AY T"),
            ("reading", "R IY D IH NG"),
            ("blue", "B L UW"),
            ("green", "G R IY N"),
            ("chicken", "CH IH K AH N"),
            ("jazz", "JH AE Z"),
            ("curtains", "K ER T AH N Z"),
            ("shade", "SH EY D"),
            ("shed", "SH EH D"),
        ] {
            let phones: std::vec::Vec<Phone> =
                phones.split(' ').filter_map(Phone::from_name).collect();
            builder.add(word, &phones);
        }
        let lexicon = builder.finish().unwrap();
        let lexicon = Lexicon::open(&lexicon).unwrap();
        likeness(words, &sounds(words, &lexicon), entry, &lexicon).0
    }

    #[test]
    fn what_is_misspelt_or_misheard_is_alike() {
        for (words, entry) in [
            ("kichen", "kitchen"),
            ("kitchn", "kitchen"),
            ("litchen", "kitchen"),
            ("kurtens", "curtains"),
            ("bedrom", "bedroom"),
            ("bed room", "bedroom"),
            ("batroom", "bathroom"),
            ("gest room", "guest room"),
            ("frunt door", "front door"),
            ("front dore", "front door"),
            ("redding light", "reading light"),
            ("bleu", "blue"),
            ("jaz", "jazz"),
            ("front doors", "front door"),
        ] {
            assert!(alike(words, entry) >= 70, "{words} {entry}");
        }
    }

    #[test]
    fn other_words_are_not() {
        for (words, entry) in [
            ("front door", "front gate"),
            ("front door", "front light"),
            ("garden light", "reading light"),
            ("restroom", "guest room"),
            ("ballroom", "bathroom"),
            ("boardroom", "bedroom"),
            ("hobby room", "bathroom"),
            ("black", "blue"),
            ("brown", "green"),
            ("gray", "green"),
            ("bacon", "chicken"),
            ("jaws", "jazz"),
            ("cat", "curtains"),
            ("shed", "shade"),
        ] {
            assert!(alike(words, entry) < 70, "{words} {entry}");
        }
    }
}
