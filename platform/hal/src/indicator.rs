/// What a person near the device should be able to see or hear of its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show<'a> {
    /// Waiting for the wake word.
    Idle,
    /// Awake: a command may be spoken.
    Listening,
    /// The command is over and is being worked on, or acted on.
    Working,
    /// A sentence for the person: spoken, printed or drawn.
    Say(&'a str),
    /// A timer of this name is over: ring until something else is shown.
    Ring(&'a str),
}

/// A ring of lights, a display, a loudspeaker.
///
/// Called from the main loop between two blocks of audio, so it must return within a few
/// milliseconds: start the animation or the sound and leave it to an interrupt.
pub trait Indicator {
    /// Shows `what` until something else is shown.
    fn show(&mut self, what: Show<'_>);

    /// Whether a sentence of [`Show::Say`] can be heard at this moment, as the assistant has to know: it listens
    /// more strictly then, and for its stop word. A display never speaks. What is shown next, when the user wakes the
    /// assistant or says the stop word, ends the speech. `None` where the indicator does not know;
    /// the application may tell the assistant itself then.
    fn is_speaking(&self) -> Option<bool> {
        None
    }
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoIndicator;

impl Indicator for NoIndicator {
    fn show(&mut self, _what: Show<'_>) {}
}
