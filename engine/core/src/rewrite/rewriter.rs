use goldcrest_trie::utterances::{Sounds, UtteranceTrie, Word};

use super::confidence::features;
use super::heard::Heard;
use super::model::EditModel;
use super::search::{Candidate, Known, Reach, Search};

/// Whose sentences a repair comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Sentences of this user, which come first.
    Personal,
    /// Sentences of all users.
    Global,
}

/// The sentences of a layer and how their words sound.
#[derive(Clone, Copy, Debug)]
pub struct Utterances<'a> {
    /// Whose they are.
    pub layer: Layer,
    /// The sentences.
    pub trie: UtteranceTrie<'a>,
    /// The sounds of their words.
    pub sounds: Sounds<'a>,
}

/// A repaired request.
#[derive(Clone, Copy, Debug)]
pub struct Rewrite {
    /// Where it was found.
    pub layer: Layer,
    /// The sentence, and its cost.
    pub nearest: Candidate,
    /// What the second costs beyond it, in sixteenths of a nat; [`Reach::margin`] where there is none.
    pub margin: u16,
    /// The probability that it is right, 0 to 1.
    pub confidence: f32,
}

impl Rewrite {
    /// The words of the sentence, of the layer's trie.
    pub fn words(&self) -> &[Word] {
        self.nearest.words()
    }
}

/// The strategy `edit`: the known sentence that most likely was said, given what was heard, by the
/// mistakes that recognisers make.
#[derive(Clone, Copy, Debug)]
pub struct Rewriter<'a> {
    model: EditModel<'a>,
    budget: u32,
}

/// Cost of the first round's limit; a word dropped and a few sounds misheard.
const FIRST: u16 = 64;
/// How far beyond the nearest sentence a search looks for a second.
const MARGIN: u16 = 64;
/// What a repair may cost for each sound that was heard; dearer ones are never right.
const MOST_A_SOUND: u16 = 24;
const LEAST: u16 = 128;
const MOST: u16 = 1_200;

impl<'a> Rewriter<'a> {
    /// Repairs by a model; a search takes at most `budget` steps along arcs.
    pub const fn new(model: EditModel<'a>, budget: u32) -> Self {
        Rewriter { model, budget }
    }

    /// The model.
    pub const fn model(&self) -> &EditModel<'a> {
        &self.model
    }

    /// How far a search for this request goes.
    pub fn reach(&self, heard: &Heard) -> Reach {
        let sounds = heard.sounds().len() as u16;
        Reach {
            first: FIRST,
            most: (sounds * MOST_A_SOUND).clamp(LEAST, MOST),
            margin: MARGIN,
            budget: self.budget,
        }
    }

    /// The sentence of a layer nearest to what was heard, however unlikely; `None` where none is in
    /// reach. All that were found stay in `search`.
    pub fn nearest(
        &self,
        sentences: &Utterances<'_>,
        heard: &Heard,
        search: &mut Search,
    ) -> Option<Rewrite> {
        let known = Known {
            trie: &sentences.trie,
            sounds: &sentences.sounds,
            costs: &self.model.costs,
        };
        let reach = self.reach(heard);
        search.run(known, heard, reach);
        let found = search.found();
        let nearest = *found.first()?;
        let second = found.get(1).map(|second| second.cost - nearest.cost);
        Some(Rewrite {
            layer: sentences.layer,
            nearest,
            margin: second.unwrap_or(reach.margin),
            confidence: self.model.confidence.of(&features(heard, found, &reach)),
        })
    }

    /// Repairs a request: the layers are asked in their order, and the first whose nearest sentence is
    /// trusted has it. `None`: better silent than wrong. The caller has seen that no layer knows the
    /// request as it was heard.
    pub fn rewrite(
        &self,
        layers: &[Utterances<'_>],
        heard: &Heard,
        search: &mut Search,
    ) -> Option<Rewrite> {
        layers.iter().find_map(|sentences| {
            let rewrite = self.nearest(sentences, heard, search)?;
            (rewrite.confidence >= self.model.confidence.threshold).then_some(rewrite)
        })
    }
}
