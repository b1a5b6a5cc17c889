//! Repairs are the nearest sentences there are, and nothing stops a search but its end or its budget.

use goldcrest::rewrite::{
    BEAM, Confidence, EditCosts, EditModel, Heard, KEPT, Known, Layer, MORE_SOUNDS, MOST_EVIDENCE,
    Reach, Rewriter, SOUNDS, Search, UNKNOWN, Utterances,
};
use goldcrest_trie::Phone;
use goldcrest_trie::build::UtteranceBuilder;
use goldcrest_trie::utterances::{Sounds, Spelling, UtteranceTrie, write_sounds};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

/// Words are said letter by letter: "a" as phone 1, "b" as phone 2, and so on.
fn said(word: &str) -> Vec<u8> {
    word.bytes().map(|letter| letter - b'a' + 1).collect()
}

fn dropped(word: &str) -> u8 {
    30 + 10 * word.len() as u8
}

struct Sections {
    trie: Vec<u8>,
    sounds: Vec<u8>,
}

fn sections<'s>(sentences: impl Iterator<Item = &'s str>) -> Sections {
    let mut builder = UtteranceBuilder::new();
    for sentence in sentences {
        builder.insert(sentence, 0).unwrap();
    }
    let (bytes, _) = builder.finish().unwrap();
    let trie = UtteranceTrie::open(&bytes).unwrap();
    let mut spelling = Spelling::new();
    let words: Vec<(u8, Vec<Phone>)> = trie
        .words()
        .map(|word| {
            let word = trie.spelling(word, &mut spelling);
            let phones = said(word).into_iter().filter_map(Phone::from_class);
            (dropped(word), phones.collect())
        })
        .collect();
    Sections {
        sounds: write_sounds(&words),
        trie: bytes,
    }
}

/// Like sounds are cheap, near ones dearer, no sound dearest.
fn costs() -> [u8; EditCosts::BYTES] {
    let mut bytes = [0; EditCosts::BYTES];
    for said in 0..SOUNDS {
        for heard in 0..SOUNDS {
            bytes[said * SOUNDS + heard] = match (said, heard) {
                (0, _) => 37,
                (_, 0) => 33,
                _ => (said.abs_diff(heard) * 9).min(60) as u8 + 1,
            };
        }
    }
    bytes[SOUNDS * SOUNDS..].copy_from_slice(&[40, 3, 50, 7]);
    bytes
}

/// What some sentences and the costs are to a search.
fn with_known<R>(sentences: &[&str], test: impl FnOnce(Known<'_, '_, Utterances<'_>>) -> R) -> R {
    let sections = sections(sentences.iter().copied());
    let trie = UtteranceTrie::open(&sections.trie).unwrap();
    let sounds = Sounds::open(&sections.sounds, &trie).unwrap();
    let table = costs();
    test(Known {
        sentences: &Utterances { trie, sounds },
        costs: &EditCosts::read(&table).unwrap(),
    })
}

#[derive(Clone, Debug)]
enum Word {
    Heard(String),
    Unknown,
}

fn heard(words: &[Word], costs: &EditCosts<'_>) -> Heard {
    let mut heard = Heard::new();
    for word in words {
        match word {
            Word::Heard(word) => heard
                .push(&said(word), costs.added_word(word.len()))
                .unwrap(),
            Word::Unknown => heard.push_unknown(costs.added_word(1)).unwrap(),
        }
    }
    heard
}

/// The cost of a whole sentence by full tables, where a word may have been heard as so many sounds more than it has.
fn reference(sentence: &str, heard: &Heard, costs: &EditCosts<'_>, most_more: usize) -> u32 {
    const FAR: u32 = u32::MAX / 2;
    let sounds = heard.sounds();
    let add = |row: &mut Vec<u32>| {
        for (begin, end, added) in heard.words() {
            row[end] = row[end].min(row[begin] + u32::from(added));
        }
    };
    let mut row = vec![FAR; sounds.len() + 1];
    row[0] = 0;
    add(&mut row);
    for word in sentence.split(' ') {
        let phones = said(word);
        let before = row;
        row = before
            .iter()
            .map(|&cost| cost + u32::from(dropped(word)))
            .collect();
        for (begin, &cost) in before.iter().enumerate() {
            let most = phones.len().saturating_add(most_more);
            let word_heard = as_sounds(&phones, &sounds[begin..], costs);
            for (&more, to) in word_heard
                .iter()
                .take(most.saturating_add(1))
                .zip(&mut row[begin..])
            {
                *to = (*to).min(cost + more);
            }
            if sounds.get(begin) == Some(&UNKNOWN) {
                let unknown = u32::from(costs.substituted(UNKNOWN, UNKNOWN));
                row[begin + 1] = row[begin + 1].min(cost + unknown);
            }
        }
        add(&mut row);
    }
    row[sounds.len()]
}

/// What it costs to have heard phones as each number of sounds, from none.
fn as_sounds(phones: &[u8], sounds: &[u8], costs: &EditCosts<'_>) -> Vec<u32> {
    let insert = |row: &mut Vec<u32>| {
        for (at, &sound) in sounds.iter().enumerate() {
            row[at + 1] = row[at + 1].min(row[at] + u32::from(costs.inserted(sound)));
        }
    };
    let mut row = vec![u32::MAX / 4; sounds.len() + 1];
    row[0] = 0;
    for &phone in phones {
        let above = row;
        row = above
            .iter()
            .map(|&cost| cost + u32::from(costs.deleted(phone)))
            .collect();
        for (at, &sound) in sounds.iter().enumerate() {
            row[at + 1] = row[at + 1].min(above[at] + u32::from(costs.substituted(phone, sound)));
        }
        insert(&mut row);
    }
    row
}

fn text(trie: &UtteranceTrie<'_>, words: &[goldcrest_trie::utterances::Word]) -> String {
    let mut spelling = Spelling::new();
    let words = words
        .iter()
        .map(|&word| trie.spelling(word, &mut spelling).to_owned());
    words.collect::<Vec<_>>().join(" ")
}

const REACH: Reach = Reach {
    first: 20,
    most: 900,
    margin: 64,
    budget: u32::MAX,
};

proptest! {
    #[test]
    fn finds_the_nearest_sentences(
        sentences in btree_set(vec("[a-f]{1,4}", 1..5).prop_map(|words| words.join(" ")), 1..40),
        words in vec(
            prop_oneof![
                9 => "[a-f]{1,4}".prop_map(Word::Heard),
                1 => Just(Word::Unknown),
            ],
            1..6,
        ),
    ) {
        let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
        with_known(&texts, |known| {
            let (trie, costs) = (known.sentences.trie, known.costs);
            let heard = heard(&words, costs);
            let mut search = Box::new(Search::new());
            search.run(known, &heard, REACH);
            let found: Vec<(u32, String)> = search
                .found()
                .iter()
                .map(|one| (one.cost.into(), text(&trie, one.words())))
                .collect();
            let mut expected: Vec<(u32, String)> = sentences
                .iter()
                .map(|sentence| (reference(sentence, &heard, costs, usize::MAX), sentence.clone()))
                .filter(|&(cost, _)| cost <= u32::from(REACH.most))
                .collect();
            expected.sort();
            if let Some(&(nearest, _)) = expected.first() {
                let reach = nearest + u32::from(REACH.margin);
                expected.retain(|&(cost, _)| cost <= reach);
            }
            expected.truncate(KEPT);
            let cost = |list: &[(u32, String)]| list.iter().map(|&(cost, _)| cost).collect::<Vec<_>>();
            let in_reach = cost(&expected).len();
            prop_assert_eq!(&cost(&found)[..in_reach], &cost(&expected)[..]);
            for (cost, sentence) in &found {
                prop_assert_eq!(*cost, reference(sentence, &heard, costs, usize::MAX), "{}", sentence);
            }
            Ok(())
        })?;
    }

    /// Eight words altogether: of beginnings whose last word was not heard a beam keeps no more.
    #[test]
    fn a_beam_finds_the_nearest_of_a_few(
        sentences in btree_set(vec("[a-f]{1,4}", 1..3).prop_map(|words| words.join(" ")), 1..=BEAM / 6),
        words in vec("[a-f]{1,4}".prop_map(Word::Heard), 1..6),
    ) {
        let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
        with_known(&texts, |known| {
            let (trie, costs) = (known.sentences.trie, known.costs);
            let heard = heard(&words, costs);
            let mut search = Box::new(Search::new());
            search.run_beam(known, &heard, REACH);
            for one in search.found() {
                let sentence = text(&trie, one.words());
                prop_assert!(u32::from(one.cost) >= reference(&sentence, &heard, costs, MORE_SOUNDS));
            }
            let nearest = sentences
                .iter()
                .map(|sentence| reference(sentence, &heard, costs, MORE_SOUNDS))
                .filter(|&cost| cost <= u32::from(REACH.most))
                .min();
            prop_assert_eq!(search.found().first().map(|one| u32::from(one.cost)), nearest);
            Ok(())
        })?;
    }

    #[test]
    fn any_model_and_sounds_are_refused_or_used(mut bytes in vec(any::<u8>(), 0..3_000)) {
        let _ = EditModel::open(&bytes);
        let sections = sections(["ab cd", "ab ef", "cd"].into_iter());
        let trie = UtteranceTrie::open(&sections.trie).unwrap();
        if let Some(sounds) = Sounds::open(&bytes, &trie) {
            let longest = trie.words().map(|word| sounds.phones(word).len()).max();
            prop_assert!(longest <= Some(bytes.len()));
        }
        bytes.resize(EditModel::BYTES, 0);
        bytes[..6].copy_from_slice(b"GRWE\x02\0");
        let Some(model) = EditModel::open(&bytes) else { return Ok(()) };
        let sounds = Sounds::open(&sections.sounds, &trie).unwrap();
        let rewriter = Rewriter::new(model, 1_000);
        let utterances = Utterances { trie, sounds };
        let mut search = Box::new(Search::new());
        let heard = heard(&[Word::Heard("abc".into()), Word::Unknown], &model.costs);
        let request = ("abc", &heard);
        let _ = rewriter.rewrite(Some(&utterances), Some(&utterances), request, &mut search);
    }
}

fn model(threshold: f32) -> [u8; EditModel::BYTES] {
    let mut confidence = Confidence {
        threshold,
        none: -18.5,
        ..Confidence::UNFITTED
    };
    confidence.hidden[0][1] = 1.0;
    confidence.output[0] = -30.0;
    EditModel::write(&confidence, &costs())
}

#[test]
fn the_personal_layer_comes_first_where_it_is_sure() {
    let personal: &Sections = Box::leak(Box::new(sections(["bad cab"].into_iter())));
    let global: &Sections = Box::leak(Box::new(sections(["bad cad", "deaf ace"].into_iter())));
    let bytes = model(0.6);
    let rewriter = Rewriter::new(EditModel::open(&bytes).unwrap(), 10_000);
    let tries = [personal, global].map(|layer| UtteranceTrie::open(&layer.trie).unwrap());
    let layer = |trie: &UtteranceTrie<'static>, sounds: &'static [u8]| Utterances {
        trie: *trie,
        sounds: Sounds::open(sounds, trie).unwrap(),
    };
    let personal = layer(&tries[0], &personal.sounds);
    let global = layer(&tries[1], &global.sounds);
    let mut search = Box::new(Search::new());
    let mut layer = |text: &[&str]| {
        let words: Vec<Word> = text.iter().map(|&word| Word::Heard(word.into())).collect();
        let heard = heard(&words, &rewriter.model().costs);
        let text = text.join(" ");
        let request = (&text[..], &heard);
        let rewrite = rewriter.rewrite(Some(&personal), Some(&global), request, &mut search)?;
        Some(rewrite.layer)
    };
    assert_eq!(layer(&["bad", "cac"]), Some(Layer::Personal));
    assert_eq!(layer(&["deaf", "acf"]), Some(Layer::Global));
    assert_eq!(layer(&["ffff", "ffffff"]), None, "better silent than wrong");
}

#[test]
fn an_earlier_hearing_speaks_for_what_it_is_near_to() {
    let layer = sections(["bad cab", "bad cad"].into_iter());
    let trie = UtteranceTrie::open(&layer.trie).unwrap();
    let sentences = Utterances {
        trie,
        sounds: Sounds::open(&layer.sounds, &trie).unwrap(),
    };
    let bytes = model(0.6);
    let rewriter = Rewriter::new(EditModel::open(&bytes).unwrap(), 10_000);
    let mut search = Box::new(Search::new());
    let costs = rewriter.model().costs;
    let hear = |text: &[&str]| {
        let words: Vec<Word> = text.iter().map(|&word| Word::Heard(word.into())).collect();
        heard(&words, &costs)
    };
    rewriter.search(&sentences, &hear(&["bad", "cac"]), &mut search);
    let found = search.found().to_vec();
    let texts: Vec<String> = found.iter().map(|one| text(&trie, one.words())).collect();
    assert_eq!(texts.len(), 2);
    for said in ["bad cab", "bad cad"] {
        let earlier = hear(&said.split(' ').collect::<Vec<_>>());
        let evidence = rewriter.evidence(&sentences, (said, &earlier), &found, &mut search);
        let best = texts.iter().position(|text| text == said).unwrap();
        assert!(
            evidence[best] > evidence[1 - best],
            "{said}: {evidence:?} of {texts:?}"
        );
        assert!(evidence.iter().all(|nats| nats.abs() <= MOST_EVIDENCE));
        assert_eq!(search.found().len(), 2, "what was found stays");
    }
}

#[test]
fn a_budget_ends_a_search() {
    let words: Vec<String> = (0..400)
        .map(|n| format!("{} {}", "abcdef".repeat(1 + n % 3), n))
        .collect();
    let letters = |text: &String| -> String {
        let letter = |digit: char| {
            if digit.is_ascii_digit() {
                (b'a' + digit as u8 - b'0') as char
            } else {
                digit
            }
        };
        text.chars().map(letter).collect()
    };
    let mut sentences: Vec<String> = words.iter().map(letters).collect();
    sentences.sort();
    sentences.dedup();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let mut search = Box::new(Search::new());
    with_known(&sentences, |known| {
        let heard = heard(&[Word::Heard("fed".into())], known.costs);
        let budget = 100;
        search.run(known, &heard, Reach { budget, ..REACH });
    });
    assert_eq!(search.steps, 100);
}

#[test]
fn requests_that_are_too_long_are_left() {
    let mut heard = Heard::new();
    let long = [1; 100];
    assert!(heard.push(&long, 9).is_some());
    assert!(heard.push(&long, 9).is_none());
    assert_eq!(heard.sounds().len(), 100);
    let mut heard = Heard::new();
    assert_eq!(
        (0..100)
            .take_while(|_| heard.push(&[1], 9).is_some())
            .count(),
        40
    );
}
