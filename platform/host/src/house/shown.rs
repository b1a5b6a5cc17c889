//! The home as lines of text, with what has changed marked.

use super::{House, Light, Timer};
use crate::present::{Ink, Tint, meter};

impl House {
    /// The lines of the state in which something differs from `before`, with that standing out.
    pub fn changes(&self, before: &Self, ink: Ink) -> Vec<String> {
        let same = before.lines(before, ink);
        let mut lines = self.lines(before, ink);
        lines.retain(|line| !same.contains(line));
        lines
    }

    /// All lines of the state.
    pub fn describe(&self, ink: Ink) -> Vec<String> {
        self.lines(self, ink)
    }

    fn lines(&self, before: &Self, ink: Ink) -> Vec<String> {
        let mark = |changed: bool, text: String| {
            ink.paint(if changed { Tint::Gold } else { Tint::Faint }, &text)
        };
        let lights = self
            .lights
            .iter()
            .map(|light| mark(!before.lights.contains(light), describe_light(light)));
        let sound = mark(
            (self.volume, self.muted) != (before.volume, before.muted),
            format!(
                "volume {} {}",
                meter::bar(f64::from(self.volume), 100.0, 8),
                if self.muted {
                    "muted".into()
                } else {
                    format!("{} %", self.volume)
                }
            ),
        );
        let music = mark(
            (&self.music, self.paused) != (&before.music, before.paused),
            match &self.music {
                None => "no music".into(),
                Some(what) if self.paused => format!("{what} (paused)"),
                Some(what) => format!("♪ {what}"),
            },
        );
        let heat = mark(
            self.degrees != before.degrees,
            format!("{} °", self.degrees),
        );
        let covers = self.covers.iter().map(|cover| {
            let how = match cover.open {
                0 => "closed".into(),
                100 => "open".into(),
                part => format!("{part} % open"),
            };
            mark(
                !before.covers.contains(cover),
                format!("{} {how}", cover.name),
            )
        });
        let doors = self.doors.iter().map(|door| {
            let how = if door.locked { "locked" } else { "unlocked" };
            mark(!before.doors.contains(door), format!("{} {how}", door.name))
        });
        let timers = self
            .timers
            .iter()
            .map(|timer| mark(!before.timers.contains(timer), describe_timer(timer)));
        let gap = "   ";
        let mut lines = vec![
            lights.collect::<Vec<_>>().join(gap),
            [sound, music, heat]
                .into_iter()
                .chain(covers)
                .chain(doors)
                .collect::<Vec<_>>()
                .join(gap),
        ];
        if !self.timers.is_empty() {
            lines.push(timers.collect::<Vec<_>>().join(gap));
        }
        lines
    }
}

fn describe_light(light: &Light) -> String {
    let mut shown = format!(
        "{} {}",
        if light.brightness > 0 { "●" } else { "○" },
        light.place
    );
    if light.brightness > 0 && light.brightness < 100 {
        shown.push_str(&format!(" {} %", light.brightness));
    }
    if let (Some(colour), true) = (&light.colour, light.brightness > 0) {
        shown.push_str(&format!(" {colour}"));
    }
    shown
}

fn describe_timer(timer: &Timer) -> String {
    let (hours, minutes, seconds) = (
        timer.seconds / 3_600,
        timer.seconds / 60 % 60,
        timer.seconds % 60,
    );
    let clock = match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    };
    let name = if timer.name.is_empty() {
        "timer"
    } else {
        &timer.name
    };
    let paused = if timer.paused { " (paused)" } else { "" };
    format!("◷ {name} {clock}{paused}")
}
