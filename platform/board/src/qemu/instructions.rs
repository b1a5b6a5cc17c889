use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;

use crate::stages::Counter;

/// How many SysTick ticks pass while an instruction runs.
///
/// Under `-icount shift=6` QEMU says that an instruction takes 2^6 ns, so the rate is the board's
/// clock against that: at 25 MHz, eight ticks in five instructions.
#[derive(Debug, Clone, Copy)]
pub struct SysTickRate {
    megahertz: u32,
}

impl SysTickRate {
    /// The rate of a board whose SysTick runs at `megahertz`.
    pub const fn of(megahertz: u32) -> Self {
        Self { megahertz }
    }

    /// Instructions that run in `ticks`.
    pub fn instructions_in(self, ticks: u64) -> u64 {
        ticks * 1000 / (64 * u64::from(self.megahertz))
    }
}

/// Counts SysTick ticks, exactly and repeatably in an emulator started with `-icount shift=6`.
///
/// The timer wraps after 2^24 ticks, some eight million instructions: a lap must be shorter.
#[derive(Debug)]
pub struct Ticks {
    last: u32,
}

/// SysTick counts down through 24 bits.
const WRAP: u32 = 0x00ff_ffff;

impl Ticks {
    /// Starts the timer.
    pub fn start(timer: &mut SYST) -> Self {
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(WRAP);
        timer.clear_current();
        timer.enable_counter();
        Self {
            last: SYST::get_current(),
        }
    }
}

impl Counter for Ticks {
    fn lap(&mut self) -> u32 {
        let now = SYST::get_current();
        let elapsed = self.last.wrapping_sub(now) & WRAP;
        self.last = now;
        elapsed
    }
}
