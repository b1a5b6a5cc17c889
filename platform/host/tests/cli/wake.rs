//! `eval wake` and `wake harvest`, on recordings made here: no speech is needed to see that files, units and
//! refusals are right.

use std::fs;
use std::path::{Path, PathBuf};

use goldcrest::wake::NearMiss;
use goldcrest_host::audio::write_wav;
use goldcrest_host::hearing;

use crate::program::{Run, file, goldcrest};

/// A folder of tones; the network of phones hears something in them, and that is enough.
pub fn tones(name: &str, count: u32) -> PathBuf {
    let folder = file(name, b"").parent().unwrap().join("recordings");
    fs::create_dir_all(&folder).unwrap();
    for index in 0..count {
        let samples: Vec<i16> = (0..32_000_u32)
            .map(|at| {
                let pitch = 0.02 + 0.001 * f64::from((at / 1600 * (index + 3)) % 97);
                let loud = 0.3 + f64::from((at / 800 * (index + 5)) % 7) / 10.0;
                ((f64::from(at) * pitch).sin() * loud * 12_000.0) as i16
            })
            .collect();
        write_wav(&folder.join(format!("{index}.wav")), &samples).unwrap();
    }
    folder
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_phrase_is_tuned_without_recordings_and_then_measured() {
    let out = file("phrase", b"").parent().unwrap().join("juniper");
    let said = tones("said", 4);
    let other = tones("other", 5);
    let arguments = [
        "--json",
        "wake",
        "train",
        "hey juniper",
        "--recordings",
        text(&said),
        "-o",
        text(&out),
    ];
    let run = goldcrest(&arguments);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let facts = &run.objects()[0];
    assert_eq!(facts["phrase"], "hey juniper");
    assert_eq!(facts["count"], 4);
    assert!(facts["hours"].as_f64().unwrap() > 0.5);
    let costs: Vec<u64> = facts["curve"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["cost"].as_u64().unwrap())
        .collect();
    assert!(costs.len() > 5 && costs.is_sorted(), "{costs:?}");
    for name in ["hey-juniper.wake", "phrase.json", "CARD.md"] {
        assert!(out.join(name).is_file(), "{name}");
    }

    fs::write(other.join("broken.wav"), b"RIFF and no more").unwrap();
    let model = out.join("hey-juniper.wake");
    let picture = out.join("picture.svg");
    let run = goldcrest(&[
        "--json",
        "eval",
        "wake",
        "--model",
        text(&model),
        "--positives",
        text(&said),
        "--negatives",
        text(&other),
        "--svg",
        text(&picture),
    ]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let found = &run.objects()[0];
    assert_eq!(
        (&found["count"], &found["undecodable"]),
        (&4.into(), &1.into())
    );
    assert!((found["hours"].as_f64().unwrap() - 10.0 / 3600.0).abs() < 1e-9);
    assert_eq!(found["too_few_hours"], true);
    assert!((found["lowest_rate_shown"].as_f64().unwrap() - 360.0).abs() < 1e-6);
    assert!(run.err.contains("warning: 0.00 hours"), "{}", run.err);
    let interval = &found["intervals"]["false_accepts_per_hour_at_shipped"];
    let [low, rate, high] = ["low", "rate", "high"].map(|key| interval[key].as_f64().unwrap());
    assert!(low <= rate && rate < high && high > 1_000.0, "{interval}");
    assert_eq!(interval["rate"], found["false_accepts_per_hour_at_shipped"]);
    for share in ["misses_at_0_1", "misses_at_0_5", "misses_at_shipped"] {
        assert!(
            (0.0..=1.0).contains(&found[share].as_f64().unwrap()),
            "{share}"
        );
    }
    assert!(fs::read_to_string(&picture).unwrap().starts_with("<svg"));

    let evaluate = ["--json", "eval", "wake", "--model", text(&model)];
    let noise = said.join("0.wav");
    let folders = [
        "--positives",
        text(&said),
        "--negatives",
        text(&other),
        "--noise",
        text(&noise),
    ];
    let all = [
        &evaluate[..],
        &folders,
        &["--slices", "--svg", text(&picture)],
    ]
    .concat();
    let run = goldcrest(&all);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let objects = run.objects();
    let slices: Vec<&str> = objects.iter().filter_map(|o| o["slice"].as_str()).collect();
    let named = [
        "clean",
        "noise at 10 dB",
        "noise at 5 dB",
        "-20 dB",
        "reverberant",
    ];
    assert_eq!(slices, named);
    for slice in objects.iter().filter(|object| object["slice"].is_string()) {
        assert_eq!(slice["count"], 4);
        let counts = [
            "undebounced_at_shipped",
            "undebounced_at_0_5",
            "undebounced_at_0_1",
        ];
        assert!(counts.iter().all(|count| slice[count].is_u64()), "{slice}");
    }
    assert!(
        fs::read_to_string(&picture)
            .unwrap()
            .contains(">reverberant</text>")
    );
    goldcrest(&[&evaluate[..], &folders].concat()).assert_refused("without a ratio");

    let plain = [&evaluate[1..], &folders[..4]].concat();
    let run = goldcrest(&plain);
    for part in [
        "at 0.1 false accepts an hour",
        "none in 0.00 h: too few to show the rate",
        " an hour (",
    ] {
        assert!(run.out.contains(part), "no {part} in {}", run.out);
    }
}

/// The near misses of a harvest, without the counts behind them.
fn harvested(run: &Run) -> Vec<serde_json::Value> {
    let mut objects = run.objects();
    let counts = objects.pop().unwrap();
    assert_eq!(counts["near_misses"], objects.len(), "{counts}");
    objects
}

#[test]
fn near_misses_become_clips_and_a_list() {
    let room = tones("room", 6);
    let out = file("harvest", b"").parent().unwrap().join("clips");
    let run = goldcrest(&["--json", "wake", "harvest", text(&room), "-o", text(&out)]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let list = fs::read_to_string(out.join("harvest.jsonl")).unwrap();
    let found = harvested(&run);
    assert_eq!(list.lines().count(), found.len());
    assert!(run.out.starts_with(&list), "{}", run.out);
    for near in found {
        let clip = out.join(near["clip"].as_str().unwrap());
        let samples = goldcrest_host::audio::read(&clip).unwrap();
        assert!((1..=32_000).contains(&samples.len()), "{near}");
        let kind = near["kind"].as_str().unwrap();
        assert!(["close", "refused", "unanswered"].contains(&kind), "{near}");
    }
    fs::write(room.join("0-broken.wav"), b"RIFF and no more").unwrap();
    let run = goldcrest(&["wake", "harvest", text(&room), "-o", text(&out)]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(
        run.out.contains("in 6 recordings (1 undecodable)"),
        "{}",
        run.out
    );
    assert!(run.err.contains("0-broken.wav"), "{}", run.err);
    assert_eq!(fs::read_to_string(out.join("harvest.jsonl")).unwrap(), list);
    let broken = room.join("0-broken.wav");
    goldcrest(&["wake", "harvest", text(&broken), "-o", text(&out)]).assert_refused("0-broken.wav");
    goldcrest(&["wake", "harvest", "nowhere.wav", "-o", text(&out)]).assert_refused("nowhere.wav");
    let assistant = ["--assistant", "ten-words"];
    goldcrest(
        &[
            &["wake", "harvest", text(&room), "-o", text(&out)][..],
            &assistant,
        ]
        .concat(),
    )
    .assert_refused("no wake network");
}

/// A demo as it wakes, and then nothing: a wake for nothing.
fn woken_for_nothing() -> Vec<i16> {
    let demo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tools/assistants/home/demos/bedroom-blinds.wav"
    );
    let mut samples = goldcrest_host::audio::read(Path::new(demo)).unwrap();
    samples.truncate(24_000);
    samples.resize(80_000, 0);
    samples
}

/// The ring of an assistant that heard these, as a device writes it.
fn dump_of(samples: &[i16]) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/assistants/home");
    let image = goldcrest_host::assistants::by_name(folder).unwrap();
    let pack = goldcrest_host::assistants::open(&image, "home").unwrap();
    let mut memory = goldcrest_host::memory::Memory::of(&pack);
    let mut ring = vec![NearMiss::UNUSED; 16];
    let mut assistant = memory.assistant(&pack, "home").unwrap();
    assistant.keep_near_misses(&mut ring);
    let ignored = |_: &goldcrest::Event<'_>, _: &mut ()| Ok::<(), ()>(());
    hearing::play(&mut assistant, samples, &mut (), ignored).unwrap();
    hearing::settle(&mut assistant, false, &mut (), ignored).unwrap();
    assert!(assistant.near_misses().count() > 0);
    let mut bytes = Vec::new();
    let written: Result<(), ()> = assistant.write_near_misses(|piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    });
    written.unwrap();
    bytes
}

#[test]
fn the_ring_of_a_device_is_harvested_as_its_recording_is() {
    let samples = woken_for_nothing();
    let recording = file("woken.wav", b"");
    write_wav(&recording, &samples).unwrap();
    let dump = dump_of(&samples);
    let ring = file("ring.bin", &[&dump[..], &dump].concat());
    let out = ring.parent().unwrap().join("clips");
    let harvest =
        |from: &Path| goldcrest(&["--json", "wake", "harvest", text(from), "-o", text(&out)]);
    let heard = harvested(&harvest(&recording));
    let run = harvest(&ring);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let list = fs::read_to_string(out.join("harvest.jsonl")).unwrap();
    assert!(run.out.starts_with(&list), "{}", run.out);
    let kept = harvested(&run);
    assert_eq!(kept.len(), 2 * heard.len(), "two dumps in one file");
    for (near, heard) in kept.iter().zip(heard.iter().chain(&heard)) {
        for field in ["at", "kind", "phrase", "text", "score", "columns"] {
            assert_eq!(near[field], heard[field], "{field}");
        }
        let columns = near["columns"].as_u64().unwrap() as usize;
        let clip = goldcrest_host::audio::read(&out.join(near["clip"].as_str().unwrap()));
        assert_eq!(clip.unwrap().len(), columns * 160);
        let features = fs::read(out.join(near["features"].as_str().unwrap())).unwrap();
        let header = 10 + usize::from(features[8]);
        assert_eq!(features.len() - header, columns * 80);
        assert!(features[header..].iter().any(|&byte| byte > 0));
    }
    assert_eq!(kept.last().unwrap()["kind"], "unanswered");
    assert_eq!(kept.last().unwrap()["text"], "hey goldcrest");
}

#[test]
fn damaged_rings_are_refused_and_what_is_whole_is_kept() {
    let dump = dump_of(&woken_for_nothing());
    let out = file("rings", b"").parent().unwrap().join("clips");
    let harvest = |bytes: &[u8]| {
        let ring = file("ring.bin", bytes);
        goldcrest(&["wake", "harvest", text(&ring), "-o", text(&out)])
    };
    harvest(&dump[..dump.len() - 1]).assert_refused("it ends after");
    harvest(&[&dump[..4], &[9], &dump[5..]].concat()).assert_refused("dump format 9 is not 1");
    let mut flipped = dump.clone();
    flipped[1_000] ^= 4;
    harvest(&flipped).assert_refused("near miss 1 is damaged");
    flipped = dump.clone();
    flipped[6] ^= 4;
    harvest(&flipped).assert_refused("its header is damaged");
    let run = harvest(&[&dump[..], &dump[..500]].concat());
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("in 1 dumps (1 damaged)"), "{}", run.out);
    assert!(run.err.contains("it ends after 0 of"), "{}", run.err);
}

#[test]
fn figures_of_nothing_are_refused() {
    let some = tones("something", 1);
    let broken = file("broken.wav", b"RIFF and no more");
    let broken = broken.parent().unwrap();
    for (positives, negatives, option) in [
        (broken, &*some, "--positives"),
        (&*some, broken, "--negatives"),
    ] {
        let run = goldcrest(&[
            "eval",
            "wake",
            "--positives",
            text(positives),
            "--negatives",
            text(negatives),
        ]);
        run.assert_refused("broken.wav");
        assert!(
            run.err.contains(option) && run.out.is_empty(),
            "{}{}",
            run.err,
            run.out
        );
    }
}

#[test]
fn a_missing_folder_is_named() {
    let some = tones("some", 1);
    let run = goldcrest(&[
        "eval",
        "wake",
        "--positives",
        text(&some),
        "--negatives",
        "nowhere",
    ]);
    run.assert_refused("nowhere");
    let word = [
        "eval",
        "wake",
        "--word",
        "open sesame",
        "--positives",
        text(&some),
        "--negatives",
        text(&some),
    ];
    goldcrest(&word).assert_refused("open sesame");
}
