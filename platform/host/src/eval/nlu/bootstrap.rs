use goldcrest_forge::random::SplitMix;

use super::SpanCounts;

/// Draws of [`f1_interval`].
const DRAWS: usize = 1_000;

/// What the F1 of spans lies between with 95 % confidence, 0 to 1: of a thousand data sets drawn with
/// replacement from the sentences, the same ones in every run, the middle 95 % (percentile bootstrap; Efron,
/// 1979). Sentences are drawn, not spans: spans of one sentence go wrong together.
///
/// Draws without any span have no F1 and are left out; where there are no others, it is the whole of 0 to 1.
#[must_use]
pub fn f1_interval(sentences: &[SpanCounts]) -> (f64, f64) {
    let mut random = SplitMix::new(0);
    let mut figures: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn = (0..sentences.len()).map(|_| {
                let place = random.share() * sentences.len() as f64;
                sentences[place as usize]
            });
            drawn.sum::<SpanCounts>()
        })
        .filter(|drawn| drawn.found + drawn.wanted > 0)
        .map(|drawn| drawn.f1())
        .collect();
    if figures.is_empty() {
        return (0.0, 1.0);
    }
    figures.sort_by(f64::total_cmp);
    let outside = figures.len() / 40;
    (figures[outside], figures[figures.len() - 1 - outside])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(right: usize, found: usize, wanted: usize) -> SpanCounts {
        SpanCounts {
            right,
            found,
            wanted,
        }
    }

    #[test]
    fn the_interval_is_that_of_a_share_where_each_sentence_has_one_span() {
        for (right, count) in [(50, 100), (360, 400)] {
            let mut sentences = vec![sentence(1, 1, 1); right];
            sentences.resize(count, sentence(0, 1, 1));
            let rate = right as f64 / count as f64;
            let expected = 1.96 * (rate * (1.0 - rate) / count as f64).sqrt();
            let (low, high) = f1_interval(&sentences);
            assert!((rate - low - expected).abs() < 0.015, "{low}");
            assert!((high - rate - expected).abs() < 0.015, "{high}");
        }
    }

    #[test]
    fn what_is_always_right_or_never_there_has_plain_ends() {
        for (sentences, expected) in [
            (vec![], (0.0, 1.0)),
            (vec![sentence(0, 0, 0); 9], (0.0, 1.0)),
            (vec![sentence(2, 2, 2)], (1.0, 1.0)),
            (vec![sentence(0, 0, 2); 5], (0.0, 0.0)),
        ] {
            assert_eq!(f1_interval(&sentences), expected);
        }
        let mixed = [sentence(1, 1, 1), sentence(0, 2, 1), sentence(0, 0, 0)];
        let (low, high) = f1_interval(&mixed);
        assert!(0.0 <= low && low < high && high <= 1.0);
        assert_eq!(f1_interval(&mixed), (low, high), "the same in every run");
    }
}
