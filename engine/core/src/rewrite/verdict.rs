use core::fmt;

/// What became of the known sentence nearest to a request that was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The request is taken for it.
    Made,
    /// The user is asked, because it changes what must not change silently.
    Asked,
    /// It is not likely enough.
    Unlikely,
    /// It changes what must not change silently, and cannot be asked about.
    Guarded,
    /// Users complained about this repair.
    Blocked,
    /// The search took too many steps.
    CutShort,
    /// It means nothing itself.
    Meaningless,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Made => "made",
            Verdict::Asked => "asked",
            Verdict::Unlikely => "unlikely",
            Verdict::Guarded => "guarded",
            Verdict::Blocked => "blocked",
            Verdict::CutShort => "cut-short",
            Verdict::Meaningless => "meaningless",
        })
    }
}
