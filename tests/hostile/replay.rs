use std::fs;
use std::path::{Path, PathBuf};

use goldcrest_forge::assistant::{BuildOptions, build_assistant};
use goldcrest_pack::{AlignedBytes, Pack};

use crate::fuzz;

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 7] = [
    ("pack", fuzz::pack),
    ("model", fuzz::model),
    ("language", fuzz::language),
    ("text", fuzz::text),
    ("utterances", fuzz::utterances),
    ("generator", fuzz::generator),
    ("near", fuzz::near),
];
const MUTANTS_OF_A_SEED: usize = 40;
const LONGEST_MUTATED: usize = 30_000;

pub fn corpus(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target)
}

fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut inputs: Vec<_> = fs::read_dir(corpus(target))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn the_corpus_is_refused_or_read() {
    for (target, run) in TARGETS {
        let inputs = inputs(target);
        assert!(!inputs.is_empty(), "{target}");
        for (name, input) in &inputs {
            println!("{target}/{name}");
            run(input);
        }
    }
}

#[test]
fn what_lies_near_the_corpus_is_refused_or_read() {
    let mut random = dice();
    for (target, run) in TARGETS {
        for (_, input) in inputs(target) {
            if input.is_empty() || input.len() > LONGEST_MUTATED {
                continue;
            }
            for _ in 0..MUTANTS_OF_A_SEED {
                run(&mutated(&input, &mut random));
            }
        }
    }
}

/// An assistant with an understanding network looks at text that a small one refuses at once.
#[test]
fn the_text_of_the_corpus_is_read_by_a_whole_assistant() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/assistants/home");
    let home = build_assistant(&home, &BuildOptions::default())
        .unwrap()
        .pack;
    let pack = Pack::open(&home).unwrap();
    let mut random = dice();
    for (name, input) in inputs("text") {
        println!("{name}");
        fuzz::typed(&pack, &input);
        for _ in 0..MUTANTS_OF_A_SEED {
            fuzz::typed(&pack, &mutated(&input, &mut random));
        }
    }
}

fn dice() -> impl FnMut(usize) -> usize {
    let mut state = 20_261_121_u64;
    move |bound| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    }
}

fn mutated(input: &[u8], random: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut mutant = input.to_vec();
    for _ in 0..1 + random(4) {
        let at = random(mutant.len());
        match random(4) {
            0 => mutant[at] ^= 1 << random(8),
            1 => mutant[at] = [0, 1, 0x7F, 0x80, 0xFF][random(5)],
            2 => mutant[at] = random(256) as u8,
            _ => mutant.truncate(at.max(1)),
        }
    }
    mutant
}

#[test]
fn the_small_pack_of_the_corpus_is_sound() {
    let bytes = fs::read(corpus("pack").join("small")).unwrap();
    let bytes = AlignedBytes::from_slice(&bytes);
    let pack = Pack::open(&bytes).expect("write the seeds again: see seeds.rs");
    assert_eq!(pack.sections().len(), 6);
    let mut events = Vec::new();
    fuzz::with_assistant(&pack, |assistant| {
        assistant.understand("turn on the kitchen light");
        events.extend(std::iter::from_fn(|| {
            assistant.poll(0).map(|event| event.to_string())
        }));
    });
    assert!(
        events.iter().any(|event| event.contains("Switch")),
        "{events:?}"
    );
}
