//! Sentence templates in Home Assistant's hassil syntax, made into a grammar.
//!
//! ```text
//!  sentences/*.yaml, entities/*.yaml
//!        |  parse           TemplateSet: intents, rules, lists, each with file and line
//!        v
//!  resolve: names, recursion, how many sentences
//!        v
//!  letters -> words         "light[s]" is "light" or "lights"
//!        v
//!  GrammarBuilder           deterministic, minimal: a grammar section
//! ```
//!
//! ```
//! use goldcrest_forge::templates::{CompileOptions, TemplateSet};
//!
//! let mut set = TemplateSet::new();
//! set.add_file("lights.yaml", "
//! intents:
//!   LightOn:
//!     data:
//!       - sentences: ['turn on [the] {area} light[s]']
//! lists:
//!   area:
//!     values: [kitchen, {in: 'living room|lounge', out: living_room}]
//! ")?;
//! let compiled = set.compile(&CompileOptions::default())?;
//! assert!(compiled.vocabulary().any(|word| word == "lounge"));
//! # Ok::<(), goldcrest_forge::templates::TemplateError>(())
//! ```
//!
//! Beyond hassil, an intent may say what must be known (`required`), that it
//! must be confirmed (`confirm`), that it answers a confirmation (`when`), and
//! how a missing slot is answered (`answers`).

mod agreement;
mod answers;
mod compile;
mod error;
mod letters;
mod lists;
mod resolve;
mod sources;
mod spoken;
mod syntax;
mod writer;

pub use compile::{CompileOptions, Compiled, RequiredSlot};
pub use error::{Fault, TemplateError};
pub use lists::{Dictation, List, ListKind, Sounds};
pub use sources::{Block, Intent, Template, TemplateSet, When};
pub use syntax::{Expression, SyntaxError, parse};
