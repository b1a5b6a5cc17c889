//! What a user taught the assistant, kept in a file: a desktop's NOR flash.

mod flash;

use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest::Assistant;
use goldcrest::rewrite::{MOST_RECORD, MOST_UTTERANCES};
use goldcrest_hal::{FlashStore, Store, StoreError};

use crate::exit::Failure;
pub use flash::FileFlash;

/// Whose requests are remembered, as an argument.
#[derive(Clone, Debug, Default, Args)]
pub struct Own {
    /// Remember requests that succeed in this file, and know those that are in it
    #[arg(long, value_name = "FILE")]
    pub personal: Option<PathBuf>,
}

impl Own {
    /// Opens the file, if one was given, and gives the assistant what is in it.
    ///
    /// # Errors
    ///
    /// Bad input where the assistant remembers nothing, or the file cannot be used.
    pub fn restore(&self, assistant: &mut Assistant<'_, '_>) -> Result<Kept, Failure> {
        let Some(path) = &self.personal else {
            return Ok(Kept(None));
        };
        check(assistant)?;
        let mut own = OwnRequests::open(path)?;
        own.restore(assistant)?;
        Ok(Kept(Some(own)))
    }
}

/// The requests of a user in a file, if they are kept in one.
pub struct Kept(Option<OwnRequests>);

impl Kept {
    /// Stores what has changed.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn keep(&mut self, assistant: &mut Assistant<'_, '_>) -> Result<(), Failure> {
        self.0.as_mut().map_or(Ok(()), |own| own.keep(assistant))
    }
}

/// The requests of a user in a store, by the numbers of their records.
pub struct OwnRequests {
    store: FlashStore<FileFlash>,
    path: PathBuf,
}

impl OwnRequests {
    /// The requests in a file, which is made where there is none.
    ///
    /// # Errors
    ///
    /// Bad input where the file cannot be read and written, or is none of these.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let flash = FileFlash::open(path).map_err(|error| {
            Failure::bad_input(
                format!("cannot use {}: {error}", path.display()),
                "give a file that can be written, or one that is not there yet, to --personal",
            )
        })?;
        let store = FlashStore::open(flash, 0..FileFlash::BYTES as u32);
        let path = path.to_owned();
        match store {
            Ok(store) => Ok(Self { store, path }),
            Err(error) => Err(refused(&path, error)),
        }
    }

    /// Gives an assistant the requests in a file that is there already.
    ///
    /// # Errors
    ///
    /// Bad input where the assistant remembers nothing, or the file is not there or cannot be used.
    pub fn read(path: &Path, assistant: &mut Assistant<'_, '_>) -> Result<(), Failure> {
        check(assistant)?;
        if !path.is_file() {
            return Err(Failure::bad_input(
                format!("{} is not there", path.display()),
                "give --personal a file that `goldcrest understand --personal` wrote",
            ));
        }
        Self::open(path)?.restore(assistant)
    }

    /// Gives all of them to an assistant. Damaged records are left out.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn restore(&mut self, assistant: &mut Assistant<'_, '_>) -> Result<(), Failure> {
        let mut record = [0; MOST_RECORD];
        for number in 0..MOST_UTTERANCES as u8 {
            let loaded = self.store.load(number.into(), &mut record);
            if let Some(length) = loaded.map_err(|error| refused(&self.path, error))? {
                // A record of another version is no reason to forget the others.
                let _ = assistant.restore(number, &record[..length]);
            }
        }
        Ok(())
    }

    /// Stores each that has changed.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn keep(&mut self, assistant: &mut Assistant<'_, '_>) -> Result<(), Failure> {
        while let Some((number, record)) = assistant.next_change() {
            let saved = self.store.save(number.into(), &record);
            saved.map_err(|error| refused(&self.path, error))?;
        }
        Ok(())
    }
}

/// Whether an assistant remembers requests at all.
fn check(assistant: &Assistant<'_, '_>) -> Result<(), Failure> {
    match assistant.personal() {
        Some(_) => Ok(()),
        None => Err(Failure::bad_input(
            "this assistant remembers no requests",
            "leave out --personal, or write `rewrite: personal: true` into its assistant.yaml",
        )),
    }
}

fn refused(path: &Path, error: StoreError) -> Failure {
    Failure::bad_input(
        format!("{}: {error}", path.display()),
        "give another file to --personal, or delete this one",
    )
}
