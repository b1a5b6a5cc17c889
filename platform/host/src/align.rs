//! Which frames of the acoustic network belong to which phone of a sentence.
//!
//! The search keeps the words of its hypotheses, not the frames of their phones. This finds them afterwards,
//! over the frames that were searched and by the same rules:
//!
//! ```text
//!  before ──▶ phone ──▶ phone ──▶ … ──▶ after        a phone may be said in one of several ways of a word,
//!   ⤺          ⤺  ╲ rest ╱ ⤺               ⤺         for any number of frames, with blanks behind it
//! ```

use goldcrest::speech::{CLASSES, Frame, frame_costs};

/// How a sentence is searched for; costs in 1/256 nat.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Taken from the blank's log-probability.
    pub blank_penalty: u32,
    /// Most that a frame before the first word or after the last may cost.
    pub filler: u32,
}

/// A word: its pronunciations, in classes of the network.
#[derive(Clone, Debug)]
pub struct Word {
    /// The ways of saying it; none of them empty.
    pub ways: Vec<Vec<u8>>,
    /// Whether the sound may begin anywhere inside it, or after it: the wake phrase before a command.
    pub may_have_begun: bool,
}

/// A phone of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlignedPhone {
    /// Its class.
    pub phone: u8,
    /// The first frame in which it sounds.
    pub from: usize,
    /// The frame after the last one in which it sounds.
    pub to: usize,
    /// What these frames and the blanks after them cost, in 1/256 nat.
    pub cost: u32,
}

/// The cheapest path of a sentence: the phones of each word, in order; none for a word that may have begun
/// before the sound did and was not heard at all.
pub fn align(
    frames: &[[i16; CLASSES]],
    words: &[Word],
    rules: Rules,
) -> Option<Vec<Vec<AlignedPhone>>> {
    let graph = Graph::of(words);
    let costs: Vec<Frame> = frames
        .iter()
        .map(|frame| frame_costs(frame, rules.blank_penalty))
        .collect();
    let path = graph.cheapest(&costs, rules.filler)?;
    let mut aligned: Vec<Vec<AlignedPhone>> = vec![Vec::new(); words.len()];
    let mut sounding = None;
    for (frame, &node) in path.iter().enumerate() {
        let cost = graph.nodes[node].cost(&costs[frame], rules.filler);
        match graph.nodes[node].kind {
            Kind::Beside => {}
            Kind::Sound { word, phone } if sounding != Some(node) => {
                sounding = Some(node);
                aligned[word].push(AlignedPhone {
                    phone,
                    from: frame,
                    to: frame + 1,
                    cost,
                });
            }
            Kind::Sound { word, .. } | Kind::Rest { word } => {
                let sounds = matches!(graph.nodes[node].kind, Kind::Sound { .. });
                if let Some(last) = aligned[word].last_mut() {
                    last.cost += cost;
                    last.to = if sounds { frame + 1 } else { last.to };
                }
                // The same phone once more is another one after a rest.
                sounding = sounding.filter(|_| sounds);
            }
        }
    }
    Some(aligned)
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Sound that is no part of the sentence.
    Beside,
    Sound {
        word: usize,
        phone: u8,
    },
    /// Blanks behind a phone.
    Rest {
        word: usize,
    },
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    from: Vec<usize>,
    starts: bool,
    ends: bool,
}

impl Node {
    fn cost(&self, costs: &Frame, filler: u32) -> u32 {
        match self.kind {
            Kind::Beside => u32::from(costs[0]).min(filler),
            Kind::Sound { phone, .. } => u32::from(costs[usize::from(phone) % CLASSES]),
            Kind::Rest { .. } => u32::from(costs[0]),
        }
    }
}

struct Graph {
    nodes: Vec<Node>,
}

/// A place that the next word may follow: a node, and the phone that must not simply go on there.
type Exit = (usize, Option<u8>);

impl Graph {
    fn of(words: &[Word]) -> Self {
        let mut graph = Self { nodes: Vec::new() };
        let before = graph.add(Kind::Beside, &[], true);
        graph.nodes[before].from.push(before);
        let mut exits: Vec<Exit> = vec![(before, None)];
        let mut first = true;
        for (number, word) in words.iter().enumerate() {
            let mut next: Vec<Exit> = Vec::new();
            for way in &word.ways {
                next.extend(graph.say(number, way, &exits, word.may_have_begun, first));
            }
            if word.may_have_begun {
                next.extend(exits.iter().copied());
            } else {
                first = false;
            }
            exits = next;
        }
        let ends: Vec<usize> = exits.iter().map(|&(node, _)| node).collect();
        let after = graph.add(Kind::Beside, &ends, false);
        graph.nodes[after].from.push(after);
        for node in ends.into_iter().chain([after]) {
            graph.nodes[node].ends = true;
        }
        graph
    }

    fn add(&mut self, kind: Kind, from: &[usize], starts: bool) -> usize {
        self.nodes.push(Node {
            kind,
            from: from.to_vec(),
            starts,
            ends: false,
        });
        self.nodes.len() - 1
    }

    fn say(
        &mut self,
        word: usize,
        way: &[u8],
        exits: &[Exit],
        anywhere: bool,
        first: bool,
    ) -> Vec<Exit> {
        let mut open: Vec<Exit> = exits.to_vec();
        for (place, &phone) in way.iter().enumerate() {
            let from: Vec<usize> = open
                .iter()
                .filter(|(_, last)| *last != Some(phone))
                .map(|&(node, _)| node)
                .collect();
            let starts = anywhere || (first && place == 0);
            let sound = self.add(Kind::Sound { word, phone }, &from, starts);
            self.nodes[sound].from.push(sound);
            let rest = self.add(Kind::Rest { word }, &[sound], false);
            self.nodes[rest].from.push(rest);
            open = vec![(sound, Some(phone)), (rest, None)];
        }
        open
    }

    /// The nodes of the cheapest path, one a frame.
    fn cheapest(&self, costs: &[Frame], filler: u32) -> Option<Vec<usize>> {
        const NEVER: u32 = u32::MAX;
        let first = costs.first()?;
        let mut total: Vec<u32> = self
            .nodes
            .iter()
            .map(|node| match node.starts {
                true => node.cost(first, filler),
                false => NEVER,
            })
            .collect();
        let mut back: Vec<Vec<usize>> = vec![vec![0; self.nodes.len()]];
        for frame in &costs[1..] {
            let mut from = vec![0; self.nodes.len()];
            let now = self.nodes.iter().enumerate().map(|(index, node)| {
                let best = node.from.iter().copied().min_by_key(|&other| total[other]);
                let best = best.filter(|&other| total[other] < NEVER)?;
                from[index] = best;
                Some(total[best].saturating_add(node.cost(frame, filler)))
            });
            total = now.map(|cost| cost.unwrap_or(NEVER)).collect();
            back.push(from);
        }
        let ends = (0..self.nodes.len()).filter(|&node| self.nodes[node].ends);
        let mut at = ends.min_by_key(|&node| total[node])?;
        if total[at] == NEVER {
            return None;
        }
        let mut path = vec![at];
        for from in back[1..].iter().rev() {
            at = from[at];
            path.push(at);
        }
        path.reverse();
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        blank_penalty: 0,
        filler: 1024,
    };

    fn frames(best: &[u8]) -> Vec<[i16; CLASSES]> {
        best.iter()
            .map(|&class| {
                let mut frame = [-2_000; CLASSES];
                frame[usize::from(class)] = -10;
                frame
            })
            .collect()
    }

    fn word(ways: &[&[u8]]) -> Word {
        Word {
            ways: ways.iter().map(|way| way.to_vec()).collect(),
            may_have_begun: false,
        }
    }

    fn spans(aligned: &[AlignedPhone]) -> Vec<(u8, usize, usize)> {
        aligned.iter().map(|p| (p.phone, p.from, p.to)).collect()
    }

    #[test]
    fn each_phone_gets_the_frames_in_which_it_sounds() {
        let heard = frames(&[0, 0, 5, 5, 0, 7, 9, 0, 9, 0, 0]);
        let words = [word(&[&[5, 7]]), word(&[&[3, 3], &[9, 9]])];
        let aligned = align(&heard, &words, RULES).unwrap();
        assert_eq!(spans(&aligned[0]), [(5, 2, 4), (7, 5, 6)]);
        assert_eq!(spans(&aligned[1]), [(9, 6, 7), (9, 8, 9)]);
        assert!(aligned.iter().flatten().all(|phone| phone.cost == 0));
    }

    #[test]
    fn sound_beside_the_sentence_belongs_to_no_word() {
        let heard = frames(&[30, 31, 5, 7, 22, 22]);
        let aligned = align(&heard, &[word(&[&[5, 7]])], RULES).unwrap();
        assert_eq!(spans(&aligned[0]), [(5, 2, 3), (7, 3, 4)]);
    }

    #[test]
    fn what_was_not_said_well_costs() {
        let heard = frames(&[5, 8, 9]);
        let aligned = align(&heard, &[word(&[&[5, 7, 9]])], RULES).unwrap();
        assert_eq!(aligned[0][1].phone, 7);
        assert!(aligned[0][1].cost > 1_000 && aligned[0][2].cost == 0);
    }

    #[test]
    fn the_wake_phrase_may_have_begun_before() {
        let wake = Word {
            may_have_begun: true,
            ..word(&[&[1, 2, 3, 4]])
        };
        let words = [wake, word(&[&[5, 7]])];
        let aligned = align(&frames(&[3, 4, 5, 7]), &words, RULES).unwrap();
        assert_eq!(spans(&aligned[0]), [(3, 0, 1), (4, 1, 2)]);
        let aligned = align(&frames(&[0, 5, 7]), &words, RULES).unwrap();
        assert!(aligned[0].is_empty());
        assert_eq!(spans(&aligned[1]), [(5, 1, 2), (7, 2, 3)]);
    }

    #[test]
    fn too_few_frames_are_no_sentence() {
        assert_eq!(align(&frames(&[5]), &[word(&[&[5, 7]])], RULES), None);
        assert_eq!(align(&[], &[word(&[&[5, 7]])], RULES), None);
    }
}
