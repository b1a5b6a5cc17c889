//! The two sides, asked the same questions.

use fst::{IntoStreamer, Map, MapBuilder, Streamer};
use goldcrest_trie::build::UtteranceBuilder;
use goldcrest_trie::utterances::{Spelling, UtteranceTrie};

use crate::measure::Sentences;

pub type Failed = Box<dyn std::error::Error>;

/// Builds an automaton of sentences and asks it.
pub trait Side {
    const NAME: &'static str;
    type Open<'b>;

    fn build(sentences: &Sentences) -> Result<Vec<u8>, Failed>;
    fn open(bytes: &[u8]) -> Result<Self::Open<'_>, Failed>;
    fn lookup(open: &Self::Open<'_>, sentence: &str) -> Option<u64>;
    /// How many words may follow a prefix; their spellings are read.
    fn children(open: &Self::Open<'_>, prefix: &str) -> usize;
}

pub struct TrieSide;

impl Side for TrieSide {
    const NAME: &'static str = "trie";
    type Open<'b> = UtteranceTrie<'b>;

    fn build(sentences: &Sentences) -> Result<Vec<u8>, Failed> {
        let mut builder = UtteranceBuilder::new();
        for (sentence, cost) in sentences.iter() {
            builder.insert(sentence, cost)?;
        }
        Ok(builder.finish()?.0)
    }

    fn open(bytes: &[u8]) -> Result<UtteranceTrie<'_>, Failed> {
        Ok(UtteranceTrie::view(bytes)?)
    }

    fn lookup(open: &UtteranceTrie<'_>, sentence: &str) -> Option<u64> {
        open.lookup(sentence).map(u64::from)
    }

    fn children(open: &UtteranceTrie<'_>, prefix: &str) -> usize {
        let mut spelling = Spelling::new();
        open.walk(open.begin(), prefix).map_or(0, |(state, _)| {
            let children = open.children(state);
            children
                .filter(|child| !open.spelling(child.word, &mut spelling).is_empty())
                .count()
        })
    }
}

pub struct FstSide;

impl Side for FstSide {
    const NAME: &'static str = "fst";
    type Open<'b> = Map<&'b [u8]>;

    fn build(sentences: &Sentences) -> Result<Vec<u8>, Failed> {
        let mut builder = MapBuilder::memory();
        for (sentence, cost) in sentences.iter() {
            builder.insert(sentence, cost.into())?;
        }
        Ok(builder.into_inner()?)
    }

    fn open(bytes: &[u8]) -> Result<Map<&[u8]>, Failed> {
        Ok(Map::new(bytes)?)
    }

    fn lookup(open: &Map<&[u8]>, sentence: &str) -> Option<u64> {
        open.get(sentence)
    }

    fn children(open: &Map<&[u8]>, prefix: &str) -> usize {
        let begin = format!("{prefix} ");
        let mut from = begin.clone().into_bytes();
        let mut count = 0;
        loop {
            let mut stream = open.range().ge(&from).into_stream();
            let Some((sentence, _)) = stream.next() else {
                return count;
            };
            let Some(rest) = sentence.strip_prefix(begin.as_bytes()) else {
                return count;
            };
            let end = rest
                .iter()
                .position(|&byte| byte == b' ')
                .unwrap_or(rest.len());
            count += usize::from(end > 0);
            from.clear();
            from.extend(begin.as_bytes());
            from.extend(&rest[..end]);
            // The first byte behind a space: past all that goes on with this word.
            from.push(b' ' + 1);
        }
    }
}
