//! `goldcrest eval personal`: the same words, misheard, of users who mean different things by them.

use std::path::PathBuf;

use clap::Args;
use goldcrest_forge::rewriting::Pair;
use serde_json::json;

use super::rewrite::learnt;
use crate::exit::{Ended, Failure, Verdict};
use crate::present::Screen;
use crate::rewriting::{Chance, Crowd, Of, read_pairs};
use crate::utterances::TrieFile;

/// Arguments of `eval personal`.
#[derive(Debug, Args)]
#[command(after_help = "\
Requests are heard as in the pairs, those of sentences that the model has not seen. Of each that is near to two or \
more known sentences, to within two nats by its sounds, every one of these is meant by a user of its own, who has \
said it once before among other requests.

  personal  of these requests, the share that becomes what its user means
  global    the same without the layers of the users
  taken     of requests that are new to a user, the share taken for an old one of theirs

Examples:
  goldcrest eval personal --pairs pairs.jsonl --trie sentences.txt
  goldcrest eval personal --pairs pairs.jsonl --trie known.trie --users 500 --seed 7 --json")]
pub struct OfUsers {
    /// Lines such as {\"heard\": \"turn of the light\", \"said\": \"turn off the light\"}
    #[arg(long, value_name = "FILE.jsonl")]
    pairs: PathBuf,
    /// The sentences that all users know: a text file with one a line, or what `trie build` wrote
    #[arg(long, value_name = "SENTENCES.txt")]
    trie: PathBuf,
    /// A model that `rewrite learn` wrote [default: the English one]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Which pairs [default: those of sentences that the model has not seen]
    #[arg(long, value_enum)]
    part: Option<Of>,
    /// Users at the most
    #[arg(long, value_name = "N", default_value_t = 300)]
    users: usize,
    /// Other requests that each has made
    #[arg(long, value_name = "N", default_value_t = 30)]
    history: usize,
    /// Which users, and what they said
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Fail (exit status 1) where fewer get what they mean
    #[arg(long, value_name = "SHARE")]
    at_least: Option<f64>,
}

/// Runs the verb.
pub fn run(arguments: &OfUsers, screen: &mut Screen<'_>) -> Ended {
    let learnt = learnt(arguments.model.as_deref())?;
    let pairs: Vec<Pair> = read_pairs(&arguments.pairs)?
        .into_iter()
        .filter(|pair| match arguments.part {
            Some(part) => part.holds(&pair.said),
            None => !learnt.has_seen(&pair.said),
        })
        .collect();
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let mut crowd = Crowd::new(trie, &learnt);
    let mut chance = Chance::new(arguments.seed);
    let size = (arguments.users, arguments.history);
    let users = crowd.users(&pairs, size, &mut chance);
    if users.is_empty() {
        return Err(Failure::bad_input(
            "none of these requests is near to two known sentences",
            "give more pairs, of sentences that the model has not seen, and the sentences they are of",
        ));
    }
    let served = crowd.serve(&users);
    for (name, share) in [
        ("personal", &served.personal),
        ("global", &served.global),
        ("taken", &served.taken),
    ] {
        screen.line(&format!("  {name:9} {}", share.describe()))?;
    }
    screen.object(&json!({
        "users": users.len(), "seed": arguments.seed, "history": arguments.history,
        "personal": served.personal, "global": served.global, "taken": served.taken,
    }))?;
    let wanted = arguments.at_least.unwrap_or(0.0);
    Ok(match served.personal.rate < wanted {
        true => Verdict::CheckFailed,
        false => Verdict::Good,
    })
}
