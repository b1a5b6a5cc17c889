//! What a network of phones makes of recordings, computed once for any number of phrases.

use std::path::PathBuf;

use goldcrest::FEATURE_SCALE;
use goldcrest::speech::{CLASSES, frame_costs};
use goldcrest::wake::{Cell, follow_phrase};
use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use goldcrest_nn::{Model, log_softmax, quantize_features};

use super::Score;
use super::condition::Condition;
use super::listen::{Heard, LATE, Moment, NOTHING, each_stream};
use super::stream::{Span, Stream};

/// Log-probabilities of the blank and the phones, in 1/256 nat.
pub(super) type LogProbabilities = [i16; CLASSES];

/// The frames of one stream.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamFrames {
    pub(super) frames: Vec<LogProbabilities>,
    spans: Vec<Span>,
}

/// The frames of a list of recordings.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    streams: Vec<StreamFrames>,
    samples_a_frame: usize,
    samples_before: usize,
    /// Hours of recordings, without the gaps.
    pub hours: f64,
    /// Files that cannot be decoded, and why.
    pub undecodable: Vec<(PathBuf, String)>,
}

/// How a phrase is followed.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// Phone classes of each way to say it.
    pub pronunciations: &'a [Vec<u8>],
    /// Most frames that it may take.
    pub longest: u8,
    /// What the blank pays, in 1/256 nat.
    pub blank_penalty: u16,
}

impl Frames {
    /// Runs the network over recordings in [streams](super::stream::parts). `progress` is told after each stream how
    /// many recordings are done.
    pub fn of(
        model: &Model<'_>,
        files: &[PathBuf],
        condition: &Condition,
        progress: impl Fn(usize) + Sync,
    ) -> Self {
        let work = |files: &[PathBuf]| Self::of_stream(model, &Stream::of(files, condition));
        let parts = each_stream(files, progress, work);
        let mut all = Self::empty(model);
        for part in parts {
            all.streams.extend(part.streams);
            all.samples_before = part.samples_before;
            all.hours += part.hours;
            all.undecodable.extend(part.undecodable);
        }
        all
    }

    fn empty(model: &Model<'_>) -> Self {
        Self {
            samples_a_frame: model.stride() * HOP,
            ..Self::default()
        }
    }

    pub(super) fn of_stream(model: &Model<'_>, stream: &Stream) -> Self {
        let mut arena = vec![0_i8; model.arena_bytes()];
        // The arena has the length that the model asks for.
        let _ = model.reset(&mut arena);
        let (input, output) = (model.input(), model.output());
        let mut front_end = FrontEnd::new();
        let mut column = [0_i8; BANDS];
        let mut frames = Vec::new();
        let mut before = None;
        for (index, hop) in stream.samples.chunks_exact(HOP).enumerate() {
            let Ok(hop) = <&[i16; HOP]>::try_from(hop) else {
                break;
            };
            let Some(features) = front_end.push_hop(hop) else {
                continue;
            };
            quantize_features(&features, FEATURE_SCALE, input, &mut column);
            if let Ok(Some(logits)) = model.push(&mut arena, &column) {
                before.get_or_insert((index + 1) * HOP);
                let mut log_probabilities = [0; CLASSES];
                log_softmax(logits, output, &mut log_probabilities);
                frames.push(log_probabilities);
            }
        }
        Self {
            streams: vec![StreamFrames {
                frames,
                spans: stream.spans.clone(),
            }],
            samples_before: before.unwrap_or(0),
            hours: stream.hours(),
            undecodable: stream.undecodable.clone(),
            ..Self::empty(model)
        }
    }

    /// One stream of frames of 30 ms, in which there are no recordings.
    #[cfg(test)]
    pub(super) fn of_frames(frames: Vec<LogProbabilities>) -> Self {
        let hours = frames.len() as f64 * 0.03 / 3600.0;
        let spans = Vec::new();
        Self {
            streams: vec![StreamFrames { frames, spans }],
            samples_a_frame: 3 * HOP,
            samples_before: 3 * HOP,
            hours,
            undecodable: Vec::new(),
        }
    }

    pub(super) fn streams(&self) -> &[StreamFrames] {
        &self.streams
    }

    /// When a frame of a stream was known, in samples.
    pub(super) fn known_at(&self, frame: usize) -> usize {
        self.samples_before + frame * self.samples_a_frame
    }

    /// The first frame of a stream that is known at a sample or later.
    pub(super) fn first_known(&self, sample: usize) -> usize {
        sample
            .saturating_sub(self.samples_before)
            .div_ceil(self.samples_a_frame.max(1))
    }

    /// The frames of each recording that can be decoded, and of half a second after it.
    pub(super) fn of_recordings(&self) -> impl Iterator<Item = &[LogProbabilities]> {
        self.streams.iter().flat_map(|stream| {
            stream.spans.iter().map(|span| {
                let end = self
                    .first_known(span.to + LATE + 1)
                    .min(stream.frames.len());
                &stream.frames[self.first_known(span.from).min(end)..end]
            })
        })
    }

    /// Follows a phrase: what [`super::listen::hear`] gives for a detector that listens for it.
    pub fn follow(&self, spoken: &Spoken<'_>, floor: Score) -> Heard {
        let mut all = Heard {
            floor,
            hours: self.hours,
            undecodable: self.undecodable.clone(),
            ..Heard::default()
        };
        for stream in &self.streams {
            let (best, moments) = self.follow_stream(stream, spoken, floor);
            all.best.extend(best);
            all.moments.push(moments);
        }
        all
    }

    fn follow_stream(
        &self,
        stream: &StreamFrames,
        spoken: &Spoken<'_>,
        floor: Score,
    ) -> (Vec<Score>, Vec<Moment>) {
        let phones: usize = spoken.pronunciations.iter().map(Vec::len).sum();
        let mut cells = vec![Cell::EMPTY; 2 * phones];
        let mut best = vec![NOTHING; stream.spans.len()];
        let mut moments = Vec::new();
        let mut current = 0;
        for (index, frame) in stream.frames.iter().enumerate() {
            let costs = frame_costs(frame, spoken.blank_penalty.into());
            let ways = spoken.pronunciations.iter().map(Vec::as_slice);
            let cost = follow_phrase(&mut cells, ways, &costs, spoken.longest, 0, |_| 0);
            let (at, score) = (self.known_at(index), -Score::from(cost));
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
        }
        (best, moments)
    }
}
