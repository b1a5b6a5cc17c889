//! Says whether the target's instruction set has the DSP extension, which stable Rust does not
//! tell: every Armv7E-M core (Cortex-M4, Cortex-M7) does.
//!
//! Armv7-A in Thumb encoding has the same instructions, and user-mode emulators: the tests of this
//! crate run their kernels there (`cargo xtask test` does so).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(armv7em)");
    let target = std::env::var("TARGET").unwrap_or_default();
    if ["thumbv7em", "thumbv7neon"]
        .iter()
        .any(|family| target.starts_with(family))
    {
        println!("cargo::rustc-cfg=armv7em");
    }
}
