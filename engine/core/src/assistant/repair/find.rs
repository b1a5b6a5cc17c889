use super::super::Assistant;
use super::look::{Looked, Unmeant};
use super::{Repair, Repairer, percent};
use crate::dialogue::{Decision, append};
use crate::events::{Request, Text};
use crate::rewrite::{
    Heard, KEPT, KnownSentences, Layer, PairId, Templates, Utterances, Verdict, margin,
};
use crate::trace::{Entry, Trace};

impl<'p, 'm> Assistant<'p, 'm> {
    /// The known request that was probably said where `heard`, normalised, says nothing that a template
    /// does. Where a slot is asked for, only an answer to that can be; yes and no are never guessed. What is
    /// known as it was heard is taken for nothing else.
    pub(in crate::assistant) fn repair<T: Trace>(
        &mut self,
        heard: &str,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let mut repairer = self.repairer.take()?;
        let repair = match &self.pending {
            None => self.repair_command(&mut repairer, heard, trace),
            Some(pending) => {
                let answers = pending.slot.and_then(|slot| self.answers(&repairer, slot));
                answers.and_then(|answers| self.repair_answer(&mut repairer, answers, heard, trace))
            }
        };
        self.repairer = Some(repairer);
        repair
    }

    /// What can be said where a slot is asked for.
    fn answers(&self, repairer: &Repairer<'p, 'm>, slot: &str) -> Option<Templates<'p>> {
        let (_, root) = self.grammar.answers(slot)?;
        Some(repairer.templates?.from(root))
    }

    fn repair_answer<T: Trace>(
        &mut self,
        repairer: &mut Repairer<'p, 'm>,
        answers: Templates<'p>,
        heard: &str,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let costs = repairer.finder.model().costs;
        let request = Unmeant {
            heard,
            sounds: Heard::of_text(heard, &self.lexicon, &costs)?,
            before: None,
        };
        let looked = repairer.finder.look(Layer::Templates, &answers, &request);
        self.repair_from(repairer, (&answers, &looked), None, &request, trace)
    }

    fn repair_command<T: Trace>(
        &mut self,
        repairer: &mut Repairer<'p, 'm>,
        heard: &str,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let knows = |known: &Utterances<'p>| known.trie.contains(heard);
        if repairer.known.as_ref().is_some_and(knows) {
            return None;
        }
        let costs = repairer.finder.model().costs;
        let sounds = Heard::of_text(heard, &self.lexicon, &costs)?;
        let mut request = Unmeant {
            heard,
            sounds,
            before: repairer.before(heard, self.now_ms, &self.lexicon),
        };
        let repair = self.repair_in_layers(repairer, &request, trace);
        if repair.is_none() {
            repairer.note_left(heard, request.before.take(), self.now_ms);
        }
        repair
    }

    fn repair_in_layers<T: Trace>(
        &mut self,
        repairer: &mut Repairer<'p, 'm>,
        request: &Unmeant<'_>,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        // Lent out while the rest of the repairer is looked at.
        let personal = repairer.personal.take();
        let own = personal.as_deref().filter(|own| !own.is_empty());
        let own = own.map(|own| (own, repairer.finder.look(Layer::Personal, own, request)));
        let mut known = repairer.known.map(|known| (known, None));
        let mut templates = repairer.templates.map(|templates| (templates, None));
        let mut repair = None;
        if let Some((own, looked)) = own.filter(|(_, looked)| !looked.found.is_empty()) {
            // What others may say as well is looked at first: it is evidence.
            if let Some((known, place)) = &mut known {
                *place = Some(repairer.finder.look(Layer::Global, known, request));
            }
            if let Some((templates, place)) = &mut templates {
                *place = Some(repairer.finder.look(Layer::Templates, templates, request));
            }
            let others = [
                known.as_ref().map(|(_, looked)| looked),
                templates.as_ref().map(|(_, looked)| looked),
            ];
            let others = others.into_iter().flatten().flatten();
            let nearest = others.filter_map(Looked::nearest).min();
            repair = self.repair_from(repairer, (own, &looked), nearest, request, trace);
        }
        repairer.personal = personal;
        if let (None, Some((known, looked))) = (&repair, known) {
            let looked =
                looked.unwrap_or_else(|| repairer.finder.look(Layer::Global, &known, request));
            repair = self.repair_from(repairer, (&known, &looked), None, request, trace);
        }
        if let (None, Some((templates, looked))) = (&repair, templates) {
            let looked = looked
                .unwrap_or_else(|| repairer.finder.look(Layer::Templates, &templates, request));
            repair = self.repair_from(repairer, (&templates, &looked), None, request, trace);
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
        request: &Unmeant<'_>,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let (layer, found, heard) = (looked.layer, &looked.found, request.heard);
        let before = request.before.as_ref();
        let chances = repairer.finder.weigh(looked, nearest, sentences, request);
        let best = chances.likeliest()?;
        let likeliest = found.get(best)?;
        let Read {
            text,
            meaning,
            is_rival,
        } = self.read_found(sentences, looked, best, trace);
        let score = percent(chances.together(|place| !is_rival[place]));
        let margin = margin(likeliest, found, &looked.reach, |place| is_rival[place]);
        let meant = match meaning {
            Some(request) => Some(request),
            None if score < repairer.threshold => None,
            None => self.read_unwritten(&text, &text, &mut ()).ok(),
        };
        let pair = PairId::of(heard, &text);
        let verdict = match &meant {
            _ if looked.is_cut_short => Verdict::CutShort,
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
            steps: looked.steps,
            verdict,
            strategy: repairer.finder.strategy(),
            before: before.and_then(|before| Some(&before.heard.as_ref()?.0[..])),
            refused: before.and_then(|before| before.refused.as_deref()),
        });
        let mut request = meant?;
        request.confidence = request.confidence.min(score);
        let mut said = Text::new();
        append(&mut said, heard);
        let is_again =
            before.is_some_and(|before| before.heard.is_some() || before.refused.is_some());
        matches!(verdict, Verdict::Made | Verdict::Asked).then(|| Repair {
            layer,
            score,
            margin,
            request,
            verdict,
            pair,
            heard: said,
            text,
            is_again,
        })
    }

    /// Reads what was found in a layer by the templates, the likeliest, at `best`, first.
    fn read_found<S: KnownSentences, T: Trace>(
        &mut self,
        sentences: &S,
        looked: &Looked,
        best: usize,
        trace: &mut T,
    ) -> Read<'p> {
        let mut read = Read {
            text: Text::new(),
            meaning: None,
            is_rival: [false; KEPT],
        };
        let others = (0..looked.found.len()).filter(|&place| place != best);
        for (rank, place) in (0..).zip(core::iter::once(best).chain(others)) {
            let text = sentences.text(looked.found[place].words());
            let meaning = self.read_template(&text);
            let is_rival = rank > 0 && !mean_the_same(read.meaning.as_ref(), meaning.as_ref());
            trace.record(&Entry::Known {
                rank,
                layer: looked.layer,
                text: &text,
                request: meaning.as_ref(),
                cost: looked.found[place].cost,
                evidence: looked.evidence_of(place),
                differs: is_rival,
            });
            read.is_rival[place] = is_rival;
            if rank == 0 {
                (read.text, read.meaning) = (text, meaning);
            }
        }
        read
    }

    /// What to do with a repair that changes what must not change silently: what its intent asks about
    /// anyway needs no other question; what lacks something else is left, and so is an answer to a question.
    fn ask_or_leave(&self, request: &Request<'p>, question: &str) -> Verdict {
        if self.pending.is_some() {
            return Verdict::Guarded;
        }
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

/// What the sentences found say.
struct Read<'p> {
    /// The likeliest of them.
    text: Text,
    /// What a template makes of it.
    meaning: Option<Request<'p>>,
    /// Which of the others mean something else.
    is_rival: [bool; KEPT],
}

fn mean_the_same(one: Option<&Request<'_>>, other: Option<&Request<'_>>) -> bool {
    one.zip(other)
        .is_some_and(|(one, other)| one.means_the_same(other))
}
