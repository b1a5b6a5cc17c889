use super::super::Assistant;
use super::{Repair, Repairer, percent};
use crate::dialogue::Decision;
use crate::events::Request;
use crate::rewrite::{
    Candidate, Heard, KEPT, KnownSentences, Layer, PairId, Reach, Utterances, Verdict, margin,
};
use crate::trace::{Entry, Trace};
use crate::understand::entities::alike;

impl<'p, 'm> Assistant<'p, 'm> {
    /// The known request that was probably said where `heard`, normalised, says nothing that a template
    /// does. An answer to a question is never taken for something else, nor is what is known as it was
    /// heard.
    pub(in crate::assistant) fn repair<T: Trace>(
        &mut self,
        heard: &str,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        if self.pending.is_some() {
            return None;
        }
        let mut repairer = self.repairer.take()?;
        let repair = self.repair_by(&mut repairer, heard, trace);
        self.repairer = Some(repairer);
        repair
    }

    fn repair_by<T: Trace>(
        &mut self,
        repairer: &mut Repairer<'p, 'm>,
        heard: &str,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let knows = |known: &Utterances<'p>| known.trie.contains(heard);
        if repairer.known.as_ref().is_some_and(knows) {
            return None;
        }
        let costs = repairer.rewriter.model().costs;
        let sounds = Heard::of_text(heard, &self.lexicon, &costs)?;
        let request = Unmeant { heard, sounds };
        // Lent out while the rest of the repairer is looked at.
        let personal = repairer.personal.take();
        let own = personal.as_deref().filter(|own| !own.is_empty());
        let own = own.map(|own| (own, repairer.look(Layer::Personal, own, &request)));
        let mut known = repairer.known.map(|known| (known, None));
        let mut templates = repairer.templates.map(|templates| (templates, None));
        let mut repair = None;
        if let Some((own, looked)) = own.filter(|(_, looked)| !looked.found.is_empty()) {
            // What others may say as well is looked at first: it is evidence.
            if let Some((known, place)) = &mut known {
                *place = Some(repairer.look(Layer::Global, known, &request));
            }
            if let Some((templates, place)) = &mut templates {
                *place = Some(repairer.look(Layer::Templates, templates, &request));
            }
            let others = [
                known.as_ref().map(|(_, looked)| looked),
                templates.as_ref().map(|(_, looked)| looked),
            ];
            let others = others.into_iter().flatten().flatten();
            let nearest = others.filter_map(Looked::nearest).min();
            repair = self.repair_from(repairer, (own, &looked), nearest, &request, trace);
        }
        repairer.personal = personal;
        if let (None, Some((known, looked))) = (&repair, known) {
            let looked = looked.unwrap_or_else(|| repairer.look(Layer::Global, &known, &request));
            repair = self.repair_from(repairer, (&known, &looked), None, &request, trace);
        }
        if let (None, Some((templates, looked))) = (&repair, templates) {
            let looked =
                looked.unwrap_or_else(|| repairer.look(Layer::Templates, &templates, &request));
            repair = self.repair_from(repairer, (&templates, &looked), None, &request, trace);
        }
        repair
    }

    /// The repair that what was found in a layer amounts to; `nearest` is what the nearest sentence of the
    /// other layers costs.
    fn repair_from<S: KnownSentences, T: Trace>(
        &mut self,
        repairer: &Repairer<'p, 'm>,
        (sentences, looked): (&S, &Looked),
        nearest: Option<u16>,
        Unmeant { heard, sounds }: &Unmeant<'_>,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let Looked {
            layer,
            found,
            reach,
            steps,
        } = looked;
        let (layer, steps) = (*layer, *steps);
        let rewriter = repairer.rewriter;
        let chances = rewriter.weigh((layer, nearest), sentences, (heard, sounds), found);
        let best = chances.likeliest()?;
        let likeliest = found.get(best)?;
        let text = sentences.text(likeliest.words());
        let meaning = self.read_template(&text);
        trace.record(&Entry::Known {
            rank: 0,
            layer,
            text: &text,
            request: meaning.as_ref(),
            cost: likeliest.cost,
            differs: false,
        });
        let mut is_rival = [false; KEPT];
        let places = (0..found.len()).filter(|&place| place != best);
        for (rank, place) in (1..).zip(places) {
            let other = &found[place];
            let text = sentences.text(other.words());
            let request = self.read_template(&text);
            is_rival[place] = !mean_the_same(meaning.as_ref(), request.as_ref());
            trace.record(&Entry::Known {
                rank,
                layer,
                text: &text,
                request: request.as_ref(),
                cost: other.cost,
                differs: is_rival[place],
            });
        }
        let score = percent(chances.together(|place| !is_rival[place]));
        let margin = margin(likeliest, found, reach, |place| is_rival[place]);
        let request = match meaning {
            Some(request) => Some(request),
            None if score < repairer.threshold => None,
            None => self.read_unwritten(&text, &mut ()).ok(),
        };
        let pair = PairId::of(heard, &text);
        let verdict = match &request {
            _ if steps >= reach.budget => Verdict::CutShort,
            _ if score < repairer.threshold => Verdict::Unlikely,
            _ if repairer.complaints.block(pair) => Verdict::Blocked,
            None => Verdict::Meaningless,
            Some(request) if repairer.must_ask(heard, &text, request) => {
                self.ask_or_leave(request, repairer.question)
            }
            Some(_) => Verdict::Made,
        };
        trace.record(&Entry::Rewriting {
            heard,
            layer,
            text: &text,
            score,
            threshold: repairer.threshold,
            margin,
            steps,
            verdict,
        });
        let mut request = request?;
        request.confidence = request.confidence.min(score);
        matches!(verdict, Verdict::Made | Verdict::Asked).then(|| Repair {
            layer,
            score,
            margin,
            request,
            verdict,
            pair,
            heard: alike::sounds(heard, &self.lexicon),
            text,
        })
    }

    /// What to do with a repair that changes what must not change silently: what its intent asks about
    /// anyway needs no other question; what lacks something else is left.
    fn ask_or_leave(&self, request: &Request<'p>, question: &str) -> Verdict {
        let can_ask = !question.is_empty() && self.grammar.root("confirm").is_some();
        match self.policy.decide(request.clone(), None) {
            Decision::Ask { pending, .. } if pending.slot.is_none() => Verdict::Made,
            Decision::Act(_) if can_ask => Verdict::Asked,
            _ => Verdict::Guarded,
        }
    }

    /// What the templates make of a normalised text.
    fn read_template(&mut self, text: &str) -> Option<Request<'p>> {
        self.read_written(text, &mut ()).map(|found| found.request)
    }
}

/// What was found in a layer.
struct Looked {
    layer: Layer,
    found: heapless::Vec<Candidate, KEPT>,
    reach: Reach,
    steps: u32,
}

impl Looked {
    /// What the nearest sentence costs.
    fn nearest(&self) -> Option<u16> {
        self.found.first().map(|one| one.cost)
    }
}

impl Repairer<'_, '_> {
    /// Looks for a request in a layer: templates by a beam, as they have no end.
    fn look<S: KnownSentences>(
        &mut self,
        layer: Layer,
        sentences: &S,
        request: &Unmeant<'_>,
    ) -> Looked {
        let rewriter = match layer {
            Layer::Personal | Layer::Global => self.rewriter,
            Layer::Templates => self.rewriter.by_beam(),
        };
        let reach = rewriter.search(sentences, &request.sounds, self.search);
        Looked {
            layer,
            found: self.search.found().iter().take(KEPT).copied().collect(),
            reach,
            steps: self.search.steps,
        }
    }
}

/// A request that means nothing as it was heard.
struct Unmeant<'h> {
    heard: &'h str,
    sounds: Heard,
}

fn mean_the_same(one: Option<&Request<'_>>, other: Option<&Request<'_>>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    let all_in = |one: &Request<'_>, other: &Request<'_>| {
        one.slots
            .iter()
            .all(|slot| other.slot(slot.name) == Some(slot.value))
    };
    one.intent == other.intent && all_in(one, other) && all_in(other, one)
}
