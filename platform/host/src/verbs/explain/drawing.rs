//! A recording as a picture: bands, phones that the network heard, and the path of the winning sentence.
//!
//! ```text
//!   bands     |######  ###  ####|
//!   ER        |   ▓▓            |   a row for each phone that was likely somewhere,
//!   AA        |       ▒▒        |   in the order of their first sounding
//!   N         |    ▓▓   ▓       |   outlined where the path goes through it
//!   words     |  turn   on      |
//!             0   0.5   1  s
//! ```
//!
//! Of a long recording it shows the stretch from a little before the first turn on ([`stretch`]).

use std::fmt::Write;
use std::ops::Range;

use goldcrest::speech::CLASSES;
use goldcrest_dsp::BANDS;
use goldcrest_trie::Phone;

use crate::observe::{Observation, PhoneFrame};
use crate::paths::{FRAME_MS, Path};
use crate::present::raster::Raster;

const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 64.0;
const SECOND: f64 = 220.0;
const BANDS_HEIGHT: f64 = 160.0;
const ROW: f64 = 13.0;
const GAP: f64 = 16.0;
const WORD: f64 = 46.0;
const FONT: &str = "system-ui,-apple-system,'Segoe UI',sans-serif";
/// A phone has a row where it was at least this likely somewhere.
const LIKELY: f64 = 0.25;
/// Milliseconds of a pixel of the images.
const PIXEL_MS: u64 = 10;
/// Longest stretch that is drawn, in milliseconds: wider pictures are refused by browsers.
const LONGEST_MS: u64 = 60_000;
/// What is shown of a long recording before its first turn, in milliseconds.
const BEFORE_MS: u64 = 2_000;
/// What is shown behind the end of an utterance, in milliseconds.
const BEHIND_MS: u64 = 100;

/// What is drawn.
pub struct Drawing<'a> {
    /// What stands above it.
    pub title: &'a str,
    /// What the stages reported.
    pub seen: &'a Observation,
    /// The sentences of the utterances; the chosen ones are drawn.
    pub paths: &'a [Path<'a>],
    /// How far the acoustic network looks ahead, in milliseconds.
    pub look_ahead_ms: u64,
    /// What is drawn of the recording, in milliseconds.
    pub stretch: Range<u64>,
}

/// What is to be drawn of a recording of `length_ms`: all of it or, of a long one, a minute from a little before
/// `first_ms` on, where its first turn begins. `decided_ms` is the end of the last utterance, which may lie behind that
/// of the recording.
pub fn stretch(length_ms: u64, first_ms: u64, decided_ms: u64) -> Range<u64> {
    let end = length_ms.max(decided_ms + BEHIND_MS);
    if end <= LONGEST_MS {
        return 0..end;
    }
    let start = first_ms.saturating_sub(BEFORE_MS).min(end - LONGEST_MS);
    let start = start.next_multiple_of(1_000);
    start..start + LONGEST_MS
}

impl Drawing<'_> {
    /// The picture.
    pub fn svg(&self) -> String {
        let rows = self.rows();
        let phones_top = TOP + BANDS_HEIGHT + GAP;
        let words_top = phones_top + ROW * rows.len().max(1) as f64 + GAP;
        let axis = words_top + WORD;
        let (width, height) = (LEFT + self.width() + RIGHT, axis + 40.0);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONT}\" font-size=\"11\" fill=\"#33363b\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
             <text x=\"{LEFT}\" y=\"24\" font-size=\"15\" font-weight=\"600\">{}</text>\n",
            escaped(self.title)
        );
        self.results(&mut out);
        out.push_str(&self.bands());
        label(&mut out, TOP + 10.0, "bands");
        self.phones(&mut out, &rows, phones_top);
        self.words(&mut out, &rows, phones_top, words_top);
        self.axis(&mut out, axis);
        out.push_str("</svg>\n");
        out
    }

    fn chosen(&self) -> impl Iterator<Item = &Path<'_>> {
        let chosen = self.paths.iter().filter(|path| path.chosen);
        chosen.filter(|path| self.shows(path.decided_ms))
    }

    fn shows(&self, ms: u64) -> bool {
        (self.stretch.start..=self.stretch.end).contains(&ms)
    }

    fn searched(&self) -> impl Iterator<Item = &PhoneFrame> {
        let frames = self.seen.frames.iter().filter(|frame| frame.searched);
        frames.filter(|frame| self.shows(self.heard_ms(frame)))
    }

    /// When a frame was heard: the network says it later, as it looks ahead.
    fn heard_ms(&self, frame: &PhoneFrame) -> u64 {
        frame.at.0.saturating_sub(self.look_ahead_ms)
    }

    /// How wide the stretch is, in units of the picture.
    fn width(&self) -> f64 {
        self.across(self.stretch.end - self.stretch.start)
    }

    fn across(&self, ms: u64) -> f64 {
        SECOND * ms as f64 / 1_000.0
    }

    fn at(&self, ms: u64) -> f64 {
        LEFT + self.across(ms.saturating_sub(self.stretch.start))
    }

    fn pixels(&self) -> usize {
        self.pixel(self.stretch.end)
    }

    /// The column of an image that shows a moment.
    fn pixel(&self, ms: u64) -> usize {
        (ms.saturating_sub(self.stretch.start) / PIXEL_MS) as usize
    }

    fn results(&self, out: &mut String) {
        let told: Vec<String> = self
            .chosen()
            .map(|path| {
                let sure = path.candidate;
                format!(
                    "“{}” → {} · {} % (asked: {} %)",
                    sure.text, sure.meaning, sure.confidence, sure.threshold
                )
            })
            .collect();
        let told = match told.is_empty() {
            true => "no sentence fits".to_owned(),
            false => told.join("  ·  "),
        };
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(
            out,
            "<text x=\"{LEFT}\" y=\"44\" font-size=\"12\" fill=\"#5a5f66\">{}</text>",
            escaped(&told)
        );
    }

    fn bands(&self) -> String {
        let from = self.seen.features_from.map_or(0, |at| at.0);
        let ends = (from..).step_by(PIXEL_MS as usize);
        let columns = self.seen.features.iter().zip(ends);
        let columns = columns.filter(|(_, end)| self.shows(*end));
        let most = columns.clone().flat_map(|(column, _)| column).max();
        let most = f64::from(most.copied().unwrap_or(1).max(1));
        let mut raster = Raster::new(self.pixels(), BANDS);
        for (column, end) in columns {
            for (band, &value) in column.iter().enumerate() {
                let shade = (255.0 * f64::from(value) / most) as u8;
                // A column's window of 30 ms lies around the place 15 ms before its end.
                let x = self.pixel(end).saturating_sub(1);
                raster.set(x, BANDS - 1 - band, shade);
            }
        }
        raster.element([LEFT, TOP, self.width(), BANDS_HEIGHT], heat)
    }

    /// Phones that are drawn, in the order of their first sounding.
    fn rows(&self) -> Vec<u8> {
        let mut rows: Vec<u8> = Vec::new();
        for frame in self.searched() {
            for class in 1..CLASSES as u8 {
                let likely = probability(frame.log_probabilities[usize::from(class)]) >= LIKELY;
                if likely && !rows.contains(&class) {
                    rows.push(class);
                }
            }
        }
        let on_paths = self.chosen().flat_map(|path| &path.words);
        for phone in on_paths.flat_map(|word| &word.phones) {
            let class = Phone::from_name(phone.name).map(Phone::class);
            rows.extend(class.filter(|class| !rows.contains(class)));
        }
        rows
    }

    fn phones(&self, out: &mut String, rows: &[u8], top: f64) {
        let mut raster = Raster::new(self.pixels(), rows.len());
        for frame in self.searched() {
            let end = self.heard_ms(frame);
            let from = self.pixel(end.saturating_sub(FRAME_MS));
            for (y, &class) in rows.iter().enumerate() {
                let shade = 255.0 * probability(frame.log_probabilities[usize::from(class)]);
                for x in from..self.pixel(end) {
                    raster.set(x, y, shade as u8);
                }
            }
        }
        let height = ROW * rows.len().max(1) as f64;
        let place = [LEFT, top, self.width(), height];
        out.push_str(&raster.element(place, |value| blend([255, 255, 255], [38, 84, 140], value)));
        for (y, &class) in rows.iter().enumerate() {
            let name = Phone::from_class(class).map_or("", Phone::name);
            label(out, top + ROW * (y as f64 + 0.8), name);
        }
    }

    fn words(&self, out: &mut String, rows: &[u8], phones_top: f64, top: f64) {
        for path in self.chosen() {
            for word in &path.words {
                let Some((from, to)) = word.span() else {
                    continue;
                };
                let (left, right) = (self.at(from), self.at(to));
                let middle = f64::midpoint(left, right);
                let heard = word.heard.join(" ");
                let _ = writeln!(
                    out,
                    "<path d=\"M{left:.1} {TOP}V{top:.1}M{right:.1} {TOP}V{top:.1}\" stroke=\"#b8860b\" stroke-opacity=\"0.25\"/>\
                     <rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"16\" rx=\"2\" fill=\"#f3e7c4\"/>\
                     <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-weight=\"600\">{}</text>\
                     <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"9\" fill=\"#5a5f66\">{}</text>",
                    right - left,
                    top + 12.0,
                    escaped(&word.word),
                    top + 28.0,
                    escaped(&heard),
                );
                for phone in &word.phones {
                    let class = Phone::from_name(phone.name).map(Phone::class);
                    let Some(row) = rows.iter().position(|row| Some(*row) == class) else {
                        continue;
                    };
                    let _ = writeln!(
                        out,
                        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{ROW}\" fill=\"none\" stroke=\"#b8860b\" stroke-width=\"1.4\"/>",
                        self.at(phone.from_ms),
                        phones_top + ROW * row as f64,
                        self.across(phone.to_ms - phone.from_ms),
                    );
                }
            }
            let x = self.at(path.decided_ms);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {TOP}V{:.1}\" stroke=\"#a33b3b\" stroke-dasharray=\"4 3\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#a33b3b\">end</text>",
                top + WORD,
                x - 4.0,
                top + WORD - 4.0,
            );
        }
        label(out, top + 12.0, "words");
        label(out, top + 28.0, "heard");
    }

    fn axis(&self, out: &mut String, y: f64) {
        let right = self.at(self.stretch.end);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{right:.1}\" stroke=\"#9aa0a8\"/>"
        );
        for half in self.stretch.start.div_ceil(500)..=self.stretch.end / 500 {
            let x = self.at(500 * half);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {y:.1}v4\" stroke=\"#9aa0a8\"/>\
                 <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{} s</text>",
                y + 17.0,
                half as f64 / 2.0
            );
        }
    }
}

fn label(out: &mut String, y: f64, text: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\" fill=\"#7b8087\">{text}</text>",
        LEFT - 8.0
    );
}

fn probability(log: i16) -> f64 {
    (f64::from(log) / 256.0).exp()
}

fn blend(from: [u8; 3], to: [u8; 3], value: u8) -> [u8; 3] {
    std::array::from_fn(|channel| {
        let (from, to) = (f64::from(from[channel]), f64::from(to[channel]));
        (from + (to - from) * f64::from(value) / 255.0).round() as u8
    })
}

/// Dark to bright.
fn heat(value: u8) -> [u8; 3] {
    const STOPS: [[u8; 3]; 5] = [
        [13, 8, 35],
        [84, 20, 110],
        [187, 55, 84],
        [249, 142, 9],
        [252, 255, 164],
    ];
    let stop = usize::from(value / 64);
    blend(STOPS[stop], STOPS[stop + 1], value % 64 * 4)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_run_from_dark_to_bright() {
        assert_eq!(heat(0), [13, 8, 35]);
        let light = |value: u8| heat(value).iter().map(|&c| u32::from(c)).sum::<u32>();
        assert!((1..=255).all(|value| light(value) + 12 >= light(value - 1)));
        assert_eq!(blend([0; 3], [255; 3], 255), [255; 3]);
    }

    #[test]
    fn of_a_long_recording_a_minute_around_its_first_turn_is_drawn() {
        assert_eq!(stretch(4_200, 1_000, 4_150), 0..4_250);
        assert_eq!(stretch(60_000, 50_000, 0), 0..60_000);
        assert_eq!(stretch(3_600_000, 0, 0), 0..60_000);
        assert_eq!(
            stretch(3_600_000, 1_234_567, 3_000_000),
            1_233_000..1_293_000
        );
        // The end of the last second is shown as well.
        assert_eq!(stretch(90_500, 89_000, 90_900), 31_000..91_000);
    }

    #[test]
    fn nothing_heard_is_a_picture_too() {
        let seen = Observation::default();
        let drawing = Drawing {
            title: "a <b>",
            seen: &seen,
            paths: &[],
            look_ahead_ms: 240,
            stretch: stretch(700, 0, 0),
        };
        let svg = drawing.svg();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        assert!(svg.contains("a &lt;b&gt;") && svg.contains("no sentence fits"));
    }
}
