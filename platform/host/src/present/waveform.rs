//! Samples as a mirrored waveform of braille dots, two characters high.

/// Dots of a braille cell from top to bottom, left column then right.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
const BLANK: u32 = 0x2800;

/// Two lines of `width` characters: the upper and the lower half of the waveform.
///
/// `full` is the amplitude that reaches the edge; the loudest sample of each dot column is drawn, on a
/// square-root scale so that quiet speech is seen.
pub fn draw(samples: &[i16], full: u16, width: usize) -> [String; 2] {
    let columns = width * 2;
    let heights: Vec<usize> = (0..columns)
        .map(|column| {
            let from = column * samples.len() / columns;
            let to = (column + 1) * samples.len() / columns;
            let loudest = samples[from..to]
                .iter()
                .map(|sample| sample.unsigned_abs())
                .max();
            let share = f64::from(loudest.unwrap_or(0)) / f64::from(full.max(1));
            ((share.sqrt() * 4.0).round() as usize).min(4)
        })
        .collect();
    let half = |upper: bool| {
        heights
            .chunks_exact(2)
            .map(|pair| {
                let mut cell = BLANK;
                for (side, &height) in pair.iter().enumerate() {
                    for dot in 0..height {
                        let row = if upper { 3 - dot } else { dot };
                        cell |= DOTS[side][row];
                    }
                }
                char::from_u32(cell).unwrap_or(' ')
            })
            .collect()
    };
    [half(true), half(false)]
}

/// The amplitude of the loudest sample, for `full` of [`draw`].
pub fn peak(samples: &[i16]) -> u16 {
    samples
        .iter()
        .map(|sample| sample.unsigned_abs())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_blank_and_full_scale_is_full() {
        assert_eq!(
            draw(&[0; 100], 100, 3),
            ["⠀⠀⠀".to_owned(), "⠀⠀⠀".to_owned()]
        );
        assert_eq!(
            draw(&[i16::MIN; 100], 32_768, 2),
            ["⣿⣿".to_owned(), "⣿⣿".to_owned()]
        );
        assert_eq!(draw(&[], 0, 2)[0].chars().count(), 2);
    }

    #[test]
    fn the_halves_mirror_each_other() {
        let [upper, lower] = draw(&[25; 8], 100, 1);
        assert_eq!((upper.as_str(), lower.as_str()), ("⣤", "⠛"));
    }
}
