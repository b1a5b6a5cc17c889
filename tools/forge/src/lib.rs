//! Builds Goldcrest packs out of folders that people edit.

#![forbid(unsafe_code)]

pub mod assistant;
pub mod context;
mod data;
mod entities;
pub mod lexicon;
pub mod microwakeword;
pub mod onnx;
pub mod random;
pub mod rewriting;
pub mod sentences;
pub mod templates;
pub mod tflite;
pub mod understanding;
pub mod wake;
pub mod yaml;
