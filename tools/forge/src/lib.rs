//! Builds Goldcrest packs out of folders that people edit.

#![forbid(unsafe_code)]

pub mod onnx;
pub mod templates;
pub mod yaml;
