use goldcrest::Event;
use serde_json::json;

use crate::exit::{Failure, Verdict};
use crate::observe::{Candidate, Observation};
use crate::present::{Screen, Table, Tint, cut, printable, tell};
use crate::wire;

/// What the columns beside words and meaning take, on a terminal.
const OTHER_COLUMNS: usize = 57;

/// The hypotheses, best first, each with the template it came by.
pub fn candidates(seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let mut table = Table::new(&[
        "", "words", "meaning", "cost", "context", "conf.", "template",
    ])
    .right(&[3, 4, 5]);
    for (index, candidate) in seen.candidates.iter().enumerate() {
        table.row(&row(index, candidate, seen, screen));
    }
    if table.is_empty() {
        screen.line(&tell::labelled("search", "no sentence fits", screen.ink))?;
    }
    for line in table.lines(screen.ink) {
        screen.line(&format!("  {line}"))?;
    }
    let listed: Vec<_> = seen
        .candidates
        .iter()
        .map(|candidate| {
            json!({
                "text": candidate.text,
                "meaning": candidate.meaning,
                "cost": nats(candidate.cost),
                "confidence": f64::from(candidate.confidence) / 100.0,
                "threshold": f64::from(candidate.threshold) / 100.0,
                "template": candidate.source,
            })
        })
        .collect();
    screen.object(&json!({ "stage": "candidates", "candidates": listed }))?;
    Ok(())
}

fn row(
    index: usize,
    candidate: &Candidate,
    seen: &Observation,
    screen: &Screen<'_>,
) -> [String; 7] {
    let ink = screen.ink;
    let passes = candidate.confidence >= candidate.threshold;
    let tint = match (chosen(seen) == Some(index), passes) {
        (true, true) => Tint::Good,
        (_, false) => Tint::Bad,
        _ => Tint::Faint,
    };
    let influence = seen.ranked.iter().find(|(rank, ..)| *rank == index);
    let best = chosen(seen) == Some(index);
    let mark = if best && passes { "▸" } else { " " };
    let room = if screen.live {
        screen.width.saturating_sub(OTHER_COLUMNS) / 2
    } else {
        usize::MAX
    };
    let words = cut(&printable(&candidate.text), room);
    [
        ink.paint(tint, mark),
        if best {
            ink.paint(Tint::Heard, &words)
        } else {
            words
        },
        cut(&printable(&candidate.meaning), room),
        format!("{:.2}", nats(candidate.cost)),
        influence.map_or_else(String::new, |(_, _, added, own)| {
            format!("{:+.2}", added + own)
        }),
        ink.paint(tint, &format!("{} %", candidate.confidence)),
        ink.paint(Tint::Faint, &printable(&candidate.source)),
    ]
}

/// The candidate that is best after context and the user's own requests.
pub fn chosen(seen: &Observation) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for &(rank, score, influence, own) in &seen.ranked {
        let all = score + influence + own;
        if best.is_none_or(|(_, most)| all > most) {
            best = Some((rank, all));
        }
    }
    best.map(|(rank, _)| rank)
}

/// The events, and whether something was understood.
pub fn events(
    events: &[Event<'_>],
    text: &str,
    screen: &mut Screen<'_>,
) -> Result<Verdict, Failure> {
    let mut heard = text.to_owned();
    for event in events {
        if let Event::Heard { text, .. } | Event::Rewritten { text, .. } = event {
            heard = text.as_str().to_owned();
        }
        screen.line(&tell::event(event, screen.ink))?;
        screen.object(&wire::event(event, &heard))?;
    }
    let understood = events
        .iter()
        .any(|event| matches!(event, Event::Understood { .. }));
    Ok(if understood {
        Verdict::Good
    } else {
        Verdict::CheckFailed
    })
}

fn nats(cost: u32) -> f64 {
    f64::from(cost) / 256.0
}
