use super::reading::{MOST_SPANS, Shares, Span};
use super::tokens::MOST_TOKENS;
use goldcrest_nn::Quant;
use heapless::Vec;

/// Tags of the most slots that a section may have: `O`, and two of each.
pub(super) const MOST_TAGS: usize = 255;

const OUTSIDE: u8 = 0;

/// The best sequence of tags in which `I-x` follows only `B-x` or `I-x` (Viterbi), as slots.
///
/// `logits` holds `tag_count` values for each token; tag `1 + 2 * slot` begins a slot, `2 + 2 * slot` goes
/// on with it. Costs a few operations for each value: all tags but the inside ones share their best
/// predecessor. Of equal paths the one with lower tag numbers wins. Slots beyond [`MOST_SPANS`] are lost.
pub(super) fn read(
    logits: &[i8],
    tag_count: usize,
    quant: Quant,
    spans: &mut Vec<Span, MOST_SPANS>,
) {
    let path = best_path(logits, tag_count);
    let score = |token: usize, tag: u8| {
        let row = &logits[token * tag_count..(token + 1) * tag_count];
        Shares::new(row, quant.scale).of(row[usize::from(tag)])
    };
    let mut token = 0;
    while token < path.len() {
        let begin = path[token];
        if begin == OUTSIDE {
            token += 1;
            continue;
        }
        let mut span = Span {
            slot: u16::from((begin - 1) / 2),
            first: token as u8,
            end: token as u8 + 1,
            score: score(token, begin),
        };
        token += 1;
        while token < path.len() && path[token] == begin + 1 {
            span.score = span.score.min(score(token, path[token]));
            span.end += 1;
            token += 1;
        }
        if spans.push(span).is_err() {
            return;
        }
    }
}

/// For one token: the best tag of the token before, and which inside tags come from their beginning.
#[derive(Clone, Copy)]
struct Back {
    best: u8,
    from_begin: [u32; MOST_TAGS.div_ceil(64)],
}

fn best_path(logits: &[i8], tag_count: usize) -> Vec<u8, MOST_TOKENS> {
    let mut scores = [0_i32; MOST_TAGS];
    let scores = &mut scores[..tag_count];
    let mut backs: Vec<Back, MOST_TOKENS> = Vec::new();
    for (token, row) in logits.chunks_exact(tag_count).enumerate() {
        let mut back = Back {
            best: argmax(scores),
            from_begin: [0; MOST_TAGS.div_ceil(64)],
        };
        let best = scores[usize::from(back.best)];
        scores[0] = best + i32::from(row[0]);
        let (pairs, _) = scores[1..].as_chunks_mut::<2>();
        let (values, _) = row[1..].as_chunks::<2>();
        for (slot, ([begin, inside], value)) in pairs.iter_mut().zip(values).enumerate() {
            let from_begin = *begin >= *inside;
            let before = if token == 0 {
                i32::MIN / 2
            } else {
                (*begin).max(*inside)
            };
            back.from_begin[slot / 32] |= u32::from(from_begin) << (slot % 32);
            *inside = before + i32::from(value[1]);
            *begin = best + i32::from(value[0]);
        }
        if backs.push(back).is_err() {
            break;
        }
    }
    trace_back(&backs, argmax(scores))
}

fn trace_back(backs: &[Back], last: u8) -> Vec<u8, MOST_TOKENS> {
    let mut path = Vec::new();
    let mut tag = last;
    for back in backs.iter().rev() {
        if path.push(tag).is_err() {
            break;
        }
        let inside = tag != OUTSIDE && tag.is_multiple_of(2);
        tag = if inside {
            let slot = usize::from((tag - 1) / 2);
            let from_begin = back.from_begin[slot / 32] >> (slot % 32) & 1;
            tag - from_begin as u8
        } else {
            back.best
        };
    }
    path.reverse();
    path
}

fn argmax(scores: &[i32]) -> u8 {
    let mut best = 0;
    for (tag, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = tag;
        }
    }
    best as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUANT: Quant = Quant {
        len: 5,
        scale: 0.1,
        zero_point: 0,
    };

    fn spans(logits: &[i8]) -> std::vec::Vec<(u16, u8, u8)> {
        let mut found = Vec::new();
        read(logits, 5, QUANT, &mut found);
        found.iter().map(|s| (s.slot, s.first, s.end)).collect()
    }

    #[test]
    fn inside_never_follows_another_slot() {
        // O, B-0, I-0, B-1, I-1
        assert_eq!(spans(&[0, 9, 0, 8, 0, /**/ 0, 0, 1, 0, 9]), [(1, 0, 2)]);
        assert_eq!(spans(&[9, 0, 0, 0, 0, /**/ 0, 0, 5, 0, 0]), []);
    }

    #[test]
    fn neighbours_of_one_slot_stay_apart() {
        assert_eq!(
            spans(&[
                0, 9, 0, 0, 0, /**/ 0, 9, 0, 0, 0, /**/ 0, 0, 9, 0, 0
            ]),
            [(0, 0, 1), (0, 1, 3)]
        );
    }

    #[test]
    fn equals_trying_every_path() {
        let legal = |path: &[usize]| {
            path.iter().enumerate().all(|(at, &tag)| {
                tag == 0
                    || tag % 2 == 1
                    || (at > 0 && (path[at - 1] == tag || path[at - 1] + 1 == tag))
            })
        };
        let mut seed = 7_u32;
        for _ in 0..200 {
            let logits: [i8; 20] = core::array::from_fn(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as i8
            });
            let total = |path: &[usize]| -> i32 {
                path.iter()
                    .enumerate()
                    .map(|(at, &tag)| i32::from(logits[at * 5 + tag]))
                    .sum()
            };
            let best = (0..625)
                .map(|n| [n / 125, n / 25 % 5, n / 5 % 5, n % 5])
                .filter(|path| legal(path))
                .map(|path| total(&path))
                .max()
                .unwrap();
            let found: std::vec::Vec<usize> =
                best_path(&logits, 5).iter().map(|&t| t.into()).collect();
            assert!(legal(&found));
            assert_eq!(total(&found), best);
        }
    }
}
