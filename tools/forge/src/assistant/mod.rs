//! An assistant's folder made into a pack.
//!
//! ```text
//!  assistant.yaml ---------------------------------> Manifest
//!  sentences/, entities/ --> templates ------------> Grammar
//!                                 |  words
//!  lexicon.yaml, dictionary ------+----------------> Lexicon
//!  lists with `dictation:` ------------------------> Dictation
//!  responses/, assistant.yaml ---------------------> Dialogue
//!  sentences/, entities/ --> grammar --------------> Entities, where there is an understanding network
//!  context.yaml, context.learned.yaml -------------> Context
//!  models-quantized/NAME/model.onnx, model.gcnn ---> Wake, Acoustic
//!  models-quantized/NAME/body.onnx, … -------------> Understanding
//!  grammar, known.txt, models-quantized/NAME/ -----> Trie, Rewriter
//! ```

mod dictation;
mod error;
mod expectations;
mod facts;
mod folder;
mod known;
mod look_over;
mod networks;
mod phrases;
mod rules;
mod settings;

pub use error::ForgeError;
pub use expectations::{Expectation, expectations};

use std::path::{Path, PathBuf};

use goldcrest::context::{CONTEXT_SECTION, RuleSpec};
use goldcrest::dialogue::DIALOGUE_SECTION;
use goldcrest::rewrite::{GENERATE_SECTION, KNOWN_SECTION, REWRITER_SECTION};
use goldcrest::settings::MANIFEST_SECTION;
use goldcrest::speech::dictation::DICTATION_SECTION;
use goldcrest::understand::entities::ENTITIES_SECTION;
use goldcrest_pack::{AlignedBytes, PackBuilder, SectionKind};
use goldcrest_trie::tokens::normalise;
use goldcrest_trie::{Grammar, Lexicon, Phone, SlotId};

use self::facts::Facts;
use self::folder::Folder;
use crate::context::{self, CONTEXT_FILE, ContextSource, LEARNED_FILE};
use crate::entities;
use crate::lexicon::{LetterToSound, LexiconError, Pronouncer};
use crate::sentences::{Ambiguity, ambiguities, count};
use crate::templates::{CompileOptions, TemplateSet};
use crate::understanding;
use crate::yaml;

/// How a pack is built.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The folder of networks; `None` for `models-quantized` in the nearest
    /// folder above the assistant's that has one.
    pub models: Option<PathBuf>,
    /// The folder of networks where none is above the assistant's; `None`
    /// for `models-quantized` in the current folder.
    pub models_otherwise: Option<PathBuf>,
    /// Fail where a network is missing, instead of building a pack that
    /// cannot listen.
    pub require_models: bool,
    /// The text of a dictionary in the format of CMU's, asked after the
    /// assistant's own lexicon.
    pub dictionary: Option<String>,
    /// The folder of a wake phrase or network, such as `goldcrest wake train`
    /// and `goldcrest import` write, to wake by instead of what the
    /// assistant's file says.
    pub wake: Option<PathBuf>,
    /// How templates are compiled.
    pub templates: CompileOptions,
}

/// A pack and what was seen while building it.
#[derive(Clone, Debug)]
pub struct BuiltAssistant {
    /// The pack.
    pub pack: AlignedBytes,
    /// What is in it.
    pub report: BuildReport,
}

/// What a pack was built from, and what to look over.
#[derive(Clone, Debug)]
pub struct BuildReport {
    /// The assistant's name.
    pub name: String,
    /// Kind, name and bytes of each section.
    pub sections: Vec<(SectionKind, String, usize)>,
    /// Templates compiled.
    pub templates: usize,
    /// Sentences that can be said at any time, one for each meaning.
    pub sentences: u128,
    /// Intents.
    pub intents: usize,
    /// Words of the lexicon.
    pub words: usize,
    /// States of the grammar.
    pub states: usize,
    /// Arcs of the grammar.
    pub arcs: usize,
    /// Words whose pronunciation was guessed from their letters.
    pub by_letters: Vec<(String, Vec<Phone>)>,
    /// What is likely not meant.
    pub warnings: Vec<String>,
}

/// Builds the pack of an assistant.
///
/// Equal folders and options give equal bytes.
///
/// # Errors
///
/// The first thing that is wrong, with its file and line; see [`ForgeError`].
pub fn build_assistant(
    folder: &Path,
    options: &BuildOptions,
) -> Result<BuiltAssistant, ForgeError> {
    let folder = Folder::open(folder)?;
    let facts = folder.text("assistant.yaml")?.unwrap_or_default();
    let mut facts = Facts::read(&yaml::read("assistant.yaml", &facts)?)?;
    if let Some(wake) = &options.wake {
        networks::wake_by(&mut facts, wake)?;
    }
    let mut warnings = facts.unknown.clone();

    let set = templates(&folder)?;
    let mut compiled = set.compile(&options.templates)?;
    let mut pronouncer = pronouncer(&folder, options)?;
    let own: Vec<String> = pronouncer.own_words().map(str::to_owned).collect();
    for sounds in set.sounds() {
        pronouncer.add_ways(&sounds.word, &sounds.ways);
    }
    for key in ["wake.phrase", "wake.stop"] {
        facts.change(key, spoken_phrase);
    }
    let models = networks::folder(options, folder.path());
    let (mut sections, phrases) =
        networks::listening(&mut facts, &models, folder.path(), options, &mut warnings)?;
    let wake_phrase = facts.get("wake.phrase").unwrap_or("").to_owned();
    let wake_phrases = phrases::words(&facts, &phrases, &mut pronouncer);
    let words = compiled
        .vocabulary()
        .chain((!wake_phrase.is_empty()).then_some(wake_phrase.as_str()))
        .chain(wake_phrases);
    let lexicon = pronouncer
        .lexicon(words)
        .map_err(|error| unsayable(error, &set))?;
    let words = Lexicon::open(&lexicon.section).map_err(|_| broken("lexicon"))?;
    // What the assistant's own phrase is said by is not needed where another wakes it.
    if options.wake.is_none() {
        warnings.extend(look_over::lexicon(&own, &words, &folder)?);
    }
    let (required, templates) = (compiled.required.clone(), compiled.templates);
    let dictated = compiled.dictated.clone();
    if facts
        .get("language")
        .is_some_and(|language| language.starts_with("en"))
    {
        compiled.agree_in_english(&words);
    }
    let grammar = compiled.finish(&words)?;
    let automaton = Grammar::open(&grammar).map_err(|_| broken("grammar"))?;
    let dictation = dictation::section(&dictated, &words, &automaton)?;
    let responses = folder.documents("responses")?;
    warnings.extend(look_over::lists(&set));
    let slots = slots_of(&automaton);
    let meant = rules::Meant {
        set: &set,
        required: &required,
        slots: &slots,
    };
    let dialogue = rules::dialogue(&meant, &responses, &facts, &mut warnings)?;

    if let Some(name) = facts.get("understand.model").map(str::to_owned) {
        let folder = models.join(&name);
        if understanding::is_model(&folder) {
            let section = understanding::section(&folder)?;
            sections.push((SectionKind::Understanding, name, section));
        } else if options.require_models {
            return Err(ForgeError::NoModel(folder.join("body.onnx")));
        } else {
            warnings.push(ForgeError::NoModel(folder.join("body.onnx")).to_string());
        }
    }
    let manifest = facts.manifest().into_bytes();
    sections.insert(
        0,
        (SectionKind::Manifest, MANIFEST_SECTION.to_owned(), manifest),
    );
    let name = facts.get("name").unwrap_or("assistant").to_owned();
    sections.push((SectionKind::Lexicon, name.clone(), lexicon.section.clone()));
    sections.push((SectionKind::Grammar, name.clone(), grammar.clone()));
    if let Some(dictation) = dictation {
        sections.push((
            SectionKind::Dictation,
            DICTATION_SECTION.to_owned(),
            dictation,
        ));
    }
    sections.push((SectionKind::Dialogue, DIALOGUE_SECTION.to_owned(), dialogue));

    let has_network = sections
        .iter()
        .any(|(kind, ..)| *kind == SectionKind::Understanding);
    if has_network
        && let Some(entities) =
            entities::section(&automaton, &words, &folder.documents("entities")?)?
    {
        sections.push((SectionKind::Entities, ENTITIES_SECTION.to_owned(), entities));
    }
    match known::sections(&folder, &facts, &models, pronouncer, &automaton, &words) {
        Ok(Some(rewriting)) => {
            let trie = rewriting.trie.into_iter();
            sections.extend(trie.map(|trie| (SectionKind::Trie, KNOWN_SECTION.to_owned(), trie)));
            let rewriter = (
                SectionKind::Rewriter,
                REWRITER_SECTION.to_owned(),
                rewriting.rewriter,
            );
            sections.push(rewriter);
            let generator = rewriting.generator.into_iter();
            sections.extend(
                generator.map(|one| (SectionKind::Rewriter, GENERATE_SECTION.to_owned(), one)),
            );
        }
        Ok(None) => {}
        Err(error @ ForgeError::NoModel(_)) if !options.require_models => {
            warnings.push(error.to_string());
        }
        Err(error) => return Err(error),
    }
    let context = read_context(&folder, &set, &automaton)?;
    let mut rules = Vec::new();
    if let Some(context) = context {
        sections.push((
            SectionKind::Context,
            CONTEXT_SECTION.to_owned(),
            context.section,
        ));
        rules = context.rules;
    }

    let mut pack = PackBuilder::new();
    for (kind, name, bytes) in &sections {
        pack = pack.add(*kind, name, bytes)?;
    }
    let root = automaton.root("command");
    if let Some(root) = root {
        let several = ambiguities(&automaton, &words, root);
        let undecided = several
            .iter()
            .filter(|several| !is_decided_by_context(several, &rules));
        warnings.extend(undecided.map(ambiguous));
    }
    let report = BuildReport {
        name,
        sections: sections
            .into_iter()
            .map(|(kind, name, bytes)| (kind, name, bytes.len()))
            .collect(),
        templates,
        sentences: root.map_or(0, |root| count(&automaton, root)),
        intents: set.intents().len(),
        words: words.word_count(),
        states: automaton.state_count(),
        arcs: automaton.arc_count(),
        by_letters: lexicon.by_letters,
        warnings,
    };
    Ok(BuiltAssistant {
        pack: pack.finish()?,
        report,
    })
}

/// The sentences and lists of an assistant's folder.
///
/// # Errors
///
/// Where a file cannot be read or is wrong.
pub fn read_templates(folder: &Path) -> Result<TemplateSet, ForgeError> {
    templates(&Folder::open(folder)?)
}

fn templates(folder: &Folder) -> Result<TemplateSet, ForgeError> {
    let mut set = TemplateSet::new();
    for part in ["sentences", "entities"] {
        for (name, text) in folder.files(part)? {
            set.add_file(&name, &text)?;
        }
    }
    Ok(set)
}

fn pronouncer(folder: &Folder, options: &BuildOptions) -> Result<Pronouncer, ForgeError> {
    let mut pronouncer = Pronouncer::new();
    if let Some(own) = folder.text("lexicon.yaml")? {
        pronouncer.add_own("lexicon.yaml", &own)?;
    }
    if let Some(dictionary) = &options.dictionary {
        pronouncer.add_dictionary(dictionary);
    }
    if let Some(letters) = LetterToSound::english() {
        pronouncer.use_letters(letters);
    }
    Ok(pronouncer)
}

/// A fault of the lexicon, with the place of the first word that cannot be said.
fn unsayable(error: LexiconError, set: &TemplateSet) -> ForgeError {
    let place = match &error {
        LexiconError::Unsayable(words) => words.first().and_then(|word| set.place_of(word)),
        _ => None,
    };
    match place {
        Some(place) => ForgeError::Unsayable(place, error),
        None => ForgeError::Lexicon(error),
    }
}

/// A phrase as the lexicon spells it.
fn spoken_phrase(phrase: &str) -> String {
    let mut buffer = vec![0; phrase.len() * 16 + 16];
    normalise(phrase, &mut buffer).unwrap_or("").to_owned()
}

fn slots_of(grammar: &Grammar<'_>) -> Vec<String> {
    (0..grammar.sizes().slots)
        .filter_map(SlotId::new)
        .map(|slot| grammar.slot_name(slot).to_owned())
        .collect()
}

fn read_context(
    folder: &Folder,
    set: &TemplateSet,
    grammar: &Grammar<'_>,
) -> Result<Option<context::ReadContext>, ForgeError> {
    let Some(own) = folder.text(CONTEXT_FILE)? else {
        return Ok(None);
    };
    let own = yaml::read(CONTEXT_FILE, &own)?;
    let learned = match folder.text(LEARNED_FILE)? {
        Some(text) => Some(yaml::read(LEARNED_FILE, &text)?),
        None => None,
    };
    let intents: Vec<String> = set.intents().iter().map(|i| i.name.clone()).collect();
    let slots = slots_of(grammar);
    let source = ContextSource {
        templates: set,
        intents: &intents,
        slots: &slots,
    };
    context::read(&own, learned.as_ref(), &source).map(Some)
}

/// Whether rules of the context tell all readings but one from the others.
fn is_decided_by_context(ambiguity: &Ambiguity, rules: &[RuleSpec]) -> bool {
    let has_rule = |reading: &&crate::sentences::Reading| {
        rules.iter().any(|rule| {
            let intent = rule.intent.as_ref();
            let slot = rule.slot.as_ref();
            intent.is_none_or(|intent| *intent == reading.intent)
                && slot.is_none_or(|(slot, value)| {
                    let said = reading.slot(slot);
                    said.is_some_and(|said| value.as_ref().is_none_or(|value| value == said))
                })
        })
    };
    let told = ambiguity.readings.iter().filter(has_rule).count();
    told + 1 >= ambiguity.readings.len()
}

fn ambiguous(ambiguity: &Ambiguity) -> String {
    let meanings: Vec<String> = ambiguity
        .readings
        .iter()
        .map(|reading| {
            let slots: Vec<String> = reading
                .slots
                .iter()
                .map(|(slot, value)| format!(" {slot}={value}"))
                .collect();
            let (file, line) = &reading.source;
            format!("{}{} ({file}:{line})", reading.intent, slots.concat())
        })
        .collect();
    format!("{:?} means {}", ambiguity.sentence, meanings.join(" or "))
}

/// A section just written is always sound; this names it should that change.
fn broken(section: &str) -> ForgeError {
    let error = std::io::Error::other("written wrongly: this is a fault of goldcrest-forge");
    ForgeError::Unreadable(PathBuf::from(section), error)
}
