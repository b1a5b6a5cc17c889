//! What was drawn in the terminal, as an SVG picture for documents.

use std::fmt::Write;

/// Size of a character cell, and of the margin around all, in pixels.
const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 16.0;
const FONT: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";
const BACKGROUND: &str = "#1a1b1e";
const FOREGROUND: &str = "#d7d7d7";

/// How a character looks; colours are numbers of the 256-colour palette.
#[derive(Clone, Copy, Default, PartialEq)]
struct Look {
    foreground: Option<u8>,
    background: Option<u8>,
    bold: bool,
}

/// An SVG of lines that may hold the escape sequences of [`super::Ink`]. Blocks (`▀`, `█` and their like)
/// and braille are drawn as shapes, so that they fit whatever the font.
pub fn svg(text: &str) -> String {
    let lines: Vec<Vec<(char, Look)>> = text.lines().map(cells).collect();
    let widest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let (width, height) = (
        widest as f64 * CELL.0 + 2.0 * MARGIN,
        lines.len() as f64 * CELL.1 + 2.0 * MARGIN,
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONT}\" font-size=\"14\" shape-rendering=\"crispEdges\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let top = MARGIN + row as f64 * CELL.1;
        let mut column = 0;
        while let Some(&(character, look)) = line.get(column) {
            let kind = Kind::of(character);
            let run = line[column..]
                .iter()
                .take_while(|other| other.1 == look && Kind::of(other.0) == kind)
                .count();
            let left = MARGIN + column as f64 * CELL.0;
            let said: Vec<char> = line[column..column + run]
                .iter()
                .map(|cell| cell.0)
                .collect();
            match kind {
                Kind::Block(block) => blocks(&mut out, block, look, left, top, run),
                Kind::Braille => dots(&mut out, &said, look, left, top),
                Kind::Letter => letters(&mut out, &said, look, left, top),
            }
            column += run;
        }
    }
    out.push_str("</svg>\n");
    out
}

fn cells(line: &str) -> Vec<(char, Look)> {
    let mut found = Vec::new();
    let mut look = Look::default();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let sequence = rest
            .strip_prefix("\x1b[")
            .and_then(|after| after.split_once('m'));
        if let Some((codes, after)) = sequence {
            look = restyled(look, codes);
            rest = after;
        } else {
            found.push((character, look));
            rest = &rest[character.len_utf8()..];
        }
    }
    found
}

fn restyled(mut look: Look, codes: &str) -> Look {
    let mut numbers = codes.split(';').map(|code| code.parse::<u8>().unwrap_or(0));
    while let Some(number) = numbers.next() {
        match number {
            0 => look = Look::default(),
            1 => look.bold = true,
            38 => look.foreground = numbers.nth(1),
            48 => look.background = numbers.nth(1),
            _ => {}
        }
    }
    look
}

/// How a character is drawn; runs of one kind and look are drawn together.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Block(char),
    Braille,
    Letter,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            '▀'..='▏' => Self::Block(character),
            '\u{2800}'..='\u{28ff}' => Self::Braille,
            _ => Self::Letter,
        }
    }
}

/// A run of one block character: the part of the cell that it fills.
fn blocks(out: &mut String, block: char, look: Look, left: f64, top: f64, run: usize) {
    let width = run as f64 * CELL.0;
    let mut fill = |left: f64, top: f64, width: f64, height: f64, colour: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.2}\" width=\"{width:.1}\" height=\"{height:.2}\" fill=\"{colour}\"/>"
        );
    };
    if let Some(colour) = look.background {
        fill(left, top, width, CELL.1, &hex(colour));
    }
    let colour = look.foreground.map_or(FOREGROUND.to_owned(), hex);
    match block {
        '▀' => fill(left, top, width, CELL.1 / 2.0, &colour),
        // ▁ to █: so many eighths from below.
        '▁'..='█' => {
            let height = CELL.1 * f64::from(block as u32 - '▁' as u32 + 1) / 8.0;
            fill(left, top + CELL.1 - height, width, height, &colour);
        }
        // ▉ to ▏: so many eighths of each cell from the left.
        _ => {
            let part = CELL.0 * f64::from(8 - (block as u32 - '█' as u32)) / 8.0;
            for cell in 0..run {
                fill(left + cell as f64 * CELL.0, top, part, CELL.1, &colour);
            }
        }
    }
}

/// Braille cells: two columns of four dots, the bits of each column from top to bottom.
fn dots(out: &mut String, cells: &[char], look: Look, left: f64, top: f64) {
    const BITS: [[u32; 4]; 2] = [[0, 1, 2, 6], [3, 4, 5, 7]];
    let colour = look.foreground.map_or(FOREGROUND.to_owned(), hex);
    let mut path = String::new();
    for (index, &cell) in cells.iter().enumerate() {
        for (side, bits) in BITS.iter().enumerate() {
            for (row, bit) in bits.iter().enumerate() {
                if (cell as u32 >> bit) & 1 == 1 {
                    let x = left + (index as f64 + 0.5 * side as f64) * CELL.0 + 1.0;
                    let y = top + row as f64 * CELL.1 / 4.0 + 1.0;
                    // Writing to a string cannot fail.
                    let _ = write!(path, "M{x:.1} {y:.1}h2.4v2.6h-2.4z");
                }
            }
        }
    }
    if !path.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "<path fill=\"{colour}\" d=\"{path}\"/>");
    }
}

fn letters(out: &mut String, said: &[char], look: Look, left: f64, top: f64) {
    let words: String = said.iter().collect();
    if words.trim().is_empty() {
        return;
    }
    let escaped = words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let colour = look.foreground.map_or(FOREGROUND.to_owned(), hex);
    let weight = if look.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" fill=\"{colour}\"{weight} textLength=\"{:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{escaped}</text>",
        top + CELL.1 * 0.72,
        said.len() as f64 * CELL.0,
    );
}

/// A colour of the 256-colour palette above the sixteen that terminals choose themselves.
fn hex(colour: u8) -> String {
    let cube = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    let (red, green, blue) = match colour {
        232.. => {
            let grey = 8 + 10 * (colour - 232);
            (grey, grey, grey)
        }
        16.. => {
            let index = colour - 16;
            (cube(index / 36), cube(index / 6 % 6), cube(index % 6))
        }
        _ => (0xd7, 0xd7, 0xd7),
    };
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_the_palette_are_those_of_terminals() {
        assert_eq!(
            (hex(178), hex(16), hex(244)),
            ("#d7af00".into(), "#000000".into(), "#808080".into())
        );
        assert_eq!((hex(231), hex(255)), ("#ffffff".into(), "#eeeeee".into()));
    }

    #[test]
    fn text_is_escaped_and_sequences_are_gone() {
        let picture = svg("\x1b[1;38;5;178ma<b\x1b[0m & c\n\x1b[38;5;16;48;5;231m▀▀\x1b[0m");
        assert!(
            picture.contains("a&lt;b") && picture.contains("&amp; c") && picture.contains("bold")
        );
        assert!(!picture.contains('\x1b') && !picture.contains('▀'));
        assert!(picture.contains("#ffffff") && picture.contains("#000000"));
    }

    #[test]
    fn eighths_fill_their_part() {
        let half = svg("▄");
        assert!(half.contains("height=\"9.00\""), "{half}");
        let quarter = svg("▎");
        assert!(quarter.contains("width=\"2.1\""), "{quarter}");
        let dots = |text| svg(text).matches('M').count();
        assert_eq!(dots("⣿") - dots(" "), 8);
    }
}
