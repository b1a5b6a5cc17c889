//! Networks: the engine against other runtimes, on every model of the repository.
//!
//! A folder with `model.onnx` and `golden/*-features.npy`, `golden/*-logits.npy` is found by
//! itself, whether under `tests/golden/nn` or `models-quantized`.

mod folders;
mod litert;
mod npy;
mod onnxruntime;
mod streaming;
#[cfg(feature = "onnx")]
mod tract;
