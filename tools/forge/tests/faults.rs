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

/// A sentence, what stands below it in the file, and the beginning of what is said about it.
type Case = (&'static str, &'static str, &'static str);

#[track_caller]
fn assert_faults(cases: &[Case]) {
    for (sentence, rest, expected) in cases {
        assert_fault(&with_sentence(sentence, rest), expected);
    }
}

#[track_caller]
fn assert_fault(text: &str, expected: &str) {
    let found = fault(text);
    assert!(
        found.starts_with(expected),
        "{text}\nis said to be\n{found}\nwhich does not begin with\n{expected}"
    );
}

#[test]
fn unknown_names() {
    assert_faults(&[
        (
            "turn <onn>",
            "expansion_rules: {on: on}\n",
            "lights.yaml:4: unknown rule <onn>: add it to expansion_rules (perhaps on?)",
        ),
        (
            "turn on {areas}",
            "lists: {area: {values: [kitchen]}}\n",
            "lights.yaml:4: unknown list {areas}: add it to lists (perhaps area?)",
        ),
        (
            "on",
            "expansion_rules:\n  unused: <nothing>\n",
            "lights.yaml:6: unknown rule <nothing>",
        ),
        (
            "on",
            "listst: {}\n",
            "lights.yaml:5: unknown key \"listst\"",
        ),
    ]);
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
    assert_faults(&[
        (
            "turn <a>",
            "expansion_rules:\n  a: on [<b>]\n  b: (off|<a>)\n",
            "lights.yaml:7: endless recursion: <a> needs <b> needs <a>",
        ),
        (
            "on",
            "expansion_rules:\n  me: really <me>\n",
            "lights.yaml:6: endless recursion: <me> needs <me>",
        ),
    ]);
    let chain: String = (0..100)
        .map(|rule| format!("  r{rule}: <r{}>\n", rule + 1))
        .collect();
    let text = with_sentence("<r0>", &format!("expansion_rules:\n{chain}  r100: on\n"));
    assert!(fault(&text).contains("lies too deep in other rules"));
}

#[test]
fn lists() {
    assert_faults(&[
        (
            "on {area}",
            "lists:\n  area:\n    values: []\n",
            "lights.yaml:6: list {area} is empty",
        ),
        (
            "on {area}",
            "lists:\n  area:\n    values:\n      - kitchen\n      - '[the]'\n",
            "lights.yaml:9: a value of list {area} may be said without a word",
        ),
        (
            "on {area}",
            "lists:\n  area:\n    values: ['{area}']\n",
            "lights.yaml:7: a value of list {area} has a list in it",
        ),
        (
            "play {song}",
            "lists:\n  song:\n    wildcard: true\n",
            "lights.yaml:4: list {song} is a wildcard",
        ),
    ]);
}

#[test]
fn ranges() {
    for (range, expected) in [
        (
            "from: 10, to: 1",
            "the range goes from high to low (10 to 1)",
        ),
        ("from: 1, to: 10, step: 0", "a step of 0"),
        ("from: 1, to: many", "\"many\" is not a whole number"),
        ("from: 0, to: 900000", "the range has 900001 numbers"),
        ("from: -2147483648, to: 2147483647", "numbers go from"),
        (
            "from: 1, to: 2, type: weight",
            "\"weight\" is no type of range",
        ),
    ] {
        let list = format!("lists:\n  n:\n    range: {{{range}}}\n");
        assert_fault(
            &with_sentence("{n}", &list),
            &format!("lights.yaml:7: {expected}"),
        );
    }
}

#[test]
fn too_many_expansions() {
    let hundred_thousand = "(a|b|c|d|e|f|g|h|i|j) ".repeat(5);
    let mut set = TemplateSet::new();
    set.add_file("lights.yaml", &with_sentence(&hundred_thousand, ""))
        .unwrap();
    assert!(set.compile(&CompileOptions::default()).is_ok());

    let twice = hundred_thousand + "(k|l)";
    assert_fault(
        &with_sentence(&twice, ""),
        "lights.yaml:4: the template stands for 200000 sentences or more, over 100000",
    );
    let list = format!("lists:\n  area:\n    values:\n      - {twice}\n");
    assert_fault(
        &with_sentence("on {area}", &list),
        "lights.yaml:8: the template stands for 200000 sentences or more",
    );
    assert!(fault(&with_sentence("(a;b;c;d;e;f;g;h;i)", "")).contains("362880 sentences"));
    let bomb: String = (0..30)
        .map(|rule| format!("  r{rule}: <r{}> <r{}>\n", rule + 1, rule + 1))
        .collect();
    let text = with_sentence("<r0>", &format!("expansion_rules:\n{bomb}  r30: on\n"));
    assert!(fault(&text).contains("letters with its rules written out"));
}

#[test]
fn brackets() {
    for (sentence, expected) in [
        ("turn (on", "`(` is never closed"),
        ("turn [on", "`[` is never closed"),
        ("turn on)", "`)` closes nothing"),
        ("turn {on", "`{` is never closed"),
        (
            "turn (on|off;up)",
            "`|` and `;` stand between the same brackets",
        ),
        ("turn {on off}", "\"on off\" is no name"),
        ("[on]", "the template may be said without"),
        ("...", "the template may be said without"),
    ] {
        assert_fault(
            &with_sentence(sentence, ""),
            &format!("lights.yaml:4: {expected}"),
        );
    }
}

#[test]
fn files_that_are_no_sentences() {
    for (text, expected) in [
        ("", "lights.yaml: there are no sentences here"),
        ("intents: {}\n", "lights.yaml: there are no sentences here"),
        ("intents: [\n", "lights.yaml:2: not YAML"),
        (
            "intents: on\n",
            "lights.yaml:1: `key: value` lines are expected",
        ),
        (
            "- a\n- b\n",
            "lights.yaml:1: `key: value` lines are expected",
        ),
    ] {
        assert_fault(text, expected);
    }
    assert_faults(&[(
        "on",
        "lists: {a: {values: [x]}}\nlists: {b: {values: [y]}}\n",
        "lights.yaml:6: \"lists\" stands here twice",
    )]);
    for text in ["\u{0}", "\u{feff}", "%YAML 9", "!!binary x", "{", "&a [*a]"] {
        let _ = TemplateSet::new().add_file("lights.yaml", text);
    }
}

#[test]
fn names_in_two_other_files() {
    let mut set = TemplateSet::new();
    for (file, text) in [
        ("a.yaml", "expansion_rules: {turn: turn}\n"),
        ("b.yaml", "expansion_rules: {turn: switch}\n"),
        ("lights.yaml", &with_sentence("<turn> on", "")),
    ] {
        set.add_file(file, text).unwrap();
    }
    let error = set.compile(&CompileOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "lights.yaml:4: \"turn\" is defined at a.yaml:1 and at b.yaml:1: rename one, or move it to _common.yaml"
    );
}
