//! Writing model sections, for hosts.
//!
//! ```
//! use goldcrest_nn::Model;
//! use goldcrest_nn::build::{Affine, ModelBuilder, Output, Quantisation, Taps};
//!
//! let unit = Quantisation { scale: 1.0, zero_point: 0 };
//! let (mut builder, input) = ModelBuilder::new(1, unit);
//! let difference = Affine { weights: vec![-1, 1], biases: vec![0], multipliers: vec![1.0].into() };
//! let taps = Taps { kernel: 2, padding: 1, ..Taps::ONE };
//! let output = builder.convolution(input, &difference, taps, Output::from(unit))?;
//! let section = builder.finish(&[output])?;
//!
//! let model = Model::open(&section)?;
//! let mut arena = vec![0; model.arena_bytes()];
//! model.reset(&mut arena)?;
//! assert_eq!(model.push(&mut arena, &[3])?, Some(&[3][..]));
//! assert_eq!(model.push(&mut arena, &[5])?, Some(&[2][..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod affine;
mod builder;
mod error;
mod fixed_point;
mod layout;
mod operands;
mod plan;

pub use affine::{Affine, Multipliers};
pub use builder::ModelBuilder;
pub use error::BuildError;
pub use fixed_point::FixedPoint;
pub use operands::{Output, Quantisation, Source, StreamId, Taps};
