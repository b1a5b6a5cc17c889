//! Wake phrases measured: recordings in a stream, the detector's scores on them, misses against false
//! accepts.
//!
//! ```text
//!  recordings ─▶ stream: 3 s gaps, noise ─▶ ear: front end + detector, as on the board ─▶ scores
//!                                                                                          │
//!                        misses and false accepts an hour at every threshold ◀─ curve ◀────┘
//! ```

pub mod calibrate;
pub mod condition;
pub mod curve;
pub mod ear;
pub mod espeak;
pub mod frames;
pub mod kept;
pub mod listen;
pub mod picture;
pub mod revoice;
pub mod sharpen;
pub mod stream;
pub mod survey;
pub mod synthesise;
pub mod trunk;
pub mod tune;

/// How sure a detector is: higher is surer. From a network of phones the cost a phone, in 1/256 nat, negated;
/// from one that knows its phrase by heart the smoothed probability, of 255.
pub type Score = i32;

/// Scores that are too low to matter beside a threshold: those of costs beyond 8 nats a phone, and of
/// probabilities below a twentieth.
pub fn floor_of(threshold: Score) -> Score {
    if threshold > 0 { 12 } else { -8 * 256 }
}
