//! The front end's 40 bands over time: half blocks in colour, shades without.

use super::ink::Ink;

/// Dark to bright, in the 256-colour palette.
const HEAT: [u8; 12] = [232, 233, 53, 54, 90, 126, 162, 168, 209, 215, 221, 229];
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// Draws feature columns (low bands first) in `rows` lines of at most `width` characters, high bands on top.
///
/// With colours a character holds two bands one above the other, without it holds one. The brightest value
/// of each cell is drawn; the scale runs from 0 to the brightest value of all.
pub fn draw<const BANDS: usize>(
    columns: &[[u16; BANDS]],
    rows: usize,
    width: usize,
    ink: Ink,
) -> Vec<String> {
    let across = width.min(columns.len());
    if across == 0 || rows == 0 {
        return Vec::new();
    }
    let bands = if ink.is_coloured() { rows * 2 } else { rows };
    let brightest = columns.iter().flatten().copied().max().unwrap_or(0).max(1);
    let cell = |row: usize, across_index: usize| -> f64 {
        let (from, to) = share(across_index, across, columns.len());
        let (low, high) = share(bands - 1 - row, bands, BANDS);
        let peak = columns[from..to]
            .iter()
            .flat_map(|column| &column[low..high])
            .max();
        f64::from(peak.copied().unwrap_or(0)) / f64::from(brightest)
    };
    (0..rows)
        .map(|row| {
            (0..across)
                .map(|index| {
                    if ink.is_coloured() {
                        ink.blend(
                            heat(cell(2 * row, index)),
                            heat(cell(2 * row + 1, index)),
                            "▀",
                        )
                    } else {
                        step(&SHADES, cell(row, index)).to_string()
                    }
                })
                .collect()
        })
        .collect()
}

fn share(index: usize, parts: usize, length: usize) -> (usize, usize) {
    let from = index * length / parts;
    (
        from,
        ((index + 1) * length / parts).max(from + 1).min(length),
    )
}

fn heat(value: f64) -> u8 {
    step(&HEAT, value)
}

fn step<T: Copy>(scale: &[T], value: f64) -> T {
    let index = (value * scale.len() as f64) as usize;
    scale[index.min(scale.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::columns as width_of;

    #[test]
    fn a_high_band_is_drawn_on_top() {
        let mut column = [0u16; 40];
        column[39] = 100;
        let drawn = draw(&[column; 4], 5, 80, Ink::plain());
        assert_eq!(drawn, ["████", "    ", "    ", "    ", "    "]);
    }

    #[test]
    fn colours_do_not_change_the_size() {
        let columns = [[7u16; 40]; 300];
        for ink in [Ink::plain(), Ink::coloured()] {
            let drawn = draw(&columns, 6, 72, ink);
            assert_eq!(drawn.len(), 6);
            assert!(drawn.iter().all(|line| width_of(line) == 72));
        }
        assert!(draw::<40>(&[], 6, 72, Ink::plain()).is_empty());
    }
}
