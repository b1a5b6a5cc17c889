use std::fmt::Write;

use super::{Bin, Confusion};

const CELL: usize = 24;
const LABELS: usize = 200;
/// Opacity of a cell from which its count is white.
const DARK: f64 = 0.65;
const SIDE: f64 = 320.0;
const MARGIN: f64 = 48.0;

/// The confusion matrix as a picture: rows are what was wanted, columns what was found, shades the share
/// of the row. Every cell that is not empty shows its count, green where it is right.
#[must_use]
pub fn confusion_svg(confusion: &Confusion) -> String {
    let names = confusion.names();
    let side = names.len() * CELL;
    let mut svg = head(LABELS + side + 10, LABELS + side + 10);
    let middle = (LABELS + side / 2) as f64;
    text(&mut svg, middle, 14.0, "middle", "found");
    upright(&mut svg, 14.0, middle, "middle", "wanted");
    for (row, wanted) in names.iter().enumerate() {
        let y = LABELS + row * CELL;
        let (edge, line) = ((LABELS - 4) as f64, (y + CELL / 2 + 3) as f64);
        text(&mut svg, edge, line, "end", wanted);
        upright(&mut svg, line, edge, "start", wanted);
        let all: usize = names
            .iter()
            .map(|found| confusion.count(wanted, found))
            .sum();
        for (column, found) in names.iter().enumerate() {
            let count = confusion.count(wanted, found);
            if count == 0 {
                continue;
            }
            let x = LABELS + column * CELL;
            let shade = 0.15 + 0.85 * count as f64 / all.max(1) as f64;
            let colour = if row == column { "#2e7d32" } else { "#c62828" };
            let ink = if shade < DARK { "#000" } else { "#fff" };
            let _ = writeln!(
                svg,
                r#"<rect x="{x}" y="{y}" width="{}" height="{}" fill="{colour}" fill-opacity="{shade:.2}"><title>{} taken for {}: {count} of {all}</title></rect><text x="{}" y="{line}" text-anchor="middle" class="t" fill="{ink}">{count}</text>"#,
                CELL - 1,
                CELL - 1,
                escaped(wanted),
                escaped(found),
                x + CELL / 2,
            );
        }
    }
    svg + "</svg>\n"
}

/// The reliability plot: how much is right for each bin of confidence, beside the diagonal of perfect
/// calibration. The number above a bin says how many texts are in it; one in which nothing is right is a red
/// line.
#[must_use]
pub fn reliability_svg(bins: &[Bin], ece: f64) -> String {
    let whole = (SIDE + 2.0 * MARGIN) as usize;
    let mut svg = head(whole, whole);
    let x = |share: f64| MARGIN + SIDE * share;
    let y = |share: f64| MARGIN + SIDE * (1.0 - share);
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        let shown = format!("{share:.1}");
        text(&mut svg, x(share), y(0.0) + 14.0, "middle", &shown);
        text(&mut svg, x(0.0) - 6.0, y(share) + 3.0, "end", &shown);
        let _ = writeln!(
            svg,
            r##"<path d="M{:.1},{:.1} v4 M{:.1},{:.1} h-4" stroke="#555"/>"##,
            x(share),
            y(0.0),
            x(0.0),
            y(share)
        );
    }
    let _ = writeln!(
        svg,
        r##"<path d="M{:.1},{:.1} L{:.1},{:.1}" stroke="#555" stroke-dasharray="4 3"/><rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#555"/>"##,
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1).max(1);
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        let width = SIDE * (bin.to - bin.from) - 1.0;
        let colour = if bin.right > 0.0 {
            "#7a5900"
        } else {
            "#c62828"
        };
        let _ = writeln!(
            svg,
            r##"<g><title>{} texts: confidence {:.3}, right {:.3}</title><rect x="{:.1}" y="{:.1}" width="{width:.1}" height="{:.1}" fill="#b8860b" fill-opacity="{:.2}"/><path d="M{:.1},{:.1} h{width:.1}" stroke="{colour}" stroke-width="3"/></g>"##,
            bin.count,
            bin.confidence,
            bin.right,
            x(bin.from),
            y(bin.right),
            SIDE * bin.right,
            0.25 + 0.75 * bin.count as f64 / most as f64,
            x(bin.from),
            y(bin.right)
        );
        text(
            &mut svg,
            x(bin.from) + width / 2.0,
            y(bin.right) - 4.0,
            "middle",
            &bin.count.to_string(),
        );
    }
    text(&mut svg, x(0.5), y(0.0) + 32.0, "middle", "confidence");
    upright(&mut svg, x(0.0) - 32.0, y(0.5), "middle", "share right");
    let title = format!("ECE {ece:.3}; above each bin, its texts");
    text(&mut svg, x(0.0), y(1.0) - 24.0, "start", &title);
    svg + "</svg>\n"
}

fn head(width: usize, height: usize) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n<style>.t{{font:10px sans-serif}}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    )
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" class="t">{}</text>"#,
        escaped(words)
    );
}

/// Text from the bottom to the top, whose line is at `x`.
fn upright(svg: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let _ = writeln!(
        svg,
        r#"<text transform="translate({x:.1},{y:.1}) rotate(-90)" text-anchor="{anchor}" class="t">{}</text>"#,
        escaped(words)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::nlu::reliability;

    #[test]
    fn the_matrix_has_names_axes_and_counts() {
        let mut confusion = Confusion::default();
        for (wanted, found, times) in [("a", "a", 41), ("a", "b<c", 3), ("(none)", "(none)", 17)] {
            for _ in 0..times {
                confusion.note(wanted, found);
            }
        }
        let svg = confusion_svg(&confusion);
        for shown in [">wanted<", ">found<", ">41<", ">3<", ">17<", ">b&lt;c<"] {
            assert!(svg.contains(shown), "{shown}: {svg}");
        }
        let cells: Vec<&str> = svg
            .lines()
            .filter(|line| line.contains("taken for"))
            .collect();
        assert_eq!(cells.len(), 3);
        for cell in cells {
            let is_right =
                cell.contains("a taken for a") || cell.contains("(none) taken for (none)");
            assert_eq!(cell.contains("#2e7d32"), is_right, "{cell}");
        }
        assert!(confusion_svg(&Confusion::default()).ends_with("</svg>\n"));
    }

    #[test]
    fn a_bin_without_anything_right_can_be_told_from_an_empty_one() {
        let bins = reliability(&[(0.1, false), (0.1, false), (0.9, true)]);
        let svg = reliability_svg(&bins, 0.2);
        let drawn: Vec<&str> = svg
            .lines()
            .filter(|line| line.contains(" texts: "))
            .collect();
        assert_eq!(drawn.len(), 2);
        assert!(drawn[0].contains("2 texts") && drawn[0].contains("stroke=\"#c62828\""));
        assert!(!drawn[1].contains("#c62828"));
        for shown in [
            ">0.0<",
            ">0.2<",
            ">1.0<",
            ">2<",
            ">confidence<",
            ">share right<",
        ] {
            assert!(svg.contains(shown), "{shown}: {svg}");
        }
    }
}
