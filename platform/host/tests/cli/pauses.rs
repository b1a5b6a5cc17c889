//! What people do between the wake phrase and the command: they wait for the device, or call it once more; and words so
//! short that they are next to none.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use hound::{WavReader, WavSpec, WavWriter};
use serde_json::Value;

use crate::program::{Run, file, goldcrest};

const COMMAND: &str = "tools/assistants/home/demos/kitchen-lights.wav";
const QUESTION: &str = "tools/assistants/home/demos/timer-for-how-long.wav";
const TENTH: usize = 1_600;

fn events(run: &Run, name: &str) -> Vec<Value> {
    let mut objects = run.objects();
    objects.retain(|object| object["event"] == name);
    objects
}

fn samples(file: &str) -> (WavSpec, Vec<i16>) {
    let path = format!("{}/../../{file}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = WavReader::open(path).unwrap();
    (
        reader.spec(),
        reader.samples().map(Result::unwrap).collect(),
    )
}

/// A recording up to the question that the assistant asks.
fn up_to_the_question() -> Vec<i16> {
    let run = goldcrest(&["listen", "--json", "--wav", QUESTION]);
    let asked = events(&run, "ask")[0]["at"].as_f64().unwrap();
    let (spec, mut samples) = samples(QUESTION);
    samples.truncate((asked * f64::from(spec.sample_rate)) as usize);
    samples
}

/// A recording of the wake phrase and a command, and where one ends and the other begins.
struct Spoken {
    spec: WavSpec,
    samples: Vec<i16>,
    breath: usize,
}

impl Spoken {
    fn new() -> Self {
        let (spec, samples) = samples(COMMAND);
        let heard = &events(&goldcrest(&["listen", "--json", "--wav", COMMAND]), "heard")[0];
        let words = &heard["nbest"][0]["words"];
        let sample = |time: &Value| (time.as_f64().unwrap() * f64::from(spec.sample_rate)) as usize;
        let (phrase_ends, command_begins) = (sample(&words[0]["to"]), sample(&words[1]["from"]));
        // Phones are told a little after they are heard.
        let around = phrase_ends - 2 * TENTH..command_begins;
        let loudness = |&at: &usize| -> u32 {
            let window = &samples[at..at + TENTH / 4];
            window.iter().map(|s| u32::from(s.unsigned_abs())).sum()
        };
        let breath = around.min_by_key(loudness).unwrap();
        Self {
            spec,
            samples,
            breath,
        }
    }

    fn phrase(&self) -> Vec<i16> {
        self.samples[..self.breath].to_vec()
    }

    fn command(&self) -> Vec<i16> {
        self.samples[self.breath..].to_vec()
    }

    /// The room's own hiss, from before the phrase.
    fn pause(&self, tenths: usize) -> Vec<i16> {
        self.samples[..3 * TENTH]
            .iter()
            .copied()
            .cycle()
            .take(tenths * TENTH)
            .collect()
    }

    fn listen(&self, parts: &[Vec<i16>]) -> Run {
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, self.spec).unwrap();
        for &sample in parts.iter().flatten() {
            writer.write_sample(sample).unwrap();
        }
        writer.finalize().unwrap();
        let file = file("spoken.wav", &bytes.into_inner());
        goldcrest(&["listen", "--json", "--wav", file.to_str().unwrap()])
    }
}

fn assert_switched_on(run: &Run, how: &str) {
    let heard = events(run, "heard");
    assert_eq!(heard.len(), 1, "{how}: {}", run.out);
    assert_eq!(heard[0]["text"], "turn on the kitchen lights", "{how}");
    assert_eq!(events(run, "act")[0]["intent"], "LightOn", "{how}");
    assert_eq!(events(run, "not-understood"), [] as [Value; 0], "{how}");
}

#[test]
fn a_command_may_follow_its_wake_phrase_after_a_pause() {
    let spoken = Spoken::new();
    for tenths in [0, 4, 8, 20, 30] {
        let pause = spoken.pause(tenths);
        let run = spoken.listen(&[spoken.phrase(), pause, spoken.command(), spoken.pause(15)]);
        assert_switched_on(&run, &format!("{tenths} tenths of a second"));
    }
}

#[test]
fn the_wake_phrase_may_be_said_again_before_the_command() {
    let spoken = Spoken::new();
    // With the slower one the command comes when the wait after the first call is over.
    for tenths in [5, 20] {
        let pause = spoken.pause(tenths);
        let run = spoken.listen(&[
            spoken.phrase(),
            pause.clone(),
            spoken.phrase(),
            pause,
            spoken.command(),
            spoken.pause(15),
        ]);
        assert_switched_on(&run, &format!("{tenths} tenths of a second"));
        assert_eq!(events(&run, "woke").len(), 1, "{}", run.out);
    }
}

#[test]
fn a_wake_phrase_alone_is_waited_after_and_then_given_up_as_silence() {
    let spoken = Spoken::new();
    let run = spoken.listen(&[spoken.phrase(), spoken.pause(60)]);
    let woke = events(&run, "woke")[0]["at"].as_f64().unwrap();
    let given_up = &events(&run, "not-understood")[0];
    assert_eq!(given_up["reason"], "silence", "{}", run.out);
    let waited = given_up["at"].as_f64().unwrap() - woke;
    assert!((3.5..4.5).contains(&waited), "{waited} s: {}", run.out);
}

#[test]
fn who_is_asked_something_may_say_the_wake_phrase_before_the_answer_or_another_command() {
    let spoken = Spoken::new();
    let question = up_to_the_question();
    for parts in [
        vec![spoken.command()],
        vec![spoken.phrase(), spoken.command()],
        vec![spoken.phrase(), spoken.pause(10), spoken.command()],
    ] {
        let mut said = vec![question.clone(), spoken.pause(10)];
        said.extend(parts);
        said.push(spoken.pause(15));
        let run = spoken.listen(&said);
        assert_eq!(events(&run, "ask").len(), 1, "{}", run.out);
        assert_eq!(events(&run, "act")[0]["intent"], "LightOn", "{}", run.out);
        assert_eq!(events(&run, "woke").len(), 1, "{}", run.out);
    }
}

/// Real people's words of two or three phones, by an assistant that waits and doubts as all do. The recordings are no
/// part of the repository: without them nothing is tested.
#[test]
fn short_words_are_speech() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recordings = root.join("../shared/data/speech/speech-commands");
    if !recordings.exists() {
        eprintln!("not tested: no {}", recordings.display());
        return;
    }
    let settings = b"name: short\nlanguage: en\nspeech:\n  model: speech-en\n";
    let assistant = file("assistant.yaml", settings)
        .parent()
        .unwrap()
        .to_owned();
    let sentences = "sentences/words.yaml";
    fs::create_dir_all(assistant.join("sentences")).unwrap();
    let words = root.join("tools/assistants/ten-words").join(sentences);
    fs::copy(words, assistant.join(sentences)).unwrap();
    let run = goldcrest(&[
        "eval",
        "commands",
        "--json",
        "--held-out",
        "speech-commands",
        "--assistant",
        assistant.to_str().unwrap(),
        "--audio",
        recordings.to_str().unwrap(),
    ]);
    let report = &run.objects()[0];
    let failures = report["failures"].as_array().unwrap();
    let silent = failures.iter().filter(|one| one["found"] == "(silence)");
    let (silent, count) = (silent.count() as u64, report["count"].as_u64().unwrap());
    assert!(20 * silent < count, "{silent} of {count}");
}
