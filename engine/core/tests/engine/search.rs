//! The beam search on sound that is drawn by hand: cheap where a phone is said, dear elsewhere.

use crate::small;
use goldcrest::speech::{
    CLASSES, Frame, Hypothesis, Knowledge, Memory, Node, Outlook, Search, Token, frame_costs,
};
use goldcrest::understand::{interpret, path_symbols};
use goldcrest_trie::{Grammar, Lexicon};
use proptest::prelude::*;

struct Bench {
    lexicon: Vec<u8>,
    grammar: Vec<u8>,
    tokens: [Vec<Token>; 2],
    table: Vec<u16>,
    nodes: Vec<Node>,
    grammar_weight: u32,
    phrase: Option<&'static str>,
    call: Option<&'static str>,
}

impl Bench {
    fn new(tokens: usize, nodes: usize) -> Self {
        let lexicon = small::lexicon();
        Self {
            grammar: small::grammar(&lexicon),
            lexicon,
            tokens: [vec![Token::UNUSED; tokens], vec![Token::UNUSED; tokens]],
            table: vec![0; 2 * tokens],
            nodes: vec![Node::UNUSED; nodes],
            grammar_weight: 0,
            phrase: None,
            call: None,
        }
    }

    /// A search that begins inside a word that is no part of the sentence.
    fn inside(phrase: &'static str) -> Self {
        Self {
            phrase: Some(phrase),
            ..Self::new(256, 1024)
        }
    }

    /// What a search that heard some frames says.
    fn after<R>(
        &mut self,
        frames: &[Frame],
        read: impl FnOnce(&mut Search<'_>, &Knowledge<'_>) -> R,
    ) -> R {
        let knowledge = knowledge(&self.lexicon, &self.grammar, self.grammar_weight);
        let [current, next] = &mut self.tokens;
        let mut search = Search::new(Memory {
            tokens: [current, next],
            table: &mut self.table,
            nodes: &mut self.nodes,
        });
        let root = knowledge.grammar.root("command").unwrap();
        let inside = self
            .phrase
            .and_then(|phrase| knowledge.lexicon.find(phrase));
        search.start(&knowledge, &[root], inside);
        if let Some(call) = self.call {
            search.may_open_with(knowledge.lexicon.find(call).into_iter());
        }
        for frame in frames {
            search.step(&knowledge, frame);
        }
        read(&mut search, &knowledge)
    }

    /// What may follow, and whether a sentence is whole, after some frames.
    fn outlook(&mut self, frames: &[Frame]) -> (Outlook, bool) {
        self.after(frames, |search, knowledge| {
            (search.outlook(knowledge), search.is_whole(knowledge))
        })
    }

    fn run(&mut self, frames: &[Frame]) -> (Vec<(String, String)>, Vec<Hypothesis>, u32) {
        self.after(frames, |search, knowledge| {
            let hypotheses = search.sentences(knowledge);
            let read = |h: &Hypothesis| {
                let symbols = path_symbols(search.history(), h.history);
                let found =
                    interpret(&knowledge.grammar, &knowledge.lexicon, &symbols, 100).unwrap();
                (found.text.to_string(), found.request.to_string())
            };
            (
                hypotheses.iter().map(read).collect(),
                hypotheses.to_vec(),
                search.dropped(),
            )
        })
    }
}

fn knowledge<'p>(lexicon: &'p [u8], grammar: &'p [u8], grammar_weight: u32) -> Knowledge<'p> {
    Knowledge {
        grammar: Grammar::open(grammar).unwrap(),
        lexicon: Lexicon::open(lexicon).unwrap(),
        dictation: None,
        word_penalty: 64,
        grammar_weight,
        dictation_weight: 0,
        filler: 512,
        beam: 4096,
    }
}

fn frame(class: u8, other: i16) -> Frame {
    let mut log_probabilities = [other; CLASSES];
    log_probabilities[usize::from(class)] = 0;
    frame_costs(&log_probabilities, 0)
}

/// Every phone for `frames` frames, a blank between phones, silence around words.
fn say(sentence: &str, frames: usize, other: i16) -> Vec<Frame> {
    let mut said = vec![frame(0, other); 3];
    for word in sentence.split(' ') {
        for phone in small::phones(word) {
            said.extend(vec![frame(phone, other); frames]);
            said.push(frame(0, other));
        }
        said.extend(vec![frame(0, other); 2]);
    }
    said
}

#[test]
fn clear_speech_is_read_with_its_meaning() {
    let (found, hypotheses, dropped) =
        Bench::new(256, 1024).run(&say("turn on the kitchen light", 2, -1500));
    assert_eq!(
        found[0],
        (
            "turn on the kitchen light".into(),
            "Switch area=kitchen state=on".into()
        )
    );
    assert_eq!(hypotheses[0].phones, 15);
    assert!(hypotheses[0].cost <= 5 * 64, "{hypotheses:?}");
    assert!(hypotheses.is_sorted_by_key(|h| h.cost));
    assert_eq!(dropped, 0);
}

#[test]
fn what_may_follow_is_known_before_the_last_word_is_out() {
    let mut bench = Bench::new(256, 1024);
    for (said, outlook, whole) in [
        ("turn", Outlook::Open, false),
        ("turn on the kitchen", Outlook::Open, false),
        ("turn on the kitchen light", Outlook::Closed, true),
        ("dim the kitchen", Outlook::Whole, true),
        ("dim the kitchen to twenty", Outlook::Closed, true),
    ] {
        let frames = say(said, 1, -1500);
        assert_eq!(bench.outlook(&frames), (outlook, whole), "{said}");
    }
    // The last phone of "light" is still to come, and nothing but it can.
    let frames = say("turn on the kitchen light", 1, -1500);
    let before_the_last = &frames[..frames.len() - 4];
    assert_eq!(bench.outlook(before_the_last), (Outlook::Closed, false));
    assert_eq!(
        bench.outlook(&say("turn", 1, -1500)[..3]),
        (Outlook::Open, false)
    );
}

#[test]
fn numbers_are_read_from_their_words() {
    let (found, ..) = Bench::new(256, 1024).run(&say("dim the bedroom to twenty", 1, -1200));
    assert_eq!(found[0].1, "Dim area=bedroom level=20");
}

#[test]
fn the_same_phone_twice_needs_a_blank_between() {
    // "the IY|IY"-like repetitions across words: "on" ends and "no" begins with N, but here "ten".
    let mut frames = say("dim the kitchen", 2, -1200);
    frames.extend(say("to ten", 2, -1200));
    assert_eq!(
        Bench::new(256, 1024).run(&frames).0[0].0,
        "dim the kitchen to ten"
    );
}

#[test]
fn sound_beside_the_sentence_is_left_out_at_a_price() {
    let noise = [frame(9, -1500), frame(30, -1500)];
    let mut frames = noise.to_vec();
    frames.extend(say("unlock", 2, -1500));
    frames.extend(noise);
    let (found, hypotheses, _) = Bench::new(256, 1024).run(&frames);
    assert_eq!(found[0].0, "unlock");
    assert_eq!(hypotheses[0].cost, 4 * 512 + 64);
}

#[test]
fn a_wake_phrase_alone_is_no_sentence_however_long_the_pause_behind_it() {
    let mut bench = Bench::inside("bedroom");
    let mut waits = |frames: &[Frame]| bench.after(frames, |search, _| search.only_called());
    let phrase = say("bedroom", 2, -1500);
    let pause = vec![frame(0, -1500); 120];
    let end_of_phrase = &phrase[7..];
    for phrase in [&phrase, end_of_phrase] {
        assert!(waits(&[phrase, &pause].concat()));
        assert!(waits(&[phrase, &pause, phrase, &pause].concat()));
        let command = say("turn", 2, -1500);
        assert!(!waits(&[phrase, &pause, &command].concat()));
        assert!(!waits(&[phrase, &command].concat()));
    }
    let without_a_phrase = |search: &mut Search<'_>, _: &Knowledge<'_>| search.only_called();
    assert!(!Bench::new(256, 1024).after(&pause, without_a_phrase));
}

#[test]
fn a_wake_phrase_may_be_said_again_before_the_sentence() {
    let cost = |said: &str| {
        let (found, hypotheses, _) = Bench::inside("bedroom").run(&say(said, 2, -1500));
        assert_eq!(found[0].0, "unlock", "{said}");
        hypotheses[0].cost
    };
    let once = cost("bedroom unlock");
    let word_penalty = 64;
    assert!(cost("bedroom bedroom bedroom unlock") <= once + 2 * word_penalty);
}

#[test]
fn an_answer_may_open_with_a_wake_phrase_and_need_not() {
    let mut bench = Bench {
        call: Some("bedroom"),
        ..Bench::new(256, 1024)
    };
    for said in ["unlock", "bedroom unlock", "bedroom bedroom unlock"] {
        let (found, hypotheses, _) = bench.run(&say(said, 2, -1500));
        assert_eq!(found[0].0, "unlock", "{said}");
        let sure = goldcrest::speech::confidence(hypotheses[0].cost, hypotheses[0].phones);
        assert!(sure > 90, "{said}: {sure} %");
    }
    let pause = vec![frame(0, -1500); 40];
    let mut waits = |frames: &[Frame]| bench.after(frames, |search, _| search.only_called());
    assert!(waits(&[say("bedroom", 2, -1500), pause.clone()].concat()));
    assert!(!waits(&pause));
    assert!(!waits(&say("bedroom unlock", 2, -1500)));
}

#[test]
fn speech_outside_of_the_grammar_is_dear() {
    let (_, inside, _) = Bench::new(256, 1024).run(&say("turn off the bedroom light", 2, -1500));
    let (_, outside, _) =
        Bench::new(256, 1024).run(&say("light kitchen on bedroom ten unlock", 2, -1500));
    let best = |found: &[Hypothesis]| {
        found
            .first()
            .map_or(0, |h| goldcrest::speech::confidence(h.cost, h.phones))
    };
    assert!(best(&inside) > 90);
    assert!(best(&outside) < 20);
}

#[test]
fn of_two_sentences_that_sound_alike_the_likelier_way_wins() {
    // Between "stop", one sentence, and "turn on the kitchen light", one of many, the sound cannot tell.
    let frames = vec![[300; CLASSES]; 40];
    let mut bench = Bench::new(1024, 4096);
    let (_, even, _) = bench.run(&frames);
    assert!(even.iter().all(|h| h.prior == 0));
    bench.grammar_weight = 100;
    let (found, weighed, _) = bench.run(&frames);
    assert!(weighed.is_sorted_by_key(|h| h.cost));
    assert!(weighed.iter().all(|h| h.prior > 0 && h.prior <= h.cost));
    let words = |place: usize| found[place].0.split(' ').count();
    assert!(words(0) <= words(found.len() - 1), "{found:?}");
    let sound = |h: &Hypothesis| h.cost - h.prior;
    assert_eq!(sound(&weighed[0]), sound(&even[0]), "{weighed:?} {even:?}");
}

#[test]
fn a_search_with_little_memory_says_what_it_dropped_and_still_ends() {
    let (found, _, dropped) = Bench::new(12, 40).run(&say("turn on the kitchen light", 2, -100));
    assert!(dropped > 0);
    assert!(found.len() <= 5);
}

proptest! {
    #[test]
    fn any_sound_gives_sentences_of_the_grammar(
        classes in prop::collection::vec((0..CLASSES as u8, -2000_i16..0), 0..80),
        tokens in 2..300_usize,
        nodes in 1..600_usize,
    ) {
        let frames: Vec<Frame> = classes.iter().map(|&(c, other)| frame(c, other)).collect();
        let (found, hypotheses, _) = Bench::new(tokens, nodes).run(&frames);
        prop_assert!(hypotheses.is_sorted_by_key(|h| h.cost));
        for (text, _) in found {
            prop_assert!(text.starts_with("turn") || text.starts_with("dim")
                || text == "unlock" || text == "stop");
        }
    }
}
