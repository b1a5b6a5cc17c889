//! When utterances begin and end.

mod signals;

use std::fs::File;
use std::path::Path;

use goldcrest_dsp::{Endpoint, Endpointer, EndpointerConfig, FrontEnd, HOP};

const CONFIG: EndpointerConfig = EndpointerConfig {
    leading_silence_hops: 400,
    trailing_silence_hops: 80,
    longest_utterance_hops: 1500,
    speech_margin: 256,
};

#[derive(Debug, Default, PartialEq)]
struct Heard {
    began: Option<usize>,
    ended: Option<(usize, Endpoint)>,
    longest_pause: u32,
}

/// What a fresh endpointer, started after `lead` hops, makes of `samples`.
fn hear(config: EndpointerConfig, lead: usize, samples: &[i16]) -> Heard {
    let mut endpointer = Endpointer::new(config);
    let mut front_end = FrontEnd::new();
    let mut heard = Heard::default();
    for (at, hop) in samples.as_chunks::<HOP>().0.iter().enumerate() {
        if at == lead {
            endpointer.start();
        }
        let column = front_end.push_hop(hop);
        match endpointer.push(hop, column.as_ref()) {
            Endpoint::Waiting => {}
            Endpoint::Speech => _ = heard.began.get_or_insert(at),
            Endpoint::Pause { hops } => heard.longest_pause = heard.longest_pause.max(hops),
            end @ (Endpoint::NoSpeech | Endpoint::End) => {
                heard.ended = Some((at, end));
                break;
            }
        }
    }
    heard
}

fn silence(hops: usize) -> Vec<i16> {
    vec![0; hops * HOP]
}

fn noise(hops: usize, amplitude: i32) -> Vec<i16> {
    let mut state = 12_345_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((((state >> 17) as i32 * amplitude) >> 14) - amplitude) as i16
    };
    (0..hops * HOP).map(|_| next()).collect()
}

/// One second of syllables, without the pause that follows them.
fn words() -> Vec<i16> {
    let (_, speech) = signals::clips().swap_remove(3);
    speech[..90 * HOP].to_vec()
}

fn over(noise: Vec<i16>, speech: &[i16]) -> Vec<i16> {
    let mut mixed = noise;
    for (sample, more) in mixed.iter_mut().zip(speech) {
        *sample = sample.saturating_add(*more);
    }
    mixed
}

/// Lead, words, a pause, words, and the rest of six seconds.
fn command(lead: usize, pause: usize) -> Vec<i16> {
    let mut samples = [silence(lead), words(), silence(pause), words()].concat();
    samples.resize(700 * HOP, 0);
    samples
}

#[test]
fn an_utterance_ends_after_the_trailing_silence() {
    let heard = hear(CONFIG, 0, &[silence(100), words(), silence(200)].concat());
    assert!(matches!(heard.began, Some(100..120)), "{heard:?}");
    assert!(
        matches!(heard.ended, Some((260..285, Endpoint::End))),
        "{heard:?}"
    );
}

#[test]
fn pauses_inside_a_command_do_not_end_it() {
    for amplitude in [1, 20, 120] {
        let samples = over(noise(700, amplitude), &command(100, 60));
        let heard = hear(CONFIG, 50, &samples);
        assert!(
            matches!(heard.ended, Some((410..440, Endpoint::End))),
            "{amplitude}: {heard:?}"
        );
        assert!(heard.longest_pause >= 50, "{amplitude}: {heard:?}");
    }
}

#[test]
fn steady_noise_of_any_loudness_is_no_speech() {
    for amplitude in [1, 8, 64, 512, 4096, 32_000] {
        let heard = hear(CONFIG, 200, &noise(700, amplitude));
        assert_eq!(heard.began, None, "{amplitude}");
        assert_eq!(heard.ended, Some((600, Endpoint::NoSpeech)), "{amplitude}");
    }
}

#[test]
fn silence_offset_and_ticks_are_no_speech() {
    let ticks = (0..700 * HOP)
        .map(|n| if n % 8000 < 100 { 9000 } else { 0 })
        .collect();
    for (what, samples) in [
        ("silence", silence(700)),
        ("offset", vec![3000; 700 * HOP]),
        ("ticks", ticks),
    ] {
        let heard = hear(CONFIG, 200, &samples);
        assert_eq!(
            heard.ended,
            Some((600, Endpoint::NoSpeech)),
            "{what}: {heard:?}"
        );
    }
}

#[test]
fn endless_speech_is_cut_at_the_limit() {
    let speech = words().repeat(30);
    let config = EndpointerConfig {
        longest_utterance_hops: 700,
        ..CONFIG
    };
    let heard = hear(config, 0, &speech);
    let (ended, end) = heard.ended.unwrap();
    assert_eq!((ended - heard.began.unwrap(), end), (700, Endpoint::End));
}

#[test]
fn a_noise_that_begins_and_stays_ends_the_utterance() {
    let samples = [silence(100), words(), noise(900, 2000)].concat();
    let heard = hear(CONFIG, 0, &samples);
    assert!(
        matches!(heard.ended, Some((260..500, Endpoint::End))),
        "{heard:?}"
    );
}

#[test]
fn whatever_it_hears_it_comes_back() {
    let config = EndpointerConfig {
        leading_silence_hops: 30,
        trailing_silence_hops: 20,
        longest_utterance_hops: 100,
        speech_margin: 256,
    };
    let mut endpointer = Endpointer::new(config);
    let mut front_end = FrontEnd::new();
    for (name, samples) in signals::clips() {
        endpointer.start();
        let mut since_start = 0;
        for hop in samples.as_chunks::<HOP>().0 {
            let column = front_end.push_hop(hop);
            since_start += 1;
            if matches!(
                endpointer.push(hop, column.as_ref()),
                Endpoint::End | Endpoint::NoSpeech
            ) {
                assert_eq!(endpointer.push(hop, None), Endpoint::Waiting);
                endpointer.start();
                since_start = 0;
            }
            assert!(since_start <= 131, "{name}");
        }
    }
}

#[test]
fn limits_of_nothing_end_at_once() {
    let config = EndpointerConfig {
        leading_silence_hops: 0,
        trailing_silence_hops: 0,
        longest_utterance_hops: 0,
        speech_margin: 0,
    };
    let heard = hear(config, 0, &command(0, 10));
    assert!(matches!(heard.ended, Some((0..2, _))), "{heard:?}");
}

/// A reader pauses for up to 1.15 s between phrases: with a longer trailing silence each sentence is
/// heard to its end, and no further.
#[test]
fn read_sentences_are_heard_out() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/speech/ljspeech-slice");
    let Ok(entries) = folder.read_dir() else {
        eprintln!("skipped: no recordings at {}", folder.display());
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "flac")
    });
    paths.sort();
    let mut heard_out = 0;
    for path in &paths {
        let mut reader = claxon::FlacReader::new(File::open(path).unwrap()).unwrap();
        let speech: Vec<i16> = reader
            .samples()
            .map(|sample| sample.unwrap() as i16)
            .collect();
        let hops = speech.len() / HOP;
        let samples = over(noise(hops + 400, 20), &[silence(100), speech].concat());
        let config = EndpointerConfig {
            trailing_silence_hops: 125,
            ..CONFIG
        };
        let heard = hear(config, 50, &samples);
        heard_out += usize::from(
            matches!(heard.ended, Some((at, Endpoint::End)) if (hops + 120..hops + 260).contains(&at)),
        );
    }
    assert!(
        heard_out * 100 >= paths.len() * 95,
        "{heard_out} of {}",
        paths.len()
    );
}
