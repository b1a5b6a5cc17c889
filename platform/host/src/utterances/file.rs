//! A trie behind a memory map, or built on the spot from a list of sentences.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use goldcrest_trie::build::UtteranceBuilder;
use goldcrest_trie::tokens::normalise;
use goldcrest_trie::utterances::{MAX_WORD_BYTES, MAX_WORDS, TrieError, UtteranceTrie};
use memmap2::Mmap;

use super::Sorter;
use crate::exit::Failure;

/// Room for a normalised line; longer ones have more words than a trie reads.
const LINE: usize = MAX_WORDS * (MAX_WORD_BYTES + 1);

/// The bytes of a trie.
#[derive(Debug)]
pub enum TrieFile {
    /// A file mapped into memory: opening it reads the header only.
    Mapped(Mmap),
    /// Built from a list of sentences.
    Built(Vec<u8>),
}

impl TrieFile {
    /// Maps a trie, or builds one from a text file of sentences.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or holds neither.
    pub fn open(path: &Path) -> Result<TrieFile, Failure> {
        let map = map(path)?;
        if map.starts_with(b"GUTR") {
            return Ok(TrieFile::Mapped(map));
        }
        let mut sorter = Sorter::new();
        for line in sentences(path)? {
            if let Some((text, count)) = line? {
                sorter.add(&text, count)?;
            }
        }
        let mut builder = UtteranceBuilder::new();
        for sentence in sorter.finish()? {
            // Lines that no trie holds are left out, as `trie build` does.
            let _ = builder.insert(&sentence?.text, 0);
        }
        let (bytes, _) = builder.finish().map_err(|error| {
            Failure::bad_input(
                format!("{}: {error}", path.display()),
                "give a file made by `goldcrest trie build`, or a text file with a sentence a line",
            )
        })?;
        Ok(TrieFile::Built(bytes))
    }

    /// The trie, its header checked.
    ///
    /// # Errors
    ///
    /// See [`TrieError`].
    pub fn view(&self) -> Result<UtteranceTrie<'_>, TrieError> {
        UtteranceTrie::view(match self {
            TrieFile::Mapped(map) => map,
            TrieFile::Built(bytes) => bytes,
        })
    }

    /// [`TrieFile::view`] for a file that the user named.
    ///
    /// # Errors
    ///
    /// Bad input, naming the file.
    pub fn trie(&self, path: &Path) -> Result<UtteranceTrie<'_>, Failure> {
        self.view().map_err(|error| refused(path, error))
    }
}

/// Bad input: this file holds no sound trie.
pub fn refused(path: &Path, error: TrieError) -> Failure {
    Failure::bad_input(
        format!("{}: {error}", path.display()),
        "build it with `goldcrest trie build SENTENCES.txt --out FILE`",
    )
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::bad_input(
        format!("cannot read {}: {error}", path.display()),
        "check the path",
    )
}

fn map(path: &Path) -> Result<Mmap, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    // SAFETY: the map is read only. Should another process shorten the file meanwhile, reading
    // stops this one; should it change the bytes, they are at worst another trie.
    unsafe { Mmap::map(&file) }.map_err(|error| unreadable(path, &error))
}

/// The sentences of a text file, one a line, normalised, with the count that
/// may stand behind a tab. Lines without words, and those too long, are
/// `None`.
///
/// # Errors
///
/// Where the file cannot be opened; each line where it is not UTF-8 or its
/// count is no number.
pub fn sentences(
    path: &Path,
) -> Result<impl Iterator<Item = Result<Option<(String, u64)>, Failure>> + use<'_>, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut buffer = vec![0; LINE];
    let lines = BufReader::with_capacity(1 << 20, file).lines();
    Ok(lines.enumerate().map(move |(index, line)| {
        let line = line.map_err(|error| unreadable(path, &error))?;
        let (text, count) = match line.split_once('\t') {
            None => (&*line, 1),
            Some((text, count)) => {
                let count = count.trim().parse().map_err(|_| {
                    let place = format!("{}:{}", path.display(), index + 1);
                    Failure::bad_input(
                        format!("{place}: {count:?} is no count"),
                        "write a sentence a line, and behind a tab how often it occurred",
                    )
                })?;
                (text, count)
            }
        };
        let words = normalise(text, &mut buffer).unwrap_or("");
        Ok((!words.is_empty()).then(|| (words.to_owned(), count)))
    }))
}
