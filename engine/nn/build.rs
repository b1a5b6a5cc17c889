//! Says whether the target's instruction set has the DSP extension, which stable Rust does not
//! tell: every Armv7E-M core (Cortex-M4, Cortex-M7) does.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(armv7em)");
    if std::env::var("TARGET").is_ok_and(|target| target.starts_with("thumbv7em")) {
        println!("cargo::rustc-cfg=armv7em");
    }
}
