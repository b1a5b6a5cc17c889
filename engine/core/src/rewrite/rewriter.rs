use core::fmt;
use goldcrest_trie::utterances::Word;

use super::confidence::{Rivals, features};
use super::heard::Heard;
use super::known::KnownSentences;
use super::model::EditModel;
use super::search::{Candidate, Known, Reach, Search};

/// Whose sentences a repair comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Sentences of this user, which come first.
    Personal,
    /// Sentences of all users.
    Global,
    /// What the templates say.
    Templates,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layer::Personal => "personal",
            Layer::Global => "global",
            Layer::Templates => "templates",
        })
    }
}

/// A repaired request.
#[derive(Clone, Copy, Debug)]
pub struct Rewrite {
    /// Where it was found.
    pub layer: Layer,
    /// The sentence, and its cost.
    pub nearest: Candidate,
    /// The others that were near.
    pub rivals: Rivals,
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
    beam: bool,
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
        Rewriter {
            model,
            budget,
            beam: false,
        }
    }

    /// Searches by a beam, whose work is bounded: see [`Search::run_beam`].
    #[must_use]
    pub const fn by_beam(self) -> Self {
        Rewriter { beam: true, ..self }
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
    pub fn nearest<S: KnownSentences>(
        &self,
        layer: Layer,
        sentences: &S,
        heard: &Heard,
        search: &mut Search,
    ) -> Option<Rewrite> {
        let reach = self.search(sentences, heard, search);
        self.judge(
            layer,
            heard,
            search.found(),
            Rivals::of(search.found(), &reach),
        )
    }

    /// Finds the sentences of a layer that are nearest to what was heard: see [`Search::found`]. Gives how
    /// far it looked.
    pub fn search<S: KnownSentences>(
        &self,
        sentences: &S,
        heard: &Heard,
        search: &mut Search,
    ) -> Reach {
        let costs = &self.model.costs;
        let reach = self.reach(heard);
        let known = Known { sentences, costs };
        match self.beam {
            true => search.run_beam(known, heard, reach),
            false => search.run(known, heard, reach),
        }
        reach
    }

    /// The nearest of the sentences found, with the probability that it is right beside these rivals.
    pub fn judge(
        &self,
        layer: Layer,
        heard: &Heard,
        found: &[Candidate],
        rivals: Rivals,
    ) -> Option<Rewrite> {
        let nearest = *found.first()?;
        let features = features(heard, &nearest, rivals);
        Some(Rewrite {
            layer,
            nearest,
            rivals,
            confidence: self.model.confidence.of(&features),
        })
    }

    /// Whether a repair is made.
    pub fn trusts(&self, rewrite: &Rewrite) -> bool {
        rewrite.confidence >= self.model.confidence.threshold
    }

    /// Repairs a request: the personal layer is asked first, and the first whose nearest sentence is
    /// trusted has it. `None`: better silent than wrong. The caller has seen that no layer knows the
    /// request as it was heard.
    pub fn rewrite<P: KnownSentences, G: KnownSentences>(
        &self,
        personal: Option<&P>,
        global: Option<&G>,
        heard: &Heard,
        search: &mut Search,
    ) -> Option<Rewrite> {
        let own = personal
            .and_then(|sentences| self.nearest(Layer::Personal, sentences, heard, search))
            .filter(|rewrite| self.trusts(rewrite));
        own.or_else(|| {
            self.nearest(Layer::Global, global?, heard, search)
                .filter(|rewrite| self.trusts(rewrite))
        })
    }
}
