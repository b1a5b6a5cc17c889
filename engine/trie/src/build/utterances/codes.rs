use std::boxed::Box;
use std::collections::HashMap;
use std::vec;
use std::vec::Vec;

use super::frozen::Frozen;
use crate::utterances::CLASSES;
use crate::utterances::packed::width_of;

/// Words in the order of their codes.
pub(super) struct Vocabulary {
    /// Spellings; the code of the first is 1.
    pub words: Vec<Box<str>>,
    /// Codes of each class, \[EOS\] among those of the first.
    pub classes: [u32; CLASSES],
    /// New code by old.
    renamed: Vec<u32>,
}

impl Vocabulary {
    /// Gives short codes to the words of many arcs.
    pub(super) fn new(words: HashMap<Box<str>, u32>, frozen: &Frozen) -> Self {
        let mut uses = vec![0u64; words.len() + 1];
        for arc in frozen.all() {
            uses[arc.word as usize] += 1;
        }
        let mut ranked: Vec<(Box<str>, u32)> = words.into_iter().collect();
        ranked.sort_unstable_by(|(one, old), (other, other_old)| {
            let order = uses[*other_old as usize].cmp(&uses[*old as usize]);
            order.then_with(|| one.cmp(other))
        });
        let counts: Vec<u64> = ranked.iter().map(|(_, old)| uses[*old as usize]).collect();
        let classes = classes(uses[0], &counts);
        let mut rest = &mut ranked[..];
        for (class, &codes) in classes.iter().enumerate() {
            let words = codes as usize - usize::from(class == 0);
            let (of_class, others) = rest.split_at_mut(words);
            of_class.sort_unstable();
            rest = others;
        }
        let mut renamed = vec![0; ranked.len() + 1];
        for (index, (_, old)) in ranked.iter().enumerate() {
            renamed[*old as usize] = index as u32 + 1;
        }
        Vocabulary {
            words: ranked.into_iter().map(|(word, _)| word).collect(),
            classes,
            renamed,
        }
    }

    pub(super) fn encode(&self, frozen: &mut Frozen) {
        frozen.rename(|old| self.renamed[old as usize]);
    }
}

/// Divides codes into classes of 1, 2, 4, … so that all arcs together take
/// the fewest bits: an arc of a class takes the class's width, and a bit for
/// every class up to it that is not the last.
fn classes(ends: u64, counts: &[u64]) -> [u32; CLASSES] {
    let codes = counts.len() as u32 + 1;
    let mut below = vec![0; counts.len() + 2];
    below[1] = ends;
    for (index, count) in counts.iter().enumerate() {
        below[index + 2] = below[index + 1] + count;
    }
    let arcs_from = |code: u32| below[codes as usize] - below[code.min(codes) as usize];
    let widest = width_of(codes);
    let mut best = (u64::MAX, [codes, 0, 0, 0]);
    for first in 0..=widest {
        for second in first..=widest {
            for third in second..=widest {
                let mut sizes = [0; CLASSES];
                let mut code = 0;
                let mut bits = 0;
                for (size, width) in sizes.iter_mut().zip([first, second, third]) {
                    *size = (codes - code).min(1 << width);
                    bits += arcs_from(code) - arcs_from(code + *size);
                    let of_class = arcs_from(code) - arcs_from(code + *size);
                    bits += of_class * u64::from(width_of(*size)) + arcs_from(code + *size);
                    code += *size;
                }
                sizes[CLASSES - 1] = codes - code;
                bits += arcs_from(code) * u64::from(width_of(codes - code));
                if bits < best.0 {
                    best = (bits, sizes);
                }
            }
        }
    }
    best.1
}
