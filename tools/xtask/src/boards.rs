//! The emulated boards, as data.

/// A board that QEMU emulates and a firmware in `platform/board` is for.
#[derive(Debug)]
pub struct Board {
    /// Package, QEMU machine and firmware's file name in one.
    pub name: &'static str,
    /// Short name of the processor, as tables show it.
    pub processor: &'static str,
    /// Rust target.
    pub target: &'static str,
}

pub static M4F: Board = Board {
    name: "mps2-an386",
    processor: "cortex-m4f",
    target: "thumbv7em-none-eabihf",
};

pub static M55: Board = Board {
    name: "mps3-an547",
    processor: "cortex-m55",
    target: "thumbv8m.main-none-eabihf",
};

pub static BOARDS: [&Board; 2] = [&M4F, &M55];

impl Board {
    /// The board of this name.
    pub fn named(name: &str) -> Option<&'static Board> {
        BOARDS.into_iter().find(|board| board.name == name)
    }
}
