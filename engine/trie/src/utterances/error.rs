use core::fmt;

/// Why a trie was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrieError {
    /// The bytes do not begin with an utterance trie's mark: another kind of
    /// file was given.
    NotATrie,
    /// Written in a format that this version does not read: build it again.
    Version(u16),
    /// There are fewer or more bytes than the header says: the file was cut
    /// off or lengthened.
    WrongLength {
        /// What the header says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// The header's counts contradict each other.
    BadHeader,
    /// The bytes do not have the checksum they were written with.
    Checksum,
    /// The counts in this block of arcs (or in the column beside it) are wrong.
    BadCounts(u32),
    /// A state's words are not in ascending order, or one of them is not in
    /// the vocabulary.
    BadWord(u32),
    /// This arc leads back, or to a state that there is not.
    BadTarget(u32),
    /// The spelling of this word is not UTF-8, too long, or out of order.
    BadSpelling(u32),
}

impl fmt::Display for TrieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrieError::NotATrie => f.write_str("not an utterance trie"),
            TrieError::Version(version) => write!(
                f,
                "trie format {version} is not the format {} that this version reads; build it again",
                super::VERSION
            ),
            TrieError::WrongLength { expected, found } => write!(
                f,
                "the trie has {found} bytes and should have {expected}; copy or build it again"
            ),
            TrieError::BadHeader => f.write_str("the trie's header contradicts itself"),
            TrieError::Checksum => {
                f.write_str("the trie was damaged: its checksum is wrong; copy or build it again")
            }
            TrieError::BadCounts(block) => write!(f, "the counts at block {block} are wrong"),
            TrieError::BadWord(arc) => write!(f, "the word of arc {arc} is out of order"),
            TrieError::BadTarget(arc) => write!(f, "arc {arc} leads back or nowhere"),
            TrieError::BadSpelling(word) => write!(f, "the spelling of word {word} is broken"),
        }
    }
}

impl core::error::Error for TrieError {}
