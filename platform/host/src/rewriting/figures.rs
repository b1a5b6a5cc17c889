//! What repairs are worth.

use goldcrest::rewrite::needs_confirmation;
use goldcrest_forge::rewriting::Pair;
use serde_json::{Value, json};

use super::{Proposal, Strategy};
use crate::stats::Share;

/// A pair and what a strategy made of it.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The pair.
    pub pair: Pair,
    /// The likeliest sentence; `None` where the request is known as it was heard, or nothing was found.
    pub proposal: Option<Proposal>,
    /// Whether the repair is made.
    pub made: bool,
}

impl Decided {
    fn is_right(&self) -> bool {
        let text = self.proposal.as_ref().map(|proposal| &proposal.text);
        text == Some(&self.pair.said)
    }

    /// What goes on to understanding.
    pub fn result(&self) -> &str {
        match &self.proposal {
            Some(proposal) if self.made => &proposal.text,
            _ => &self.pair.heard_text,
        }
    }
}

/// A point of the curve of precision over coverage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Repairs made from this confidence on.
    pub confidence: f64,
    /// Of all requests, the share repaired or thought so.
    pub coverage: f64,
    /// Of the repairs, the share right.
    pub precision: f64,
    /// Of the misheard requests, the share repaired.
    pub repaired: f64,
}

/// The figures of a strategy.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Each pair.
    pub decided: Vec<Decided>,
    /// Of the repairs made, those right.
    pub precision: Share,
    /// Of the misheard, those repaired.
    pub repaired: Share,
    /// Of those heard well, those made wrong.
    pub spoilt: Share,
    /// Of all, those for which a repair is made.
    pub coverage: Share,
    /// Of the repairs made, those that change a number and so would be asked about.
    pub asked: Share,
    /// Word errors for each word said, as heard.
    pub wer_before: f64,
    /// The same, as repaired.
    pub wer_after: f64,
    /// Precision and what is repaired, over coverage.
    pub curve: Vec<Point>,
}

impl Figures {
    /// Runs a strategy over pairs. `known` says whether a request is known as it was heard; `progress`
    /// hears of each pair. Repairs are made from the strategy's threshold on, or, where `coverage` is
    /// given, the surest of that share of all pairs.
    pub fn of(
        strategy: &mut dyn Strategy,
        pairs: Vec<Pair>,
        known: impl Fn(&str) -> bool,
        coverage: Option<f64>,
        mut progress: impl FnMut(usize),
    ) -> Figures {
        let mut decided: Vec<Decided> = Vec::with_capacity(pairs.len());
        for (index, pair) in pairs.into_iter().enumerate() {
            progress(index);
            let proposal = match known(&pair.heard_text) {
                true => None,
                false => strategy.propose(&pair),
            };
            decided.push(Decided {
                pair,
                proposal,
                made: false,
            });
        }
        let mut sure: Vec<f64> = confidences(&decided).collect();
        sure.sort_by(|one, other| other.total_cmp(one));
        let threshold = match coverage {
            None => strategy.threshold(),
            Some(share) => {
                let count = (share * decided.len() as f64).round() as usize;
                sure.get(count.max(1) - 1)
                    .copied()
                    .unwrap_or(f64::NEG_INFINITY)
            }
        };
        for one in &mut decided {
            let confidence = one.proposal.as_ref().map(|proposal| proposal.confidence);
            one.made = confidence.is_some_and(|confidence| confidence >= threshold);
        }
        Figures::told(decided)
    }

    fn told(decided: Vec<Decided>) -> Figures {
        let count =
            |holds: &dyn Fn(&Decided) -> bool| decided.iter().filter(|one| holds(one)).count();
        let made = count(&|one| one.made);
        let misheard = count(&|one| one.pair.is_misheard());
        let right = count(&|one| one.made && one.is_right());
        let repaired = count(&|one| one.made && one.is_right() && one.pair.is_misheard());
        let spoilt = count(&|one| !one.pair.is_misheard() && one.result() != one.pair.said);
        let asked = count(&|one| {
            one.made && needs_confirmation(&one.pair.heard_text, one.result(), |_| false)
        });
        let words: usize = decided
            .iter()
            .map(|one| one.pair.said.split(' ').count())
            .sum();
        let errors = |of: &dyn Fn(&Decided) -> usize| {
            decided.iter().map(of).sum::<usize>() as f64 / words.max(1) as f64
        };
        Figures {
            precision: Share::new(right, made),
            repaired: Share::new(repaired, misheard),
            spoilt: Share::new(spoilt, decided.len() - misheard),
            coverage: Share::new(made, decided.len()),
            asked: Share::new(asked, made),
            wer_before: errors(&|one| word_errors(&one.pair.said, &one.pair.heard_text)),
            wer_after: errors(&|one| word_errors(&one.pair.said, one.result())),
            curve: curve(&decided, misheard),
            decided,
        }
    }

    /// The repair share at the largest coverage whose precision is at least so much.
    pub fn repaired_at(&self, precision: f64) -> f64 {
        let good = self
            .curve
            .iter()
            .filter(|point| point.precision >= precision);
        good.map(|point| point.repaired).fold(0.0, f64::max)
    }

    /// The precision where this share of all requests is covered.
    pub fn precision_at(&self, coverage: f64) -> f64 {
        let behind = self.curve.iter().find(|point| point.coverage >= coverage);
        behind
            .or(self.curve.last())
            .map_or(0.0, |point| point.precision)
    }

    /// The points of the curve as JSON.
    pub fn curve_as_json(&self) -> Vec<Value> {
        let point = |point: &Point| {
            json!({ "confidence": point.confidence, "coverage": point.coverage,
                "precision": point.precision, "repaired": point.repaired })
        };
        self.curve.iter().map(point).collect()
    }
}

fn confidences(decided: &[Decided]) -> impl Iterator<Item = f64> + '_ {
    let proposals = decided.iter().filter_map(|one| one.proposal.as_ref());
    proposals.map(|proposal| proposal.confidence)
}

/// At most a hundred points, each behind a run of equal confidences.
fn curve(decided: &[Decided], misheard: usize) -> Vec<Point> {
    let mut ranked: Vec<(f64, bool, bool)> = decided
        .iter()
        .filter_map(|one| {
            let confidence = one.proposal.as_ref()?.confidence;
            Some((confidence, one.is_right(), one.pair.is_misheard()))
        })
        .collect();
    ranked.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    let (mut right, mut repaired) = (0usize, 0usize);
    let mut points = Vec::new();
    let step = ranked.len().div_ceil(100).max(1);
    for (index, &(confidence, is_right, is_misheard)) in ranked.iter().enumerate() {
        right += usize::from(is_right);
        repaired += usize::from(is_right && is_misheard);
        let made = index + 1;
        let ends_run = ranked.get(made).is_none_or(|&(next, ..)| next < confidence);
        if ends_run && (made % step == 0 || made == ranked.len()) {
            points.push(Point {
                confidence,
                coverage: made as f64 / decided.len() as f64,
                precision: right as f64 / made as f64,
                repaired: repaired as f64 / misheard.max(1) as f64,
            });
        }
    }
    points
}

fn word_errors(said: &str, result: &str) -> usize {
    let words: Vec<&str> = result.split(' ').filter(|word| !word.is_empty()).collect();
    let mut row: Vec<usize> = (0..=words.len()).collect();
    for (at, said) in said.split(' ').enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, word) in words.iter().enumerate() {
            let least = row[column].min(row[column + 1]) + 1;
            let least = least.min(diagonal + usize::from(said != *word));
            diagonal = std::mem::replace(&mut row[column + 1], least);
        }
    }
    row[words.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<Option<(&'static str, f64)>>);

    impl Strategy for Fixed {
        fn name(&self) -> &'static str {
            "fixed"
        }

        fn threshold(&self) -> f64 {
            0.5
        }

        fn propose(&mut self, _: &Pair) -> Option<Proposal> {
            let (text, confidence) = self.0.remove(0)?;
            Some(Proposal {
                text: text.into(),
                confidence,
            })
        }
    }

    fn figures(coverage: Option<f64>) -> Figures {
        let pairs = [
            ("turn of the lamp", "turn off the lamp"),
            ("lamp on", "lamp on"),
            ("set five minutes", "set nine minutes"),
            ("is it cold", "is it cold"),
            ("who", "who sings this"),
        ];
        let pairs = pairs.map(|(heard, said)| Pair::new(heard, said)).into();
        let mut strategy = Fixed(vec![
            Some(("turn off the lamp", 0.9)),
            Some(("set nine minutes", 0.8)),
            Some(("is it gold", 0.7)),
            Some(("who is this", 0.3)),
        ]);
        Figures::of(
            &mut strategy,
            pairs,
            |text| text == "lamp on",
            coverage,
            |_| {},
        )
    }

    #[test]
    fn repairs_are_counted() {
        let figures = figures(None);
        assert_eq!((figures.precision.hits, figures.precision.count), (2, 3));
        assert_eq!((figures.repaired.hits, figures.repaired.count), (2, 3));
        assert_eq!((figures.spoilt.hits, figures.spoilt.count), (1, 2));
        assert_eq!((figures.coverage.hits, figures.coverage.count), (3, 5));
        assert_eq!(figures.asked.hits, 1);
        assert!((figures.wer_before - 4.0 / 15.0).abs() < 1e-9);
        assert!((figures.wer_after - 3.0 / 15.0).abs() < 1e-9);
        assert_eq!(figures.curve.len(), 4);
        assert!((figures.repaired_at(1.0) - 2.0 / 3.0).abs() < 1e-9);
        assert!((figures.precision_at(0.6) - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_coverage_takes_the_surest() {
        let figures = figures(Some(0.4));
        assert_eq!((figures.precision.hits, figures.precision.count), (2, 2));
        assert_eq!(figures.spoilt.hits, 0);
    }
}
