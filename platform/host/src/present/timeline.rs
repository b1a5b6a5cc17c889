//! Labels at their places in time.

/// A label and where it belongs, as a share of the line (0 to 1).
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Place on the line, 0 (start) to 1 (end).
    pub at: f64,
    /// What is written there.
    pub label: String,
}

/// One line of at most `width` characters with each label as near to its place as the one before it allows.
///
/// Labels keep their order and stay one space apart; those that no longer fit are left out.
///
/// ```
/// use goldcrest_host::present::timeline::{line, Mark};
/// let marks = [(0.0, "turn"), (0.2, "on"), (0.5, "lights")]
///     .map(|(at, label)| Mark { at, label: label.into() });
/// assert_eq!(line(&marks, 20), "turn on   lights");
/// ```
pub fn line(marks: &[Mark], width: usize) -> String {
    let lengths: Vec<usize> = marks
        .iter()
        .map(|mark| mark.label.chars().count())
        .collect();
    let mut drawn = String::new();
    let mut used = 0;
    for (index, mark) in marks.iter().enumerate() {
        let wanted = (mark.at.clamp(0.0, 1.0) * width as f64) as usize;
        let earliest = if used == 0 { 0 } else { used + 1 };
        let to_come: usize = lengths[index..].iter().map(|length| length + 1).sum();
        let latest = (width + 1).saturating_sub(to_come);
        let place = wanted.min(latest).max(earliest);
        if place + lengths[index] > width {
            break;
        }
        drawn.extend(std::iter::repeat_n(' ', place - used));
        drawn.push_str(&mark.label);
        used = place + lengths[index];
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(places: &[(f64, &str)]) -> Vec<Mark> {
        places
            .iter()
            .map(|&(at, label)| Mark {
                at,
                label: label.to_owned(),
            })
            .collect()
    }

    #[test]
    fn crowded_labels_stay_apart_and_in_order() {
        let drawn = line(&marks(&[(0.5, "aa"), (0.5, "bb"), (0.5, "cc")]), 20);
        assert_eq!(drawn.trim(), "aa bb cc");
    }

    #[test]
    fn late_labels_are_moved_left_so_that_they_fit() {
        assert_eq!(line(&marks(&[(0.99, "end")]), 10), "       end");
        assert_eq!(
            line(&marks(&[(0.9, "the"), (1.0, "end")]), 10),
            "   the end"
        );
    }

    #[test]
    fn nothing_ever_overflows() {
        let many = marks(&[(0.1, "lengthy"), (0.2, "labels"), (0.3, "overflow")]);
        for width in 0..30 {
            assert!(line(&many, width).chars().count() <= width);
        }
    }
}
