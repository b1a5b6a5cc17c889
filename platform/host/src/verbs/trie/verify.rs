//! `goldcrest trie verify`: every byte, and what the header says of the sentences.

use std::path::PathBuf;

use clap::Args;
use goldcrest_trie::utterances::{State, UtteranceTrie};
use serde_json::json;

use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Tint, grouped};
use crate::utterances::TrieFile;

/// Arguments of `trie verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Opening a trie looks at its header only; nothing that a damaged file holds can stop a reader, but it may hold other \
sentences than were written. This reads all of it: checksum, counts, order, targets, spellings, and whether there \
are as many sentences, and as long, as the header says. Exit status 1 says that something is wrong.

Examples:
  goldcrest trie verify known.trie")]
pub struct Verify {
    /// A file made by `trie build`
    #[arg(value_name = "FILE")]
    trie: PathBuf,
}

/// Runs the verb.
pub fn run(arguments: &Verify, screen: &mut Screen<'_>) -> Ended {
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let fault = match trie.verify() {
        Err(error) => Some(error.to_string()),
        Ok(()) => miscounted(&trie),
    };
    let verdict = match &fault {
        None => screen.ink.paint(Tint::Good, "sound"),
        Some(fault) => screen.ink.paint(Tint::Bad, fault),
    };
    screen.line(&format!(
        "{}: {verdict}, {} sentences",
        arguments.trie.display(),
        grouped(trie.sentence_count())
    ))?;
    screen.object(&json!({
        "file": arguments.trie.display().to_string(), "sound": fault.is_none(), "fault": fault,
        "sentences": trie.sentence_count(),
    }))?;
    Ok(match fault {
        None => Verdict::Good,
        Some(_) => Verdict::CheckFailed,
    })
}

/// Counts sentences and words from the end: arcs lead to higher states.
fn miscounted(trie: &UtteranceTrie<'_>) -> Option<String> {
    let states = trie.state_count();
    let mut counts = vec![0u64; states + 1];
    let mut longest = vec![0usize; states + 1];
    counts[states] = 1;
    for state in trie.states().rev() {
        let index = state.index();
        let (mut sentences, mut words) = (u64::from(trie.ends(state).is_some()), 0);
        for child in trie.children(state) {
            sentences = sentences.saturating_add(counts[child.state.index()]);
            words = words.max(longest[child.state.index()] + 1);
        }
        counts[index] = sentences;
        longest[index] = words;
    }
    let begin: State = trie.begin();
    let (sentences, words) = (counts[begin.index()], longest[begin.index()]);
    if sentences != trie.sentence_count() {
        return Some(format!(
            "there are {sentences} sentences where the header says {}",
            trie.sentence_count()
        ));
    }
    (words != trie.longest()).then(|| {
        let said = trie.longest();
        format!("the longest sentence has {words} words where the header says {said}")
    })
}
