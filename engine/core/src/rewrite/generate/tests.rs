use super::super::heard::Heard;
use super::super::known::{KnownSentences, Utterances};
use super::encode::symbols_of;
use super::*;
use goldcrest_trie::Phone;
use goldcrest_trie::build::UtteranceBuilder;
use goldcrest_trie::utterances::{Sounds, Spelling, UtteranceTrie, write_sounds};
use std::string::String;
use std::vec::Vec;

const MODEL: &[u8] =
    include_bytes!("../../../../../models-quantized/rewrite-generate-en/model.grwg");
const GOLDEN: &str = include_str!("../../../../../models-quantized/rewrite-generate-en/golden.txt");

fn model() -> GenerateModel<'static> {
    GenerateModel::open(MODEL).unwrap()
}

/// A request out of symbols.
fn heard(symbols: &[u8]) -> Heard {
    let mut heard = Heard::new();
    for word in symbols.split_inclusive(|&symbol| symbol > ENDS) {
        let phones: Vec<u8> = word.iter().map(|symbol| symbol % ENDS).collect();
        heard.push(&phones, 0).unwrap();
    }
    heard
}

fn numbers<T: core::str::FromStr>(field: &str) -> Vec<T> {
    let words = field.split_whitespace();
    words.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn the_engine_computes_what_the_reference_does() {
    let model = model();
    let mut generator = Generator::new();
    let mut count = 0;
    for line in GOLDEN.lines() {
        let fields: Vec<&str> = line.split('|').collect();
        let [symbols, key, said, nats] = fields[..] else {
            panic!("{line}");
        };
        let symbols: Vec<u8> = numbers(symbols);
        let request = heard(&symbols);
        let mut again = [0; MOST_SOUNDS];
        let length = symbols_of(&request, &mut again);
        assert_eq!(again[..length], symbols);
        generator.listen(&model.network, &request);
        let last = generator.encoded.keys[generator.encoded.count - 1];
        assert_eq!(
            last[..],
            numbers::<i8>(key)[..],
            "the key of the end, bit for bit"
        );
        let said: Vec<u8> = numbers(said);
        generator.of_symbols(&model.network, said.iter().copied());
        let mut before = 0.0;
        for (&(_, so_far), expected) in generator.told.iter().zip(numbers::<f32>(nats)) {
            let nats = so_far - before;
            assert!((nats - expected).abs() < 2e-3, "{nats} for {expected}");
            before = so_far;
        }
        assert_eq!(generator.told.len(), said.len() + 1);
        count += 1;
    }
    assert!(count >= 6);
}

/// Symbols as words: two letters a sound.
fn spelt(symbols: &[u8]) -> String {
    let words = symbols.split_inclusive(|&symbol| symbol > ENDS);
    let word = |word: &[u8]| -> String {
        let sounds = word.iter().map(|symbol| symbol % ENDS);
        let letters = sounds.flat_map(|sound| [b'a' + sound / 10, b'a' + sound % 10]);
        letters.map(char::from).collect()
    };
    words.map(word).collect::<Vec<_>>().join(" ")
}

/// How many symbols a spelt sentence has.
fn spelt_symbols(text: &str) -> usize {
    text.bytes().filter(|&byte| byte != b' ').count() / 2
}

/// Sentences whose words are spelt as they sound.
struct Small {
    trie: Vec<u8>,
    sounds: Vec<u8>,
}

impl Small {
    fn new(sentences: &[String]) -> Self {
        let mut builder = UtteranceBuilder::new();
        for sentence in sentences {
            builder.insert(sentence, 0).unwrap();
        }
        let (trie, _) = builder.finish().unwrap();
        let opened = UtteranceTrie::open(&trie).unwrap();
        let mut spelling = Spelling::new();
        let words: Vec<(u8, Vec<Phone>)> = opened
            .words()
            .map(|word| {
                let letters = opened.spelling(word, &mut spelling).as_bytes();
                let classes = letters
                    .chunks(2)
                    .map(|two| (two[0] - b'a') * 10 + two[1] - b'a');
                (30, classes.filter_map(Phone::from_class).collect())
            })
            .collect();
        let sounds = write_sounds(&words);
        Small { trie, sounds }
    }

    fn with<T>(&self, run: impl FnOnce(&Utterances<'_>) -> T) -> T {
        let trie = UtteranceTrie::open(&self.trie).unwrap();
        let sounds = Sounds::open(&self.sounds, &trie).unwrap();
        run(&Utterances { trie, sounds })
    }
}

const WIDTH: Width = Width {
    beginnings: WIDEST,
    budget: 100_000,
};

/// What is heard and said in each golden vector.
fn requests() -> Vec<(Vec<u8>, Vec<u8>)> {
    let fields = GOLDEN
        .lines()
        .map(|line| line.split('|').collect::<Vec<_>>());
    fields
        .map(|fields| (numbers(fields[0]), numbers(fields[2])))
        .collect()
}

fn known() -> (Vec<String>, Small) {
    let said = requests().into_iter().map(|(_, said)| spelt(&said));
    let mut sentences: Vec<String> = said.collect();
    sentences.sort();
    let small = Small::new(&sentences);
    (sentences, small)
}

#[test]
fn a_beam_finds_known_sentences_alone_and_says_how_likely_they_are() {
    let (sentences, small) = known();
    small.with(|known| {
        let model = model();
        let mut generator = Generator::new();
        let mut right = 0;
        for (symbols, said) in requests() {
            generator.listen(&model.network, &heard(&symbols));
            generator.run(&model.network, known, WIDTH);
            let found: Vec<_> = generator.found().to_vec();
            assert_eq!(found.len(), sentences.len(), "so few that all are found");
            assert!(found.is_sorted_by_key(|one| one.cost));
            let text = |words: &[Word]| String::from(known.text(words).as_str());
            right += usize::from(text(found[0].words()) == spelt(&said));
            let mut shares = 0.0;
            for one in &found {
                assert!(sentences.contains(&text(one.words())));
                let nats = generator.of_words(&model.network, known, one.words());
                shares += libm::expf(nats);
                let said = spelt_symbols(&text(one.words()));
                let longer = (symbols.len() + 1) as f32 / (said + 1) as f32;
                let units = -nats * longer * UNITS as f32;
                assert!(
                    (units - f32::from(one.cost)).abs() < 1.0,
                    "{units} {}",
                    one.cost
                );
            }
            assert!(
                shares < 1.001,
                "{shares}: of all that could be said, known or not"
            );
        }
        assert!(
            right + 1 >= requests().len(),
            "{right}: what was said is the likeliest"
        );
    });
}

#[test]
fn saying_again_what_was_heard_is_a_hypothesis() {
    let (_, small) = known();
    small.with(|known| {
        let model = model();
        let mut generator = Generator::new();
        for (_, said) in requests() {
            generator.listen(&model.network, &heard(&said));
            generator.run(&model.network, known, WIDTH);
            let copied = generator.of_heard(&model.network);
            let first = generator.found()[0];
            assert_eq!(
                generator.of_words(&model.network, known, first.words()),
                copied
            );
            assert!((generator.free(&model.network) - copied).abs() < 2.0);
        }
    });
}

#[test]
fn nothing_said_and_nothing_known_are_no_trouble() {
    let model = model();
    let mut generator = Generator::new();
    Small::new(&[spelt(&[14, 15 + ENDS])]).with(|known| {
        generator.listen(&model.network, &Heard::new());
        generator.run(&model.network, known, WIDTH);
        assert_eq!(generator.found().len(), 1);
        let long = heard(&[9; MOST_SOUNDS - 1]);
        generator.listen(&model.network, &long);
        generator.run(&model.network, known, WIDTH);
        assert!(generator.of_heard(&model.network).is_finite());
        let narrow = Width {
            beginnings: 0,
            budget: 1,
        };
        generator.run(&model.network, known, narrow);
        assert!(generator.found().is_empty());
    });
}

#[test]
fn damaged_models_are_refused_or_run() {
    assert_eq!(MODEL.len(), GenerateModel::BYTES);
    for length in [0, 3, 15, 16, 100, Network::BYTES, MODEL.len() - 1] {
        assert!(GenerateModel::open(&MODEL[..length]).is_err(), "{length}");
    }
    let mut generator = Generator::new();
    let request = heard(&[11, 1, 43, 4, 46]);
    for at in (0..MODEL.len()).step_by(991).chain(0..16) {
        for value in [0x00, 0x7f, 0xff] {
            let mut bytes = Vec::from(MODEL);
            bytes[at] = value;
            let Ok(model) = GenerateModel::open(&bytes) else {
                continue;
            };
            generator.listen(&model.network, &request);
            assert!(!generator.of_heard(&model.network).is_nan(), "{at} {value}");
        }
    }
    let mut wrong = Vec::from(MODEL);
    wrong[16..20].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(
        Network::open(&wrong[..Network::BYTES]).err(),
        Some(GenerateError::Number)
    );
}
