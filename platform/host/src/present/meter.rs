//! Bars that fill by eighths of a character.

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of exactly `width` characters, filled to `part` of `whole`.
///
/// ```
/// use goldcrest_host::present::meter::bar;
/// assert_eq!(bar(1.0, 4.0, 6), "█▌····");
/// ```
pub fn bar(part: f64, whole: f64, width: usize) -> String {
    let share = if whole > 0.0 {
        (part / whole).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let eighths = (share * width as f64 * 8.0).round() as usize;
    let mut drawn = "█".repeat(eighths / 8);
    drawn.push_str(EIGHTHS[eighths % 8]);
    let left = width - eighths.div_ceil(8);
    drawn.push_str(&"·".repeat(left));
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_never_changes() {
        for width in 0..12 {
            for part in -1..12 {
                let drawn = bar(f64::from(part), 9.0, width);
                assert_eq!(drawn.chars().count(), width, "{drawn}");
            }
        }
        assert_eq!(bar(1.0, 0.0, 3), "···");
        assert_eq!(bar(f64::NAN, 1.0, 3), "···");
    }
}
