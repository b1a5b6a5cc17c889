//! Between hearing and understanding: a request that means nothing as it was heard is taken for a known one
//! that sounds like it.

use super::Assistant;
use crate::dialogue::{Decision, Pending, append, render};
use crate::events::{Event, Request, Text};
use crate::rewrite::{
    Complaints, EditCosts, Heard, KnownSentences, Layer, MOST_RECORD, MOST_WORD_SOUNDS,
    PackRewriter, PairId, Personal, Pronounced, RecordError, Rewriter, Rivals, Search, Templates,
    Utterances, Verdict, needs_confirmation, phones_by_letters,
};
use crate::settings::{Manifest, Settings};
use crate::trace::{Entry, Trace};
use crate::understand::entities::alike::{self, Sounds, by_sound};
use goldcrest_trie::Lexicon;
use goldcrest_trie::lexicon::LAST;

/// Who speaks again this soon after a repair does not like what came of it, as nobody has heard all of the
/// answer by then.
const BARGE_IN_MS: u64 = 1500;
/// Who says much the same again within this time does not either.
const REPHRASE_MS: u64 = 10_000;
/// Percent of likeness by sound from which a request says much the same as another.
const MUCH_THE_SAME: u8 = 55;

/// What rewriting needs, of a pack that has it.
#[derive(Debug)]
pub(super) struct Repairer<'p, 'm> {
    rewriter: Rewriter<'p>,
    dropped: &'p [u8],
    known: Option<Utterances<'p>>,
    templates: Option<Templates<'p>>,
    search: &'m mut Search,
    personal: Option<&'m mut Personal>,
    guarded: &'p str,
    question: &'p str,
    threshold: u8,
    complaints: Complaints,
    last: Option<Made>,
    /// The command that is being carried out.
    command: Text,
}

/// A repair that the user has not yet complained about.
#[derive(Debug)]
struct Made {
    pair: PairId,
    heard: Sounds,
    text: Text,
    at_ms: u64,
}

/// A known request that was probably said, and what to do about it.
#[derive(Debug)]
pub(super) struct Repair<'p> {
    layer: Layer,
    text: Text,
    pub(super) score: u8,
    margin: u16,
    request: Request<'p>,
    /// Made or asked.
    verdict: Verdict,
    pair: PairId,
    heard: Sounds,
}

impl<'p, 'm> Repairer<'p, 'm> {
    pub(super) fn new(
        pack: PackRewriter<'p>,
        templates: Option<Templates<'p>>,
        (search, personal): (&'m mut Search, Option<&'m mut Personal>),
        manifest: &Manifest<'p>,
        settings: &Settings,
    ) -> Self {
        let threshold = match settings.rewrite_threshold {
            0 => percent(pack.model.confidence.threshold),
            asked => asked,
        };
        Self {
            rewriter: Rewriter::new(pack.model, settings.rewrite_steps).by_beam(),
            dropped: pack.dropped,
            known: pack.known,
            templates,
            search,
            personal,
            guarded: manifest.get("rewrite.guard").unwrap_or(""),
            question: manifest.get("rewrite.ask").unwrap_or(""),
            threshold,
            complaints: Complaints::default(),
            last: None,
            command: Text::new(),
        }
    }

    /// Whether a word or, in braces, a slot must not change silently.
    fn guards(&self, name: &str) -> bool {
        let names = self.guarded.split([' ', ',']);
        names.into_iter().any(|guarded| guarded == name)
    }

    fn guards_slot(&self, name: &str) -> bool {
        let names = self.guarded.split([' ', ',']);
        names
            .filter_map(|guarded| guarded.strip_prefix('{')?.strip_suffix('}'))
            .any(|guarded| guarded == name)
    }

    fn must_ask(&self, heard: &str, text: &str, request: &Request<'_>) -> bool {
        needs_confirmation(heard, text, |word| self.guards(word))
            || request.slots.iter().any(|slot| {
                let (first, end) = (usize::from(slot.words.0), usize::from(slot.words.1));
                let said = text.split(' ').skip(first).take(end.saturating_sub(first));
                self.guards_slot(slot.name) && !says(heard, said)
            })
    }
}

impl<'p, 'm> Assistant<'p, 'm> {
    /// The known request that was probably said where `heard`, normalised, says nothing that a template
    /// does. An answer to a question is never taken for something else, nor is what is known as it was
    /// heard.
    pub(super) fn repair<T: Trace>(&mut self, heard: &str, trace: &mut T) -> Option<Repair<'p>> {
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
        let sounds = self.hear_text(heard, &repairer.rewriter.model().costs)?;
        let request = Unmeant { heard, sounds };
        // Lent out while the rest of the repairer is looked at.
        let personal = repairer.personal.take();
        let mut repair = personal
            .as_deref()
            .and_then(|own| self.repair_from(repairer, Layer::Personal, own, &request, trace));
        repairer.personal = personal;
        if let (None, Some(known)) = (&repair, repairer.known) {
            repair = self.repair_from(repairer, Layer::Global, &known, &request, trace);
        }
        if let (None, Some(templates)) = (&repair, repairer.templates) {
            repair = self.repair_from(repairer, Layer::Templates, &templates, &request, trace);
        }
        repair
    }

    fn repair_from<S: KnownSentences, T: Trace>(
        &mut self,
        repairer: &mut Repairer<'p, 'm>,
        layer: Layer,
        sentences: &S,
        Unmeant { heard, sounds }: &Unmeant<'_>,
        trace: &mut T,
    ) -> Option<Repair<'p>> {
        let rewriter = repairer.rewriter;
        let reach = rewriter.search(sentences, sounds, repairer.search);
        let steps = repairer.search.steps;
        let found = repairer.search.found();
        let nearest = found.first()?;
        let text = sentences.text(nearest.words());
        let meaning = self.read_template(&text);
        trace.record(&Entry::Known {
            rank: 0,
            layer,
            text: &text,
            request: meaning.as_ref(),
            cost: nearest.cost,
            differs: false,
        });
        let mut rank = 0;
        let rivals = Rivals::among(found, &reach, |other| {
            let text = sentences.text(other.words());
            let request = self.read_template(&text);
            let differs = !mean_the_same(meaning.as_ref(), request.as_ref());
            rank += 1;
            trace.record(&Entry::Known {
                rank,
                layer,
                text: &text,
                request: request.as_ref(),
                cost: other.cost,
                differs,
            });
            differs
        });
        let rewrite = rewriter.judge(layer, sounds, found, rivals)?;
        let score = percent(rewrite.confidence);
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
            margin: rewrite.rivals.margin,
            steps,
            verdict,
        });
        let mut request = request?;
        request.confidence = request.confidence.min(score);
        matches!(verdict, Verdict::Made | Verdict::Asked).then(|| Repair {
            layer,
            score,
            margin: rewrite.rivals.margin,
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

    /// Does what a repair says, or asks whether it was meant.
    pub(super) fn act_on_repair<T: Trace>(&mut self, repair: Repair<'p>, trace: &mut T) {
        let at = self.audio_time();
        self.emit(Event::Rewritten {
            at,
            layer: repair.layer,
            text: repair.text.clone(),
            score: repair.score,
            margin: repair.margin,
        });
        let mut question = "";
        if let Some(repairer) = &mut self.repairer {
            question = repairer.question;
            repairer.last = Some(Made {
                pair: repair.pair,
                heard: repair.heard,
                text: repair.text.clone(),
                at_ms: self.now_ms,
            });
        }
        self.note_command(&repair.text);
        if repair.verdict != Verdict::Asked {
            self.act_on(repair.request, trace);
            return;
        }
        let prompt = render(question, &repair.request, &[("text", &repair.text)]);
        self.emit(Event::Understood {
            at,
            request: repair.request.clone(),
        });
        self.questions += 1;
        self.emit(Event::Ask {
            at,
            about: "confirm",
            prompt,
        });
        let pending = Pending {
            request: repair.request,
            slot: None,
        };
        self.ask(pending, trace);
    }

    /// The user speaks again: right after a repair that counts against it.
    pub(super) fn note_barge_in(&mut self) {
        self.complain_where(|made, now_ms| now_ms < made.at_ms + BARGE_IN_MS);
    }

    /// The user said something: soon after a repair, much the same again counts against it.
    pub(super) fn note_rephrase(&mut self, text: &str) {
        let lexicon = self.lexicon;
        self.complain_where(|made, now_ms| {
            now_ms < made.at_ms + REPHRASE_MS
                && by_sound(&made.heard, &alike::sounds(text, &lexicon)) >= MUCH_THE_SAME
        });
    }

    /// The user did not want what a repair asked or did.
    pub(super) fn note_refusal(&mut self) {
        self.complain_where(|made, now_ms| now_ms < made.at_ms + REPHRASE_MS);
    }

    fn complain_where(&mut self, is_against: impl Fn(&Made, u64) -> bool) {
        let now_ms = self.now_ms;
        if let Some(repairer) = &mut self.repairer
            && let Some(made) = repairer.last.take_if(|made| is_against(made, now_ms))
        {
            repairer.complaints.add(made.pair);
            if let Some(personal) = &mut repairer.personal {
                personal.forget(&made.text);
            }
        }
    }

    /// A command was understood, as these words; an answer to a question is none.
    pub(super) fn note_command(&mut self, text: &str) {
        if let (None, Some(repairer)) = (&self.pending, &mut self.repairer) {
            repairer.command.clear();
            append(&mut repairer.command, text);
        }
    }

    /// What was asked for is done: the user's own requests grow.
    pub(super) fn note_success(&mut self) {
        let lexicon = self.lexicon;
        let Some(repairer) = &mut self.repairer else {
            return;
        };
        let pronounce = pronouncer(lexicon, repairer);
        if let Some(personal) = &mut repairer.personal
            && !repairer.command.is_empty()
        {
            // One that fits nowhere is not remembered.
            let _ = personal.learn(&repairer.command, pronounce);
        }
        repairer.command.clear();
    }

    /// Whether this is a request that the user made before.
    pub(super) fn is_own(&self, text: &str) -> bool {
        let personal = self
            .repairer
            .as_ref()
            .and_then(|repairer| repairer.personal.as_deref());
        personal.is_some_and(|personal| personal.contains(text))
    }

    /// The requests of this user that succeeded, if the pack asks to remember them.
    #[must_use]
    pub fn personal(&self) -> Option<&Personal> {
        self.repairer.as_ref()?.personal.as_deref()
    }

    /// A record of the personal layer that has changed: its number and what a platform stores under it;
    /// ask until there is none.
    pub fn next_change(&mut self) -> Option<(u8, heapless::Vec<u8, MOST_RECORD>)> {
        let personal = self.repairer.as_mut()?.personal.as_deref_mut()?;
        let number = personal.next_change()?;
        Some((number, personal.record(number)))
    }

    /// Gives a stored record back to the personal layer, after a reset.
    ///
    /// # Errors
    ///
    /// Where it is damaged; nothing is changed then.
    pub fn restore(&mut self, number: u8, record: &[u8]) -> Result<(), RecordError> {
        let lexicon = self.lexicon;
        let Some(repairer) = &mut self.repairer else {
            return Ok(());
        };
        let pronounce = pronouncer(lexicon, repairer);
        match &mut repairer.personal {
            Some(personal) => personal.restore(number, record, pronounce),
            None => Ok(()),
        }
    }

    /// What the templates make of a normalised text.
    fn read_template(&mut self, text: &str) -> Option<Request<'p>> {
        self.read_written(text, &mut ()).map(|found| found.request)
    }

    fn hear_text(&self, text: &str, costs: &EditCosts<'_>) -> Option<Heard> {
        let mut heard = Heard::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let phones = phones_of(word, &self.lexicon);
            heard.push(&phones, costs.added_word(phones.len()))?;
        }
        (!heard.sounds().is_empty()).then_some(heard)
    }
}

/// A request that means nothing as it was heard.
struct Unmeant<'h> {
    heard: &'h str,
    sounds: Heard,
}

/// As the lexicon says a word, or as its letters do.
fn phones_of(word: &str, lexicon: &Lexicon<'_>) -> heapless::Vec<u8, MOST_WORD_SOUNDS> {
    let known = lexicon.find(word);
    match known.and_then(|word| lexicon.pronunciations(word).next()) {
        Some(said) => said
            .iter()
            .take(MOST_WORD_SOUNDS)
            .map(|phone| phone & !LAST)
            .collect(),
        None => phones_by_letters(word),
    }
}

fn pronouncer<'p>(
    lexicon: Lexicon<'p>,
    repairer: &Repairer<'p, '_>,
) -> impl FnMut(&str) -> Pronounced + use<'p> {
    let dropped = repairer.dropped;
    let [least, each] = repairer.rewriter.model().costs.dropped.map(usize::from);
    move |word| {
        let phones = phones_of(word, &lexicon);
        let other = (least + each * phones.len()).min(255) as u8;
        let learnt = lexicon
            .find(word)
            .and_then(|word| dropped.get(word.index()));
        Pronounced {
            dropped: learnt.copied().unwrap_or(other),
            phones,
        }
    }
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

/// Whether words stand next to one another in a text.
fn says<'t>(text: &'t str, words: impl Iterator<Item = &'t str> + Clone) -> bool {
    let count = words.clone().count();
    let mut rest = text.split(' ');
    loop {
        let fits = rest.clone().zip(words.clone()).filter(|(a, b)| a == b);
        if fits.count() == count {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

fn percent(share: f32) -> u8 {
    (share * 100.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand_together() {
        let text = "call my mother at home";
        for words in ["call", "my mother", "home", "call my mother at home"] {
            assert!(says(text, words.split(' ')), "{words}");
        }
        for words in ["mother my", "homes", "at home now", "my home"] {
            assert!(!says(text, words.split(' ')), "{words}");
        }
    }
}
