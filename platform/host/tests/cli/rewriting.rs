//! Misheard requests on the command line: repaired, asked about, complained about, remembered.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Run, file, goldcrest, goldcrest_reading};

const SENTENCES: &str = "\
language: en
lists:
  contact:
    values: [ann, anne, leon, dan]
  room:
    values: [kitchen, bedroom, hallway, dining room]
intents:
  Do:
    data:
      - sentences:
          - turn (on|off) the (kitchen|bedroom|hallway) light
          - play leon bridges
          - play the radio
  Clean:
    required: [room]
    answers:
      room: [\"[the] {room}\"]
    data:
      - sentences: [clean up, \"clean up [in] the {room}\"]
  Lock:
    data:
      - sentences: [(lock|unlock) the front door]
  Call:
    data:
      - sentences: [\"call {contact}\"]
  \"Yes\":
    when: confirm
    data:
      - sentences: [\"yes\"]
  \"No\":
    when: confirm
    data:
      - sentences: [\"no\"]
";

/// A pack that rewrites and, where `personal`, remembers.
fn pack(personal: bool) -> String {
    let (path, run) = build(&format!("personal: {personal}"));
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    path
}

/// Builds a pack that rewrites, with more settings of that; the pack, and how building it went.
fn build(more: &str) -> (String, Run) {
    let assistant = format!(
        "name: small\nlanguage: en\nwake: {{phrase: hello lamp}}\n\
         skills: {{\"Yes\": \"yes\", \"No\": \"no\"}}\n\
         rewrite: {{model: rewrite-edit-en, threshold: 50, {more}, \
         guard: \"lock, unlock, {{contact}}\", ask: \"Did you mean: {{text}}?\"}}\n"
    );
    let path = file("assistant.yaml", assistant.as_bytes());
    let folder = path.parent().unwrap();
    fs::create_dir_all(folder.join("sentences")).unwrap();
    fs::write(folder.join("sentences/small.yaml"), SENTENCES).unwrap();
    let out = folder.join("small.pack").to_str().unwrap().to_owned();
    let folder = folder.to_str().unwrap();
    let models = ["--models", "models-quantized", "--out", &out];
    let run = goldcrest(&[&["pack", "build", folder][..], &models].concat());
    (out, run)
}

fn understand(pack: &str, more: &[&str]) -> Run {
    goldcrest(&[&["understand", "--json", "--pack", pack][..], more].concat())
}

fn of<'o>(objects: &'o [Value], event: &str) -> Vec<&'o Value> {
    objects
        .iter()
        .filter(|object| object["event"] == event)
        .collect()
}

/// Where a user's requests are kept, not there yet.
fn own() -> PathBuf {
    let path = file("own.bin", b"");
    fs::remove_file(&path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_misheard_request_is_repaired_and_carried_out() {
    let pack = pack(false);
    let run = understand(&pack, &["play alien bridges"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let events = run.objects();
    let rewritten = of(&events, "rewritten")[0];
    assert_eq!(rewritten["text"], "play leon bridges");
    assert_eq!(rewritten["layer"], "templates");
    assert!(rewritten["score"].as_f64() >= Some(0.5), "{rewritten}");
    assert!(rewritten["margin"].is_f64());
    assert_eq!(of(&events, "act")[0]["intent"], "Do");
    let run = understand(&pack, &["play leon bridges"]);
    assert!(of(&run.objects(), "rewritten").is_empty(), "{}", run.out);
    let run = understand(&pack, &["where does my grandmother live"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(of(&run.objects(), "rewritten").is_empty(), "{}", run.out);
}

#[test]
fn every_strategy_can_be_asked_for() {
    for strategy in ["edit", "generate", "joined"] {
        let more = format!("strategy: {strategy}, generator: rewrite-generate-en");
        let (pack, run) = build(&more);
        assert_eq!(run.status, 0, "{}{}", run.out, run.err);
        let run = understand(&pack, &["turn off the hallways light"]);
        let events = run.objects();
        let rewritten = of(&events, "rewritten")[0];
        assert_eq!(rewritten["strategy"], strategy);
        assert_eq!(rewritten["text"], "turn off the hallway light");
        let run = understand(&pack, &["where does my grandmother live"]);
        assert!(of(&run.objects(), "rewritten").is_empty(), "{}", run.out);
        let words = ["turn", "off", "the", "hallways", "light"];
        let explain = goldcrest(&[&["explain", "--json", "--pack", &pack][..], &words].concat());
        let stages = explain.objects();
        let stage = stages.iter().find(|stage| stage["stage"] == "rewriting");
        assert_eq!(stage.unwrap()["strategy"], strategy);
    }
    for (more, why) in [
        ("strategy: guess", "write one of edit, generate, joined"),
        ("strategy: joined", "generator: rewrite-generate-en"),
    ] {
        let (_, run) = build(more);
        assert_eq!(run.status, 2, "{more}");
        assert!(run.err.contains(why), "{}", run.err);
    }
}

#[test]
fn a_misheard_answer_is_taken_for_an_answer_only() {
    let pack = pack(false);
    let events = understand(&pack, &["clean up", "the hall whey"]).objects();
    let act = of(&events, "act");
    assert_eq!(act.len(), 1, "{events:?}");
    assert_eq!(act[0]["slots"]["room"], "hallway");
    assert_eq!(of(&events, "rewritten")[0]["text"], "the hallway");
    let events = understand(&pack, &["clean up", "my grandmother"]).objects();
    assert!(of(&events, "act").is_empty(), "{events:?}");
}

#[test]
fn what_was_refused_is_not_what_is_said_again() {
    let pack = pack(false);
    let turns = ["look the front door", "no", "look at the front door"];
    let events = understand(&pack, &turns).objects();
    let taken: Vec<&Value> = of(&events, "rewritten")
        .iter()
        .map(|event| &event["text"])
        .collect();
    assert_eq!(taken[0], "lock the front door", "{events:?}");
    assert!(
        taken[1..].iter().all(|text| *text != "lock the front door"),
        "{events:?}"
    );
    let words = ["look", "the", "front", "tour"];
    let before = ["--before", "look the front door", "--before", "no"];
    let asked = ["explain", "--json", "--pack", &pack];
    let stages = goldcrest(&[&asked[..], &before, &words].concat()).objects();
    let stage = stages.iter().find(|stage| stage["stage"] == "rewriting");
    let stage = stage.unwrap();
    assert_eq!(stage["refused"], "lock the front door", "{stage}");
    assert_eq!(stage["before"], "look the front door");
    assert!(stage["candidates"][0]["evidence"].is_f64(), "{stage}");
}

#[test]
fn a_guarded_word_is_asked_about_before_it_changes() {
    let pack = pack(false);
    let events = understand(&pack, &["look the front door", "yes"]).objects();
    assert_eq!(
        of(&events, "ask")[0]["text"],
        "Did you mean: lock the front door?"
    );
    assert_eq!(of(&events, "act")[0]["intent"], "Lock");
    let events = understand(&pack, &["look the front door", "no"]).objects();
    assert!(of(&events, "act").is_empty(), "{events:?}");
    let events = understand(&pack, &["lock the fronts door"]).objects();
    assert_eq!(of(&events, "act").len(), 1, "the guarded word was heard");
}

#[test]
fn who_says_it_again_three_times_is_not_given_it_a_fourth_time() {
    let pack = pack(false);
    let heard = "turn of the kitten light";
    let run = understand(&pack, &[heard; 4]);
    assert_eq!(run.status, 1, "{}", run.err);
    let events = run.objects();
    assert_eq!(of(&events, "rewritten").len(), 3);
    assert_eq!(of(&events, "not-understood").len(), 1);
    assert_eq!(
        events.iter().map(|event| &event["event"]).next_back(),
        Some(&Value::from("not-understood"))
    );
}

#[test]
fn what_a_user_asked_for_before_comes_first() {
    let pack = pack(true);
    let (mine, yours) = (own(), own());
    for (file, request) in [(&mine, "call anne"), (&yours, "call ann")] {
        let run = understand(&pack, &["--personal", text(file), request]);
        assert_eq!(run.status, 0, "{}", run.err);
    }
    for (file, meant) in [(&mine, "call anne"), (&yours, "call ann")] {
        let events = understand(&pack, &["--personal", text(file), "call an"]).objects();
        let rewritten = of(&events, "rewritten")[0];
        assert_eq!(rewritten["text"], meant);
        assert_eq!(rewritten["layer"], "personal");
        assert_eq!(
            of(&events, "ask").len(),
            1,
            "a contact that was not heard is asked about"
        );
        let run = goldcrest(&[
            "explain",
            "--json",
            "--pack",
            &pack,
            "--personal",
            text(file),
            "call an",
        ]);
        let stages = run.objects();
        let stage = stages.iter().find(|stage| stage["stage"] == "rewriting");
        let stage = stage.unwrap_or_else(|| panic!("{}{}", run.out, run.err));
        assert_eq!(stage["layer"], "personal");
        assert_eq!(stage["verdict"], "asked");
        assert_eq!(stage["candidates"][0]["text"], meant);
    }
    let stranger = understand(&pack, &["--personal", text(&own()), "call an"]);
    assert_eq!(stranger.status, 1, "ann or anne? {}", stranger.out);
}

#[test]
fn the_simulator_remembers_too() {
    let pack = pack(true);
    let own = own();
    let lines = file("lines.txt", b"call anne\nquit\n");
    let input = Stdio::from(fs::File::open(lines).unwrap());
    let run = goldcrest_reading(
        &["sim", "--json", "--pack", &pack, "--personal", text(&own)],
        input,
    );
    assert_eq!(run.status, 0, "{}", run.err);
    let events = understand(&pack, &["--personal", text(&own), "call an"]).objects();
    assert_eq!(of(&events, "rewritten")[0]["layer"], "personal");
}

#[test]
fn files_of_requests_that_cannot_be_used_are_refused() {
    let forgets = pack(false);
    let own = own();
    for verb in ["understand", "explain", "sim"] {
        let run = match verb {
            "sim" => goldcrest(&["sim", "--pack", &forgets, "--personal", text(&own)]),
            verb => goldcrest(&[
                verb,
                "--pack",
                &forgets,
                "--personal",
                text(&own),
                "call ann",
            ]),
        };
        run.assert_refused("remembers no requests");
    }
    let pack = pack(true);
    let short = file("short.bin", b"not a store");
    understand(&pack, &["--personal", text(&short), "call ann"]).assert_refused("11 bytes");
    goldcrest(&[
        "explain",
        "--pack",
        &pack,
        "--personal",
        text(&own),
        "call ann",
    ])
    .assert_refused("is not there");
    understand(&pack, &["--personal", "/nowhere/at/all.bin", "call ann"])
        .assert_refused("cannot use");
}

/// Pairs of some sentences, some of them misheard, and the sentences.
fn pairs() -> (PathBuf, PathBuf) {
    let (mut pairs, mut sentences) = (String::new(), String::new());
    let rooms = [
        "kitchen", "bedroom", "hallway", "office", "garage", "cellar",
    ];
    let things = ["light", "lamp", "heating", "radio", "fan", "blind"];
    for room in rooms {
        for thing in things {
            for (said, heard) in [("on", "on"), ("off", "of"), ("up", "cup"), ("down", "town")] {
                let said = format!("turn {said} the {room} {thing}");
                let heard = format!("turn {heard} the {room} {thing}");
                sentences.push_str(&format!("{said}\n"));
                pairs.push_str(&format!("{{\"heard\": {heard:?}, \"said\": {said:?}}}\n"));
            }
        }
    }
    (
        file("pairs.jsonl", pairs.as_bytes()),
        file("sentences.txt", sentences.as_bytes()),
    )
}

#[test]
fn a_rewriter_is_learnt_from_pairs_and_scored_on_others() {
    let (pairs, sentences) = pairs();
    let learn = |out: &Path| {
        let model = ["--out", text(out)];
        let of = ["--pairs", text(&pairs), "--trie", text(&sentences)];
        goldcrest(&[&["rewrite", "learn", "--json"][..], &of, &model].concat())
    };
    let (first, second) = (file("a.grwe", b""), file("b.grwe", b""));
    let run = learn(&first);
    assert_eq!(run.status, 0, "{}", run.err);
    let told = &run.objects()[0];
    assert_eq!(
        told["bytes"].as_u64(),
        Some(fs::metadata(&first).unwrap().len())
    );
    assert!(told["training"].as_u64() > told["development"].as_u64());
    assert!((0.0..=1.0).contains(&told["threshold"].as_f64().unwrap()));
    learn(&second);
    assert!(
        fs::read(&first).unwrap() == fs::read(&second).unwrap(),
        "the same pairs give the same model"
    );
    let run = goldcrest(&[
        "eval",
        "rewrite",
        "--json",
        "--pairs",
        text(&pairs),
        "--trie",
        text(&sentences),
        "--model",
        text(&first),
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    let figures = &run.objects()[0];
    assert!(figures["count"].as_u64() > Some(0) && figures["left_out"].as_u64() > Some(0));
    assert_eq!(figures["spoilt"], 0.0);
    assert!(figures["repaired"].as_f64() > Some(0.5), "{figures}");

    let few = file(
        "few.jsonl",
        b"{\"heard\": \"lamb on\", \"said\": \"lamp on\"}\n",
    );
    let refuse = |pairs: &Path, why: &str| {
        let of = ["--pairs", text(pairs), "--trie", text(&sentences)];
        let out = ["--out", text(&second)];
        goldcrest(&[&["rewrite", "learn"][..], &of, &out].concat()).assert_refused(why);
    };
    refuse(&few, "too few to learn from");
    refuse(&file("broken.jsonl", b"{\"heard\": 1}\n"), "broken.jsonl:1");
    refuse(Path::new("no-such.jsonl"), "no-such.jsonl");
}

#[test]
fn users_who_mean_different_things_are_counted() {
    let (pairs, sentences) = pairs();
    let of = ["--pairs", text(&pairs), "--trie", text(&sentences)];
    let eval =
        |more: &[&str]| goldcrest(&[&["eval", "personal", "--json"][..], &of, more].concat());
    let few = ["--users", "12", "--history", "5", "--part", "test"];
    let run = eval(&few);
    assert_eq!(run.status, 0, "{}", run.err);
    let figures = &run.objects()[0];
    assert_eq!(figures["users"], 12);
    assert_eq!(figures["personal"]["count"], 12);
    assert!(figures["personal"]["hits"].as_u64() > figures["global"]["hits"].as_u64());
    let wanted = eval(&[&few[..], &["--at-least", "1"]].concat());
    assert_eq!(wanted.status, 1, "a share that is asked for is missed");
    let known = file(
        "known.jsonl",
        b"{\"heard\": \"turn on the office fan\", \"said\": \"turn on the office fan\"}\n",
    );
    goldcrest(&[
        "eval",
        "personal",
        "--pairs",
        text(&known),
        "--trie",
        text(&sentences),
    ])
    .assert_refused("near to two known sentences");
}

#[test]
fn what_rewriting_is_worth_to_an_assistant_is_counted() {
    let pack = pack(false);
    let misheard = file(
        "misheard.jsonl",
        b"{\"heard\": \"kitten lights\", \"said\": \"kitchen lights\"}
{\"heard\": \"turn of it\", \"said\": \"turn off it\"}
{\"heard\": \"blade some music\", \"said\": \"play some music\"}
",
    );
    let others = file(
        "others.txt",
        b"my sister has two cats\nwhat a lovely evening\n",
    );
    let run = goldcrest(&[
        "eval",
        "repair",
        "--json",
        "--pack",
        &pack,
        "--pairs",
        text(&misheard),
        "--part",
        "all",
        "--count",
        "6",
        "--others",
        text(&others),
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    let figures = &run.objects()[0];
    let share = |name: &str| figures[name]["rate"].as_f64().unwrap();
    assert_eq!(figures["count"], 6);
    assert_eq!(figures["others"]["count"], 2);
    assert_eq!(share("others"), 0.0);
    assert!(
        share("repaired") > 0.5 && share("precision") > 0.5,
        "{figures}"
    );
    goldcrest(&[
        "eval",
        "repair",
        "--pack",
        &pack,
        "--pairs",
        "no-such.jsonl",
    ])
    .assert_refused("no-such.jsonl");
}
