use super::Session;
use crate::exit::Failure;

#[cfg(not(feature = "mic"))]
impl Session<'_, '_, '_, '_, '_> {
    pub fn live(&mut self) -> Result<(), Failure> {
        Err(Failure::bad_input(
            "this build has no microphone",
            "build with it: `cargo run --release --features mic -- listen --mic` (Linux: needs libasound2-dev)",
        ))
    }
}

#[cfg(feature = "mic")]
mod microphone {
    use goldcrest_hal::AudioSource;
    use serde_json::json;

    use super::{Failure, Session};
    use crate::audio;
    use crate::hearing;
    use crate::mic::{self, MicError, Microphone};
    use crate::present::printable;

    impl Session<'_, '_, '_, '_, '_> {
        /// Listens to a microphone until the time is over that was asked for.
        pub fn live(&mut self) -> Result<(), Failure> {
            let device = self.arguments.device.as_deref();
            if device == Some("?") {
                return self.list_devices();
            }
            let mut microphone = Microphone::open(device).map_err(refused)?;
            let title = format!("listening to {}", printable(microphone.name()));
            self.listener.title(&title)?;
            if self.arguments.now {
                self.assistant.listen_now();
            }
            let mut recorded = Vec::new();
            let ended = self.hear(&mut microphone, &mut recorded);
            if let Some(file) = &self.arguments.record {
                audio::write_wav(file, &recorded).map_err(|error| {
                    Failure::bad_input(
                        format!("cannot write {}: {error}", file.display()),
                        "give another place with --record FILE",
                    )
                })?;
            }
            if microphone.lost() > 0 {
                let lost = format!(
                    "{} samples were lost: this machine is too busy",
                    microphone.lost()
                );
                self.listener.screen.line(&lost)?;
            }
            ended
        }

        fn hear(
            &mut self,
            microphone: &mut Microphone,
            recorded: &mut Vec<i16>,
        ) -> Result<(), Failure> {
            let seconds = self.arguments.seconds;
            let limit_ms = seconds.map_or(u64::MAX, |seconds| seconds.saturating_mul(1_000));
            let mut block = [0; 160];
            while self.assistant.audio_time().0 < limit_ms {
                hearing::listen_without_phrase(self.assistant);
                let count = microphone.read(&mut block).map_err(refused)?;
                if self.arguments.record.is_some() {
                    recorded.extend_from_slice(&block[..count]);
                }
                self.play(&block[..count])?;
                self.kept.keep(self.assistant)?;
            }
            Ok(())
        }

        fn list_devices(&mut self) -> Result<(), Failure> {
            let screen = &mut *self.listener.screen;
            for name in mic::names() {
                screen.line(&name)?;
                screen.object(&json!({ "device": name }))?;
            }
            Ok(())
        }
    }

    fn refused(error: MicError) -> Failure {
        let names = mic::names();
        Failure::bad_input(
            error.to_string(),
            match names.is_empty() {
                true => {
                    "plug in a microphone, or start the sound server; `goldcrest doctor --for mic`"
                        .into()
                }
                false => format!("choose one with --device NAME: {}", names.join(", ")),
            },
        )
    }
}
