//! Dense retrieval: an encoder of hashed pieces of spelling and sound, trained so that what was heard lies
//! near what was said, after Karpukhin et al., "Dense Passage Retrieval", 2020: the other sentences of a
//! batch are the negatives.

use super::pairs::sentence_hash;
use super::voice::Voice;

/// Numbers of an embedding.
pub const WIDTH: usize = 128;
/// Rows that pieces are hashed to.
const ROWS: usize = 8192;
/// Pairs of a batch, and sentences that stand for pairs by having lost pieces.
const PAIRS: usize = 96;
const LOSSY: usize = 160;
/// Batches for few sentences, and for many.
const FEWEST_BATCHES: usize = 30;
const BATCHES: usize = 900;
const RATE: f32 = 0.08;
/// Scores of a batch are cosines times this.
const SHARPNESS: f32 = 20.0;
/// One of so many pieces is lost.
const LOST: u64 = 3;

/// An embedding of length 1, in units of 1/127.
pub type Embedding = [i8; WIDTH];

/// The pieces of a text, as rows of an encoder.
pub type Pieces = Vec<u16>;

/// Turns pieces into embeddings: the sum of their rows, brought to length 1. In bytes: 8192 rows of 128.
#[derive(Clone, Debug)]
pub struct Encoder {
    rows: Vec<[i8; WIDTH]>,
}

/// Three and four letters in a row, words, two and three phones in a row.
pub fn pieces(text: &str, voice: &mut Voice) -> Pieces {
    let mut pieces = Pieces::new();
    let mut add = |kind: char, piece: &[u8]| {
        let name: String = [kind]
            .into_iter()
            .chain(piece.iter().map(|&byte| byte.into()))
            .collect();
        pieces.push((sentence_hash(&name) >> 20) as u16 % ROWS as u16);
    };
    let padded = format!(" {text} ");
    for length in [3, 4] {
        padded
            .as_bytes()
            .windows(length)
            .for_each(|letters| add('l', letters));
    }
    let mut phones = vec![0];
    for word in text.split(' ') {
        add('w', word.as_bytes());
        phones.extend(voice.phones(word));
    }
    phones.push(0);
    for length in [2, 3] {
        phones.windows(length).for_each(|phones| add('p', phones));
    }
    pieces
}

impl Encoder {
    /// Trains on pairs of what was heard and said, and on sentences. Deterministic; half a minute.
    pub fn train(pairs: &[(Pieces, Pieces)], sentences: &[Pieces]) -> Encoder {
        let mut training = Training::new(sentences);
        let batches = BATCHES.min(FEWEST_BATCHES + sentences.len() / 8);
        for _ in 0..batches {
            let mut batch: Vec<(Pieces, &Pieces)> = Vec::with_capacity(PAIRS + LOSSY);
            for _ in 0..PAIRS.min(pairs.len()) {
                let (heard, said) = &pairs[training.chance.below(pairs.len() as u64) as usize];
                batch.push((heard.clone(), said));
            }
            for _ in 0..LOSSY.min(sentences.len()) {
                let all = &sentences[training.chance.below(sentences.len() as u64) as usize];
                let mut left = all.clone();
                left.retain(|_| training.chance.below(LOST) > 0);
                batch.push((left, all));
            }
            training.learn(&batch);
        }
        let most = training.rows.as_flattened().iter();
        let most = most.fold(f32::MIN_POSITIVE, |most, number| most.max(number.abs()));
        let row = |row: &[f32; WIDTH]| row.map(|number| (number / most * 127.0).round() as i8);
        Encoder {
            rows: training.rows.iter().map(row).collect(),
        }
    }

    /// The embedding of a text.
    pub fn encode(&self, pieces: &[u16]) -> Embedding {
        let mut sum = [0i32; WIDTH];
        for &piece in pieces {
            for (sum, number) in sum.iter_mut().zip(&self.rows[usize::from(piece)]) {
                *sum += i32::from(*number);
            }
        }
        let length = sum
            .iter()
            .map(|&number| f64::from(number).powi(2))
            .sum::<f64>()
            .sqrt();
        sum.map(|number| (f64::from(number) / length.max(1.0) * 127.0).round() as i8)
    }
}

/// The cosine of two embeddings.
pub fn cosine(one: &Embedding, other: &Embedding) -> f32 {
    let products = one
        .iter()
        .zip(other)
        .map(|(one, other)| i32::from(*one) * i32::from(*other));
    products.sum::<i32>() as f32 / (127.0 * 127.0)
}

struct Training {
    rows: Vec<[f32; WIDTH]>,
    /// Sums of squared slopes (Adagrad), one a row.
    squares: Vec<f32>,
    chance: Chance,
}

/// A text of a batch: its pieces, its embedding of length 1 and the length before.
struct Encoded<'t> {
    pieces: &'t Pieces,
    unit: [f32; WIDTH],
    length: f32,
}

impl Training {
    /// Random directions, longer for rarer pieces: cosines begin as those of weighted pieces.
    fn new(sentences: &[Pieces]) -> Self {
        let mut uses = vec![1u32; ROWS];
        sentences
            .iter()
            .flatten()
            .for_each(|&piece| uses[usize::from(piece)] += 1);
        let mut chance = Chance(1);
        let all = sentences.len() as f32;
        let rows = uses.iter().map(|&uses| {
            let weight = (all / uses as f32).max(1.0).ln() + 0.2;
            std::array::from_fn(|_| weight * (chance.below(2001) as f32 / 1000.0 - 1.0))
        });
        Training {
            rows: rows.collect(),
            squares: vec![1.0; ROWS],
            chance: Chance(2),
        }
    }

    fn encode<'t>(&self, pieces: &'t Pieces) -> Encoded<'t> {
        let mut unit = [0.0; WIDTH];
        for &piece in pieces {
            for (sum, number) in unit.iter_mut().zip(&self.rows[usize::from(piece)]) {
                *sum += number;
            }
        }
        let length = dot(&unit, &unit).sqrt().max(1e-6);
        unit.iter_mut().for_each(|number| *number /= length);
        Encoded {
            pieces,
            unit,
            length,
        }
    }

    fn learn(&mut self, batch: &[(Pieces, &Pieces)]) {
        let heard: Vec<Encoded> = batch.iter().map(|(heard, _)| self.encode(heard)).collect();
        let said: Vec<Encoded> = batch.iter().map(|(_, said)| self.encode(said)).collect();
        let mut heard_slopes = vec![[0.0; WIDTH]; batch.len()];
        let mut said_slopes = vec![[0.0; WIDTH]; batch.len()];
        for (at, one) in heard.iter().enumerate() {
            let scores: Vec<f32> = said
                .iter()
                .map(|said| SHARPNESS * dot(&one.unit, &said.unit))
                .collect();
            let most = scores.iter().fold(f32::MIN, |most, &score| most.max(score));
            let sum: f32 = scores.iter().map(|score| (score - most).exp()).sum();
            for (with, other) in said.iter().enumerate() {
                // The same sentence twice in a batch is no negative.
                if with != at && batch[with].1 == batch[at].1 {
                    continue;
                }
                let error = (scores[with] - most).exp() / sum - f32::from(u8::from(with == at));
                if error.abs() < 1e-4 {
                    continue;
                }
                add(&mut heard_slopes[at], error, &other.unit);
                add(&mut said_slopes[with], error, &one.unit);
            }
        }
        for (encoded, slope) in heard
            .iter()
            .zip(&heard_slopes)
            .chain(said.iter().zip(&said_slopes))
        {
            self.descend(encoded, slope);
        }
    }

    /// Moves the rows of a text against a slope of its unit embedding.
    fn descend(&mut self, encoded: &Encoded<'_>, slope: &[f32; WIDTH]) {
        let along = dot(slope, &encoded.unit);
        let mut slope = *slope;
        add(&mut slope, -along, &encoded.unit);
        // Rows count as if embeddings had length 1, so that longer texts do not learn more slowly.
        let square = dot(&slope, &slope);
        if square < 1e-12 {
            return;
        }
        let share = encoded.length / encoded.pieces.len().max(1) as f32;
        for &piece in encoded.pieces {
            let piece = usize::from(piece);
            self.squares[piece] += square;
            let step = RATE * share / self.squares[piece].sqrt();
            add(&mut self.rows[piece], -step, &slope);
        }
    }
}

fn dot(one: &[f32; WIDTH], other: &[f32; WIDTH]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn add(sum: &mut [f32; WIDTH], times: f32, other: &[f32; WIDTH]) {
    for (sum, number) in sum.iter_mut().zip(other) {
        *sum += times * number;
    }
}

/// Numbers that look random: a linear congruential generator, Knuth's constants.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}
