use core::fmt::Write as _;

use cortex_m::peripheral::SYST;
use goldcrest::{Assistant, Event, LendWorkspace, MemoryPlan};
use goldcrest_hal::{AudioClock, NoIndicator, NoSignals, NoStore};
use goldcrest_pack::Pack;
use heapless::String;

use super::arguments::{self, Argument};
use super::file::File;
use super::instructions::{SysTickRate, Ticks};
use super::{exit, fail};
use crate::linked::Linked;
use crate::pcm::{PcmError, PcmSource, ReadBytes};
use crate::run::Platform;
use crate::stack;
use crate::stages::{Costs, Stage, StageMeter};
use crate::watch::StageDigest;

/// Does what the arguments say, and ends the emulation.
///
/// `memory` is what the assistant works in, of the sizes that the build script read from the
/// pack; `rate` is the board's timer against QEMU's instructions.
pub fn run<M: LendWorkspace>(
    linked: &'static Linked,
    memory: &mut M,
    timer: &mut SYST,
    rate: SysTickRate,
) -> ! {
    let pack = match Pack::open(linked.pack) {
        Ok(pack) => pack,
        Err(error) => fail("pack", &error),
    };
    report_plan(&pack);
    let mut session = Session {
        pack,
        memory,
        push_to_talk: false,
        meter: None,
        rate,
        #[cfg(feature = "near-misses")]
        near: super::near::NearMisses::take(),
    };
    let mut played = false;
    let result = arguments::for_each(|argument| match argument {
        Argument::PushToTalk => session.push_to_talk = true,
        Argument::Wake => session.push_to_talk = false,
        Argument::Cost => session.meter = Some(StageMeter::new(Ticks::start(timer))),
        #[cfg(feature = "near-misses")]
        Argument::NearMisses(path) => {
            if let Err(error) = session.near.write_into(path) {
                fail(path, &error);
            }
        }
        Argument::Play(path) => {
            played = true;
            if let Err(error) = session.play_file(path) {
                fail(path, &error);
            }
        }
    });
    if let Err(error) = result {
        fail("arguments", &error);
    }
    if !played {
        for recording in linked.recordings {
            if let Err(error) = session.play(recording.name, PcmSource::raw(recording.pcm)) {
                fail(recording.name, &error);
            }
        }
    }
    session.report_costs();
    defmt::println!("stack {=usize}", stack::high_water());
    exit(0)
}

struct Session<'m, M> {
    pack: Pack<'static>,
    memory: &'m mut M,
    push_to_talk: bool,
    meter: Option<StageMeter<Ticks>>,
    rate: SysTickRate,
    #[cfg(feature = "near-misses")]
    near: super::near::NearMisses,
}

impl<M: LendWorkspace> Session<'_, M> {
    fn play_file(&mut self, path: &str) -> Result<(), PcmError> {
        let file = File::open(path)?;
        if path.ends_with(".pcm") {
            self.play(path, PcmSource::raw(file))
        } else {
            self.play(path, PcmSource::wav(file)?)
        }
    }

    // Inlined, its frame, which holds the assistant, would be there twice.
    #[inline(never)]
    fn play<R: ReadBytes>(&mut self, name: &str, audio: PcmSource<R>) -> Result<(), PcmError> {
        defmt::println!("recording {=str}", name);
        let mut assistant = match Assistant::open(&self.pack, self.memory.workspace()) {
            Ok(assistant) => assistant,
            Err(error) => fail("pack", &error),
        };
        #[cfg(feature = "near-misses")]
        if self.near.file.is_some() {
            assistant.keep_near_misses(self.near.ring);
        }
        if self.push_to_talk {
            assistant.listen_now();
        }
        let mut platform = Platform {
            audio,
            clock: AudioClock::default(),
            indicator: NoIndicator,
            signals: NoSignals,
            store: NoStore,
        };
        match &mut self.meter {
            Some(meter) => {
                platform.run(&mut assistant, meter, print)?;
            }
            None => {
                let mut stages = StageDigest::default();
                let events = platform.run(&mut assistant, &mut stages, print)?;
                defmt::println!(
                    "trace {=u64:016x} {=u64:016x} {=str}",
                    events.value(),
                    stages.value(),
                    name
                );
            }
        }
        #[cfg(feature = "near-misses")]
        super::near::write(&assistant, &mut self.near.file);
        Ok(())
    }

    fn report_costs(&self) {
        let Some(meter) = &self.meter else { return };
        for (state, costs) in [("waiting", &meter.waiting), ("awake", &meter.awake)] {
            self.report(state, costs);
        }
    }

    fn report(&self, state: &str, costs: &Costs) {
        for stage in Stage::ALL {
            let instructions = self.rate.instructions_in(costs.per_second(stage));
            defmt::println!(
                "cost {=str} {=str} {=u64}",
                state,
                stage.name(),
                instructions
            );
        }
        let dearest = self.rate.instructions_in(costs.dearest);
        defmt::println!("cost {=str} dearest-block {=u64}", state, dearest);
    }
}

fn report_plan(pack: &Pack<'_>) {
    for line in MemoryPlan::of(pack).lines {
        let mut name: String<32> = String::new();
        // The names of buffers are shorter than this.
        let _ = write!(name, "{}", line.buffer);
        defmt::println!("plan {=usize} {=str}", line.bytes, name);
    }
}

fn print(event: &Event<'_>) {
    let mut line: String<512> = String::new();
    // An event that does not fit is cut; its digest is made of the whole.
    let _ = write!(line, "{event}");
    defmt::println!("{=str}", line);
}
