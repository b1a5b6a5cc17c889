//! Folders of recordings heard, on two threads.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Score;
use super::condition::Condition;
use super::ear::Watch;
use super::stream::{Stream, parts};

const THREADS: usize = 2;
/// How long after a recording the phrase may be noticed, in samples: half a second.
pub(super) const LATE: usize = 8_000;
/// The best score of a recording of which nothing was heard.
pub const NOTHING: Score = Score::MIN;

/// A score and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Where in its stream, in samples.
    pub at: usize,
    /// How sure the detector was.
    pub score: Score,
}

/// What was heard in a list of recordings.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// The best score within each recording and half a second after it.
    pub best: Vec<Score>,
    /// Every score of each stream that is higher than the floor.
    pub moments: Vec<Vec<Moment>>,
    /// Scores from here down were not kept.
    pub floor: Score,
    /// Hours of recordings, without the gaps.
    pub hours: f64,
    /// Files that cannot be decoded, and why.
    pub undecodable: Vec<(PathBuf, String)>,
}

impl Heard {
    /// What was heard in several streams, one after the other.
    pub(super) fn of_streams(streams: impl IntoIterator<Item = Heard>, floor: Score) -> Self {
        let mut all = Self {
            floor,
            ..Self::default()
        };
        for heard in streams {
            all.best.extend(heard.best);
            all.moments.extend(heard.moments);
            all.hours += heard.hours;
            all.undecodable.extend(heard.undecodable);
        }
        all
    }
}

/// Does some work for every stream of recordings, on two threads; what came of it in the order of the streams.
/// `progress` is told after each stream how many recordings are done.
pub(super) fn each_stream<T: Send>(
    files: &[PathBuf],
    progress: impl Fn(usize) + Sync,
    work: impl Fn(&[PathBuf]) -> T + Sync,
) -> Vec<T> {
    let parts = parts(files);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut found: Vec<Option<T>> = Vec::new();
    found.resize_with(parts.len(), || None);
    let found = Mutex::new(found);
    let work = || {
        while let Some((index, files)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            parts.get(index).map(|files| (index, *files))
        } {
            let one = work(files);
            if let Ok(mut found) = found.lock() {
                found[index] = Some(one);
            }
            progress(done.fetch_add(files.len(), Ordering::Relaxed) + files.len());
        }
    };
    thread::scope(|scope| {
        for _ in 1..THREADS.min(parts.len()) {
            scope.spawn(work);
        }
        work();
    });
    let found = found.into_inner().unwrap_or_default();
    found.into_iter().flatten().collect()
}

/// Hears recordings in [streams](parts). `progress` is told after each stream how many recordings are done.
pub fn hear(
    watch: &Watch<'_>,
    files: &[PathBuf],
    condition: &Condition,
    floor: Score,
    progress: impl Fn(usize) + Sync,
) -> Heard {
    let work = |files: &[PathBuf]| hear_stream(watch, &Stream::of(files, condition), floor);
    Heard::of_streams(each_stream(files, progress, work), floor)
}

pub(super) fn hear_stream(watch: &Watch<'_>, stream: &Stream, floor: Score) -> Heard {
    let mut best = vec![NOTHING; stream.spans.len()];
    let mut moments = Vec::new();
    let mut current = 0;
    watch.hear(&stream.samples, |at, score| {
        while stream
            .spans
            .get(current)
            .is_some_and(|span| at > span.to + LATE)
        {
            current += 1;
        }
        if let Some(span) = stream.spans.get(current)
            && at >= span.from
        {
            best[current] = best[current].max(score);
        }
        if score > floor {
            moments.push(Moment { at, score });
        }
    });
    Heard {
        best,
        moments: vec![moments],
        floor,
        hours: stream.hours(),
        undecodable: stream.undecodable.clone(),
    }
}
