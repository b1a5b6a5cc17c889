//! Hostile bytes into everything that reads bytes: the fuzzer's corpus and what lies near it.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;
mod replay;
mod seeds;
#[allow(
    dead_code,
    reason = "shared with the engine's own tests, which use all of it"
)]
#[path = "../../engine/core/tests/engine/small.rs"]
mod small;
