use clap::ValueEnum;
use goldcrest_forge::rewriting::Part;

/// Which pairs of a file, by a hash of what was said, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Of {
    /// Those that costs are learnt from
    Training,
    /// Those that thresholds are set on
    Development,
    /// Those that figures are told of
    Test,
    /// All
    All,
}

impl Of {
    /// Whether pairs of a sentence are among them.
    pub fn holds(self, said: &str) -> bool {
        match self {
            Of::All => true,
            Of::Training => Part::of(said) == Part::Training,
            Of::Development => Part::of(said) == Part::Development,
            Of::Test => Part::of(said) == Part::Test,
        }
    }
}
