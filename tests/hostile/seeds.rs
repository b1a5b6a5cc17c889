//! The seeds of the corpus. After a format changed, write them again:
//!
//! ```text
//! cargo test -p goldcrest-tests --test hostile -- --ignored write_the_seeds
//! ```

use std::fs;

use goldcrest::dialogue::DIALOGUE_SECTION;
use goldcrest::settings::MANIFEST_SECTION;
use goldcrest_nn::build::{Affine, ModelBuilder, Output, Quantisation, Source, Taps};
use goldcrest_pack::{PackBuilder, SectionKind, crc32};
use goldcrest_trie::build::UtteranceBuilder;

use crate::replay::corpus;
use crate::small;

const REAL: Quantisation = Quantisation {
    scale: 0.1,
    zero_point: -128,
};

/// Weights that are neither all equal nor random.
fn affine(outputs: usize, products: usize) -> Affine {
    Affine {
        weights: (0..outputs * products)
            .map(|at| (at * 37 % 251) as u8 as i8)
            .collect(),
        biases: vec![100; outputs],
        multipliers: vec![0.002; outputs].into(),
    }
}

fn network(outputs: usize) -> Vec<u8> {
    let (mut builder, input) = ModelBuilder::new(40, REAL);
    let relu = Output {
        low: -128,
        ..Output::from(REAL)
    };
    let stem = Taps {
        kernel: 5,
        stride: 3,
        padding: 2,
        ..Taps::ONE
    };
    let ahead = Taps {
        kernel: 5,
        dilation: 2,
        padding: 6,
        ..Taps::ONE
    };
    let stem = builder.convolution(input, &affine(8, 200), stem, relu);
    let stem = Source::from(stem.unwrap());
    let depthwise = builder.depthwise(stem, &affine(8, 5), ahead, relu).unwrap();
    let sum = builder.add(stem, depthwise.into(), relu).unwrap();
    let joined = builder.concat(&[sum.into(), stem], REAL).unwrap();
    let stacked = Taps {
        kernel: 2,
        padding: 1,
        ..Taps::ONE
    };
    let stacked = builder.stack(joined.into(), stacked).unwrap();
    let table = std::array::from_fn(|at| (at / 2) as i8);
    let mapped = builder.lookup(stacked.into(), &table, REAL).unwrap();
    let logits = builder
        .convolution(mapped.into(), &affine(outputs, 32), Taps::ONE, relu)
        .unwrap();
    builder.finish(&[logits]).unwrap()
}

fn tokens() -> Vec<u8> {
    let (mut builder, input) = ModelBuilder::with_token_input();
    let rows: Vec<i8> = (0..60).collect();
    let embedded = builder.embedding(input, &rows, 6, REAL).unwrap();
    let shares = builder.softmax(embedded.into(), REAL).unwrap();
    let logarithms = builder.log_softmax(embedded.into(), REAL).unwrap();
    builder.finish(&[shares, logarithms]).unwrap()
}

fn pack() -> Vec<u8> {
    let lexicon = small::lexicon();
    let manifest = b"name=small\nlanguage=en\n";
    PackBuilder::new()
        .add(SectionKind::Manifest, MANIFEST_SECTION, manifest)
        .and_then(|pack| pack.add(SectionKind::Wake, "wake", &network(1)))
        .and_then(|pack| pack.add(SectionKind::Acoustic, "acoustic", &network(40)))
        .and_then(|pack| pack.add(SectionKind::Lexicon, "lexicon", &lexicon))
        .and_then(|pack| pack.add(SectionKind::Grammar, "grammar", &small::grammar(&lexicon)))
        .and_then(|pack| pack.add(SectionKind::Dialogue, DIALOGUE_SECTION, &small::dialogue()))
        .and_then(PackBuilder::finish)
        .unwrap()
        .to_vec()
}

fn utterances(sentences: &[(&str, u8)]) -> Vec<u8> {
    let mut builder = UtteranceBuilder::new();
    for &(sentence, cost) in sentences {
        builder.insert(sentence, cost).unwrap();
    }
    builder.finish().unwrap().0
}

/// Numbers with words behind them: several blocks of arcs, and words of every class.
fn many_utterances() -> Vec<u8> {
    let mut sentences: Vec<String> = (0..700)
        .map(|number| format!("w{} to {} please", number % 29, number * 7 % 701))
        .collect();
    sentences.sort();
    let sentences: Vec<(&str, u8)> = sentences
        .iter()
        .zip((0..).step_by(8))
        .map(|(sentence, cost)| (&**sentence, (cost % 64) as u8))
        .collect();
    utterances(&sentences)
}

/// Commands with one word of many letters that a mark parts, each of which is a word once it is normalised.
fn marks() -> Vec<u8> {
    let commands = [
        "turn off the lights",
        "dim the bedroom",
        "play some jazz",
        "could you make it brighter",
    ];
    let marked = ["a\u{301}", "\u{101}\u{301}", "b\u{fe0f}", "\u{938}\u{94d}"];
    let lines = commands.iter().flat_map(|command| {
        marked.map(|mark| {
            let (before, behind) = (mark.repeat(100), mark.repeat(75));
            format!("{command} {before}\n{behind} {command}\n{command} and {behind} please\n")
        })
    });
    lines.collect::<String>().into_bytes()
}

/// Two near misses of three columns and none, as `engine/core/src/wake/dump.rs` describes them.
fn near_misses() -> Vec<u8> {
    let checked = |part: &[u8]| [part, &crc32(&[part]).to_le_bytes()].concat();
    let header = [
        &b"GNEA\x01\x00\x02\x00"[..],
        &0.1_f32.to_le_bytes(),
        &[0x80, 40],
    ]
    .concat();
    let near_miss = |kind: u8, text: &[u8], columns: u16| {
        let fields = [kind, 1, 200, text.len() as u8];
        let features: Vec<u8> = (0..40 * columns).map(|at| at as u8).collect();
        let parts = [
            &1_500_u64.to_le_bytes()[..],
            &fields,
            &columns.to_le_bytes(),
            text,
            &features,
        ];
        checked(&parts.concat())
    };
    [
        checked(&header),
        near_miss(0, b"hey juniper", 3),
        near_miss(2, b"", 0),
    ]
    .concat()
}

#[test]
#[ignore = "writes files of the repository"]
fn write_the_seeds() {
    let lexicon = small::lexicon();
    let text: &[u8] = b"turn on the kitchen light\ndim the bedroom\ntwenty\nunlock\nyes\nstop\n";
    let few = [
        ("dim the light", 9),
        ("light off", 0),
        ("light off please", 4),
        ("light on", 0),
    ];
    let seeds: [(&str, &str, Vec<u8>); 13] = [
        ("pack", "small", pack()),
        (
            "pack",
            "empty",
            PackBuilder::new().finish().unwrap().to_vec(),
        ),
        ("model", "network", network(3)),
        ("model", "tokens", tokens()),
        ("language", "lexicon", lexicon.clone()),
        ("language", "grammar", small::grammar(&lexicon)),
        ("language", "dialogue", small::dialogue()),
        ("text", "commands", text.to_vec()),
        ("text", "marks", marks()),
        ("utterances", "few", utterances(&few)),
        ("utterances", "many", many_utterances()),
        ("near", "ring", near_misses()),
        ("near", "cut", near_misses()[..100].to_vec()),
    ];
    for (target, name, bytes) in seeds {
        fs::create_dir_all(corpus(target)).unwrap();
        fs::write(corpus(target).join(name), bytes).unwrap();
    }
}
