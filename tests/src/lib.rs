//! What must hold across the crates; everything is in the test targets.
