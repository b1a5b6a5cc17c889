//! The engine at work on a small assistant made by hand.

mod context;
mod dialogue;
mod dictation;
mod entities;
mod limits;
mod personal;
mod pushes;
mod repair;
mod rewrite;
mod search;
mod small;
mod sounding;
mod spoken_values;
mod wake;
mod wakes;
