use goldcrest_forge::wake::RATES;

use crate::signals::name_and_value;

/// A line of the simulator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command<'t> {
    /// An empty line, or a comment.
    Nothing,
    /// Something to be said.
    Say(&'t str),
    /// A recording to be heard.
    Play {
        /// WAV or FLAC.
        file: &'t str,
        /// Whether it is a command without the wake phrase.
        at_once: bool,
    },
    /// Time to pass.
    Wait {
        /// How much, from 0 to a week.
        seconds: f64,
    },
    /// What the device is doing.
    Signal {
        /// The signal.
        name: &'t str,
        /// Its value.
        value: &'t str,
    },
    /// A wake phrase to be switched or tuned.
    Wake {
        /// The phrase.
        phrase: &'t str,
        /// What is wanted of it.
        to: Wanted,
    },
    /// One of these words with something that it does not take.
    Mistake {
        /// The line.
        line: &'t str,
        /// How the word is used.
        usage: &'static str,
    },
    /// Show the state of everything.
    State,
    /// Say what can be written.
    Help,
    /// End.
    Quit,
}

/// What is wanted of a wake phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// That it is listened for.
    On,
    /// That it is not.
    Off,
    /// So many false accepts an hour, of [`RATES`].
    Rate(f64),
}

impl Wanted {
    fn read(text: &str) -> Option<Self> {
        match text {
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            rate => {
                let rate = rate.parse().ok()?;
                RATES.contains(&rate).then_some(Self::Rate(rate))
            }
        }
    }
}

/// Longest time that passes at once, in seconds: a week.
const LONGEST_WAIT: f64 = 7.0 * 86_400.0;

impl<'t> Command<'t> {
    /// Reads a line. What is none of the simulator's own words is said, so that nothing that an assistant
    /// understands is out of reach: `wait` and several words, for example. Where only a command can be meant and it
    /// is written wrongly, that is told.
    pub fn read(line: &'t str) -> Self {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Self::Nothing;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match (word, rest) {
            ("state", "") => Self::State,
            ("help", "") => Self::Help,
            ("quit" | "exit", "") => Self::Quit,
            ("wav", file) if !file.is_empty() => Self::Play {
                file,
                at_once: false,
            },
            ("talk", file) if !file.is_empty() => Self::Play {
                file,
                at_once: true,
            },
            ("wait", time) => match time.parse() {
                Ok(seconds) if (0.0..=LONGEST_WAIT).contains(&seconds) => Self::Wait { seconds },
                _ if is_sentence(time) => Self::Say(line),
                _ => Self::Mistake { line, usage: WAIT },
            },
            ("signal", signal) => match name_and_value(signal) {
                Some((name, value)) => Self::Signal { name, value },
                None if is_sentence(signal) && !signal.contains('=') => Self::Say(line),
                None => Self::Mistake {
                    line,
                    usage: SIGNAL,
                },
            },
            ("wake", wanted) => match wanted
                .split_once('=')
                .map(|(phrase, to)| (phrase.trim(), Wanted::read(to.trim())))
            {
                Some((phrase, Some(to))) => Self::Wake { phrase, to },
                _ if is_sentence(wanted) && !wanted.contains('=') => Self::Say(line),
                _ => Self::Mistake { line, usage: WAKE },
            },
            _ => Self::Say(line),
        }
    }
}

const WAIT: &str = "write `wait SECONDS`, from 0 to 604800 (a week)";
const SIGNAL: &str = "write `signal NAME=VALUE`, as in `signal oven=on`";
const WAKE: &str =
    "write `wake PHRASE=on`, `=off` or `=RATE`, false accepts an hour from 0.001 to 1000";

/// Whether several words stand behind a word of the simulator: then they may all be something that people say.
fn is_sentence(rest: &str) -> bool {
    rest.split_whitespace().count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_command_is_said() {
        for (line, expected) in [
            ("  turn on the lights ", Command::Say("turn on the lights")),
            ("wait 1.5", Command::Wait { seconds: 1.5 }),
            ("wait for me", Command::Say("wait for me")),
            (
                "signal the neighbours",
                Command::Say("signal the neighbours"),
            ),
            ("state of the nation", Command::Say("state of the nation")),
            (
                "signal oven = on",
                Command::Signal {
                    name: "oven",
                    value: "on",
                },
            ),
            (
                "talk my order.wav",
                Command::Play {
                    file: "my order.wav",
                    at_once: true,
                },
            ),
            ("wav", Command::Say("wav")),
            (
                "wake hey juniper = off",
                Command::Wake {
                    phrase: "hey juniper",
                    to: Wanted::Off,
                },
            ),
            (
                "wake stop=0.2",
                Command::Wake {
                    phrase: "stop",
                    to: Wanted::Rate(0.2),
                },
            ),
            ("wake me at five", Command::Say("wake me at five")),
            ("# a comment", Command::Nothing),
            ("quit", Command::Quit),
        ] {
            assert_eq!(Command::read(line), expected, "{line}");
        }
    }

    #[test]
    fn commands_written_wrongly_are_not_said() {
        for (line, usage) in [
            ("wait", WAIT),
            ("wait abc", WAIT),
            ("wait -1", WAIT),
            ("wait NaN", WAIT),
            ("signal oven", SIGNAL),
            ("signal the oven=", SIGNAL),
            ("wake", WAKE),
            ("wake stop=0", WAKE),
            ("wake hey goldcrest=-3", WAKE),
        ] {
            assert_eq!(Command::read(line), Command::Mistake { line, usage });
        }
    }
}
