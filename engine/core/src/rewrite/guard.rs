use goldcrest_trie::numbers::number_of;

/// Whether a repair would change what must not change silently: the numbers of a request, or one of
/// the words given as `guarded` (names of contacts, "lock", "pay"). Such a repair needs a
/// confirmation.
///
/// Both texts are words with single spaces. The guarded words of one, in their order, are compared
/// with those of the other.
///
/// ```
/// use goldcrest::rewrite::needs_confirmation;
///
/// let guarded = |word: &str| matches!(word, "lock" | "unlock" | "bob");
/// assert!(!needs_confirmation("turn of the light", "turn off the light", guarded));
/// assert!(needs_confirmation("set it to fifteen", "set it to fifty", guarded));
/// assert!(needs_confirmation("look the door", "lock the door", guarded));
/// ```
pub fn needs_confirmation(heard: &str, repaired: &str, guarded: impl Fn(&str) -> bool) -> bool {
    let of = |text| words(text).filter(|word| is_number_word(word) || guarded(word));
    !of(heard).eq(of(repaired))
}

fn is_number_word(word: &str) -> bool {
    !matches!(word, "a" | "an") && number_of(core::iter::once(word)).is_some()
}

fn words(text: &str) -> core::str::Split<'_, char> {
    text.split(' ')
}
