use super::again::Before;
use crate::rewrite::generate::{GenerateModel, Generator, Thought, Width};
use crate::rewrite::{
    Candidate, Chances, EditModel, Heard, KEPT, KnownSentences, Layer, Reach, Rewriter, Search,
    Strategy, UNITS,
};

/// Known sentences found and weighed, by the strategy that the pack asks for.
#[derive(Debug)]
pub(in crate::assistant) struct Finder<'p, 'm> {
    rewriter: Rewriter<'p>,
    search: &'m mut Search,
    generating: Option<Generating<'p, 'm>>,
}

/// What the strategies `generate` and `joined` work with.
#[derive(Debug)]
pub(in crate::assistant) struct Generating<'p, 'm> {
    pub model: GenerateModel<'p>,
    pub memory: &'m mut Generator,
    pub width: Width,
    /// The generator weighs only what the strategy `edit` finds.
    pub is_joined: bool,
}

/// A request that means nothing as it was heard.
pub(super) struct Unmeant<'h> {
    pub heard: &'h str,
    pub sounds: Heard,
    /// The same request as it was heard just before.
    pub before: Option<Before>,
}

/// What was found in a layer.
pub(super) struct Looked {
    pub layer: Layer,
    pub found: heapless::Vec<Candidate, KEPT>,
    pub reach: Reach,
    pub steps: u32,
    pub is_cut_short: bool,
    /// What the generator thinks of each.
    thought: Option<Thought>,
    /// What the hearing before says for each, in nats.
    pub evidence: heapless::Vec<f32, KEPT>,
}

impl Looked {
    /// What the nearest sentence costs.
    pub fn nearest(&self) -> Option<u16> {
        self.found.first().map(|one| one.cost)
    }

    /// What the hearing before says for a sentence, in sixteenths of a nat; nothing where there was none.
    pub fn evidence_of(&self, place: usize) -> Option<i16> {
        let nats = self.evidence.get(place)?;
        Some(libm::roundf(nats * UNITS as f32) as i16)
    }

    fn remove(&mut self, place: usize) {
        self.found.remove(place);
        if let Some(thought) = &mut self.thought {
            thought.each.remove(place);
        }
    }
}

impl<'p, 'm> Finder<'p, 'm> {
    pub fn new(
        rewriter: Rewriter<'p>,
        search: &'m mut Search,
        generating: Option<Generating<'p, 'm>>,
    ) -> Self {
        Self {
            rewriter,
            search,
            generating,
        }
    }

    pub(super) fn model(&self) -> &EditModel<'p> {
        self.rewriter.model()
    }

    pub(super) fn strategy(&self) -> Strategy {
        match &self.generating {
            None => Strategy::Edit,
            Some(generating) if generating.is_joined => Strategy::Joined,
            Some(_) => Strategy::Generate,
        }
    }

    /// The confidence that the strategy's model asks for.
    pub(super) fn threshold(&self) -> f32 {
        match &self.generating {
            None => self.model().confidence.threshold,
            Some(generating) if generating.is_joined => generating.model.joined.threshold,
            Some(generating) => generating.model.alone.threshold,
        }
    }

    /// Looks for a request in a layer. A sentence that was just refused is left out.
    pub(super) fn look<S: KnownSentences>(
        &mut self,
        layer: Layer,
        sentences: &S,
        request: &Unmeant<'_>,
    ) -> Looked {
        let mut looked = match self.strategy() {
            Strategy::Generate => self.look_by_generator(layer, sentences, request),
            Strategy::Edit | Strategy::Joined => self.look_by_edits(layer, sentences, request),
        };
        let Some(before) = &request.before else {
            return looked;
        };
        if let Some(refused) = &before.refused {
            let is_refused = |one: &Candidate| sentences.text(one.words()) == *refused;
            if let Some(place) = looked.found.iter().position(is_refused) {
                looked.remove(place);
            }
        }
        if let Some((text, heard)) = &before.heard {
            let (found, earlier) = (&looked.found, (&text[..], heard));
            looked.evidence = self
                .rewriter
                .evidence(sentences, earlier, found, self.search);
        }
        looked
    }

    /// By what mistakes cost; in templates by a beam, as they have no end.
    fn look_by_edits<S: KnownSentences>(
        &mut self,
        layer: Layer,
        sentences: &S,
        request: &Unmeant<'_>,
    ) -> Looked {
        let rewriter = match layer {
            Layer::Personal | Layer::Global => self.rewriter,
            Layer::Templates => self.rewriter.by_beam(),
        };
        let heard = &request.sounds;
        let reach = rewriter.search(sentences, heard, self.search);
        let found = self.search.found();
        let thought = self.generating.as_mut().map(|by| {
            by.model
                .network
                .think(sentences, heard, found, &mut *by.memory)
        });
        Looked {
            layer,
            found: found.iter().take(KEPT).copied().collect(),
            reach,
            steps: self.search.steps,
            is_cut_short: self.search.steps >= reach.budget,
            thought,
            evidence: heapless::Vec::new(),
        }
    }

    fn look_by_generator<S: KnownSentences>(
        &mut self,
        layer: Layer,
        sentences: &S,
        request: &Unmeant<'_>,
    ) -> Looked {
        let heard = &request.sounds;
        let mut looked = Looked {
            layer,
            found: heapless::Vec::new(),
            reach: self.rewriter.reach(heard),
            steps: 0,
            is_cut_short: false,
            thought: None,
            evidence: heapless::Vec::new(),
        };
        if let Some(by) = &mut self.generating {
            let network = &by.model.network;
            let (found, thought) = network.found(sentences, heard, by.width, &mut *by.memory);
            (looked.found, looked.thought) = (found, Some(thought));
            looked.steps = by.memory.steps;
            looked.is_cut_short = by.memory.steps >= by.width.budget;
        }
        looked
    }

    /// How likely each of the sentences found is; `nearest` is what the nearest sentence of the other layers
    /// costs.
    pub(super) fn weigh<S: KnownSentences>(
        &self,
        looked: &Looked,
        nearest: Option<u16>,
        sentences: &S,
        request: &Unmeant<'_>,
    ) -> Chances {
        let by_layer = looked.layer.ahead(&looked.found, nearest);
        let ahead =
            |place| by_layer(place) + looked.evidence.get(place).copied().unwrap_or_default();
        let (heard, found) = ((request.heard, &request.sounds), &looked.found[..]);
        match (&self.generating, &looked.thought) {
            (Some(by), Some(thought)) if by.is_joined => {
                let edit = &self.model().confidence;
                let found = (found, thought);
                by.model.weigh_joined(edit, sentences, heard, found, ahead)
            }
            (Some(by), Some(thought)) => {
                by.model
                    .weigh_alone(sentences, heard, (found, thought), ahead)
            }
            _ => self.rewriter.weigh(sentences, heard, found, ahead),
        }
    }
}
