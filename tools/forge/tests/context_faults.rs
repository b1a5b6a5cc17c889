//! Whatever is wrong with a `context.yaml` is said with its line.

use std::fs;
use std::path::PathBuf;

use goldcrest_forge::assistant::{BuildOptions, build_assistant};

struct Folder(PathBuf);

impl Folder {
    fn with_context(name: &str, context: &str) -> Self {
        let name = format!("goldcrest-context-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join("sentences")).unwrap();
        fs::write(path.join("assistant.yaml"), "name: tap\nlanguage: en\n").unwrap();
        fs::write(path.join("sentences/tap.yaml"), SENTENCES).unwrap();
        fs::write(path.join("context.yaml"), context).unwrap();
        Self(path)
    }

    fn build(&self) -> Result<(), String> {
        let options = BuildOptions {
            models: Some(self.0.join("models")),
            ..BuildOptions::default()
        };
        let built = build_assistant(&self.0, &options);
        built.map(|_| ()).map_err(|error| error.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const SENTENCES: &str = "intents:
  Pour:
    data:
      - sentences: [\"pour {drink}\"]
lists:
  drink:
    values: [tea, water]
";
const SIGNALS: &str = "signals:
  kettle: [hot, cold]
  hour: {bands: {morning: 5-10, evening: 18-23}}
";

#[test]
fn a_sound_context_is_built() {
    let rules = "likelier:
  - {when: {kettle: hot, hour: morning}, intent: Pour, slot: {drink: tea}, weight: 2}
";
    let folder = Folder::with_context("sound", &format!("{SIGNALS}{rules}"));
    assert_eq!(folder.build(), Ok(()));
}

#[test]
fn faults_are_told_with_their_line() {
    let rule = |rule: &str| format!("{SIGNALS}likelier:\n  - {rule}\n");
    let fill = |fill: &str| format!("{SIGNALS}fill:\n  - {fill}\n");
    let cases = [
        (
            rule("{when: {pan: hot}, intent: Pour, weight: 1}"),
            5,
            "\"pan\" is not among the signals",
        ),
        (
            rule("{when: {kettle: lukewarm}, intent: Pour, weight: 1}"),
            5,
            "no state \"lukewarm\"",
        ),
        (
            rule("{when: {kettle: hot}, intent: Brew, weight: 1}"),
            5,
            "no intent \"Brew\"",
        ),
        (
            rule("{when: {kettle: hot}, slot: {cup: big}, weight: 1}"),
            5,
            "slot \"cup\"",
        ),
        (
            rule("{when: {kettle: hot}, intent: Pour}"),
            5,
            "weight, in nats",
        ),
        (
            rule("{when: {kettle: hot}, weight: 1}"),
            5,
            "say what is likelier",
        ),
        (
            rule("{when: {kettle: hot}, intents: Pour, weight: 1}"),
            5,
            "a rule has when",
        ),
        (
            fill("{slot: drink, from: pan}"),
            5,
            "\"pan\" is not among the signals",
        ),
        (fill("{slot: cup, from: kettle}"), 5, "slot \"cup\""),
        (fill("{slot: drink}"), 5, "from which signal"),
        (
            "signals:\n  cup: {list: cups}\n".to_owned(),
            2,
            "no list \"cups\"",
        ),
        (
            "signals:\n  hour: {bands: {a: 5-10, b: 9-12}}\n".to_owned(),
            2,
            "do not overlap",
        ),
        (
            "signals:\n  hour: {bands: {a: dawn}}\n".to_owned(),
            2,
            "two of them",
        ),
        (
            "signals:\n  alarm: {states: [rang], lasts: soon}\n".to_owned(),
            2,
            "15 min",
        ),
        ("limit: -1\n".to_owned(), 1, "not negative"),
        ("limits: 3\n".to_owned(), 1, "context.yaml has limit"),
    ];
    for (index, (context, line, expected)) in cases.iter().enumerate() {
        let folder = Folder::with_context(&index.to_string(), context);
        let error = folder.build().expect_err(context);
        assert!(error.contains(expected), "{context}\n{error}");
        assert!(
            error.contains(&format!("context.yaml:{line}")),
            "{context}\n{error}"
        );
    }
}
