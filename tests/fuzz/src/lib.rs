//! What the fuzzer runs, and what `tests/hostile` replays on its corpus: bytes are refused by name
//! or lead to bounded work, never to a panic.
//!
//! ```text
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz pack
//! ```

use goldcrest::dialogue::Dialogue;
use goldcrest::rewrite::generate::{GenerateModel, Generator};
use goldcrest::rewrite::{EditCosts, Heard, Known, Reach, Search, Utterances};
use goldcrest::wake::{NEAR_COLUMNS, NearDump};
use goldcrest::{Assistant, HeapBuffers, MemoryPlan};
use goldcrest_nn::Model;
use goldcrest_pack::{AlignedBytes, FORMAT_VERSION, HEADER_LEN, MAGIC, Pack, SectionKind, crc32};
use goldcrest_trie::utterances::{Sounds, Spelling, UtteranceTrie};
use goldcrest_trie::{Grammar, Lexicon};

/// Forged plans may ask for any amount of memory; beyond this it is not given.
const MOST_MEMORY: usize = 1 << 20;
const MOST_COLUMNS: usize = 24;
const MOST_WORDS: usize = 2_000;
const MOST_SENTENCES: usize = 2_000;
const SAMPLES: usize = 16_000;

/// A pack as it is, then with a header that fits, so that the fuzzer gets behind the checksum:
/// opened, every section opened, the assistant run on sound and text.
pub fn pack(data: &[u8]) {
    let _ = Pack::open(&AlignedBytes::from_slice(data));
    let sealed = sealed(data);
    let Ok(pack) = Pack::open(&sealed) else {
        return;
    };
    for section in pack.sections() {
        match section.kind {
            SectionKind::Wake | SectionKind::Acoustic => run_model(section.bytes),
            SectionKind::Lexicon => read_lexicon(section.bytes),
            SectionKind::Grammar => read_grammar(section.bytes),
            SectionKind::Dialogue => {
                let _ = Dialogue::open(section.bytes);
            }
            _ => {}
        }
    }
    with_assistant(&pack, |assistant| {
        hear(assistant);
        assistant.understand("turn on the kitchen light");
        drain(assistant, 100);
        assistant.understand("dim the bedroom to twenty");
        drain(assistant, 60_000);
    });
}

/// Dumps of near misses as they are, then with checksums that fit.
pub fn near(data: &[u8]) {
    read_near_misses(data);
    let mut sealed = data.to_vec();
    let (header, fields) = (14, 14);
    let mut place = 0;
    let mut length = header;
    while place + length + 4 <= sealed.len() {
        let end = place + length;
        let checksum = crc32(&[&sealed[place..end]]).to_le_bytes();
        sealed[end..end + 4].copy_from_slice(&checksum);
        place = end + 4;
        let Some(next) = sealed.get(place..place + fields) else {
            break;
        };
        let columns = usize::from(u16::from_le_bytes([next[12], next[13]]));
        length = fields + usize::from(next[11]) + 40 * columns;
    }
    read_near_misses(&sealed);
}

fn read_near_misses(mut data: &[u8]) {
    while let Ok(dump) = NearDump::cut(&mut data) {
        for near in dump.near_misses() {
            assert!(near.columns().len() <= NEAR_COLUMNS);
            for value in near.columns().flatten() {
                std::hint::black_box(dump.feature(value));
            }
        }
    }
}

/// A model section behind a header whose length is right.
pub fn model(data: &[u8]) {
    run_model(data);
    let mut data = data.to_vec();
    if data.len() >= 12 {
        let len = data.len() as u32;
        data[..4].copy_from_slice(b"GCNN");
        data[4..6].copy_from_slice(&1_u16.to_le_bytes());
        data[8..12].copy_from_slice(&len.to_le_bytes());
        run_model(&data);
    }
}

/// A lexicon, a grammar or a dialogue section.
pub fn language(data: &[u8]) {
    read_lexicon(data);
    read_grammar(data);
    let _ = Dialogue::open(data);
}

/// An utterance trie as it is, then with a length and a checksum that fit: opened, walked, asked and
/// searched, checked or not.
pub fn utterances(data: &[u8]) {
    read_utterances(data);
    let mut data = data.to_vec();
    if let Some(body) = data.len().checked_sub(4)
        && body >= 80
    {
        let length = data.len() as u64;
        data[..6].copy_from_slice(b"GUTR\x01\0");
        data[72..80].copy_from_slice(&length.to_le_bytes());
        let checksum = crc32(&[&data[..body]]);
        data[body..].copy_from_slice(&checksum.to_le_bytes());
        read_utterances(&data);
    }
}

/// Bytes as a generator, then as changes of a sound one, four bytes each: a place and a value. What opens is run on
/// a request.
pub fn generator(data: &[u8]) {
    let sound = include_bytes!("../../../models-quantized/rewrite-generate-en/model.grwg");
    let _ = GenerateModel::open(data);
    let mut changed = sound.to_vec();
    for change in data.chunks_exact(4) {
        let place = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize;
        changed[place % sound.len()] = change[3];
    }
    let Ok(model) = GenerateModel::open(&changed) else {
        return;
    };
    let mut heard = Heard::new();
    for phones in [&[20, 1, 22][..], &[40], data.get(..3).unwrap_or(&[1])] {
        heard.push(phones, 9);
    }
    let mut generator = Box::new(Generator::new());
    generator.listen(&model.network, &heard);
    assert!(!generator.of_heard(&model.network).is_nan());
    assert!(!generator.free(&model.network).is_nan());
}

/// Text typed into a sound assistant, line by line.
pub fn text(data: &[u8]) {
    let small = AlignedBytes::from_slice(include_bytes!("../corpus/pack/small"));
    let Ok(pack) = Pack::open(&small) else {
        return;
    };
    typed(&pack, data);
}

/// Text typed into the assistant of a pack, line by line.
pub fn typed(pack: &Pack<'_>, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    with_assistant(pack, |assistant| {
        for (line, now) in text.lines().zip((0..).step_by(1_000)) {
            assistant.understand(line);
            drain(assistant, now);
        }
    });
}

fn run_model(bytes: &[u8]) {
    let Ok(model) = Model::open(bytes) else {
        return;
    };
    let work: usize = model.ops().map(|op| op.products).sum();
    if model.arena_bytes() > MOST_MEMORY || work > MOST_MEMORY {
        return;
    }
    let mut arena = vec![0x55; model.arena_bytes()];
    let column = vec![-3; model.input().len];
    for fresh in [false, true] {
        if fresh {
            model.reset(&mut arena).expect("the arena is large enough");
        }
        for _ in 0..MOST_COLUMNS {
            let output = model.push(&mut arena, &column).expect("the lengths fit");
            assert!(output.is_none_or(|output| output.len() == model.output().len));
        }
    }
}

fn read_lexicon(bytes: &[u8]) {
    let Ok(lexicon) = Lexicon::open(bytes) else {
        return;
    };
    for word in lexicon.words() {
        let spelling = lexicon.spelling(word);
        let _ = lexicon.find(spelling);
        for index in lexicon.pronunciation_starts(word) {
            let _ = lexicon.phone_at(index);
        }
        assert!(
            lexicon
                .pronunciations(word)
                .all(|phones| !phones.is_empty())
        );
    }
}

fn read_grammar(bytes: &[u8]) {
    let Ok(grammar) = Grammar::open(bytes) else {
        return;
    };
    for (name, root) in grammar.roots() {
        assert!(grammar.root(name).is_some());
        let mut state = root;
        for _ in 0..MOST_COLUMNS {
            let _ = grammar.is_final(state);
            let Some(arc) = grammar.arcs(state).last() else {
                break;
            };
            assert!(grammar.step(state, arc.symbol).is_some());
            state = arc.target;
        }
    }
}

fn read_utterances(bytes: &[u8]) {
    let sound = UtteranceTrie::open(bytes);
    let Ok(trie) = UtteranceTrie::view(bytes) else {
        return assert!(sound.is_err());
    };
    let mut spelling = Spelling::new();
    for word in trie.words().take(MOST_WORDS) {
        let text = trie.spelling(word, &mut spelling);
        let found = trie.word(text);
        assert!(sound.is_err() || found == Some(word));
    }
    let mut sentences = trie.sentences(trie.begin());
    for _ in 0..MOST_SENTENCES {
        if sentences.next().is_none() {
            break;
        }
    }
    for state in trie.states().take(MOST_SENTENCES) {
        let _ = trie.ends(state);
        assert!(
            trie.children(state)
                .take(MOST_WORDS)
                .all(|child| child.state > state)
        );
    }
    let _ = trie.lookup("turn on the kitchen light");
    if trie.word_count() < MOST_MEMORY {
        search(&trie);
    }
}

/// Looks for what sounds like nothing among words that have no sound.
fn search(trie: &UtteranceTrie<'_>) {
    let words = trie.word_count();
    let mut silent = (words as u32).to_le_bytes().to_vec();
    silent.resize(8 + words, 0);
    let sounds = Sounds::open(&silent, trie).expect("a sound section of this many words");
    let table = [1; EditCosts::BYTES];
    let costs = EditCosts::read(&table).expect("there are enough bytes");
    let mut heard = Heard::new();
    heard.push(&[1, 2, 3], 9);
    let sentences = Utterances {
        trie: *trie,
        sounds,
    };
    let known = Known {
        sentences: &sentences,
        costs: &costs,
    };
    let reach = Reach {
        first: 2,
        most: 60,
        margin: 8,
        budget: 5_000,
    };
    let mut search = Box::new(Search::new());
    search.run(known, &heard, reach);
    assert!(search.steps <= reach.budget);
}

/// An assistant of this pack in memory of the planned size; not run where the pack is refused.
pub fn with_assistant(pack: &Pack<'_>, run: impl FnOnce(&mut Assistant<'_, '_>)) {
    let plan = MemoryPlan::of(pack);
    if plan.bytes() > MOST_MEMORY {
        return;
    }
    let mut memory = HeapBuffers::of(pack);
    if let Ok(mut assistant) = Assistant::open(pack, memory.workspace()) {
        run(&mut assistant);
    }
}

fn hear(assistant: &mut Assistant<'_, '_>) {
    assistant.listen_now();
    let mut noise = 1_u32;
    for block in 0..SAMPLES / 800 {
        let samples: [i16; 800] = core::array::from_fn(|_| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 16) as i16 >> (block % 5)
        });
        assistant.push(&samples);
        drain(assistant, block as u64 * 50);
    }
}

fn drain(assistant: &mut Assistant<'_, '_>, now_ms: u64) {
    while let Some(event) = assistant.poll(now_ms) {
        let _ = event.to_string();
    }
}

fn sealed(data: &[u8]) -> AlignedBytes {
    let mut data = data.to_vec();
    if let Ok(len) = u32::try_from(data.len())
        && data.len() >= HEADER_LEN
    {
        data[..4].copy_from_slice(&MAGIC);
        data[4..6].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        data[8..12].copy_from_slice(&len.to_le_bytes());
        let checksum = crc32(&[&data[..12], &data[HEADER_LEN..]]);
        data[12..16].copy_from_slice(&checksum.to_le_bytes());
    }
    AlignedBytes::from_slice(&data)
}
