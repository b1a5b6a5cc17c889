//! `goldcrest pack build`: an assistant's folder made into one image.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest_forge::assistant::{BuildOptions, BuildReport};
use goldcrest_trie::Phone;
use serde_json::json;

use crate::assistants;
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Table, Tint, grouped, printable, tell};

/// Words with guessed pronunciations that are listed.
const GUESSES: usize = 12;

/// Arguments of `pack build`.
#[derive(Debug, Args)]
#[command(after_help = "\
Equal folders give equal bytes. The file is replaced only when the new pack is complete.

Examples:
  goldcrest pack build home --out home.pack
  goldcrest pack build nlu-slurp --out nlu-slurp.pack              # an understanding network alone
  goldcrest pack build my/assistant --dictionary cmudict.dict --out my.pack")]
pub struct Build {
    /// The assistant's folder, or its name in tools/assistants; or an understanding network's of
    /// models-quantized, for a pack of nothing else
    #[arg(value_name = "FOLDER")]
    folder: String,
    /// Where to write the pack [default: NAME.pack here]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A dictionary in CMUdict's format, for words that the assistant's lexicon does not have
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,
    /// The folder of networks [default: models-quantized above the assistant's folder]
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
    /// Fail where a network is missing, instead of building a pack that only understands text
    #[arg(long)]
    require_models: bool,
}

/// Runs the verb.
pub fn run(arguments: &Build, screen: &mut Screen<'_>) -> Ended {
    if let Some(folder) = assistants::network_folder(&arguments.folder) {
        return network(&folder, arguments, screen);
    }
    let folder = assistants::find_folder(&arguments.folder)?;
    let options = BuildOptions {
        models: arguments.models.clone(),
        require_models: arguments.require_models,
        dictionary: arguments
            .dictionary
            .as_deref()
            .map(dictionary)
            .transpose()?,
        ..BuildOptions::default()
    };
    let built = assistants::build(&folder, &options)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.pack", built.report.name)));
    write(&out, &built.pack)?;
    tell(&built.report, built.pack.len(), &out, screen)?;
    Ok(Verdict::Good)
}

/// A pack of an understanding network alone.
fn network(folder: &Path, arguments: &Build, screen: &mut Screen<'_>) -> Ended {
    let pack = assistants::network(folder)?;
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{name}.pack")));
    write(&out, &pack)?;
    screen.line(&format!(
        "wrote {}, {} bytes",
        screen.ink.paint(Tint::Good, &out.display().to_string()),
        grouped(pack.len() as u64)
    ))?;
    screen.object(&json!({
        "name": name, "out": out.display().to_string(), "bytes": pack.len(),
    }))?;
    Ok(Verdict::Good)
}

fn dictionary(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {}: {error}", file.display()),
            "give a text file with a word and its phones on each line",
        )
    })
}

/// Writes beside the file first and then renames, so that a pack in use is never changed in place.
fn write(out: &Path, pack: &[u8]) -> Result<(), Failure> {
    let mut partial = out.as_os_str().to_owned();
    partial.push(".partial");
    fs::write(&partial, pack)
        .and_then(|()| fs::rename(&partial, out))
        .map_err(|error| {
            Failure::bad_input(
                format!("cannot write {}: {error}", out.display()),
                "give another place with --out FILE",
            )
        })
}

fn tell(
    report: &BuildReport,
    bytes: usize,
    out: &Path,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let ink = screen.ink;
    for warning in &report.warnings {
        screen.line(&format!(
            "{} {}",
            ink.paint(Tint::Warn, "warning:"),
            printable(warning)
        ))?;
    }
    let mut table = Table::new(&["section", "name", "bytes"]).right(&[2]);
    for (kind, name, bytes) in &report.sections {
        table.row(&[kind.name().into(), printable(name), grouped(*bytes as u64)]);
    }
    table.row(&["all".into(), String::new(), grouped(bytes as u64)]);
    for line in table.lines(ink) {
        screen.line(&line)?;
    }
    let facts = format!(
        "{} templates, {} intents, {} sentences, {} words, {} states, {} arcs",
        report.templates,
        report.intents,
        sentences(report.sentences),
        report.words,
        report.states,
        report.arcs
    );
    screen.line(&facts)?;
    if !report.by_letters.is_empty() {
        let count = report.by_letters.len();
        screen.line(&format!(
            "{count} words are pronounced by rule; put them into lexicon.yaml where wrong:"
        ))?;
        for (word, phones) in report.by_letters.iter().take(GUESSES) {
            let sounds = ink.paint(Tint::Faint, &spelt(phones));
            screen.line(&tell::labelled(
                "",
                &format!("{} {sounds}", printable(word)),
                ink,
            ))?;
        }
        if count > GUESSES {
            let more = format!("and {} more; --json lists all", count - GUESSES);
            screen.line(&tell::labelled("", &ink.paint(Tint::Faint, &more), ink))?;
        }
    }
    screen.line(&format!(
        "wrote {}",
        ink.paint(Tint::Good, &out.display().to_string())
    ))?;
    screen.object(&json!({
        "name": report.name, "out": out.display().to_string(), "bytes": bytes,
        "sections": report.sections.iter().map(|(kind, name, bytes)| {
            json!({ "kind": kind.name(), "name": name, "bytes": bytes })
        }).collect::<Vec<_>>(),
        "templates": report.templates, "sentences": report.sentences.to_string(),
        "intents": report.intents, "words": report.words, "states": report.states, "arcs": report.arcs,
        "by_letters": report.by_letters.iter().map(|(word, phones)| json!([word, spelt(phones)])).collect::<Vec<_>>(),
        "warnings": report.warnings,
    }))?;
    Ok(())
}

fn spelt(phones: &[Phone]) -> String {
    phones
        .iter()
        .map(|phone| phone.name())
        .collect::<Vec<_>>()
        .join(" ")
}

fn sentences(count: u128) -> String {
    u64::try_from(count).map_or_else(|_| format!("{:.1e}", count as f64), grouped)
}
