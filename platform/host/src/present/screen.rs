//! Where a verb writes, and how: lines for people or one JSON object a line.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::{Ink, Tint};

/// Widest and narrowest drawing, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=100;

/// A verb's output.
pub struct Screen<'w> {
    out: Box<dyn Write + 'w>,
    /// Colours, or none.
    pub ink: Ink,
    /// Characters that a line may take.
    pub width: usize,
    /// Whether somebody watches: only then may a drawing take its time.
    pub live: bool,
    /// Whether one JSON object a line is wanted instead of text.
    pub json: bool,
}

impl Screen<'static> {
    /// Standard output.
    pub fn stdout(json: bool) -> Self {
        let live = io::stdout().is_terminal() && !json;
        let width = terminal_size::terminal_size()
            .map_or(*WIDTHS.end(), |(terminal_size::Width(width), _)| {
                usize::from(width)
            });
        Self {
            out: Box::new(BufWriter::new(io::stdout())),
            ink: if json {
                Ink::plain()
            } else {
                Ink::for_stdout()
            },
            width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
            live,
            json,
        }
    }
}

impl<'w> Screen<'w> {
    /// Any writer, 100 characters wide, without colours.
    pub fn plain(out: impl Write + 'w, json: bool) -> Self {
        Self {
            out: Box::new(out),
            ink: Ink::plain(),
            width: *WIDTHS.end(),
            live: false,
            json,
        }
    }

    /// Any writer, 100 characters wide, with colours: what a terminal would be sent.
    pub fn coloured(out: impl Write + 'w) -> Self {
        Self {
            ink: Ink::coloured(),
            ..Self::plain(out, false)
        }
    }

    /// Writes a line for people; nothing where JSON is wanted.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        writeln!(self.out, "{text}")
    }

    /// Writes an empty line for people.
    pub fn gap(&mut self) -> io::Result<()> {
        self.line("")
    }

    /// Writes a heading with a rule to the full width.
    pub fn heading(&mut self, title: &str) -> io::Result<()> {
        let rule = "─".repeat(self.width.saturating_sub(title.chars().count() + 4));
        let line = format!(
            "{} {} {}",
            self.ink.paint(Tint::Faint, "──"),
            self.ink.paint(Tint::Gold, title),
            self.ink.paint(Tint::Faint, &rule)
        );
        self.line(&line)
    }

    /// Writes one JSON object on a line of its own; nothing where text is wanted.
    pub fn object(&mut self, value: &impl Serialize) -> io::Result<()> {
        if !self.json {
            return Ok(());
        }
        serde_json::to_writer(&mut self.out, value)?;
        writeln!(self.out)?;
        self.out.flush()
    }

    /// Moves up so many lines, so that they are drawn over. Only where somebody watches.
    pub fn up(&mut self, lines: usize) -> io::Result<()> {
        if self.live && lines > 0 {
            write!(self.out, "\x1b[{lines}A")?;
        }
        Ok(())
    }

    /// Shows a text at once, without ending the line (prompts).
    pub fn prompt(&mut self, text: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        write!(self.out, "{text}")?;
        self.out.flush()
    }

    /// Writes out what is still held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_json_exclude_each_other() {
        let mut written = Vec::new();
        let mut screen = Screen::plain(&mut written, true);
        screen.line("for people").unwrap();
        screen.object(&serde_json::json!({"count": 1})).unwrap();
        drop(screen);
        assert_eq!(written, b"{\"count\":1}\n");

        let mut written = Vec::new();
        let mut screen = Screen::plain(&mut written, false);
        screen.line("for people").unwrap();
        screen.object(&serde_json::json!({"count": 1})).unwrap();
        drop(screen);
        assert_eq!(written, b"for people\n");
    }
}
