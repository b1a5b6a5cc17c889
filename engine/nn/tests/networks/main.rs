//! What networks compute and what sections are refused.

mod hostile;
mod reference;
mod streaming;
