use std::collections::BTreeMap;

use goldcrest::{Event, Request};
use goldcrest_pack::Pack;

use super::Pair;
use crate::exit::Failure;
use crate::hearing;
use crate::memory::Memory;
use crate::observe::Observation;
use crate::stats::Share;

/// Understands each text with an assistant that knows nothing but the signals given.
#[derive(Debug)]
pub struct Understander<'p> {
    pack: Pack<'p>,
    label: String,
    memory: Memory,
    states: Vec<(String, String)>,
}

/// An intent and its slots.
pub type Meaning = (String, BTreeMap<String, String>);

impl<'p> Understander<'p> {
    /// One of a pack.
    #[must_use]
    pub fn new(pack: Pack<'p>, label: &str) -> Self {
        Self {
            memory: Memory::of(&pack),
            pack,
            label: label.to_owned(),
            states: Vec::new(),
        }
    }

    /// What a text means under some signals, and what the stages saw.
    ///
    /// # Errors
    ///
    /// Bad input where the pack cannot be opened.
    pub fn understand(
        &mut self,
        text: &str,
        signals: &BTreeMap<String, String>,
    ) -> Result<(Option<Meaning>, Observation), Failure> {
        self.request(text, signals, |request, seen| {
            let meaning =
                request.map(|request| (request.intent.to_owned(), hearing::slots(request)));
            (meaning, seen.clone())
        })
    }

    /// The signals that had a state when the last text was understood, with it.
    #[must_use]
    pub fn states(&self) -> &[(String, String)] {
        &self.states
    }

    /// Gives `take` the request that a text is understood as under some signals, and what the stages saw.
    ///
    /// # Errors
    ///
    /// Bad input where the pack cannot be opened.
    pub fn request<R>(
        &mut self,
        text: &str,
        signals: &BTreeMap<String, String>,
        take: impl FnOnce(Option<&Request<'p>>, &Observation) -> R,
    ) -> Result<R, Failure> {
        let mut assistant = self.memory.assistant(&self.pack, &self.label)?;
        let mut seen = Observation::default();
        for (name, value) in signals {
            // One that the pack does not know is ignored, as on a device.
            let _ = assistant.set_signal(name, value);
        }
        assistant.understand_traced(text, &mut seen);
        self.states = assistant
            .signals()
            .map(|(signal, state)| (signal.to_owned(), state.to_owned()))
            .collect();
        let mut understood = None;
        while let Some(event) = assistant.poll(0) {
            if let Event::Understood { request, .. } = event {
                understood = Some(request);
            }
        }
        let taken = take(understood.as_ref(), &seen);
        if assistant.personal().is_some() {
            // Each text is understood by itself: nothing of it is remembered.
            self.memory = Memory::of(&self.pack);
        }
        Ok(taken)
    }
}

/// How many pairs are right with context and without.
#[derive(Clone, Debug)]
pub struct ContextScore {
    /// Pairs that depend on context, with it.
    pub with: Share,
    /// The same without it.
    pub without: Share,
    /// Texts that do not depend on context, in spite of it.
    pub unaffected_with: Share,
    /// The same without it.
    pub unaffected_without: Share,
    /// Pairs that are wrong with context, and what was found.
    pub wrong: Vec<(Pair, Option<Meaning>)>,
}

impl ContextScore {
    /// Scores pairs: intent and all slots must be right.
    ///
    /// # Errors
    ///
    /// Bad input where the pack cannot be opened.
    pub fn of(pairs: &[Pair], understander: &mut Understander<'_>) -> Result<Self, Failure> {
        let mut hits = [[0_usize; 2]; 2];
        let mut counts = [0_usize; 2];
        let mut wrong = Vec::new();
        for pair in pairs {
            let kind = usize::from(!pair.depends);
            counts[kind] += 1;
            let wanted = (pair.intent.clone(), pair.slots.clone());
            let (with, _) = understander.understand(&pair.text, &pair.signals)?;
            let (without, _) = understander.understand(&pair.text, &BTreeMap::new())?;
            hits[kind][1] += usize::from(without.as_ref() == Some(&wanted));
            if with.as_ref() == Some(&wanted) {
                hits[kind][0] += 1;
            } else {
                wrong.push((pair.clone(), with));
            }
        }
        Ok(Self {
            with: Share::new(hits[0][0], counts[0]),
            without: Share::new(hits[0][1], counts[0]),
            unaffected_with: Share::new(hits[1][0], counts[1]),
            unaffected_without: Share::new(hits[1][1], counts[1]),
            wrong,
        })
    }
}
