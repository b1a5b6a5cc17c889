//! Words that go by the sound of the next one.

use goldcrest_trie::{Lexicon, Phone};

use super::compile::Compiled;

impl Compiled {
    /// In English "an" comes before a vowel as it is pronounced, so that "an egg timer" is not heard as "an tea timer"
    /// nor "a thirty minute timer" as "an thirteen minute timer". Templates may leave it at `(a|an)`. What follows "a"
    /// stays free: people do say "a egg timer".
    pub(crate) fn agree_in_english(&mut self, lexicon: &Lexicon<'_>) {
        self.builder.restrict_after("an", |word| {
            let begins_with_vowel = |phones: &[u8]| {
                let first = phones
                    .first()
                    .and_then(|&byte| Phone::from_class(byte & !goldcrest_trie::lexicon::LAST));
                first.is_some_and(|phone| phone.name().starts_with(['A', 'E', 'I', 'O', 'U']))
            };
            let found = lexicon.find(word);
            found.is_none_or(|word| lexicon.pronunciations(word).any(begins_with_vowel))
        });
    }
}
