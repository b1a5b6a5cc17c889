use serde_json::{Value, json};

use crate::exit::Failure;
use crate::paths::{Path, WordPath};
use crate::present::{Screen, Table, Tint, printable, tell};

/// The words with their times, the phones they were matched by and those that were heard under them.
pub fn tell(paths: &[Path<'_>], screen: &mut Screen<'_>) -> Result<(), Failure> {
    for path in paths {
        if path.chosen {
            tell_chosen(path, screen)?;
        } else {
            tell_other(path, screen)?;
        }
        screen.object(&as_json(path))?;
    }
    Ok(())
}

fn tell_chosen(path: &Path<'_>, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let ink = screen.ink;
    let candidate = path.candidate;
    let sure = candidate.confidence >= candidate.threshold;
    let tint = if sure { Tint::Good } else { Tint::Bad };
    let title = format!(
        "{} {}",
        ink.paint(Tint::Heard, &quoted(path)),
        ink.paint(tint, &format!("{} %", candidate.confidence)),
    );
    screen.line(&tell::labelled("path", &title, ink))?;
    let mut table =
        Table::new(&["from", "to", "word", "matched", "heard", "cost"]).right(&[0, 1, 5]);
    for word in &path.words {
        let Some((from, to)) = word.span() else {
            continue;
        };
        let heard = word.heard.join(" ");
        let same = heard == word.said_as();
        table.row(&[
            seconds(from),
            seconds(to),
            printable(&word.word),
            word.said_as(),
            ink.paint(if same { Tint::Faint } else { Tint::Warn }, &heard),
            format!("{:.2}", word.cost()),
        ]);
    }
    for line in table.lines(ink) {
        screen.line(&format!("  {line}"))?;
    }
    let last = path.words.last().and_then(WordPath::span);
    let after = last.map_or(String::new(), |(_, to)| {
        let since = path.decided_ms.saturating_sub(to);
        format!(", {:.2} s after the last phone", since as f64 / 1_000.0)
    });
    let text = format!("end decided at {} s{after}", seconds(path.decided_ms));
    screen.line(&tell::labelled("", &ink.paint(Tint::Faint, &text), ink))?;
    Ok(())
}

/// One that was not chosen, on two lines: the sentence, and its words with the times at which they begin.
fn tell_other(path: &Path<'_>, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let title = format!("{} {} %", quoted(path), path.candidate.confidence);
    screen.line(&tell::labelled("or", &title, screen.ink))?;
    let words = path.words.iter().filter_map(|word| {
        let (from, _) = word.span()?;
        Some(format!("{} {}", seconds(from), printable(&word.word)))
    });
    let words = words.collect::<Vec<_>>().join("  ");
    let faint = screen.ink.paint(Tint::Faint, &words);
    screen.line(&tell::labelled("", &faint, screen.ink))?;
    Ok(())
}

fn quoted(path: &Path<'_>) -> String {
    format!("“{}”", printable(&path.candidate.text))
}

fn as_json(path: &Path<'_>) -> Value {
    let s = |ms: u64| ms as f64 / 1_000.0;
    json!({
        "stage": "path",
        "text": path.candidate.text,
        "rank": path.rank,
        "chosen": path.chosen,
        "confidence": f64::from(path.candidate.confidence) / 100.0,
        "threshold": f64::from(path.candidate.threshold) / 100.0,
        "decided_at": s(path.decided_ms),
        "words": path.words.iter().map(|word| json!({
            "word": word.word,
            "from": word.span().map(|(from, _)| s(from)),
            "to": word.span().map(|(_, to)| s(to)),
            "heard": word.heard,
            "cost": word.cost(),
            "phones": word.phones.iter().map(|phone| json!({
                "phone": phone.name, "from": s(phone.from_ms), "to": s(phone.to_ms),
                "cost": phone.cost,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn seconds(ms: u64) -> String {
    format!("{:.2}", ms as f64 / 1_000.0)
}
