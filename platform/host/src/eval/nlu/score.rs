use super::calibration::{
    Bin, ByChance, calibration_by_chance, calibration_error, recall_outside, reliability,
};
use super::{Confusion, Example, NONE, Prediction, WordSpan, f1_interval};
use crate::stats::Share;

/// Share of in-scope texts that the out-of-scope threshold accepts.
const ACCEPT: f64 = 0.95;

/// Spans found, wanted and both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanCounts {
    /// Spans found that are wanted.
    pub right: usize,
    /// Spans found.
    pub found: usize,
    /// Spans wanted.
    pub wanted: usize,
}

impl SpanCounts {
    /// Counts one text: a span is right when name, first and last word are.
    pub fn add(&mut self, found: &[WordSpan], wanted: &[WordSpan]) {
        self.right += wanted.iter().filter(|span| found.contains(span)).count();
        self.found += found.len();
        self.wanted += wanted.len();
    }

    /// Share of the spans found that are right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    /// Share of the spans wanted that are found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.wanted.max(1) as f64
    }

    /// Harmonic mean of the two, over all spans alike (micro).
    #[must_use]
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }
}

impl std::iter::Sum for SpanCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |all, one| Self {
            right: all.right + one.right,
            found: all.found + one.found,
            wanted: all.wanted + one.wanted,
        })
    }
}

/// What all the texts came to.
#[derive(Clone, Debug)]
pub struct NluScore {
    /// In-scope texts with the right intent.
    pub intent: Share,
    /// In-scope texts with the right intent and exactly the right slots.
    pub exact: Share,
    /// In-scope texts that were not understood.
    pub refused: Share,
    /// Slots of in-scope texts.
    pub spans: SpanCounts,
    /// What their F1 lies between, with 95 % confidence: see [`f1_interval`].
    pub f1_interval: (f64, f64),
    /// The same, by slot.
    pub by_slot: Vec<(String, SpanCounts)>,
    /// Reliability of the intent's confidence on in-scope texts.
    pub bins: Vec<Bin>,
    /// Expected calibration error.
    pub ece: f64,
    /// What it would be by chance if every confidence were true.
    pub ece_by_chance: ByChance,
    /// Out-of-scope texts that are refused where 95 % of those in scope are accepted.
    pub outside: Share,
    /// The in-scope score that does so.
    pub outside_threshold: f64,
    /// Out-of-scope texts that the pack refuses by its own threshold.
    pub outside_refused: Share,
    /// What was taken for what: texts in scope for their likeliest intent, as [`NluScore::intent`] counts them,
    /// and texts out of scope for the intent that the pack would act on.
    pub confusion: Confusion,
}

impl NluScore {
    /// Scores predictions; texts whose intent is one of `outside` must not be understood.
    #[must_use]
    pub fn of(examples: &[Example], predictions: &[Prediction], outside: &[String]) -> Self {
        let (mut right, mut exact, mut refused, mut inside) = (0, 0, 0, 0);
        let mut refused_outside = 0;
        let mut sentences = Vec::new();
        let mut by_slot: std::collections::BTreeMap<String, SpanCounts> = Default::default();
        let mut outcomes = Vec::new();
        let (mut inside_scores, mut outside_scores) = (Vec::new(), Vec::new());
        let mut confusion = Confusion::default();
        for (example, prediction) in examples.iter().zip(predictions) {
            let found = prediction.intent.as_deref().unwrap_or(NONE);
            if outside.contains(&example.intent) {
                confusion.note(NONE, if prediction.accepted { found } else { NONE });
                outside_scores.push(prediction.in_scope);
                refused_outside += usize::from(!prediction.accepted);
                continue;
            }
            confusion.note(&example.intent, found);
            inside += 1;
            inside_scores.push(prediction.in_scope);
            let is_right = prediction.intent.as_ref() == Some(&example.intent);
            let mut sorted = prediction.spans.clone();
            sorted.sort_by_key(|span| span.start);
            right += usize::from(is_right);
            exact += usize::from(is_right && sorted == example.spans);
            refused += usize::from(!prediction.accepted);
            outcomes.push((prediction.confidence, is_right));
            let mut spans = SpanCounts::default();
            spans.add(&prediction.spans, &example.spans);
            sentences.push(spans);
            let all = prediction.spans.iter().chain(&example.spans);
            let mut names: Vec<&str> = all.map(|span| span.slot.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let of = |spans: &[WordSpan]| -> Vec<WordSpan> {
                    spans.iter().filter(|s| s.slot == name).cloned().collect()
                };
                by_slot
                    .entry(name.to_owned())
                    .or_default()
                    .add(&of(&prediction.spans), &of(&example.spans));
            }
        }
        let bins = reliability(&outcomes);
        let confidences: Vec<f64> = outcomes.iter().map(|&(confidence, _)| confidence).collect();
        let (caught, threshold) = recall_outside(&inside_scores, &outside_scores, ACCEPT);
        Self {
            intent: Share::new(right, inside),
            exact: Share::new(exact, inside),
            refused: Share::new(refused, inside),
            spans: sentences.iter().copied().sum(),
            f1_interval: f1_interval(&sentences),
            by_slot: by_slot.into_iter().collect(),
            ece: calibration_error(&bins),
            ece_by_chance: calibration_by_chance(&confidences),
            bins,
            outside: Share::new(caught, outside_scores.len()),
            outside_threshold: threshold,
            outside_refused: Share::new(refused_outside, outside_scores.len()),
            confusion,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(slot: &str, start: usize, end: usize) -> WordSpan {
        WordSpan {
            slot: slot.into(),
            start,
            end,
        }
    }

    /// A span that is too short is one found and one wanted, and neither is right.
    #[test]
    fn spans_are_counted_whole() {
        let mut counts = SpanCounts::default();
        counts.add(
            &[span("a", 0, 1), span("b", 3, 4)],
            &[span("a", 0, 2), span("b", 3, 4)],
        );
        counts.add(&[], &[span("a", 0, 1)]);
        counts.add(&[span("c", 1, 2)], &[]);
        assert_eq!((counts.right, counts.found, counts.wanted), (1, 3, 3));
        assert!((counts.f1() - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(SpanCounts::default().f1(), 0.0);
    }

    #[test]
    fn texts_out_of_scope_count_apart() {
        let example = |intent: &str| Example {
            id: String::new(),
            text: "x".into(),
            intent: intent.into(),
            spans: Vec::new(),
        };
        let prediction = |intent: &str, in_scope: f64| Prediction {
            intent: Some(intent.into()),
            accepted: in_scope > 0.5,
            confidence: in_scope,
            in_scope,
            spans: Vec::new(),
        };
        let examples = [example("a"), example("b"), example("oos")];
        let found = [
            prediction("a", 0.9),
            prediction("a", 0.8),
            prediction("a", 0.3),
        ];
        let score = NluScore::of(&examples, &found, &["oos".into()]);
        assert_eq!((score.intent.hits, score.intent.count), (1, 2));
        assert_eq!((score.outside.hits, score.outside.count), (1, 1));
        assert_eq!(score.outside_refused.hits, 1);
        assert_eq!(score.confusion.errors(), [("b", "a", 1)]);
        assert_eq!(score.confusion.count(NONE, NONE), 1);
    }

    #[test]
    fn the_diagonal_of_the_matrix_is_what_the_figures_count() {
        let example = |intent: &str| Example {
            id: String::new(),
            text: "x".into(),
            intent: intent.into(),
            spans: Vec::new(),
        };
        let prediction = |intent: Option<&str>, accepted: bool| Prediction {
            intent: intent.map(str::to_owned),
            accepted,
            confidence: 0.5,
            in_scope: 0.5,
            spans: Vec::new(),
        };
        let cases = [
            ("a", Some("a"), true),
            ("a", Some("a"), false),
            ("a", Some("b"), false),
            ("b", None, false),
            ("oos", Some("a"), false),
            ("oos", None, false),
            ("none", Some("b"), true),
        ];
        let examples = cases.map(|(wanted, ..)| example(wanted));
        let found = cases.map(|(_, found, accepted)| prediction(found, accepted));
        let outside = ["oos".to_owned(), "none".to_owned()];
        let score = NluScore::of(&examples, &found, &outside);
        let right = |names: &[&str]| -> usize {
            let of = |name: &&str| score.confusion.count(name, name);
            names.iter().map(of).sum()
        };
        assert_eq!((score.intent.hits, score.intent.count), (2, 4));
        assert_eq!(right(&["a", "b"]), score.intent.hits);
        assert_eq!(right(&[NONE]), score.outside_refused.hits);
        let errors = score.confusion.errors();
        assert_eq!(errors, [(NONE, "b", 1), ("a", "b", 1), ("b", NONE, 1)]);
        assert_eq!(score.confusion.names(), [NONE, "a", "b"]);
    }
}
