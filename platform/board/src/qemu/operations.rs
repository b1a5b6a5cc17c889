use cortex_m::peripheral::SYST;
use goldcrest::LendWorkspace;
use goldcrest_benches::{Material, OPERATIONS, second_of};
use goldcrest_pack::Pack;

use super::instructions::{SysTickRate, Ticks};
use super::{exit, fail};
use crate::linked::Linked;
use crate::stages::Counter;

/// Counts the instructions of every measured operation on the first linked recording, and ends
/// the emulation. Prints `operation NAME INSTRUCTIONS CHECKSUM`.
pub fn measure<M: LendWorkspace>(
    linked: &'static Linked,
    memory: &mut M,
    timer: &mut SYST,
    rate: SysTickRate,
) -> ! {
    let Some(second) = linked
        .recordings
        .first()
        .and_then(|recording| second_of(recording.pcm))
    else {
        fail("recordings", &"the first must be of two seconds or more")
    };
    let pack = match Pack::open(linked.pack) {
        Ok(pack) => pack,
        Err(error) => fail("pack", &error),
    };
    let mut material = match Material::prepare(&pack, second, memory.workspace()) {
        Ok(material) => material,
        Err(error) => fail("pack", &error),
    };
    let mut counter = Ticks::start(timer);
    for operation in &OPERATIONS {
        let mut ticks = 0u64;
        counter.lap();
        let checksum = operation.measured(&mut material, &mut || ticks += u64::from(counter.lap()));
        ticks += u64::from(counter.lap());
        defmt::println!(
            "operation {=str} {=u64} {=u32:08x}",
            operation.name,
            rate.instructions_in(ticks),
            checksum
        );
    }
    exit(0)
}
