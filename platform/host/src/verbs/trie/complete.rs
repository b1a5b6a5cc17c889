//! `goldcrest trie complete`: the likeliest sentences that begin like this.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::PathBuf;

use clap::Args;
use goldcrest_trie::tokens::normalise;
use goldcrest_trie::utterances::{Spelling, State, UtteranceTrie, Word};
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Tint, printable};
use crate::utterances::TrieFile;

/// Arguments of `trie complete`.
#[derive(Debug, Args)]
#[command(after_help = "\
The last word may be unfinished. Sentences come in the order of their cost, best first.

Examples:
  goldcrest trie complete known.trie \"turn on the\"
  goldcrest trie complete known.trie \"play le\" --count 5 --json")]
pub struct Complete {
    /// A file made by `trie build`, or a text file with a sentence a line
    #[arg(value_name = "FILE")]
    trie: PathBuf,
    /// How the sentences begin
    #[arg(value_name = "BEGINNING", default_value = "")]
    beginning: String,
    /// How many sentences
    #[arg(long, value_name = "N", default_value_t = 10)]
    count: usize,
}

/// Part of a sentence; what it costs is what its cheapest completion costs.
type Partial = Reverse<(u32, Vec<Word>, Place)>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Ended,
    At(State),
}

/// Runs the verb.
pub fn run(arguments: &Complete, screen: &mut Screen<'_>) -> Ended {
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let mut buffer = vec![0; arguments.beginning.len() * 13 + 64];
    let words = normalise(&arguments.beginning, &mut buffer)
        .map_err(|error| Failure::bad_input(error.to_string(), "give a shorter beginning"))?;
    let mut told = 0;
    let mut spelling = Spelling::new();
    let mut partials = begin(&trie, words);
    while told < arguments.count
        && let Some(Reverse((cost, words, place))) = partials.pop()
    {
        let Place::At(state) = place else {
            let text: Vec<String> = words
                .iter()
                .map(|&word| trie.spelling(word, &mut spelling).to_owned())
                .collect();
            let text = text.join(" ");
            let bits = format!("{:6.1} bits", f64::from(cost) / 8.0);
            let bits = screen.ink.paint(Tint::Faint, &bits);
            screen.line(&format!("{bits}  {}", printable(&text)))?;
            screen.object(&json!({ "text": text, "cost": cost }))?;
            told += 1;
            continue;
        };
        if let Some(ends) = trie.ends(state) {
            partials.push(Reverse((cost + ends, words.clone(), Place::Ended)));
        }
        for child in trie.children(state) {
            let words = [&words[..], &[child.word]].concat();
            partials.push(Reverse((cost + child.cost, words, Place::At(child.state))));
        }
    }
    Ok(match told {
        0 => Verdict::CheckFailed,
        _ => Verdict::Good,
    })
}

/// The states behind a beginning whose last word may be unfinished.
fn begin(trie: &UtteranceTrie<'_>, beginning: &str) -> BinaryHeap<Partial> {
    let (finished, last) = beginning.rsplit_once(' ').unwrap_or(("", beginning));
    let mut words = Vec::new();
    let mut here = Some((trie.begin(), trie.base_cost()));
    for word in finished.split(' ').filter(|word| !word.is_empty()) {
        here = here.and_then(|(state, cost)| {
            let child = trie.child(state, trie.word(word)?)?;
            words.push(child.word);
            Some((child.state, cost + child.cost))
        });
    }
    let mut partials = BinaryHeap::new();
    let mut spelling = Spelling::new();
    let Some((state, cost)) = here else {
        return partials;
    };
    if last.is_empty() {
        partials.push(Reverse((cost, words, Place::At(state))));
        return partials;
    }
    for child in trie.children(state) {
        if trie.spelling(child.word, &mut spelling).starts_with(last) {
            let words = [&words[..], &[child.word]].concat();
            partials.push(Reverse((cost + child.cost, words, Place::At(child.state))));
        }
    }
    partials
}
