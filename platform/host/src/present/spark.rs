//! A series as one line of blocks.

const LEVELS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The largest value in each of `width` equal stretches of the series.
///
/// A series shorter than `width` gives one cell a value.
pub fn peaks(series: &[f32], width: usize) -> Vec<f32> {
    let cells = width.min(series.len());
    (0..cells)
        .map(|cell| {
            let from = cell * series.len() / cells;
            let to = (cell + 1) * series.len() / cells;
            series[from..to].iter().copied().fold(f32::MIN, f32::max)
        })
        .collect()
}

/// The series on one line of at most `width` characters, 0 at the bottom and `top` at the top.
///
/// ```
/// use goldcrest_host::present::spark::line;
/// assert_eq!(line(&[0.0, 1.0, 4.0, 8.0], 8.0, 80), " ▁▄█");
/// ```
pub fn line(series: &[f32], top: f32, width: usize) -> String {
    peaks(series, width)
        .into_iter()
        .map(|value| {
            let share = if top > 0.0 {
                (value / top).clamp(0.0, 1.0)
            } else {
                0.0
            };
            LEVELS[(share * 8.0).round() as usize]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_never_lost() {
        let mut series = [0.0; 1_000];
        series[777] = 1.0;
        let drawn = line(&series, 1.0, 50);
        assert_eq!(drawn.chars().count(), 50);
        assert_eq!(drawn.matches('█').count(), 1);
    }

    #[test]
    fn odd_input_draws_something() {
        assert_eq!(line(&[], 1.0, 10), "");
        assert_eq!(line(&[1.0, 2.0], 0.0, 10), "  ");
        assert_eq!(line(&[f32::NAN, 9.0], 1.0, 10).chars().count(), 2);
    }
}
