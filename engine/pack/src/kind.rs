use core::fmt;

macro_rules! section_kinds {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal;)*) => {
        /// What a section holds. A pack may have several of one kind under different names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[non_exhaustive]
        pub enum SectionKind {
            $($(#[$doc])* $variant = $number,)*
        }

        impl SectionKind {
            /// Every kind, in the order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The kind with this number in a section table.
            pub const fn from_number(number: u16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Lower-case English name, as printed by `pack inspect`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

section_kinds! {
    /// Wake-word network.
    Wake = 1, "wake";
    /// Acoustic network: features to phones.
    Acoustic = 2, "acoustic";
    /// Words and their pronunciations.
    Lexicon = 3, "lexicon";
    /// Automaton of what can be said, with intents and slots.
    Grammar = 4, "grammar";
    /// Trie of utterances for rewriting.
    Trie = 5, "trie";
    /// Understanding network.
    Understanding = 6, "understanding";
    /// Entity lists with synonyms.
    Entities = 7, "entities";
    /// What the device's state makes likelier.
    Context = 8, "context";
    /// Answers, required slots, skills.
    Dialogue = 9, "dialogue";
    /// Memory plan.
    Plan = 10, "plan";
    /// Small facts as text: name, language, versions.
    Manifest = 11, "manifest";
    /// A wake phrase over the wake network's phones.
    WakePhrase = 12, "wake-phrase";
    /// What mistakes cost, and how the words of the trie sound.
    Rewriter = 13, "rewriter";
    /// What is likely in slots of free words.
    Dictation = 14, "dictation";
}

impl SectionKind {
    /// The kind's number in a section table.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }
}

impl fmt::Display for SectionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
