//! Counts the instructions of the measured operations on the emulated Cortex-M4F board MPS2 AN386.
#![no_std]
#![no_main]

use goldcrest_board::qemu::{self, SysTickRate};

goldcrest_board::linked!();

/// 25 MHz against 64 ns an instruction.
const RATE: SysTickRate = SysTickRate {
    ticks: 8,
    instructions: 5,
};

#[cortex_m_rt::entry]
fn main() -> ! {
    let mut peripherals = cortex_m::Peripherals::take().expect("main runs once");
    qemu::measure(&LINKED, MEMORY.take(), &mut peripherals.SYST, RATE)
}
