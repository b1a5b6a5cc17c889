use core::fmt;

/// How the known sentence that was said is found. What they are worth beside one another, and what they cost,
/// is in the cards of the models.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// By what mistakes cost: [`Rewriter`](super::Rewriter). What ships.
    #[default]
    Edit,
    /// By a network that says sound by sound what was said: [`generate`](super::generate).
    Generate,
    /// By what mistakes cost, and what is found is weighed by the network too.
    Joined,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Strategy; 3] = [Strategy::Edit, Strategy::Generate, Strategy::Joined];

    /// The strategy of a name, as [`Strategy::name`] gives it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Its name in an assistant's folder, in events and in `explain`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Strategy::Edit => "edit",
            Strategy::Generate => "generate",
            Strategy::Joined => "joined",
        }
    }

    /// Whether a pack needs a generator for it, and a workspace the memory of one.
    #[must_use]
    pub const fn generates(self) -> bool {
        !matches!(self, Strategy::Edit)
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
