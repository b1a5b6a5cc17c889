//! `goldcrest trie dot`: a small trie as a drawing.

use std::path::PathBuf;

use clap::Args;
use goldcrest_trie::utterances::{Spelling, State};
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::Screen;
use crate::utterances::TrieFile;

/// Arguments of `trie dot`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest trie dot known.trie | dot -Tsvg > known.svg
  goldcrest trie dot sentences.txt --after \"turn on\" --most 40")]
pub struct Dot {
    /// A file made by `trie build`, or a text file with a sentence a line
    #[arg(value_name = "FILE")]
    trie: PathBuf,
    /// Only what may follow these words
    #[arg(long, value_name = "WORDS", default_value = "")]
    after: String,
    /// At most so many states
    #[arg(long, value_name = "N", default_value_t = 200)]
    most: usize,
}

/// Runs the verb.
pub fn run(arguments: &Dot, screen: &mut Screen<'_>) -> Ended {
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let (from, _) = trie.walk(trie.begin(), &arguments.after).ok_or_else(|| {
        Failure::bad_input(
            format!("no sentence begins with {:?}", arguments.after),
            "see which do with `goldcrest trie complete`",
        )
    })?;
    let name = |state: State| match state.index() {
        0 => "[BOS]".to_owned(),
        index if index == trie.state_count() => "[EOS]".to_owned(),
        index => index.to_string(),
    };
    let mut seen = vec![from];
    let mut next = 0;
    let mut spelling = Spelling::new();
    screen.line("digraph utterances {\n  rankdir=LR; node [shape=circle, fontsize=10];")?;
    while let Some(&state) = seen.get(next) {
        next += 1;
        if trie.ends(state).is_some() {
            screen.line(&format!("  \"{}\" [shape=doublecircle];", name(state)))?;
        }
        for child in trie.children(state) {
            if !seen.contains(&child.state) {
                if seen.len() >= arguments.most {
                    continue;
                }
                seen.push(child.state);
            }
            let word = trie.spelling(child.word, &mut spelling);
            let cost = match child.cost {
                0 => String::new(),
                cost => format!(" / {cost}"),
            };
            let label = format!("{word}{cost}").replace(['"', '\\'], "'");
            let (from, to) = (name(state), name(child.state));
            screen.line(&format!("  \"{from}\" -> \"{to}\" [label=\"{label}\"];"))?;
            screen.object(&json!({ "from": from, "to": to, "word": word, "cost": child.cost }))?;
        }
    }
    screen.line("}")?;
    Ok(Verdict::Good)
}
