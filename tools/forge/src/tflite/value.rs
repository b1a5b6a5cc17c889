use goldcrest_nn::build::{Source, StreamId};

/// What a tensor holds in an invocation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// A constant, or nothing yet.
    Unmade,
    /// The handle of a variable, by its number.
    Handle(usize),
    /// What a variable has kept since the last invocation.
    Kept(Kept),
    /// Columns of a stream.
    Columns(Columns),
}

/// The content of a variable before it is known of which stream it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) variable: usize,
    pub(super) rows: usize,
    pub(super) channels: usize,
    /// The tensor that it was read into.
    pub(super) tensor: usize,
}

/// Columns of a stream, one after the other: a tensor of `rows` by `channels` values, whatever its axes of
/// length 1 are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub(super) stream: StreamId,
    /// The oldest, counted from the first that is new in this invocation: negative where it is of an
    /// earlier one.
    pub(super) first: i32,
    pub(super) rows: usize,
    pub(super) channels: usize,
    /// How many columns the stream gets in each invocation.
    pub(super) step: usize,
}

impl Columns {
    /// All columns that a stream got in this invocation.
    pub(super) fn new(stream: StreamId, rows: usize, channels: usize) -> Self {
        Self {
            stream,
            first: 0,
            rows,
            channels,
            step: rows,
        }
    }

    /// Whether these are all columns that are new, and no others.
    pub(super) fn are_the_new_ones(&self) -> bool {
        self.first == 0 && self.rows == self.step
    }

    /// Whether the last of them is the newest of the stream.
    pub(super) fn reach_the_newest(&self) -> bool {
        i64::from(self.first) + self.rows as i64 == self.step as i64
    }

    /// The stream so shifted that its column 0 is the oldest of these in the first invocation.
    pub(super) fn source(&self) -> Source {
        Source {
            stream: self.stream,
            shift: -self.first,
        }
    }
}
