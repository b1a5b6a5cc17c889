//! The main loop: audio in, events out, on whatever hardware there is.

use goldcrest::events::Event;
use goldcrest::rewrite::{MOST_RECORD, MOST_UTTERANCES, Personal};
use goldcrest::trace::{Digest, State};
use goldcrest::{Assistant, Output};
use goldcrest_dsp::HOP;
use goldcrest_hal::{AudioSource, Clock, Indicator, Show, Signals, Store, StoreError};

use crate::watch::Watch;

/// Silence given to an assistant after a recording at the least, in hops of 10 ms.
const SHORTEST_REST: usize = 50;
/// Silence after which an assistant that still waits is left alone, in hops of 10 ms.
const LONGEST_REST: usize = 1_500;

/// The hardware that an assistant runs on, or what stands for it.
#[derive(Debug)]
pub struct Platform<A, C, I, S, K> {
    /// Where speech comes from.
    pub audio: A,
    /// What time it is.
    pub clock: C,
    /// What a person sees and hears of the assistant.
    pub indicator: I,
    /// What the device is doing, for the assistant's context.
    pub signals: S,
    /// What survives a reset: the requests of the user, by the numbers of their records.
    pub store: K,
}

impl<A: AudioSource, C: Clock, I: Indicator, S: Signals, K: Store> Platform<A, C, I, S, K> {
    /// Runs `assistant` until the audio ends, which a microphone never does.
    ///
    /// `each` is given every event; `watch` sees all stages at work. A recording that ends is
    /// followed by silence until the assistant has come to rest, so that what was said last is
    /// answered too. Gives the digest of all events.
    ///
    /// Requests of the user that the store holds are given to the assistant first, where its pack asks to
    /// remember them. Those that change are stored while it waits for its wake phrase, one in a block of
    /// audio, as flash may take its time; a store that fails is told to `watch`, and stops nothing.
    ///
    /// # Errors
    ///
    /// The audio source's own.
    pub fn run<'p, W: Watch>(
        &mut self,
        assistant: &mut Assistant<'p, '_>,
        watch: &mut W,
        mut each: impl FnMut(&Event<'p>),
    ) -> Result<Digest, A::Error> {
        let mut digest = Digest::default();
        let mut block = [0; HOP];
        self.restore(assistant, watch);
        // First of all it is told the time, from which signals that last for a while count.
        let waiting = assistant.poll(self.clock.now());
        self.tell(assistant, waiting, &mut digest, &mut each);
        loop {
            let count = self.audio.read(&mut block)?;
            if count == 0 {
                break;
            }
            self.hear(assistant, &block[..count], watch, &mut digest, &mut each);
        }
        let silence = [0; HOP];
        for rested in 0..LONGEST_REST {
            if rested >= SHORTEST_REST && assistant.state() == State::Listening {
                break;
            }
            self.hear(assistant, &silence, watch, &mut digest, &mut each);
        }
        while self.keep_one(assistant, watch) {}
        Ok(digest)
    }

    /// Gives the assistant what the store holds, unless its memory still knows it; records that are damaged
    /// are left out.
    fn restore<W: Watch>(&mut self, assistant: &mut Assistant<'_, '_>, watch: &mut W) {
        if !assistant.personal().is_some_and(Personal::is_empty) {
            return;
        }
        let mut record = [0; MOST_RECORD];
        for number in 0..MOST_UTTERANCES as u8 {
            match self.store.load(number.into(), &mut record) {
                Ok(None) | Err(StoreError::BufferTooSmall { .. }) => {}
                Ok(Some(length)) => {
                    // A record of another version is no reason to forget the others.
                    let _ = assistant.restore(number, &record[..length]);
                }
                Err(error) => {
                    watch.store_failed(error);
                    return;
                }
            }
        }
    }

    /// Stores a request that has changed; whether there was one.
    fn keep_one<W: Watch>(&mut self, assistant: &mut Assistant<'_, '_>, watch: &mut W) -> bool {
        let Some((number, record)) = assistant.next_change() else {
            return false;
        };
        if let Err(error) = self.store.save(number.into(), &record) {
            watch.store_failed(error);
        }
        true
    }

    fn hear<'p, W: Watch>(
        &mut self,
        assistant: &mut Assistant<'p, '_>,
        samples: &[i16],
        watch: &mut W,
        digest: &mut Digest,
        each: &mut impl FnMut(&Event<'p>),
    ) {
        self.clock.heard(samples.len());
        while let Some(signal) = self.signals.next() {
            // One that the assistant's context does not know changes nothing.
            let _ = assistant.set_signal_traced(signal.name, signal.value, watch);
        }
        let at_work = |assistant: &Assistant<'p, '_>| {
            assistant.state() != State::Listening || assistant.is_checking()
        };
        self.tell_speech(assistant);
        let before = at_work(assistant);
        watch.block_begins();
        assistant.push_traced(samples, watch);
        let event = assistant.poll(self.clock.now());
        watch.block_ends(before || at_work(assistant));
        self.tell(assistant, event, digest, each);
        if assistant.state() == State::Listening {
            self.keep_one(assistant, watch);
        }
    }

    /// Passes on `event` and all that come after it.
    fn tell<'p>(
        &mut self,
        assistant: &mut Assistant<'p, '_>,
        mut event: Option<Event<'p>>,
        digest: &mut Digest,
        each: &mut impl FnMut(&Event<'p>),
    ) {
        while let Some(happened) = event {
            digest.add(&happened);
            each(&happened);
            self.show(&happened);
            assistant.sound_after(&happened);
            event = assistant.poll(self.clock.now());
        }
    }

    /// Tells the assistant that the device has begun or ended to speak; ringing goes on until it is silenced.
    fn tell_speech(&self, assistant: &mut Assistant<'_, '_>) {
        match (assistant.output(), self.indicator.is_speaking()) {
            (Output::Silent, Some(true)) => assistant.set_output(Output::Speaking),
            (Output::Speaking, Some(false)) => assistant.set_output(Output::Silent),
            _ => {}
        }
    }

    fn show(&mut self, event: &Event<'_>) {
        match event {
            Event::Woke { .. } => self.indicator.show(Show::Listening),
            Event::Heard { .. } | Event::Act { .. } => self.indicator.show(Show::Working),
            Event::Ask { prompt, .. } => {
                self.indicator.show(Show::Say(prompt));
                self.indicator.show(Show::Listening);
            }
            Event::Say { text, .. } => self.indicator.show(Show::Say(text)),
            Event::Rang { name, .. } => self.indicator.show(Show::Ring(name)),
            Event::Hush { .. } | Event::Slept { .. } => self.indicator.show(Show::Idle),
            Event::Rewritten { .. } | Event::Understood { .. } | Event::NotUnderstood { .. } => {}
        }
    }
}
