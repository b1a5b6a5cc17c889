//! The binary as a person meets it: exit statuses, messages, plain text and JSON.

mod audio;
mod figures;
mod labelled;
mod microwakeword;
mod misleading;
mod mistakes;
mod packs;
mod pauses;
mod program;
mod rewriting;
mod sim;
mod text;
mod training;
mod tries;
mod understanding;
mod unheeded;
mod wake;
mod wake_by;
