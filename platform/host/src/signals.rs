//! Signals told on the command line: `--signal oven=on`.

use clap::Args;
use goldcrest::Assistant;
use goldcrest::trace::Trace;
use serde_json::json;

use crate::exit::Failure;
use crate::present::{Screen, Tint, printable, tell};

/// What the device is doing, as the assistant's `context.yaml` calls it.
#[derive(Clone, Debug, Default, Args)]
pub struct Told {
    /// What the device is doing, for example oven=on; may be given several times
    #[arg(long = "signal", value_name = "NAME=VALUE")]
    signals: Vec<String>,
}

impl Told {
    /// Tells them to an assistant. One that its context does not know is ignored, as on a device, and
    /// said so.
    ///
    /// # Errors
    ///
    /// Bad input where one is not of the form NAME=VALUE.
    pub fn tell<T: Trace>(
        &self,
        assistant: &mut Assistant<'_, '_>,
        trace: &mut T,
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        for signal in &self.signals {
            let Some((name, value)) = name_and_value(signal) else {
                return Err(Failure::bad_input(
                    format!("`{}` is no signal", printable(signal)),
                    "write --signal NAME=VALUE, for example --signal oven=on",
                ));
            };
            let told = assistant.set_signal_traced(name, value, trace);
            if let Err(error) = told {
                let text = format!("{} ignored: {error}", printable(signal));
                screen.line(&tell::labelled(
                    "signal",
                    &screen.ink.paint(Tint::Warn, &text),
                    screen.ink,
                ))?;
                screen.object(&json!({
                    "event": "signal-ignored", "signal": name, "value": value,
                    "reason": error.to_string(),
                }))?;
            }
        }
        Ok(())
    }
}

/// The two sides of the one `=` of a signal; `None` where there is another, or nothing on a side.
pub fn name_and_value(signal: &str) -> Option<(&str, &str)> {
    let (name, value) = signal.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_whole = !name.is_empty() && !value.is_empty() && !value.contains('=');
    is_whole.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::name_and_value;

    #[test]
    fn a_signal_has_a_name_and_a_value() {
        for (signal, expected) in [
            ("oven=on", Some(("oven", "on"))),
            (" oven = on ", Some(("oven", "on"))),
            ("volume=-3.5", Some(("volume", "-3.5"))),
            ("oven", None),
            ("", None),
            ("=", None),
            (" = ", None),
            ("=on", None),
            ("oven=", None),
            ("oven= ", None),
            ("oven=on=off", None),
            ("oven==on", None),
        ] {
            assert_eq!(name_and_value(signal), expected, "{signal:?}");
        }
    }
}
