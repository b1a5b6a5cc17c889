use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest_forge::rewriting::{LearntEdits, LearntGenerator, Pair};

use super::{Of, english_edits, english_generator, read_pairs};
use crate::exit::Failure;
use crate::utterances::TrieFile;

/// Pairs, and the sentences that they are repaired to, as arguments.
#[derive(Debug, Args)]
pub struct Lesson {
    /// Lines such as {"heard": "turn of the light", "said": "turn off the light"}
    #[arg(long, value_name = "FILE.jsonl")]
    pub pairs: PathBuf,
    /// The known sentences: a text file with one a line, or what `trie build` wrote
    #[arg(long, value_name = "SENTENCES.txt")]
    pub trie: PathBuf,
}

/// The same with a model of the strategy `edit`.
#[derive(Debug, Args)]
pub struct Corpus {
    /// Pairs and sentences.
    #[command(flatten)]
    pub lesson: Lesson,
    /// A model that `rewrite learn` wrote [default: the English one]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

/// The same, to make figures of.
#[derive(Debug, Args)]
pub struct Exam {
    /// Pairs, sentences and model.
    #[command(flatten)]
    pub corpus: Corpus,
    /// Which pairs [default: those of sentences that the model has not seen]
    #[arg(long, value_enum)]
    pub part: Option<Of>,
}

impl Lesson {
    /// All pairs.
    pub fn pairs(&self) -> Result<Vec<Pair>, Failure> {
        read_pairs(&self.pairs)
    }

    /// The file of the known sentences; [`TrieFile::trie`] reads it.
    pub fn file(&self) -> Result<TrieFile, Failure> {
        TrieFile::open(&self.trie)
    }
}

impl Corpus {
    /// The model in the file, or the English one.
    pub fn learnt(&self) -> Result<LearntEdits, Failure> {
        match &self.model {
            None => english_edits(),
            Some(path) => {
                let help = "learn one with `goldcrest rewrite learn`";
                LearntEdits::read(&bytes(path, help)?).map_err(|error| {
                    Failure::bad_input(format!("{}: {error}", path.display()), help)
                })
            }
        }
    }
}

impl Exam {
    /// The pairs of the part asked for.
    ///
    /// # Errors
    ///
    /// Where there are none.
    pub fn asked(&self, every: &[Pair], learnt: &LearntEdits) -> Result<Vec<Pair>, Failure> {
        let is_asked = |pair: &&Pair| match self.part {
            None => !learnt.has_seen(&pair.said),
            Some(part) => part.holds(&pair.said),
        };
        let asked: Vec<Pair> = every.iter().filter(is_asked).cloned().collect();
        if asked.is_empty() {
            let path = self.corpus.lesson.pairs.display();
            return Err(Failure::bad_input(
                format!("the model has seen all sentences of {path}"),
                "give other pairs, or name a part with --part",
            ));
        }
        Ok(asked)
    }
}

/// The generator in a file, or the English one.
pub fn generator(path: Option<&Path>) -> Result<LearntGenerator, Failure> {
    let Some(path) = path else {
        return english_generator();
    };
    let help = "fit one with `goldcrest rewrite fit`";
    LearntGenerator::read(&bytes(path, help)?)
        .map_err(|error| Failure::bad_input(format!("{}: {error}", path.display()), help))
}

fn bytes(path: &Path, help: &'static str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        Failure::bad_input(format!("cannot read {}: {error}", path.display()), help)
    })
}
