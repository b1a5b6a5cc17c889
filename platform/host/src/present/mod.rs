//! Drawing in the terminal: everything a verb shows a person goes through here.
//!
//! Colours are used only where the output is a terminal and `NO_COLOR` is not set; every drawing also
//! reads well without them, so that piped output is plain text.

pub mod ink;
pub mod meter;
pub mod picture;
pub mod portrait;
pub mod progress;
pub mod raster;
pub mod screen;
pub mod spark;
pub mod spectrogram;
pub mod table;
pub mod tell;
pub mod timeline;
pub mod waveform;

use std::fmt::Display;

pub use ink::{Ink, Tint};
pub use progress::{left_out, progress, warn};
pub use screen::Screen;
pub use table::Table;

/// Columns that a text takes on the screen, escape sequences left out.
///
/// Every character counts as one column, which holds for all that this module draws.
pub fn columns(text: &str) -> usize {
    let mut in_escape = false;
    text.chars()
        .filter(|&character| {
            if character == '\x1b' {
                in_escape = true;
                return false;
            }
            if in_escape {
                in_escape = character != 'm';
                return false;
            }
            true
        })
        .count()
}

/// The text cut to at most `width` characters, the last one `…` where something was cut.
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept = text.chars().take(width.saturating_sub(1));
    kept.chain((width > 0).then_some('…')).collect()
}

/// The text with control characters shown as `\u{…}`, so that no input can drive the terminal.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The first of several names, and how many more there are: `a, b and 3 more`. Nothing where there is none.
pub fn first_few<N: Display>(
    names: impl IntoIterator<Item = N>,
    most: usize,
    between: &str,
) -> String {
    let mut names = names.into_iter();
    let first: Vec<String> = names
        .by_ref()
        .take(most)
        .map(|name| name.to_string())
        .collect();
    let first = first.join(between);
    match names.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// A count with thin separators: `1 048 576`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

/// Bytes as people compare them: `312 B`, `48.1 KiB`.
pub fn bytes(count: u64) -> String {
    if count < 1_024 {
        format!("{count} B")
    } else if count < 10 * 1_024 * 1_024 {
        format!("{:.1} KiB", count as f64 / 1_024.0)
    } else {
        format!("{:.1} MiB", count as f64 / 1_048_576.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_take_no_columns() {
        assert_eq!(columns("\x1b[38;5;178mgold\x1b[0m ▁"), 6);
    }

    #[test]
    fn cut_keeps_the_width() {
        assert_eq!(cut("goldcrest", 9), "goldcrest");
        assert_eq!(cut("goldcrest", 5), "gold…");
        assert_eq!(cut("goldcrest", 0), "");
    }

    #[test]
    fn control_characters_are_spelt_out() {
        assert_eq!(printable("a\x1b[2J\nb é"), "a\\u{1b}[2J\\nb é");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(
            (grouped(0), grouped(999), grouped(1_048_576)),
            ("0".into(), "999".into(), "1 048 576".into())
        );
        assert_eq!(
            (bytes(1_023), bytes(2_048)),
            ("1023 B".into(), "2.0 KiB".into())
        );
    }
}
