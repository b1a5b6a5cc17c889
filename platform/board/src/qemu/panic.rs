use core::panic::PanicInfo;

use cortex_m_rt::{ExceptionFrame, exception};

/// Exit status of a firmware that panicked.
const PANICKED: u8 = 101;
/// Exit status of a firmware that faulted.
const FAULTED: u8 = 102;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    defmt::error!("{}", defmt::Display2Format(info));
    super::exit(PANICKED)
}

/// Without this a fault would leave the emulator running for ever.
#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    defmt::error!("hard fault at {=u32:#x}", frame.pc());
    super::exit(FAULTED)
}
