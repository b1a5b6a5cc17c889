//! The greedy search for further ways.

use goldcrest::wake::{MOST_CHECKED_PHONES, MOST_PHONES};

use super::edits::{EDITS, Way, edited};
use super::other::{Bars, Other};
use super::own::Recording;

/// Most ways that are learnt.
const MOST_LEARNT: usize = 2;
/// Most edits from a known way to a learnt one.
const MOST_EDITS: usize = 3;
/// Edits of each kind that are judged by other speech, of those that make the recordings cheapest.
const SHORTLIST: usize = 8;
/// Phones by which a learnt way may be shorter than the shortest known one: the shorter, the likelier other speech is to
/// hold it by chance.
const SHORTER: usize = 1;
/// How much less the recordings have to be missed, in nats of the rate, for one more edit or way.
const LEAST_GAIN: f64 = 0.05;

/// A search over ways to say a phrase.
#[derive(Debug)]
pub struct Search<'o> {
    pub(super) other: &'o mut Other,
    rate: f64,
    sloped: Option<Bars>,
    fewest: usize,
}

/// Ways with what they come to.
#[derive(Clone, Debug)]
struct Judged {
    ways: Vec<Way>,
    missing: f64,
}

impl<'o> Search<'o> {
    /// A search beside speech without the phrase, for `rate` false accepts an hour.
    pub fn new(other: &'o mut Other, rate: f64) -> Self {
        Self {
            other,
            rate,
            sloped: None,
            fewest: 1,
        }
    }

    /// The ways that were known, and behind them those that were learnt from recordings.
    pub fn learn(&mut self, known: &[Way], recordings: &[&Recording]) -> Vec<Way> {
        self.sloped = self.other.bars(known);
        let shortest = known.iter().map(Vec::len).min().unwrap_or(0);
        self.fewest = shortest.saturating_sub(SHORTER).max(1);
        let mut best = match self.judge(known.to_vec(), recordings) {
            Some(best) => best,
            None => return known.to_vec(),
        };
        for _ in 0..MOST_LEARNT {
            match self.one_more(&best, recordings) {
                Some(more) if more.missing < best.missing - LEAST_GAIN => best = more,
                _ => break,
            }
        }
        best.ways
    }

    /// The set with the best way that is a few edits from one of it.
    fn one_more(&mut self, set: &Judged, recordings: &[&Recording]) -> Option<Judged> {
        let mut grown: Option<Judged> = None;
        for _ in 0..MOST_EDITS {
            let from: Vec<Way> = match &grown {
                None => set.ways.clone(),
                Some(grown) => grown.ways.last().cloned().into_iter().collect(),
            };
            let least = grown.as_ref().unwrap_or(set).missing - LEAST_GAIN;
            let found = self.shortlist(&from, set, recordings)?;
            let judged = found.into_iter().filter_map(|way| {
                let mut ways = set.ways.clone();
                ways.push(way);
                self.judge(ways, recordings)
            });
            let best = judged.min_by(|one, other| one.missing.total_cmp(&other.missing));
            match best {
                Some(best) if best.missing < least => grown = Some(best),
                _ => break,
            }
        }
        grown
    }

    /// Of the ways one edit from those given the ones that, beside the set, make the recordings cheapest.
    fn shortlist(
        &mut self,
        from: &[Way],
        set: &Judged,
        recordings: &[&Recording],
    ) -> Option<Vec<Way>> {
        let bars = self.other.bars(&set.ways)?;
        let weighing = self.other.weighing();
        let known: Vec<_> = recordings
            .iter()
            .map(|recording| recording.costs(&set.ways, weighing))
            .collect();
        let lengths = self.fewest..=self.room(&set.ways);
        let mut found = Vec::new();
        let all = from.iter().flat_map(|way| edited(way));
        for (edit, way) in all {
            if !lengths.contains(&way.len()) || set.ways.contains(&way) {
                continue;
            }
            let ways = [way];
            let missing = recordings.iter().zip(&known).map(|(recording, known)| {
                let own = recording.costs(&ways, weighing);
                known.or(own).excess(&bars, self.rate).ln_1p()
            });
            let missing: f64 = missing.sum();
            let [way] = ways;
            found.push((edit, missing, way));
        }
        found.sort_by(|one, other| one.1.total_cmp(&other.1));
        let mut kept = Vec::new();
        for kind in EDITS {
            let of_kind = found.iter().filter(|(edit, ..)| *edit == kind);
            for (_, _, way) in of_kind.take(SHORTLIST) {
                if !kept.contains(way) {
                    kept.push(way.clone());
                }
            }
        }
        Some(kept)
    }

    /// Phones that there is room for beside the ways.
    fn room(&self, ways: &[Way]) -> usize {
        let most = match self.other.is_checked() {
            true => MOST_CHECKED_PHONES,
            false => MOST_PHONES,
        };
        most.saturating_sub(ways.iter().map(Vec::len).sum())
    }

    /// By how much the recordings are missed at the rate: the mean of `ln(1 + excess)`, which is near zero for what
    /// is heard with ease, and for what is missed the nats by which the rate would have to rise.
    fn judge(&mut self, ways: Vec<Way>, recordings: &[&Recording]) -> Option<Judged> {
        let bars = self.other.bars(&ways)?;
        let bars = match &self.sloped {
            Some(known) => bars.sloped_as(known),
            None => bars,
        };
        let missing = self.missing(&ways, &bars, recordings);
        Some(Judged { ways, missing })
    }

    fn missing(&self, ways: &[Way], bars: &Bars, recordings: &[&Recording]) -> f64 {
        let weighing = self.other.weighing();
        let excesses = recordings.iter().map(|recording| {
            let costs = recording.costs(ways, weighing);
            costs.excess(bars, self.rate)
        });
        let sum: f64 = excesses.map(f64::ln_1p).sum();
        sum / recordings.len().max(1) as f64
    }
}
