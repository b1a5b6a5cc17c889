//! What the recordings came to, as tables and as one JSON object.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Commands;
use crate::eval::labels::Labelled;
use crate::eval::run::Played;
use crate::eval::score::{Outcome, Understanding};
use crate::exit::Failure;
use crate::present::{Screen, Table, Tint, cut, printable};
use crate::stats::Share;

/// Widest column of failures.
const WIDEST: usize = 44;

/// What all the recordings came to.
pub(super) struct Report {
    pub accepted: Share,
    false_accepts: Share,
    undecodable: usize,
    /// Labelled, and not there.
    missing: usize,
    slots: BTreeMap<String, (usize, usize)>,
    failures: Vec<Failed>,
    delays: Delays,
}

/// How long after the end of the speech it was decided on, in seconds.
struct Delays {
    sorted: Vec<f64>,
}

impl Delays {
    fn of(played: &[Played]) -> Self {
        let delays = played.iter().filter_map(|played| played.delay_ms);
        let mut sorted: Vec<f64> = delays.map(|ms| ms as f64 / 1_000.0).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { sorted }
    }

    /// The delay that this share of the recordings stays within.
    fn at(&self, share: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        Some(self.sorted[(share * last as f64).round() as usize])
    }

    /// Recordings that were decided on before their speech had ended.
    fn cut_off(&self) -> usize {
        self.sorted.iter().filter(|&&delay| delay < 0.0).count()
    }
}

struct Failed {
    name: String,
    wanted: String,
    found: String,
    heard: String,
}

impl Report {
    /// `labelled` recordings come first, then those of which none must be understood; of the latter only those
    /// that can be decoded count. `missing` others have labels and are not there.
    pub(super) fn of(
        recordings: &[Labelled],
        played: Vec<Played>,
        (labelled, missing): (usize, usize),
    ) -> Self {
        let (mut accepted, mut false_accepts, mut undecodable) = (0, 0, 0);
        let mut out_of_grammar = 0;
        let mut slots: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut failures = Vec::new();
        let outcomes = played.iter().map(|played| &played.outcome);
        for (recording, outcome) in recordings.iter().zip(outcomes) {
            let is_right = matches!(outcome, Outcome::Right(_));
            match (&recording.label, outcome) {
                (_, Outcome::Undecodable(_)) => undecodable += 1,
                (Some(_), _) => accepted += usize::from(is_right),
                (None, _) => {
                    out_of_grammar += 1;
                    false_accepts += usize::from(!is_right);
                }
            }
            if let Some(label) = &recording.label {
                for slot in label.slots.keys() {
                    let (right, of) = slots.entry(slot.clone()).or_default();
                    *of += 1;
                    *right += usize::from(label.has_slot_right(slot, understanding(outcome)));
                }
            }
            if !is_right {
                failures.push(Failed::of(recording, outcome));
            }
        }
        Self {
            accepted: Share::new(accepted, labelled),
            false_accepts: Share::new(false_accepts, out_of_grammar),
            undecodable,
            missing,
            slots,
            failures,
            delays: Delays::of(&played[..labelled]),
        }
    }

    /// Whether a recording of which none must be understood was heard.
    pub(super) fn heard_out_of_grammar(&self) -> bool {
        self.false_accepts.count > 0
    }

    pub(super) fn tell(
        &self,
        arguments: &Commands,
        label: &str,
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        let mut table = Table::new(&["recording", "wanted", "found", "heard"]);
        for failed in &self.failures {
            table.row(&[
                cut(&printable(&failed.name), 24),
                cut(&printable(&failed.wanted), WIDEST),
                cut(&printable(&failed.found), WIDEST),
                cut(&printable(&failed.heard), WIDEST),
            ]);
        }
        if !table.is_empty() {
            for line in table.lines(screen.ink) {
                screen.line(&line)?;
            }
            screen.gap()?;
        }
        for (slot, (right, of)) in &self.slots {
            screen.line(&format!(
                "{slot:<24} {}",
                Share::new(*right, *of).describe()
            ))?;
        }
        let noise = match (&arguments.under.noise, arguments.under.snr) {
            (Some(file), Some(snr)) => format!(", {} at {snr} dB", file.display()),
            _ => ", clean".to_owned(),
        };
        let accepted = screen.ink.paint(Tint::Gold, &self.accepted.describe());
        screen.line(&format!(
            "accepted                 {accepted}{}",
            printable(&noise)
        ))?;
        if let (Some(median), Some(most)) = (self.delays.at(0.5), self.delays.at(0.9)) {
            screen.line(&format!(
                "end after speech         {median:.2} s median, {most:.2} s for 90 %, {} cut off",
                self.delays.cut_off()
            ))?;
        }
        if self.false_accepts.count > 0 {
            screen.line(&format!(
                "false accepts            {}",
                self.false_accepts.describe()
            ))?;
        }
        if self.undecodable > 0 {
            screen.line(&format!("undecodable              {}", self.undecodable))?;
        }
        if self.missing > 0 {
            screen.line(&format!("not there                {}", self.missing))?;
        }
        screen.object(&json!({
            "assistant": label,
            "engine": arguments.engine.name(),
            "count": self.accepted.count,
            "accepted": self.accepted.hits,
            "rate": self.accepted.rate,
            "rate_low": self.accepted.low,
            "rate_high": self.accepted.high,
            "false_accepts": self.false_accepts.hits,
            "out_of_grammar": self.false_accepts.count,
            "undecodable": self.undecodable,
            "missing": self.missing,
            "end_delay_median_s": self.delays.at(0.5),
            "end_delay_p90_s": self.delays.at(0.9),
            "cut_off": self.delays.cut_off(),
            "noise": arguments.under.noise.as_ref().map(|file| file.display().to_string()),
            "snr_db": arguments.under.snr,
            "slots": self.slots_as_json(),
            "failures": self.failures.iter().map(Failed::as_json).collect::<Vec<_>>(),
        }))?;
        Ok(())
    }

    fn slots_as_json(&self) -> Value {
        self.slots
            .iter()
            .map(|(slot, (right, of))| (slot.clone(), json!({ "right": right, "count": of })))
            .collect()
    }
}

impl Failed {
    fn of(recording: &Labelled, outcome: &Outcome) -> Self {
        let wanted = match &recording.label {
            Some(label) => {
                let slots = label.slots.iter().map(|(name, value)| match value {
                    Value::String(text) => format!(" {name}={text}"),
                    other => format!(" {name}={other}"),
                });
                label.intent.clone() + &slots.collect::<String>()
            }
            None => "nothing".into(),
        };
        let (found, heard) = match outcome {
            Outcome::Right(_) => (String::new(), String::new()),
            Outcome::Wrong(understanding) => (meaning(understanding), understanding.text.clone()),
            Outcome::Missed { reason, heard } => (format!("({reason})"), heard.clone()),
            Outcome::Undecodable(why) => (why.clone(), String::new()),
        };
        Self {
            name: recording.name.clone(),
            wanted,
            found,
            heard,
        }
    }

    fn as_json(&self) -> Value {
        json!({ "file": self.name, "wanted": self.wanted, "found": self.found, "heard": self.heard })
    }
}

fn understanding(outcome: &Outcome) -> Option<&Understanding> {
    match outcome {
        Outcome::Right(understanding) => understanding.as_ref(),
        Outcome::Wrong(understanding) => Some(understanding),
        Outcome::Missed { .. } | Outcome::Undecodable(_) => None,
    }
}

fn meaning(understanding: &Understanding) -> String {
    let slots = understanding
        .slots
        .iter()
        .map(|(name, value)| format!(" {name}={value}"));
    understanding.intent.clone() + &slots.collect::<String>()
}
