//! Between hearing and understanding: a request that means nothing as it was heard is taken for a known one
//! that sounds like it.

mod act;
mod again;
mod complain;
mod find;
mod look;
mod own;

use crate::events::{Request, Text};
use crate::rewrite::{
    Complaints, Layer, PackRewriter, PairId, Personal, Templates, Utterances, Verdict,
    needs_confirmation,
};
use crate::settings::{Manifest, Settings};
use again::Earlier;
pub(in crate::assistant) use look::{Finder, Generating};

/// What rewriting needs, of a pack that has it.
#[derive(Debug)]
pub(in crate::assistant) struct Repairer<'p, 'm> {
    finder: Finder<'p, 'm>,
    dropped: &'p [u8],
    known: Option<Utterances<'p>>,
    templates: Option<Templates<'p>>,
    personal: Option<&'m mut Personal>,
    guarded: &'p str,
    question: &'p str,
    threshold: u8,
    complaints: Complaints,
    last: Option<Made>,
    earlier: Option<Earlier>,
    /// The command that is being carried out.
    command: Text,
}

/// A repair that the user has not yet complained about.
#[derive(Debug)]
struct Made {
    pair: PairId,
    heard: Text,
    text: Text,
    at_ms: u64,
}

/// A known request that was probably said, and what to do about it.
#[derive(Debug)]
pub(in crate::assistant) struct Repair<'p> {
    pub(in crate::assistant) layer: Layer,
    pub(in crate::assistant) text: Text,
    pub(in crate::assistant) score: u8,
    margin: u16,
    pub(in crate::assistant) request: Request<'p>,
    /// Made or asked.
    verdict: Verdict,
    pair: PairId,
    heard: Text,
    /// The hearing before spoke for it or against others.
    is_again: bool,
}

impl<'p, 'm> Repairer<'p, 'm> {
    pub(in crate::assistant) fn new(
        pack: PackRewriter<'p>,
        templates: Option<Templates<'p>>,
        (finder, personal): (Finder<'p, 'm>, Option<&'m mut Personal>),
        manifest: &Manifest<'p>,
        settings: &Settings,
    ) -> Self {
        let threshold = match settings.rewrite_threshold {
            0 => percent(finder.threshold()),
            asked => asked,
        };
        Self {
            finder,
            dropped: pack.dropped,
            known: pack.known,
            templates,
            personal,
            guarded: manifest.get("rewrite.guard").unwrap_or(""),
            question: manifest.get("rewrite.ask").unwrap_or(""),
            threshold,
            complaints: Complaints::default(),
            last: None,
            earlier: None,
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
