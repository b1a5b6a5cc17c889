use std::fmt::Write;

use super::{Bin, Confusion};

const CELL: usize = 14;
const LABELS: usize = 190;
const SIDE: f64 = 320.0;
const MARGIN: f64 = 40.0;

/// The confusion matrix as a picture: rows are what was wanted, columns what was found, shades the share
/// of the row.
#[must_use]
pub fn confusion_svg(confusion: &Confusion) -> String {
    let names = confusion.names();
    let side = names.len() * CELL;
    let mut svg = head(LABELS + side + 10, LABELS + side + 10);
    for (row, wanted) in names.iter().enumerate() {
        let y = LABELS + row * CELL;
        let all: usize = names
            .iter()
            .map(|found| confusion.count(wanted, found))
            .sum();
        text(
            &mut svg,
            (LABELS - 4) as f64,
            (y + 10) as f64,
            "end",
            wanted,
        );
        let _ = writeln!(
            svg,
            r#"<text transform="translate({},{}) rotate(-90)" class="t">{}</text>"#,
            y + 10,
            LABELS - 4,
            escaped(wanted)
        );
        for (column, found) in names.iter().enumerate() {
            let count = confusion.count(wanted, found);
            if count == 0 {
                continue;
            }
            let shade = 0.15 + 0.85 * count as f64 / all.max(1) as f64;
            let colour = if row == column { "#2e7d32" } else { "#c62828" };
            let _ = writeln!(
                svg,
                r#"<rect x="{}" y="{y}" width="{}" height="{}" fill="{colour}" fill-opacity="{shade:.2}"><title>{} taken for {}: {count} of {all}</title></rect>"#,
                LABELS + column * CELL,
                CELL - 1,
                CELL - 1,
                escaped(wanted),
                escaped(found)
            );
        }
    }
    svg + "</svg>\n"
}

/// The reliability plot: how much is right for each bin of confidence, beside the diagonal of perfect
/// calibration.
#[must_use]
pub fn reliability_svg(bins: &[Bin], ece: f64) -> String {
    let whole = (SIDE + 2.0 * MARGIN) as usize;
    let mut svg = head(whole, whole);
    let x = |share: f64| MARGIN + SIDE * share;
    let y = |share: f64| MARGIN + SIDE * (1.0 - share);
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1).max(1);
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        let _ = writeln!(
            svg,
            r##"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="#b8860b" fill-opacity="{:.2}"><title>{} texts: confidence {:.3}, right {:.3}</title></rect>"##,
            x(bin.from),
            y(bin.right),
            SIDE * (bin.to - bin.from) - 1.0,
            SIDE * bin.right,
            0.25 + 0.75 * bin.count as f64 / most as f64,
            bin.count,
            bin.confidence,
            bin.right
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
    text(&mut svg, x(0.5), y(0.0) + 24.0, "middle", "confidence");
    text(
        &mut svg,
        x(0.0),
        y(1.0) - 8.0,
        "start",
        &format!("share right; ECE {ece:.3}"),
    );
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
