//! An emulated board: everything that a firmware in QEMU needs besides the shared main loop.
//!
//! Arguments, files and the exit status go through semihosting, text through defmt. Arguments:
//!
//! | argument | does |
//! | --- | --- |
//! | `FILE.wav`, `FILE.pcm` | plays a recording: 16 kHz, 16 bit, one channel |
//! | `--push-to-talk` | the following recordings are commands without a wake phrase |
//! | `--wake` | the following recordings begin with the wake phrase (the default) |
//! | `--cost` | the following recordings are played to count instructions, stage by stage |
//! | `--near-misses=FILE` | near misses of all recordings are written into a file, where the feature `near-misses` is on |
//! | `@FILE` | reads more arguments from a file, one a line |
//!
//! Without a recording, the linked ones are played. Lines that programs may read:
//!
//! | line | says |
//! | --- | --- |
//! | `plan BYTES NAME` | memory that the pack needs, by buffer |
//! | `recording NAME` | what follows are the events of this recording |
//! | `trace EVENTS STAGES NAME` | its two hashes: of the events, and of all that the stages reported |
//! | `cost STATE STAGE INSTRUCTIONS` | instructions per second of audio, waiting or awake |
//! | `stack BYTES` | the most stack used since the start |

use defmt_semihosting as _;

mod arguments;
mod file;
mod instructions;
#[cfg(feature = "near-misses")]
mod near;
#[cfg(feature = "operations")]
mod operations;
mod panic;
mod session;

pub use instructions::SysTickRate;
#[cfg(feature = "operations")]
pub use operations::measure;
pub use session::run;

/// A whole firmware for an emulated board: [`run`] or [`measure`] on what its build script linked.
///
/// `megahertz` is the clock of the board's SysTick. The crate that calls it depends on `cortex-m`
/// and `cortex-m-rt`.
#[macro_export]
macro_rules! emulated {
    ($work:ident, megahertz: $megahertz:literal) => {
        $crate::linked!();

        #[cortex_m_rt::entry]
        fn main() -> ! {
            let mut peripherals = cortex_m::Peripherals::take().expect("main runs once");
            let rate = $crate::qemu::SysTickRate::of($megahertz);
            $crate::qemu::$work(&LINKED, MEMORY.take(), &mut peripherals.SYST, rate)
        }
    };
}

/// Exit status of a firmware that could not open its pack or a recording.
const BAD_INPUT: u8 = 2;

/// Ends the emulation; `status` reaches the shell.
fn exit(status: u8) -> ! {
    semihosting::process::exit(i32::from(status))
}

/// Says what is wrong, and ends the emulation.
fn fail(what: &str, error: &dyn core::fmt::Display) -> ! {
    defmt::error!("{=str}: {}", what, defmt::Display2Format(&error));
    exit(BAD_INPUT)
}
