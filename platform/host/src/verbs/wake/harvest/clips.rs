use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use goldcrest::AudioTime;
use goldcrest::wake::NearKind;
use serde_json::{Value, json};

use crate::audio;
use crate::exit::Failure;
use crate::present::{Screen, Table, printable};

/// What is told of a near miss, wherever it was kept.
pub struct Near<'n> {
    pub at: AudioTime,
    pub kind: NearKind,
    pub phrase: u8,
    pub score: u8,
    /// What the phrase says; empty where that is not known.
    pub text: &'n str,
    /// How many columns were kept.
    pub columns: usize,
}

/// The folder that near misses are written into, and the list of them.
pub struct Clips<'o> {
    out: &'o Path,
    lines: String,
    table: Table,
    pub count: usize,
}

impl<'o> Clips<'o> {
    /// Makes the folder where there is none.
    pub fn into(out: &'o Path) -> Result<Self, Failure> {
        fs::create_dir_all(out).map_err(|error| Failure::unwritable(out, &error))?;
        Ok(Self {
            out,
            lines: String::new(),
            table: Table::new(&["clip", "from", "at", "kind", "score"]).right(&[2, 4]),
            count: 0,
        })
    }

    /// Writes a near miss of `from`: its sound and, as `.npy`, its features where only they were kept.
    pub fn keep(
        &mut self,
        near: &Near<'_>,
        from: &Path,
        samples: &[i16],
        features: Option<Vec<u8>>,
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        self.count += 1;
        let stem = format!("{:03}-{}", self.count, near.kind);
        let clip = format!("{stem}.wav");
        let mut object = described(near, from, &clip);
        let path = self.place(&clip);
        audio::write_wav(&path, samples).map_err(|error| Failure::unwritable(&path, &error))?;
        if let Some(features) = features {
            let name = format!("{stem}.npy");
            let path = self.place(&name);
            fs::write(&path, features).map_err(|error| Failure::unwritable(&path, &error))?;
            object["features"] = name.into();
        }
        self.lines.push_str(&format!("{object}\n"));
        screen.object(&object)?;
        self.table.row(&[
            clip,
            printable(&from.display().to_string()),
            near.at.to_string(),
            near.kind.to_string(),
            format!("{:.2}", f64::from(near.score) / 255.0),
        ]);
        Ok(())
    }

    /// Writes the list, and shows it. What an earlier list named and this one does not is removed, so that the folder
    /// holds what its list says.
    pub fn finish(&self, screen: &mut Screen<'_>) -> Result<(), Failure> {
        let list = self.place("harvest.jsonl");
        let earlier = fs::read_to_string(&list).unwrap_or_default();
        let kept = named(&self.lines);
        for name in named(&earlier).difference(&kept) {
            let path = self.place(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Failure::unwritable(&path, &error));
                }
                _ => {}
            }
        }
        fs::write(&list, &self.lines).map_err(|error| Failure::unwritable(&list, &error))?;
        for line in self
            .table
            .lines(screen.ink)
            .iter()
            .filter(|_| self.count > 0)
        {
            screen.line(line)?;
        }
        Ok(())
    }

    fn place(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }
}

/// The files beside a list that it names.
fn named(lines: &str) -> BTreeSet<String> {
    let objects = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let names = objects.flat_map(|object| {
        ["clip", "features"].map(|key| object[key].as_str().unwrap_or_default().to_owned())
    });
    names
        .filter(|name| Path::new(name).file_name() == Some(OsStr::new(name)))
        .collect()
}

fn described(near: &Near<'_>, from: &Path, clip: &str) -> Value {
    json!({
        "clip": clip,
        "from": from.display().to_string(),
        "at": near.at.0 as f64 / 1_000.0,
        "kind": near.kind.to_string(),
        "phrase": near.phrase,
        "text": near.text,
        "score": f64::from(near.score) / 255.0,
        "columns": near.columns,
    })
}
