//! What templates mean: which sentences, and which intent and slots.

use std::collections::HashMap;

use goldcrest_forge::sentences::{Likeliest, Reading, Sampler, ambiguities, count, readings};
use goldcrest_forge::templates::{CompileOptions, TemplateSet};
use goldcrest_trie::build::LexiconBuilder;
use goldcrest_trie::{Grammar, Lexicon, Phone};

struct Built {
    lexicon: Vec<u8>,
    grammar: Vec<u8>,
}

impl Built {
    fn new(text: &str) -> Built {
        let mut set = TemplateSet::new();
        set.add_file("sentences/test.yaml", text).unwrap();
        let compiled = set.compile(&CompileOptions::default()).unwrap();
        let mut lexicon = LexiconBuilder::new();
        for word in compiled.vocabulary() {
            lexicon.add(word, &[Phone::from_class(1).unwrap()]);
        }
        let lexicon = lexicon.finish().unwrap();
        let grammar = compiled.finish(&Lexicon::open(&lexicon).unwrap()).unwrap();
        Built { lexicon, grammar }
    }

    fn read_from(&self, root: &str, text: &str) -> Vec<Reading> {
        let lexicon = Lexicon::open(&self.lexicon).unwrap();
        let grammar = Grammar::open(&self.grammar).unwrap();
        readings(&grammar, &lexicon, grammar.root(root).unwrap(), text)
    }

    /// The intent and the slots in order, of the only reading.
    #[track_caller]
    fn only(&self, text: &str) -> String {
        let found = self.read_from("command", text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let slots: Vec<String> = found[0]
            .slots
            .iter()
            .map(|(slot, value)| format!(" {slot}={value}"))
            .collect();
        found[0].intent.clone() + &slots.concat()
    }

    #[track_caller]
    fn refuses(&self, text: &str) {
        let found = self.read_from("command", text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }

    fn count(&self) -> u128 {
        let grammar = Grammar::open(&self.grammar).unwrap();
        count(&grammar, grammar.root("command").unwrap())
    }
}

const LIGHTS: &str = r#"
skip_words: [please, could you]
expansion_rules:
  turn: (turn|switch)
lists:
  area:
    values:
      - in: (living room|lounge)
        out: living_room
      - kitchen
  color:
    values: [red, warm white]
  brightness:
    range: {from: 0, to: 100, type: percentage}
  temperature:
    range: {from: -5, to: 30, type: temperature, fractions: halves}
intents:
  LightOn:
    data:
      - sentences: ["<turn> (on;[the] {area} light[s])"]
        slots: {domain: light}
        response: area
  LightSet:
    required: [brightness]
    data:
      - sentences:
          - set [the] {area:room} [light[s]] to {brightness}[([ ]%)| percent]
          - set the {area} lights to {color}
  Heat:
    required: [degrees]
    answers: {degrees: ["[about] {temperature:degrees}"]}
    data:
      - sentences: ["heat[ing] [to {temperature:degrees}[[ ]°| degree[s]]]"]
  "Yes":
    when: confirm
    data: [{sentences: ["yes"]}]
"#;

#[test]
fn brackets_lists_rules_and_permutations() {
    let lights = Built::new(LIGHTS);
    for text in [
        "turn on the lounge lights",
        "Switch the living room light on!",
        "please turn on lounge light",
        "could you please turn the lounge lights on please",
    ] {
        assert_eq!(lights.only(text), "LightOn area=living_room domain=light");
    }
    for text in [
        "turn lights on",
        "turn on the on kitchen light",
        "turn on kitchen",
        "on",
        "",
    ] {
        lights.refuses(text);
    }
}

#[test]
fn numbers_in_words_and_digits() {
    let lights = Built::new(LIGHTS);
    for text in [
        "set the kitchen lights to fifty",
        "set kitchen to 50%",
        "set kitchen light to fifty percent",
        "set kitchen light to 50 %",
    ] {
        assert_eq!(lights.only(text), "LightSet room=kitchen brightness=50");
    }
    assert_eq!(
        lights.only("set kitchen to a hundred"),
        "LightSet room=kitchen brightness=100"
    );
    for text in [
        "set kitchen to 101",
        "set kitchen to -1",
        "set kitchen to and five",
    ] {
        lights.refuses(text);
    }
    assert_eq!(lights.only("heat to 20.5"), "Heat degrees=20.5");
    assert_eq!(
        lights.only("heating to minus two and a half degrees"),
        "Heat degrees=-2.5"
    );
    assert_eq!(lights.only("heat to 21°"), "Heat degrees=21");
    lights.refuses("heat to thirty and a half");
    lights.refuses("heat to minus six");
}

#[test]
fn roots_for_confirmations_and_answers() {
    let lights = Built::new(LIGHTS);
    lights.refuses("yes");
    assert_eq!(lights.read_from("confirm", "yes please")[0].intent, "Yes");
    let answer = &lights.read_from("answer:brightness", "to fifty percent")[0];
    assert_eq!(answer.intent, "answer:brightness");
    assert_eq!(answer.slot("brightness"), Some("50"));
    let answer = &lights.read_from("answer:degrees", "about twenty")[0];
    assert_eq!(answer.slot("degrees"), Some("20"));
    assert!(lights.read_from("answer:degrees", "to twenty").is_empty());
}

#[test]
fn a_required_rule_is_answered_by_its_slots() {
    let timer = Built::new(
        r#"
expansion_rules: {duration: "({hours} hours|{minutes} minutes)"}
lists:
  hours: {range: {from: 1, to: 9}}
  minutes: {range: {from: 1, to: 9}}
intents:
  Timer:
    required: [duration]
    data: [{sentences: ["timer [for <duration>]"]}]
"#,
    );
    let answer = &timer.read_from("answer:hours", "for five minutes")[0];
    assert_eq!(answer.intent, "answer:hours");
    assert_eq!(answer.slot("minutes"), Some("5"));
}

#[test]
fn names_close_by_win() {
    let built = Built::new(
        r#"
expansion_rules: {what: wide}
lists: {thing: {values: [a]}}
intents:
  I:
    data:
      - sentences: ["say <what> {thing}"]
        expansion_rules: {what: near}
        lists: {thing: {values: [b]}}
      - sentences: ["say <what> {thing}"]
"#,
    );
    assert_eq!(built.only("say near b"), "I thing=b");
    assert_eq!(built.only("say wide a"), "I thing=a");
    built.refuses("say near a");
}

#[test]
fn several_meanings_are_all_found() {
    let built = Built::new(
        "intents:\n  A: {data: [{sentences: [go on]}]}\n  B: {data: [{sentences: ['go (on|off)']}]}\n",
    );
    let mut intents: Vec<String> = built
        .read_from("command", "go on")
        .into_iter()
        .map(|reading| reading.intent)
        .collect();
    intents.sort();
    assert_eq!(intents, ["A", "B"]);
    assert_eq!(built.count(), 3);
}

#[test]
fn ambiguous_sentences_are_found() {
    let built = Built::new(
        r#"
lists:
  area: {values: [kitchen, hall]}
  name: {values: [tea, kitchen]}
intents:
  A: {data: [{sentences: ["cancel [the] {area} timer", "stop"]}]}
  B: {data: [{sentences: ["cancel {name} timer", "stop"]}]}
  C: {data: [{sentences: ["cancel everything"]}]}
"#,
    );
    let lexicon = Lexicon::open(&built.lexicon).unwrap();
    let grammar = Grammar::open(&built.grammar).unwrap();
    let found = ambiguities(&grammar, &lexicon, grammar.root("command").unwrap());
    let sentences: Vec<&str> = found.iter().map(|one| one.sentence.as_str()).collect();
    assert_eq!(sentences, ["stop"]);
    assert_eq!(found[0].readings.len(), 2);
}

#[test]
fn readings_say_where_they_come_from() {
    let built = Built::new("intents:\n  A:\n    data:\n      - sentences: [go]\n");
    let source = &built.read_from("command", "go")[0].source;
    assert_eq!(source, &("sentences/test.yaml".to_owned(), 4));
}

#[test]
fn sampled_sentences_can_be_read() {
    let lights = Built::new(LIGHTS);
    let lexicon = Lexicon::open(&lights.lexicon).unwrap();
    let grammar = Grammar::open(&lights.grammar).unwrap();
    let root = grammar.root("command").unwrap();
    let drawn: Vec<Reading> = Sampler::new(&grammar, &lexicon, root, 7)
        .take(200)
        .collect();
    assert_eq!(drawn.len(), 200);
    for sentence in &drawn {
        let found = readings(&grammar, &lexicon, root, &sentence.text);
        assert!(found.contains(sentence), "{sentence:?}");
    }
    for intent in ["LightOn", "LightSet", "Heat"] {
        assert!(drawn.iter().any(|sentence| sentence.intent == intent));
    }
    let again: Vec<Reading> = Sampler::new(&grammar, &lexicon, root, 7)
        .take(200)
        .collect();
    assert_eq!(drawn, again);
}

#[test]
fn numbers_that_people_ask_for_are_likelier() {
    let numbers = Built::new(
        r#"
lists:
  minutes: {range: {from: 1, to: 99, type: duration}}
  hours: {range: {from: 1, to: 24, type: duration}}
  level: {range: {from: 0, to: 100, type: percentage}}
intents:
  Timer:
    data: [{sentences: ["timer for {minutes} minutes", "timer for {hours} hours"]}]
  Volume:
    data: [{sentences: ["volume {level}"]}]
"#,
    );
    let lexicon = Lexicon::open(&numbers.lexicon).unwrap();
    let grammar = Grammar::open(&numbers.grammar).unwrap();
    let root = grammar.root("command").unwrap();
    let costs: HashMap<String, u32> = Likeliest::new(&grammar, &lexicon, root)
        .map(|(reading, cost)| (reading.text, cost))
        .collect();
    for (usual, rare) in [
        ("timer for thirty minutes", "timer for thirteen minutes"),
        ("timer for forty minutes", "timer for fourteen minutes"),
        ("timer for fifteen minutes", "timer for fifty minutes"),
        ("timer for fifteen minutes", "timer for sixteen minutes"),
        ("timer for twenty minutes", "timer for twenty nine minutes"),
        ("timer for ten minutes", "timer for two minutes"),
        ("timer for two hours", "timer for ten hours"),
        ("volume fifty", "volume fifteen"),
        ("volume forty", "volume fourteen"),
    ] {
        assert!(costs[usual] < costs[rare], "{usual}, {rare}");
    }
}
