/// A fact about the device that the engine may take into account: the oven is on, music plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal<'a> {
    /// The name used in the assistant's `context.yaml`.
    pub name: &'a str,
    /// Its value now: the name of a state, or a number, as `context.yaml` has them. What the assistant does
    /// not know it ignores, so a platform may tell all that it knows.
    pub value: &'a str,
}

/// Where changes of the device's state come from.
pub trait Signals {
    /// The next change since the last call, oldest first, or `None` if nothing changed.
    ///
    /// The main loop asks until it gets `None`, once before every block of audio.
    fn next(&mut self) -> Option<Signal<'_>>;
}

/// A device without state.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSignals;

impl Signals for NoSignals {
    fn next(&mut self) -> Option<Signal<'_>> {
        None
    }
}
