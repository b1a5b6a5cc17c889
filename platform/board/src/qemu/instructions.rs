use core::sync::atomic::{AtomicU32, Ordering};

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::exception;

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
/// The timer has 24 bits, some ten million instructions; an interrupt counts how often it came round, so
/// a lap may take 2^32 ticks, some two and a half billion instructions.
#[derive(Debug)]
pub struct Ticks {
    last: u64,
}

/// SysTick counts down through 24 bits.
const WRAP: u32 = 0x00ff_ffff;

/// How often it came round.
static ROUNDS: AtomicU32 = AtomicU32::new(0);

#[exception]
fn SysTick() {
    ROUNDS.fetch_add(1, Ordering::Relaxed);
}

impl Ticks {
    /// Starts the timer.
    pub fn start(timer: &mut SYST) -> Self {
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(WRAP);
        timer.clear_current();
        timer.enable_interrupt();
        timer.enable_counter();
        Self {
            last: since_start(),
        }
    }
}

impl Counter for Ticks {
    fn lap(&mut self) -> u32 {
        let now = since_start();
        let elapsed = now - self.last;
        self.last = now;
        elapsed as u32
    }
}

/// Ticks since the timer was started. Read again where a round ends meanwhile, and at zero, where it is
/// open whether the interrupt has come yet.
fn since_start() -> u64 {
    loop {
        let rounds = ROUNDS.load(Ordering::Relaxed);
        let left = SYST::get_current();
        if left != 0 && rounds == ROUNDS.load(Ordering::Relaxed) {
            return u64::from(rounds) * (u64::from(WRAP) + 1) + u64::from(WRAP + 1 - left);
        }
    }
}
