//! The curve of misses against false accepts, drawn.

use std::fmt::Write;

use super::curve::{Det, Point, lowest_rate};
use crate::present::{Ink, Tint};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 52.0;
/// False accepts an hour at the picture's ends.
const RATES: (f64, f64) = (0.1, 100.0);
const RATE_LINES: [f64; 7] = [0.1, 0.5, 1.0, 2.0, 10.0, 50.0, 100.0];
/// Misses in percent at its ends.
const MISSES: (f64, f64) = (1.0, 100.0);
const MISS_LINES: [f64; 7] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
const FONT: &str = "system-ui,-apple-system,'Segoe UI',sans-serif";

/// A named curve.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What it shows, such as a condition.
    pub name: &'a str,
    /// The curve.
    pub det: &'a Det,
    /// The point that is shipped.
    pub shipped: Option<Point>,
}

/// An SVG with both axes logarithmic: to the left and down is better. Rates of less than one event in the hours
/// that were heard are shaded; the names of the curves stand below.
pub fn svg(title: &str, lines: &[Line<'_>]) -> String {
    let named = lines.iter().filter(|line| !line.name.is_empty()).count();
    let height = HEIGHT + NAME_ROW * named as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"{FONT}\" font-size=\"12\" fill=\"#33363b\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"26\" font-size=\"16\" font-weight=\"600\">{}</text>\n",
        escaped(title)
    );
    let hours = lines.iter().map(|line| line.det.hours);
    axes(&mut out, hours.fold(0.0, f64::max));
    let mut y = HEIGHT;
    for (index, line) in lines.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        draw(&mut out, line, colour);
        if !line.name.is_empty() {
            name(&mut out, line.name, colour, y);
            y += NAME_ROW;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Height of a curve's name.
const NAME_ROW: f64 = 18.0;
const COLOURS: [&str; 5] = ["#b8860b", "#3b6ea5", "#7a4b8c", "#3f7d4e", "#a33b3b"];

fn axes(out: &mut String, hours: f64) {
    let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    let unseen = lowest_rate(hours).filter(|&lowest| lowest > RATES.0);
    if let Some(lowest) = unseen {
        let _ = writeln!(
            out,
            "<rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#f4f1ea\"/>",
            across(lowest) - LEFT,
            bottom - TOP
        );
    }
    let shaded = unseen.map_or(String::new(), |_| {
        format!("; shaded: less than one event in {hours:.2} h")
    });
    for rate in RATE_LINES {
        let x = across(rate);
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {TOP}V{bottom}\" stroke=\"#e3e5e8\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{rate}</text>",
            bottom + 18.0
        );
    }
    for misses in MISS_LINES {
        let y = down(misses);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#e3e5e8\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{misses} %</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">false accepts an hour{shaded}</text>\
         <text x=\"{LEFT}\" y=\"{:.1}\" font-size=\"11\" fill=\"#7b8087\">missed</text>",
        f64::midpoint(LEFT, right),
        HEIGHT - 14.0,
        TOP - 6.0
    );
}

fn draw(out: &mut String, line: &Line<'_>, colour: &str) {
    let hours = line.det.hours;
    let mut path = String::new();
    for point in &line.det.points {
        let (x, y) = place(point, hours);
        let step = if path.is_empty() {
            format!("M{x:.1} {y:.1}")
        } else {
            format!("H{x:.1}V{y:.1}")
        };
        path.push_str(&step);
    }
    let _ = writeln!(
        out,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
    );
    if let Some(point) = line.shipped {
        let (x, y) = place(&point, hours);
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\"/>"
        );
    }
}

fn name(out: &mut String, name: &str, colour: &str, y: f64) {
    let _ = writeln!(
        out,
        "<path d=\"M{LEFT} {:.1}h22\" stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
        y - 4.0,
        LEFT + 30.0,
        escaped(name)
    );
}

fn place(point: &Point, hours: f64) -> (f64, f64) {
    let rate = point.false_accepts as f64 / hours.max(f64::MIN_POSITIVE);
    (across(rate), down(100.0 * point.missed.rate))
}

fn across(rate: f64) -> f64 {
    LEFT + part(rate, RATES) * (WIDTH - LEFT - RIGHT)
}

fn down(misses: f64) -> f64 {
    HEIGHT - BOTTOM - part(misses, MISSES) * (HEIGHT - TOP - BOTTOM)
}

fn part(value: f64, (low, high): (f64, f64)) -> f64 {
    ((value.clamp(low, high) / low).ln() / (high / low).ln()).clamp(0.0, 1.0)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The curve as lines of text: a bar of misses for each rate of false accepts, marked where the hours hold no event
/// at that rate.
pub fn bars(det: &Det, ink: Ink) -> Vec<String> {
    const WIDEST: usize = 40;
    RATE_LINES
        .iter()
        .map(|&rate| {
            let missed = det.at_rate(rate).missed.rate;
            let filled = (missed * WIDEST as f64).round() as usize;
            let bar = "█".repeat(filled) + &"·".repeat(WIDEST - filled);
            let shows = det.shows(rate);
            let tint = match missed > 0.25 {
                _ if !shows => Tint::Faint,
                true => Tint::Warn,
                false => Tint::Good,
            };
            let mark = match shows {
                true => String::new(),
                false => unseen(det.hours),
            };
            format!(
                "{rate:>6} an hour  {}  {:>5.1} % missed{mark}",
                ink.paint(tint, &bar),
                100.0 * missed
            )
        })
        .collect()
}

/// What is said beside a figure for a rate of which the hours hold no event.
pub fn unseen(hours: f64) -> String {
    format!(", with none in {hours:.2} h: too few to show the rate")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Share;

    fn det() -> Det {
        let point = |threshold, missed, false_accepts| Point {
            threshold,
            missed: Share::new(missed, 20),
            false_accepts,
        };
        Det {
            points: vec![point(9, 10, 0), point(5, 4, 2), point(1, 0, 40)],
            said: 20,
            hours: 2.0,
        }
    }

    #[test]
    fn the_picture_names_its_curves_and_stays_inside() {
        let det = det();
        let line = Line {
            name: "clean & quiet",
            det: &det,
            shipped: Some(det.points[1]),
        };
        let picture = svg("hey <goldcrest>", &[line]);
        assert!(picture.contains("clean &amp; quiet") && picture.contains("hey &lt;goldcrest&gt;"));
        assert!(
            picture.contains("<circle") && !picture.contains("NaN") && !picture.contains("inf")
        );
    }

    #[test]
    fn bars_say_what_is_missed() {
        let bars = bars(&det(), Ink::plain());
        assert!(bars[0].contains("0.1 an hour") && bars[0].contains("50.0 % missed"));
        assert!(bars[3].contains("20.0 % missed"));
        let missed_at = |bar: &String| bar.split(" missed").next().map(|bar| bar.chars().count());
        assert!(bars.iter().all(|bar| missed_at(bar) == missed_at(&bars[0])));
    }

    #[test]
    fn rates_without_an_event_in_the_hours_are_marked() {
        let bars = bars(&det(), Ink::plain());
        let marked: Vec<bool> = bars
            .iter()
            .map(|bar| bar.contains("none in 2.00 h"))
            .collect();
        assert_eq!(
            marked,
            [true, false, false, false, false, false, false],
            "{bars:?}"
        );
        let picture = |hours: f64| {
            let det = Det { hours, ..det() };
            svg(
                "a",
                &[Line {
                    name: "",
                    det: &det,
                    shipped: None,
                }],
            )
        };
        assert!(picture(2.0).contains("less than one event in 2.00 h"));
        assert!(!picture(20.0).contains("less than one event"));
    }

    #[test]
    fn names_stand_below_the_curves() {
        let det = det();
        let lines = ["clean", "", "reverberant"].map(|name| Line {
            name,
            det: &det,
            shipped: None,
        });
        let picture = svg("a", &lines);
        assert!(picture.contains("height=\"456\""), "{picture}");
        for (name, y) in [("clean", "420.0"), ("reverberant", "438.0")] {
            assert!(
                picture.contains(&format!("y=\"{y}\">{name}</text>")),
                "{picture}"
            );
        }
    }
}
