//! `goldcrest trie lookup`: whether sentences are known.

use std::io::BufRead;
use std::path::PathBuf;

use clap::Args;
use goldcrest_trie::tokens::normalise;
use goldcrest_trie::utterances::UtteranceTrie;
use serde_json::json;

use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Tint, printable};
use crate::utterances::TrieFile;

/// Arguments of `trie lookup`.
#[derive(Debug, Args)]
#[command(after_help = "\
Sentences are normalised first. Exit status 1 says that one was not known.

Examples:
  goldcrest trie lookup known.trie \"turn on the lights\"
  goldcrest trie lookup known.trie < heard.txt")]
pub struct Lookup {
    /// A file made by `trie build`, or a text file with a sentence a line
    #[arg(value_name = "FILE")]
    trie: PathBuf,
    /// The sentences; without any, lines of standard input
    #[arg(value_name = "SENTENCE")]
    sentences: Vec<String>,
}

/// Runs the verb.
pub fn run(arguments: &Lookup, screen: &mut Screen<'_>) -> Ended {
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let mut all_known = true;
    if arguments.sentences.is_empty() {
        for line in std::io::stdin().lock().lines() {
            all_known &= tell(&trie, &line?, screen)?;
        }
    }
    for sentence in &arguments.sentences {
        all_known &= tell(&trie, sentence, screen)?;
    }
    Ok(match all_known {
        true => Verdict::Good,
        false => Verdict::CheckFailed,
    })
}

fn tell(trie: &UtteranceTrie<'_>, text: &str, screen: &mut Screen<'_>) -> std::io::Result<bool> {
    let mut buffer = vec![0; text.len() * 13 + 64];
    let words = normalise(text, &mut buffer).unwrap_or("");
    let cost = trie.lookup(words);
    let known = words.split(' ').count();
    let followed = (0..=known)
        .rev()
        .find(|&count| {
            let prefix: Vec<&str> = words.split(' ').take(count).collect();
            trie.walk(trie.begin(), &prefix.join(" ")).is_some()
        })
        .unwrap_or(0);
    let verdict = match cost {
        Some(cost) => {
            let cost = format!("{:.1} bits", f64::from(cost) / 8.0);
            screen
                .ink
                .paint(Tint::Good, &format!("known    {cost:>10}"))
        }
        None => screen
            .ink
            .paint(Tint::Bad, &format!("unknown  {followed:>2} words on")),
    };
    screen.line(&format!("{verdict}  {}", printable(words)))?;
    screen.object(&json!({
        "text": words, "known": cost.is_some(), "cost": cost, "words_followed": followed,
    }))?;
    Ok(cost.is_some())
}
