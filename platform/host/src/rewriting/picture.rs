use std::fmt::Write;

use super::Point;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
const MARGIN: f64 = 56.0;
const COLOURS: [&str; 4] = ["#b8860b", "#4a6fa5", "#7a8b69", "#a04040"];

/// Precision over coverage as an SVG, a line for each strategy.
pub fn curves(lines: &[(&str, &[Point])]) -> String {
    let widest = lines
        .iter()
        .flat_map(|(_, points)| points.iter())
        .map(|point| point.coverage);
    let widest = (widest.fold(0.1, f64::max) * 10.0).ceil() / 10.0;
    let across = |coverage: f64| MARGIN + coverage / widest * (WIDTH - 2.0 * MARGIN);
    let up = |precision: f64| {
        HEIGHT - MARGIN - (precision.max(0.5) - 0.5) * 2.0 * (HEIGHT - 2.0 * MARGIN)
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for tenth in 5..=10 {
        let precision = f64::from(tenth) / 10.0;
        let _ = writeln!(
            svg,
            "<path d=\"M{} {y}H{}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}0 %</text>",
            MARGIN,
            WIDTH - MARGIN,
            MARGIN - 6.0,
            up(precision) + 4.0,
            tenth,
            y = up(precision),
        );
    }
    for tenth in 0..=(widest * 10.0).round() as u32 {
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{} %</text>",
            across(f64::from(tenth) / 10.0),
            HEIGHT - MARGIN + 18.0,
            tenth * 10,
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">coverage: requests for which a repair is made</text>\n\
         <text x=\"{}\" y=\"24\">precision: repairs that are right</text>",
        WIDTH / 2.0,
        HEIGHT - 16.0,
        MARGIN,
    );
    for ((name, points), colour) in lines.iter().zip(COLOURS.iter().cycle()) {
        let path: Vec<String> = points
            .iter()
            .map(|point| format!("{:.1} {:.1}", across(point.coverage), up(point.precision)))
            .collect();
        let Some(last) = path.last() else { continue };
        let (x, y) = last.split_once(' ').unwrap_or(("0", "0"));
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <text x=\"{x}\" y=\"{y}\" fill=\"{colour}\" text-anchor=\"end\" dy=\"-6\">{name}</text>",
            path.join(" ")
        );
    }
    svg.push_str("</svg>\n");
    svg
}
