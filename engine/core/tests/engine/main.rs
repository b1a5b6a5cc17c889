//! The engine at work on a small assistant made by hand.

mod dialogue;
mod limits;
mod search;
mod small;
