use std::io::Cursor;

use hound::{SampleFormat, WavSpec, WavWriter};

use crate::program::{Run, file, goldcrest};

fn wav(rate: u32, channels: u16, bits: u16, format: SampleFormat, seconds: f32) -> Vec<u8> {
    let spec = WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: bits,
        sample_format: format,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    for index in 0..(rate as f32 * seconds) as usize {
        let level = (index as f32 * 0.03).sin() * 0.3;
        for _ in 0..channels {
            match format {
                SampleFormat::Float => writer.write_sample(level).unwrap(),
                SampleFormat::Int => {
                    let top = (1i64 << (bits - 1)) as f32;
                    writer.write_sample((level * top) as i32).unwrap();
                }
            }
        }
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

fn listen(name: &str, bytes: &[u8]) -> Run {
    let file = file(name, bytes);
    goldcrest(&["listen", "--now", "--wav", file.to_str().unwrap()])
}

#[test]
fn every_kind_of_recording_is_taken() {
    for (rate, channels, bits, format) in [
        (16_000, 1, 16, SampleFormat::Int),
        (8_000, 1, 8, SampleFormat::Int),
        (44_100, 2, 16, SampleFormat::Int),
        (48_000, 6, 24, SampleFormat::Int),
        (22_050, 1, 32, SampleFormat::Float),
    ] {
        let run = listen("tone.wav", &wav(rate, channels, bits, format, 0.8));
        assert_eq!(
            run.status, 1,
            "nothing can be understood in a tone: {} {}",
            run.out, run.err
        );
        assert!(run.out.contains("not understood"), "{}", run.out);
    }
}

#[test]
fn an_assistant_without_a_wake_network_listens_at_once() {
    let tone = file("tone.wav", &wav(16_000, 1, 16, SampleFormat::Int, 0.5));
    let tone = tone.to_str().unwrap();
    for arguments in [
        [
            "listen",
            "--json",
            "--assistant",
            "ten-words",
            "--wav",
            tone,
        ]
        .as_slice(),
        &["explain", "--json", "--assistant", "ten-words", tone],
    ] {
        let run = goldcrest(arguments);
        assert_ne!(run.status, 2, "{}", run.err);
        let woke = |event: &serde_json::Value| event["event"] == "woke" && event["phrase"] == "";
        assert!(run.objects().iter().any(woke), "{}", run.out);
    }
}

#[test]
fn what_is_no_recording_is_refused() {
    listen("empty.wav", b"").assert_refused("is empty");
    listen("text.wav", b"this is a text").assert_refused("text file");
    let whole = wav(16_000, 1, 16, SampleFormat::Int, 0.5);
    listen("cut.wav", &whole[..whole.len() / 2]).assert_refused("cut off");
    listen("header.wav", &whole[..30]).assert_refused("");
    listen("silent.wav", &wav(16_000, 1, 16, SampleFormat::Int, 0.0)).assert_refused("no samples");
    goldcrest(&["listen", "--wav", "no/such/file.wav"]).assert_refused("no/such/file.wav");
    goldcrest(&["listen", "--wav", "engine"]).assert_refused("folder");
    goldcrest(&["listen"]).assert_refused("nothing to listen to");
}

#[test]
fn ten_minutes_of_silence_end_where_they_began() {
    let silence = wav(8_000, 1, 8, SampleFormat::Int, 0.0);
    let mut silence = silence;
    let samples = 10 * 60 * 8_000u32;
    silence[40..44].copy_from_slice(&samples.to_le_bytes());
    silence[4..8].copy_from_slice(&(36 + samples).to_le_bytes());
    silence.resize(silence.len() + samples as usize, 128);
    let file = file("silence.wav", &silence);
    let run = goldcrest(&[
        "listen",
        "--json",
        "--hash",
        "--wav",
        file.to_str().unwrap(),
    ]);
    assert_eq!(run.status, 1, "{}", run.err);
    let events = run.objects();
    let names: Vec<&str> = events
        .iter()
        .filter_map(|one| one["event"].as_str())
        .collect();
    assert_eq!(names, ["not_woken", "end"], "{}", run.out);
}

#[test]
fn a_recording_that_does_not_wake_is_told() {
    let tone = file("tone.wav", &wav(16_000, 1, 16, SampleFormat::Int, 0.8));
    let tone = tone.to_str().unwrap();
    let demo = "tools/assistants/home/demos/bedroom-blinds.wav";
    let run = goldcrest(&["listen", "--wav", tone]);
    assert!(
        run.status == 1 && run.out.contains("not woken"),
        "{}",
        run.out
    );
    let run = goldcrest(&["listen", "--json", "--wav", demo, tone]);
    assert_eq!(run.status, 0, "{}", run.err);
    let events = run.objects();
    let not_woken: Vec<&serde_json::Value> = events
        .iter()
        .filter(|event| event["event"] == "not_woken")
        .collect();
    assert_eq!(not_woken.len(), 1, "{}", run.out);
    assert_eq!(not_woken[0]["file"], tone);
    let run = goldcrest(&["listen", "--now", "--wav", tone]);
    assert!(!run.out.contains("not woken"), "{}", run.out);
}

#[test]
fn a_recording_is_explained_stage_by_stage() {
    let file = file("tone.wav", &wav(16_000, 1, 16, SampleFormat::Int, 0.8));
    let run = goldcrest(&["explain", "--now", file.to_str().unwrap()]);
    for part in ["sound", "bands", "wake", "phones", "search"] {
        assert!(run.out.contains(part), "no {part} in {}", run.out);
    }
}

/// Its words are those of its text, the wake phrase before them, one after the other in time.
fn assert_timed(sentence: &serde_json::Value) {
    let words = sentence["words"].as_array().unwrap();
    let written: Vec<&str> = words.iter().filter_map(|w| w["word"].as_str()).collect();
    let text = sentence["text"].as_str().unwrap();
    assert_eq!(written.join(" "), format!("hey goldcrest {text}"));
    let mut before = 0.0;
    for word in words {
        let (from, to) = (word["from"].as_f64().unwrap(), word["to"].as_f64().unwrap());
        assert!(before <= from && from < to, "{word}");
        before = to;
    }
}

#[test]
fn every_sentence_of_an_nbest_list_has_the_times_of_its_words() {
    let demos = "tools/assistants/home/demos";
    let (one, other) = (
        format!("{demos}/bedroom-blinds.wav"),
        format!("{demos}/warmer.wav"),
    );
    let run = goldcrest(&["listen", "--json", "--wav", &one, &other]);
    assert_eq!(run.status, 0, "{}", run.err);
    let heard: Vec<_> = (run.objects().into_iter())
        .filter(|object| object["event"] == "heard")
        .collect();
    assert_eq!(heard.len(), 2);
    for event in heard {
        let nbest = event["nbest"].as_array().unwrap();
        let costs: Vec<f64> = nbest.iter().filter_map(|s| s["cost"].as_f64()).collect();
        assert_eq!(costs.len(), nbest.len());
        assert!(costs.is_sorted(), "{costs:?}");
        let chosen: Vec<_> = nbest.iter().filter(|s| s["chosen"] == true).collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!(chosen[0]["text"], event["text"]);
        nbest.iter().for_each(assert_timed);
        let ends = nbest[0]["words"].as_array().unwrap().last().unwrap()["to"].as_f64();
        assert!(ends < event["at"].as_f64());
    }
}

#[test]
fn of_a_long_recording_the_minute_of_its_first_turn_is_drawn() {
    let demo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tools/assistants/home/demos/bedroom-blinds.wav"
    );
    let said = goldcrest_host::audio::read(demo.as_ref()).unwrap();
    let samples = [vec![0; 100 * 16_000], said, vec![0; 100 * 16_000]].concat();
    let long = file("long.wav", &goldcrest_host::audio::encode_wav(&samples));
    let picture = file("long.svg", b"");
    let (long, svg) = (long.to_str().unwrap(), picture.to_str().unwrap());
    let run = goldcrest(&["explain", "--json", "--wav", long, "--svg", svg]);
    assert_eq!(run.status, 0, "{}", run.err);
    let objects = run.objects();
    let drawn = objects.iter().find(|object| object["stage"] == "drawn");
    let drawn = drawn.expect("what is drawn");
    let (from, to) = (drawn["from"].as_f64(), drawn["to"].as_f64());
    assert!((98.0..101.0).contains(&from.unwrap()), "{drawn}");
    assert_eq!(to.unwrap() - from.unwrap(), 60.0);
    let svg = std::fs::read_to_string(&picture).unwrap();
    assert!(svg.contains(">bedroom</text>") && svg.contains(">101 s</text>"));
    assert!(!svg.contains(">97 s</text>") && svg.len() < 1_000_000);
}

#[test]
fn a_recording_is_explained_phone_by_phone_and_drawn() {
    let picture = file("close.svg", b"");
    let demo = "tools/assistants/home/demos/bedroom-blinds.wav";
    let svg = picture.to_str().unwrap();
    let run = goldcrest(&["explain", "--json", "--wav", demo, "--svg", svg]);
    assert_eq!(run.status, 0, "{}", run.err);
    let objects = run.objects();
    let path = objects.iter().find(|object| object["stage"] == "path");
    let path = path.expect("a path");
    let words = path["words"].as_array().unwrap();
    let written: Vec<&str> = words.iter().filter_map(|w| w["word"].as_str()).collect();
    assert_eq!(
        written,
        ["hey goldcrest", "close", "the", "bedroom", "blinds"]
    );
    let mut before = 0.0;
    for phone in words.iter().flat_map(|w| w["phones"].as_array().unwrap()) {
        let (from, to) = (
            phone["from"].as_f64().unwrap(),
            phone["to"].as_f64().unwrap(),
        );
        assert!(before <= from && from < to, "{phone}");
        before = to;
    }
    assert!(before < path["decided_at"].as_f64().unwrap());
    assert_eq!(path["chosen"], true);
    let all = objects.iter().filter(|object| object["stage"] == "path");
    let listed = objects.iter().find(|o| o["stage"] == "candidates");
    let listed = listed.unwrap()["candidates"].as_array().unwrap().len();
    assert!(listed > 1);
    assert_eq!(all.clone().count(), listed, "a path for each candidate");
    for other in all.filter(|path| path["chosen"] == false) {
        assert_timed(other);
    }
    let svg = std::fs::read_to_string(&picture).unwrap();
    assert!(svg.contains(">bedroom</text>") && svg.contains("data:image/png;base64,"));
    assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());

    let short = objects.iter().any(|object| object["stage"] == "drawn");
    assert!(!short, "all of it is drawn");

    goldcrest(&["explain", "--svg", "x.svg", "turn on the lights"])
        .assert_refused("are for recordings");
    goldcrest(&["explain", "--wav", demo, "--svg", "no/such/folder/x.svg"])
        .assert_refused("no/such/folder");
}

/// The folder of an assistant with one sentence, far from the source tree.
fn elsewhere(name: &str, speech: &str) -> String {
    let folder = std::env::temp_dir().join(format!("goldcrest-{name}-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("sentences")).unwrap();
    let assistant = format!("name: lamp\nlanguage: en\nwake: {{phrase: hello lamp}}\n{speech}");
    std::fs::write(folder.join("assistant.yaml"), assistant).unwrap();
    let sentences = "intents:\n  On:\n    data:\n      - sentences: [lamp on]\n";
    std::fs::write(folder.join("sentences/lamp.yaml"), sentences).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[test]
fn an_assistant_without_a_network_says_that_it_cannot_hear() {
    let folder = elsewhere("deaf", "");
    let file = file("tone.wav", &wav(16_000, 1, 16, SampleFormat::Int, 0.5));
    let (file, audio) = (
        file.to_str().unwrap(),
        file.parent().unwrap().to_str().unwrap(),
    );
    let heard = goldcrest(&["listen", "--assistant", &folder, "--wav", file]);
    let scored = goldcrest(&["eval", "commands", "--assistant", &folder, "--audio", audio]);
    std::fs::remove_dir_all(&folder).unwrap();
    heard.assert_refused("cannot hear");
    scored.assert_refused("cannot hear");
}

#[test]
fn an_assistant_elsewhere_finds_the_networks_that_ship() {
    let folder = elsewhere("hearing", "speech: {model: speech-en}\n");
    let file = file("tone.wav", &wav(16_000, 1, 16, SampleFormat::Int, 0.5));
    let heard = goldcrest(&[
        "listen",
        "--now",
        "--assistant",
        &folder,
        "--wav",
        file.to_str().unwrap(),
    ]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(heard.status, 1, "{} {}", heard.out, heard.err);
    assert!(heard.out.contains("not understood"), "{}", heard.out);
}
