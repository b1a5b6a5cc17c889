//! Files that come with the program.

/// See [`LetterToSound::english`](crate::lexicon::LetterToSound::english).
pub(crate) const LETTER_TO_SOUND: &[u8] = include_bytes!("../data/g2p.bin");
