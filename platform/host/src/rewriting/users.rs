//! Users for whom the same words, misheard, mean different things.

use goldcrest::rewrite::{Candidate, Layer, Personal, Pronounced, Rewriter};
use goldcrest_forge::rewriting::{LearntEdits, Pair, SEARCH_STEPS, text_of};
use goldcrest_trie::utterances::UtteranceTrie;

use super::Chance;
use super::searcher::Searcher;
use crate::stats::Share;

/// Sentences within this of the nearest, in sixteenths of a nat, may as well have been said.
const AMBIGUOUS: u16 = 32;

/// A user, and a request of theirs that was misheard.
#[derive(Clone, Debug)]
pub struct User {
    /// What the recogniser wrote.
    pub heard: Pair,
    /// What this user means by it.
    pub means: String,
    /// What this user has said before; `means` is among it.
    pub history: Vec<String>,
    /// A request of others that this user never made.
    pub new: Pair,
}

/// What became of the requests of users.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// Of what users mean, the share found with their layers.
    pub personal: Share,
    /// The same with the layer of all users alone.
    pub global: Share,
    /// Of requests that are new to a user, the share taken for an old one of theirs.
    pub taken: Share,
}

/// All that knows the sentences.
pub struct Crowd<'e> {
    by: Searcher<'e>,
}

impl<'e> Crowd<'e> {
    /// Users of a trie.
    pub fn new(trie: UtteranceTrie<'e>, learnt: &'e LearntEdits) -> Self {
        Crowd {
            by: Searcher::new(trie, learnt),
        }
    }

    /// At most `count` users: requests are heard as in the pairs and not known; whatever known sentences sound
    /// almost equally near to one each have a user who means it. `history` other sentences were said by each.
    pub fn users(
        &mut self,
        pairs: &[Pair],
        (count, history): (usize, usize),
        chance: &mut Chance,
    ) -> Vec<User> {
        let mut heard: Vec<&Pair> = pairs
            .iter()
            .filter(|pair| !self.by.trie.contains(&pair.heard_text))
            .collect();
        heard.sort_by(|one, other| one.heard_text.cmp(&other.heard_text));
        heard.dedup_by(|one, other| one.heard_text == other.heard_text);
        let said: Vec<&Pair> = heard.clone();
        chance.shuffle(&mut heard);
        let mut users = Vec::new();
        for pair in heard {
            let near = self.near(pair);
            if near.len() < 2 {
                continue;
            }
            for means in near {
                let mut own = vec![means.clone()];
                while own.len() <= history {
                    own.push(said[chance.below(said.len())].said.clone());
                }
                let new = std::iter::repeat_with(|| said[chance.below(said.len())]);
                let Some(new) = new.take(100).find(|new| !own.contains(&new.said)) else {
                    continue;
                };
                users.push(User {
                    heard: pair.clone(),
                    new: new.clone(),
                    history: own,
                    means,
                });
            }
            if users.len() >= count {
                break;
            }
        }
        users.truncate(count);
        users
    }

    /// What becomes of their requests.
    pub fn serve(&mut self, users: &[User]) -> Served {
        let (mut personal, mut global, mut taken) = (0, 0, 0);
        for user in users {
            let mut own = Box::new(Personal::new());
            for said in &user.history {
                own.learn(said, |word| self.pronounced(word));
            }
            let means = |found: Option<(Layer, String)>| {
                usize::from(found.is_some_and(|(_, text)| text == user.means))
            };
            personal += means(self.find(&user.heard, Some(&own)));
            global += means(self.find(&user.heard, None));
            let new = self.find(&user.new, Some(&own));
            taken += usize::from(new.is_some_and(|(layer, _)| layer == Layer::Personal));
        }
        let share = |hits| Share::new(hits, users.len());
        Served {
            personal: share(personal),
            global: share(global),
            taken: share(taken),
        }
    }

    fn pronounced(&mut self, word: &str) -> Pronounced {
        let phones = self.by.voice.phones(word);
        Pronounced {
            dropped: self.by.learnt.dropped(word, phones.len()),
            phones: phones.iter().copied().take(32).collect(),
        }
    }

    /// The sentences that may as well have been said.
    fn near(&mut self, pair: &Pair) -> Vec<String> {
        let mut found = || -> Option<Vec<String>> {
            let by = self.by.hear(pair)?;
            Rewriter::new(by.model, SEARCH_STEPS).search(&by.sentences, &by.heard, by.search);
            let found = by.search.found();
            let least = found.first()?.cost;
            let near = found.iter().filter(|one| one.cost <= least + AMBIGUOUS);
            let text = |one: &Candidate| text_of(&by.sentences.trie, one.words());
            Some(near.map(text).collect())
        };
        found().unwrap_or_default()
    }

    fn find(&mut self, pair: &Pair, own: Option<&Personal>) -> Option<(Layer, String)> {
        use goldcrest::rewrite::KnownSentences;

        let by = self.by.hear(pair)?;
        let rewriter = Rewriter::new(by.model, SEARCH_STEPS);
        let request = (&pair.heard_text[..], &by.heard);
        let made = rewriter.rewrite(own, Some(&by.sentences), request, by.search)?;
        let text = match (made.layer, own) {
            (Layer::Personal, Some(own)) => own.text(made.words()).as_str().to_owned(),
            _ => text_of(&by.sentences.trie, made.words()),
        };
        Some((made.layer, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_trie::build::UtteranceBuilder;

    #[test]
    fn who_said_it_before_means_it_again() {
        let mut builder = UtteranceBuilder::new();
        for sentence in [
            "call ann",
            "call anne",
            "play some jazz",
            "stop",
            "what time is it",
        ] {
            builder.insert(sentence, 0).unwrap();
        }
        let (bytes, _) = builder.finish().unwrap();
        let trie = UtteranceTrie::open(&bytes).unwrap();
        let learnt = LearntEdits::english().unwrap();
        let mut crowd = Crowd::new(trie, &learnt);
        let pairs = [
            Pair::new("call an", "call ann"),
            Pair::new("play sum jazz", "play some jazz"),
            Pair::new("what time is at", "what time is it"),
            Pair::new("stoop", "stop"),
        ];
        let users = crowd.users(&pairs, (10, 2), &mut Chance::new(1));
        assert!(!users.is_empty(), "ann and anne sound alike");
        assert!(users.iter().all(|user| user.history.contains(&user.means)));
        let served = crowd.serve(&users);
        assert!(served.personal.hits > served.global.hits, "{served:?}");
    }
}
