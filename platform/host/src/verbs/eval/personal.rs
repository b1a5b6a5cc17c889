//! `goldcrest eval personal`: the same words, misheard, of users who mean different things by them.

use clap::Args;
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::Screen;
use crate::rewriting::{Chance, Crowd, Exam};
use crate::stats::read_share;

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
    #[command(flatten)]
    exam: Exam,
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
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    at_least: Option<f64>,
}

/// Runs the verb.
pub fn run(arguments: &OfUsers, screen: &mut Screen<'_>) -> Ended {
    let corpus = &arguments.exam.corpus;
    let learnt = corpus.learnt()?;
    let pairs = arguments.exam.asked(&corpus.lesson.pairs()?, &learnt)?;
    let file = corpus.lesson.file()?;
    let trie = file.trie(&corpus.lesson.trie)?;
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
