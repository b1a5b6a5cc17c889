//! Whatever is wrong with an assistant's folder is said with file and line.

use std::fs;
use std::path::PathBuf;

use goldcrest_forge::assistant::{BuildOptions, build_assistant, expectations};
use goldcrest_pack::{Pack, SectionKind};

/// A folder that is removed again.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let name = format!("goldcrest-forge-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn write(&self, file: &str, text: &str) -> &Scratch {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn fault(&self) -> String {
        let options = BuildOptions {
            models: Some(self.0.join("models")),
            ..BuildOptions::default()
        };
        match build_assistant(&self.0, &options) {
            Ok(_) => panic!("nothing was found wrong"),
            Err(error) => error.to_string(),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn lamp(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch
        .write(
            "assistant.yaml",
            "name: lamp\nlanguage: en\nwake: {phrase: Hello, Lamp}\n",
        )
        .write(
            "sentences/lamp.yaml",
            "intents:\n  On:\n    confirm: true\n    data:\n      - sentences: [lamp on]\n",
        )
        .write(
            "responses/lamp.yaml",
            "responses:\n  intents:\n    On:\n      confirm: Really?\n      default: It is on.\n",
        );
    scratch
}

#[test]
fn a_small_folder_becomes_a_pack() {
    let scratch = lamp("small");
    scratch.write(
        "assistant.yaml",
        "name: lamp\nwake: {phrase: 'Hello, Lamp!'}\nskills: {On: stop}\n",
    );
    let built = build_assistant(&scratch.0, &BuildOptions::default()).unwrap();
    let pack = Pack::open(&built.pack).unwrap();
    let manifest = pack.first(SectionKind::Manifest).unwrap().bytes;
    assert_eq!(
        std::str::from_utf8(manifest).unwrap(),
        "name=lamp\nwake.phrase=hello lamp\n"
    );
    let lexicon = pack.first(SectionKind::Lexicon).unwrap().bytes;
    let lexicon = goldcrest_trie::Lexicon::open(lexicon).unwrap();
    let spellings: Vec<&str> = lexicon.words().map(|word| lexicon.spelling(word)).collect();
    assert_eq!(spellings, ["hello lamp", "lamp", "on"]);
    let dialogue = pack.first(SectionKind::Dialogue).unwrap().bytes;
    let dialogue = goldcrest::dialogue::Dialogue::open(dialogue).unwrap();
    let rules = dialogue.rules("On").unwrap();
    assert_eq!(
        (rules.confirm, rules.answer("default")),
        ("Really?", Some("It is on."))
    );
    assert_eq!(rules.skill, Some(goldcrest::dialogue::Skill::Stop));
    let guessed: Vec<&str> = built
        .report
        .by_letters
        .iter()
        .map(|(word, _)| word.as_str())
        .collect();
    assert_eq!(guessed, ["hello lamp", "lamp", "on"]);
}

#[test]
fn faults_name_file_and_line() {
    let scratch = Scratch::new("empty");
    assert!(
        scratch
            .fault()
            .ends_with("is no assistant: it has no assistant.yaml")
    );
    for (file, text, fault) in [
        (
            "assistant.yaml",
            "name: [a]\n",
            "assistant.yaml:1: name: text is expected here",
        ),
        (
            "assistant.yaml",
            "skills:\n  Off: stop\n",
            "assistant.yaml:2: there is no intent \"Off\"",
        ),
        (
            "assistant.yaml",
            "skills:\n  On: dance\n",
            "assistant.yaml:2: there is no skill \"dance\"",
        ),
        (
            "responses/lamp.yaml",
            "responses:\n  intents:\n    Off: {default: Off.}\n",
            "responses/lamp.yaml:3: there is no intent \"Off\"",
        ),
        (
            "responses/lamp.yaml",
            "responses:\n  intents:\n    On: {default: [On.]}\n",
            "responses/lamp.yaml:3: text is expected here",
        ),
        (
            "lexicon.yaml",
            "lamp: [L AE MP]\n",
            "lexicon.yaml:1: there is no phone \"MP\"",
        ),
        (
            "lexicon.yaml",
            "on: AA N\nlamp: []\n",
            "lexicon.yaml:2: \"lamp\" has a pronunciation",
        ),
        (
            "sentences/lamp.yaml",
            "intents: [\n",
            "sentences/lamp.yaml:2: not YAML",
        ),
        (
            "sentences/more.yaml",
            "intents:\n  Play: {data: [{sentences: [電気]}]}\n",
            "sentences/more.yaml:2: how is 電気 said?",
        ),
    ] {
        let scratch = lamp("faults");
        let found = scratch.write(file, text).fault();
        assert!(found.starts_with(fault), "{found}\nis not\n{fault}");
    }
}

#[test]
fn a_missing_network_is_told_or_refused() {
    let scratch = lamp("networks");
    scratch.write("assistant.yaml", "name: lamp\nspeech: {model: speech-xx}\n");
    let mut options = BuildOptions {
        models: Some(scratch.0.join("models")),
        ..BuildOptions::default()
    };
    let built = build_assistant(&scratch.0, &options).unwrap();
    assert!(built.report.warnings[0].contains("speech-xx"));
    options.require_models = true;
    let error = build_assistant(&scratch.0, &options).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("train it, or correct the model's name")
    );
}

#[test]
fn words_of_entities_are_said_as_their_entries_tell() {
    let rooms = |values: &str| format!("lists:\n  room:\n    values:\n{values}");
    let scratch = lamp("sounds");
    scratch
        .write("lexicon.yaml", "lamp: [L AE M P]\n\"on\": [AA N]\nhello: [HH AH L OW]\nnook: [N UW K]\n")
        .write(
            "sentences/lamp.yaml",
            "intents:\n  On:\n    confirm: true\n    data:\n      - sentences: [\"lamp on [in] {room}\"]\n",
        )
        .write(
            "entities/rooms.yaml",
            &rooms(
                "      - {in: nook, sounds: N UH K}\n      - {in: \"Siân's (room|den)\", out: sian, \
                 sounds: {\"siân's\": [SH AA N Z, S IY AH N Z], den: D EH N}}\n",
            ),
        );
    let built = build_assistant(&scratch.0, &BuildOptions::default()).unwrap();
    let pack = Pack::open(&built.pack).unwrap();
    let section = pack.first(SectionKind::Lexicon).unwrap();
    let lexicon = goldcrest_trie::Lexicon::open(section.bytes).unwrap();
    let said = |word: &str| -> Vec<String> {
        let word = lexicon
            .find(word)
            .unwrap_or_else(|| panic!("no word {word}"));
        let ways = lexicon.pronunciations(word);
        let phone = |byte: &u8| {
            goldcrest_trie::Phone::from_class(byte & 0x7f)
                .unwrap()
                .name()
        };
        ways.map(|way| way.iter().map(phone).collect::<Vec<_>>().join(" "))
            .collect()
    };
    assert_eq!(said("nook"), ["N UW K", "N UH K"]);
    assert_eq!(said("siân's"), ["SH AA N Z", "S IY AH N Z"]);
    assert_eq!(said("den"), ["D EH N"]);

    for (values, fault) in [
        (
            "      - {in: nook, sounds: N OO K}\n",
            "entities/rooms.yaml:4: there is no phone \"OO\"",
        ),
        (
            "      - hall\n      - {in: big room, sounds: B IH G}\n",
            "entities/rooms.yaml:5: of which word",
        ),
        (
            "      - {in: big room, sounds: {small: B IH G}}\n",
            "entities/rooms.yaml:4: \"small\" is no word",
        ),
        (
            "      - {in: nook, sounds: \"\"}\n",
            "entities/rooms.yaml:4: a pronunciation without phones",
        ),
    ] {
        scratch.write("entities/rooms.yaml", &rooms(values));
        let found = scratch.fault();
        assert!(found.starts_with(fault), "{found}");
    }
}

#[test]
fn a_question_to_which_nothing_can_say_yes_is_told() {
    let scratch = lamp("unconfirmed");
    let warnings = || {
        let built = build_assistant(&scratch.0, &BuildOptions::default()).unwrap();
        built.report.warnings.join("\n")
    };
    let told = warnings();
    assert!(
        told.contains("On asks whether it is meant") && told.contains("nothing can answer yes"),
        "{told}"
    );
    scratch.write(
        "assistant.yaml",
        "name: lamp\nlanguage: en\nskills: {\"Yes\": \"yes\", \"No\": \"no\"}\n",
    );
    scratch.write(
        "sentences/answers.yaml",
        "intents:\n  \"Yes\": {when: confirm, data: [{sentences: [yes]}]}\n  \"No\": {when: confirm, data: [{sentences: [no]}]}\n",
    );
    let told = warnings();
    assert!(!told.contains("answer yes"), "{told}");
}

#[test]
fn what_is_likely_not_meant_is_told_with_its_line() {
    let scratch = lamp("look-over");
    scratch.write("lexicon.yaml", "lamp: L AE M P\nlmap: L AE M P\n");
    scratch.write(
        "sentences/lamp.yaml",
        "intents:\n  On:\n    data:\n      - sentences: ['{room} lamp on']\nlists:\n  room:\n    values:\n      \
         - {in: bath, out: bathroom}\n      - {in: hall, out: hallway}\n      - {in: bath, out: spa}\n",
    );
    let long = "on ".repeat(60);
    scratch.write(
        "responses/lamp.yaml",
        &format!(
            "responses:\n  intents:\n    On:\n      default: 'It is on in {{rom}}.'\n      other: 'On {{}}{{a'\n      \
             long: '{long}'\n      right: 'On in {{room}}.'\n"
        ),
    );
    let built = build_assistant(&scratch.0, &BuildOptions::default()).unwrap();
    let told = built.report.warnings.join("\n");
    for warning in [
        "lexicon.yaml: no sentence has lmap",
        "sentences/lamp.yaml:10: \"bath\" has another meaning at sentences/lamp.yaml:8",
        "responses/lamp.yaml:4: there is no slot \"rom\"",
        "responses/lamp.yaml:5: a brace that is not around a slot's name",
        "responses/lamp.yaml:6: the text has 180 bytes and is cut off after 160",
    ] {
        assert!(told.contains(warning), "{warning} is not in\n{told}");
    }
    assert!(!told.contains("lamp.yaml:7"), "{told}");
}

#[test]
fn tests_with_unknown_keys_are_refused() {
    let scratch = lamp("expectations");
    scratch.write(
        "tests/lamp.yaml",
        "tests:\n  - say: lamp on\n    intent: On\n  - sya: lamp on\n",
    );
    let fault = expectations(&scratch.0).unwrap_err().to_string();
    assert!(
        fault.starts_with("tests/lamp.yaml:4: unknown key \"sya\": expected say, intent"),
        "{fault}"
    );
}
