//! Colours, or none.

use std::env;
use std::io::IsTerminal;

/// A colour with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// The bird's crown: titles and the wake word.
    Gold,
    /// Done, right, on.
    Good,
    /// Wrong or refused.
    Bad,
    /// Worth a look.
    Warn,
    /// What the assistant says.
    Voice,
    /// What was heard.
    Heard,
    /// Details that stay in the background.
    Faint,
    /// Names and headings.
    Strong,
}

impl Tint {
    fn code(self) -> &'static str {
        match self {
            Self::Gold => "1;38;5;178",
            Self::Good => "38;5;71",
            Self::Bad => "38;5;167",
            Self::Warn => "38;5;173",
            Self::Voice => "38;5;110",
            Self::Heard => "1;38;5;252",
            Self::Faint => "38;5;244",
            Self::Strong => "1",
        }
    }
}

/// Paints text where colours are wanted and leaves it alone elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    colour: bool,
}

impl Ink {
    /// Colours for standard output: only for a terminal that can show them, never with `NO_COLOR`.
    pub fn for_stdout() -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            colour: !refused && std::io::stdout().is_terminal(),
        }
    }

    /// No colours.
    pub const fn plain() -> Self {
        Self { colour: false }
    }

    /// Colours always, for tests and for recordings of the terminal.
    pub const fn coloured() -> Self {
        Self { colour: true }
    }

    /// Whether anything is painted.
    pub fn is_coloured(self) -> bool {
        self.colour
    }

    /// The text in a tint.
    pub fn paint(self, tint: Tint, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", tint.code())
        } else {
            text.to_owned()
        }
    }

    /// The text in two colours of the 256-colour palette, foreground and background.
    pub fn blend(self, foreground: u8, background: u8, text: &str) -> String {
        if self.colour {
            format!("\x1b[38;5;{foreground};48;5;{background}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ink_changes_nothing() {
        assert_eq!(Ink::plain().paint(Tint::Gold, "wake"), "wake");
        assert_eq!(Ink::plain().blend(1, 2, "▀"), "▀");
    }

    #[test]
    fn coloured_ink_always_resets() {
        assert!(Ink::coloured().paint(Tint::Bad, "no").ends_with("\x1b[0m"));
        assert_eq!(Ink::coloured().paint(Tint::Bad, ""), "");
    }
}
