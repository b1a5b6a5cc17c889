//! Whatever is wrong with sentence files is said with file and line.

use goldcrest_forge::templates::{CompileOptions, TemplateSet};

fn fault(text: &str) -> String {
    let mut set = TemplateSet::new();
    let result = set
        .add_file("lights.yaml", text)
        .and_then(|()| set.compile(&CompileOptions::default()).map(|_| ()));
    match result {
        Ok(()) => panic!("nothing was found wrong with {text}"),
        Err(error) => error.to_string(),
    }
}

/// One intent with one sentence on line 4, and more below it.
fn with_sentence(sentence: &str, rest: &str) -> String {
    let sentence = sentence.replace('\'', "''");
    format!("intents:\n  LightOn:\n    data:\n      - sentences: ['{sentence}']\n{rest}")
}

#[track_caller]
fn assert_fault(text: &str, expected: &str) {
    let found = fault(text);
    assert!(found.starts_with(expected), "{found}\nis not\n{expected}");
}

#[test]
fn unknown_names() {
    assert_fault(
        &with_sentence("turn <onn>", "expansion_rules: {on: on}\n"),
        "lights.yaml:4: unknown rule <onn>: add it to expansion_rules (perhaps on?)",
    );
    assert_fault(
        &with_sentence("turn on {areas}", "lists: {area: {values: [kitchen]}}\n"),
        "lights.yaml:4: unknown list {areas}: add it to lists (perhaps area?)",
    );
    assert_fault(
        &with_sentence("on", "expansion_rules:\n  unused: <nothing>\n"),
        "lights.yaml:6: unknown rule <nothing>",
    );
    assert_fault(
        &with_sentence("on", "listst: {}\n"),
        "lights.yaml:5: unknown key \"listst\"",
    );
    assert_fault(
        "intents:\n  LightOn:\n    required: [colour]\n    data: [{sentences: [on]}]\n",
        "lights.yaml:3: required slot \"colour\"",
    );
    assert_fault(
        "intents:\n  LightOn:\n    when: never\n    data: []\n",
        "lights.yaml:3: \"never\" is no time",
    );
}

#[test]
fn endless_recursion() {
    assert_fault(
        &with_sentence(
            "turn <a>",
            "expansion_rules:\n  a: on [<b>]\n  b: (off|<a>)\n",
        ),
        "lights.yaml:7: endless recursion: <a> needs <b> needs <a>",
    );
    assert_fault(
        &with_sentence("on", "expansion_rules:\n  me: really <me>\n"),
        "lights.yaml:6: endless recursion: <me> needs <me>",
    );
    let chain: String = (0..100)
        .map(|rule| format!("  r{rule}: <r{}>\n", rule + 1))
        .collect();
    let text = with_sentence("<r0>", &format!("expansion_rules:\n{chain}  r100: on\n"));
    assert!(fault(&text).contains("lies too deep in other rules"));
}

#[test]
fn lists_and_ranges() {
    assert_fault(
        &with_sentence("on {area}", "lists:\n  area:\n    values: []\n"),
        "lights.yaml:6: list {area} is empty",
    );
    assert_fault(
        &with_sentence(
            "on {area}",
            "lists:\n  area:\n    values:\n      - kitchen\n      - '[the]'\n",
        ),
        "lights.yaml:9: a value of list {area} may be said without a word",
    );
    assert_fault(
        &with_sentence("on {area}", "lists:\n  area:\n    values: ['{area}']\n"),
        "lights.yaml:7: a value of list {area} has a list in it",
    );
    assert_fault(
        &with_sentence("{n}", "lists:\n  n:\n    range: {from: 10, to: 1}\n"),
        "lights.yaml:7: the range goes from high to low (10 to 1)",
    );
    assert_fault(
        &with_sentence(
            "{n}",
            "lists:\n  n:\n    range: {from: 1, to: 10, step: 0}\n",
        ),
        "lights.yaml:7: a step of 0",
    );
    assert_fault(
        &with_sentence("{n}", "lists:\n  n:\n    range: {from: 1, to: many}\n"),
        "lights.yaml:7: \"many\" is not a whole number",
    );
    assert_fault(
        &with_sentence("{n}", "lists:\n  n:\n    range: {from: 0, to: 900000}\n"),
        "lights.yaml:7: the range has 900001 numbers",
    );
    assert_fault(
        &with_sentence(
            "{n}",
            "lists:\n  n:\n    range: {from: -2147483648, to: 2147483647}\n",
        ),
        "lights.yaml:7: numbers go from",
    );
    assert_fault(
        &with_sentence(
            "{n}",
            "lists:\n  n:\n    range: {from: 1, to: 2, type: weight}\n",
        ),
        "lights.yaml:7: \"weight\" is no type of range",
    );
    assert_fault(
        &with_sentence("play {song}", "lists:\n  song:\n    wildcard: true\n"),
        "lights.yaml:4: list {song} is a wildcard",
    );
}

#[test]
fn too_many_expansions() {
    let wide = "(a|b|c|d|e|f|g|h|i|j) ".repeat(5) + "(k|l)";
    assert_fault(
        &with_sentence(&wide, ""),
        "lights.yaml:4: the template stands for 200000 sentences or more, over 100000",
    );
    let just = "(a|b|c|d|e|f|g|h|i|j) ".repeat(5);
    let mut set = TemplateSet::new();
    set.add_file("lights.yaml", &with_sentence(&just, ""))
        .unwrap();
    assert!(set.compile(&CompileOptions::default()).is_ok());

    assert!(fault(&with_sentence("(a;b;c;d;e;f;g;h;i)", "")).contains("362880 sentences"));
    let list = format!("lists:\n  area:\n    values:\n      - {wide}\n");
    assert_fault(
        &with_sentence("on {area}", &list),
        "lights.yaml:8: the template stands for 200000 sentences or more",
    );
    let bomb: String = (0..30)
        .map(|rule| format!("  r{rule}: <r{}> <r{}>\n", rule + 1, rule + 1))
        .collect();
    let text = with_sentence("<r0>", &format!("expansion_rules:\n{bomb}  r30: on\n"));
    assert!(fault(&text).contains("letters with its rules written out"));
}

#[test]
fn brackets() {
    for (sentence, message) in [
        ("turn (on", "`(` is never closed"),
        ("turn [on", "`[` is never closed"),
        ("turn on)", "`)` closes nothing"),
        ("turn {on", "`{` is never closed"),
        (
            "turn (on|off;up)",
            "`|` and `;` stand between the same brackets",
        ),
        ("turn {on off}", "\"on off\" is no name"),
    ] {
        assert_fault(
            &with_sentence(sentence, ""),
            &format!("lights.yaml:4: {message}"),
        );
    }
}

#[test]
fn sentences_that_say_nothing() {
    assert_fault(
        &with_sentence("[on]", ""),
        "lights.yaml:4: the template may be said without",
    );
    assert_fault(
        &with_sentence("...", ""),
        "lights.yaml:4: the template may be said without",
    );
    assert_fault("intents: {}\n", "lights.yaml: there are no sentences here");
    assert_fault("", "lights.yaml: there are no sentences here");
}

#[test]
fn files_that_are_no_yaml() {
    assert_fault("intents: [\n", "lights.yaml:2: not YAML");
    assert_fault(
        "intents: on\n",
        "lights.yaml:1: `key: value` lines are expected",
    );
    assert_fault(
        "- a\n- b\n",
        "lights.yaml:1: `key: value` lines are expected",
    );
    assert_fault(
        &with_sentence(
            "on",
            "lists: {a: {values: [x]}}\nlists: {b: {values: [y]}}\n",
        ),
        "lights.yaml:6: \"lists\" stands here twice",
    );
    for text in ["\u{0}", "\u{feff}", "%YAML 9", "!!binary x", "{", "&a [*a]"] {
        let _ = TemplateSet::new().add_file("lights.yaml", text);
    }
}

#[test]
fn names_in_two_other_files() {
    let mut set = TemplateSet::new();
    set.add_file("a.yaml", "expansion_rules: {turn: turn}\n")
        .unwrap();
    set.add_file("b.yaml", "expansion_rules: {turn: switch}\n")
        .unwrap();
    set.add_file("lights.yaml", &with_sentence("<turn> on", ""))
        .unwrap();
    let error = set.compile(&CompileOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "lights.yaml:4: \"turn\" is defined at a.yaml:1 and at b.yaml:1: rename one, or move it to _common.yaml"
    );
}
