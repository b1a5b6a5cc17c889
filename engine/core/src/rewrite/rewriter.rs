use core::fmt;
use goldcrest_trie::utterances::Word;

use super::confidence::{Chances, features};
use super::costs::UNITS;
use super::heard::Heard;
use super::known::KnownSentences;
use super::model::EditModel;
use super::search::{Candidate, KEPT, Known, Reach, Search};
use super::spelt::Spelt;

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

impl Layer {
    /// How much likelier a sentence of a layer is to be said than one that many users know, in nats: who has
    /// said something says it again. It counts in full where no known sentence is nearer; what others may say
    /// as well speaks against it, by [`Layer::other`].
    ///
    /// Both were chosen on users simulated from pairs that no figure is made of (`goldcrest eval personal
    /// --part development`), so that few requests that are new are taken for an old one.
    #[must_use]
    pub const fn usual(self) -> f32 {
        match self {
            Layer::Personal => 8.0,
            Layer::Global | Layer::Templates => 0.0,
        }
    }

    /// How much less likely a sentence of a layer is for each nat by which some known sentence is nearer, in
    /// nats.
    #[must_use]
    pub const fn other(self) -> f32 {
        match self {
            Layer::Personal => 1.5,
            Layer::Global | Layer::Templates => 0.0,
        }
    }

    /// What speaks for each of the sentences found in a layer besides what was heard, by its place, in nats;
    /// `nearest` is what the nearest sentence of the other layers costs.
    pub fn ahead(self, found: &[Candidate], nearest: Option<u16>) -> impl Fn(usize) -> f32 {
        let nearest = found.iter().map(|one| one.cost).chain(nearest).min();
        move |place| {
            let cost = found.get(place).map_or(0, |one| one.cost);
            let beyond = cost.saturating_sub(nearest.unwrap_or(cost));
            self.usual() - self.other() * f32::from(beyond) / UNITS as f32
        }
    }
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
    pub likeliest: Candidate,
    /// What the nearest of its rivals costs beyond it, in sixteenths of a nat: none where that is nearer by
    /// sound, and the margin of the search where there is no rival.
    pub margin: u16,
    /// The probability that it is right, 0 to 1.
    pub confidence: f32,
}

impl Rewrite {
    /// The words of the sentence, of the layer's trie.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        self.likeliest.words()
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
    #[must_use]
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
    #[must_use]
    pub const fn model(&self) -> &EditModel<'a> {
        &self.model
    }

    /// How far a search for this request goes.
    #[must_use]
    pub fn reach(&self, heard: &Heard) -> Reach {
        let sounds = heard.sounds().len() as u16;
        Reach {
            first: FIRST,
            most: (sounds * MOST_A_SOUND).clamp(LEAST, MOST),
            margin: MARGIN,
            budget: self.budget,
        }
    }

    /// The sentence of a layer that most likely was said where `text` was heard, however unlikely; `None`
    /// where none is in reach. All that were found stay in `search`.
    pub fn likeliest<S: KnownSentences>(
        &self,
        layer: Layer,
        sentences: &S,
        (text, heard): (&str, &Heard),
        search: &mut Search,
    ) -> Option<Rewrite> {
        self.likeliest_beside(layer, sentences, (text, heard), None, search)
    }

    /// The same beside sentences of other layers, of which the nearest costs `nearest`.
    fn likeliest_beside<S: KnownSentences>(
        &self,
        layer: Layer,
        sentences: &S,
        (text, heard): (&str, &Heard),
        nearest: Option<u16>,
        search: &mut Search,
    ) -> Option<Rewrite> {
        let reach = self.search(sentences, heard, search);
        let found = search.found();
        let ahead = layer.ahead(found, nearest);
        let chances = self.weigh(sentences, (text, heard), found, ahead);
        let best = chances.likeliest()?;
        let likeliest = *found.get(best)?;
        Some(Rewrite {
            layer,
            likeliest,
            margin: margin(&likeliest, found, &reach, |place| place != best),
            confidence: chances.of(best),
        })
    }

    /// Finds the sentences of a layer that are nearest to what was heard: see [`Search::found`]. Gives how
    /// far it looked.
    ///
    /// Where the budget ends before an exact search does, a beam looks again.
    pub fn search<S: KnownSentences>(
        &self,
        sentences: &S,
        heard: &Heard,
        search: &mut Search,
    ) -> Reach {
        let costs = &self.model.costs;
        let reach = self.reach(heard);
        let known = Known { sentences, costs };
        if !self.beam {
            search.run(known, heard, reach);
        }
        if self.beam || search.steps >= reach.budget {
            search.run_beam(known, heard, reach);
        }
        reach
    }

    /// How likely each of the sentences found is to be what was said where `text` was heard; `ahead` says what
    /// else speaks for the sentence at a place, in nats, such as [`Layer::ahead`].
    pub fn weigh<S: KnownSentences>(
        &self,
        sentences: &S,
        (text, heard): (&str, &Heard),
        found: &[Candidate],
        ahead: impl Fn(usize) -> f32,
    ) -> Chances {
        let spelt = Spelt::of_each(text, sentences, found);
        let features = features(heard, found, &spelt);
        self.model.confidence.chances_where(&features, ahead)
    }

    /// Whether a repair is made.
    #[must_use]
    pub fn trusts(&self, rewrite: &Rewrite) -> bool {
        rewrite.confidence >= self.model.confidence.threshold
    }

    /// Repairs a request: the personal layer comes first, and the first whose likeliest sentence is
    /// trusted has it. `None`: better silent than wrong. The caller has seen that no layer knows the
    /// request as it was heard.
    pub fn rewrite<P: KnownSentences, G: KnownSentences>(
        &self,
        personal: Option<&P>,
        global: Option<&G>,
        request: (&str, &Heard),
        search: &mut Search,
    ) -> Option<Rewrite> {
        let known =
            global.and_then(|sentences| self.likeliest(Layer::Global, sentences, request, search));
        let nearest = global.and(search.found().first()).map(|one| one.cost);
        let own = personal.and_then(|sentences| {
            self.likeliest_beside(Layer::Personal, sentences, request, nearest, search)
        });
        own.filter(|rewrite| self.trusts(rewrite))
            .or_else(|| known.filter(|rewrite| self.trusts(rewrite)))
    }
}

/// What the nearest rival costs beyond a sentence: see [`Rewrite::margin`]. `is_rival` says which of those
/// found are rivals, by their places.
///
/// Where a search keeps no more sentences, those that it left out cost at least what its last costs.
pub(crate) fn margin(
    sentence: &Candidate,
    found: &[Candidate],
    reach: &Reach,
    mut is_rival: impl FnMut(usize) -> bool,
) -> u16 {
    let is_full = found.len() == KEPT;
    let rivals = found.iter().enumerate();
    rivals
        .filter(|&(place, _)| is_rival(place) || is_full && place + 1 == KEPT)
        .map(|(_, rival)| rival.cost.saturating_sub(sentence.cost))
        .fold(reach.margin, u16::min)
}
