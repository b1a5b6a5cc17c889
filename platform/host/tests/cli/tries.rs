use std::fs;

use crate::program::{file, goldcrest};

const SENTENCES: &str = "\
turn off the kitchen light
Turn on the kitchen light
turn on the kitchen light
what's the weather tomorrow
set a timer for five minutes
play some jazz
play leon bridges\t4
";

fn built() -> String {
    let sentences = file("sentences.txt", SENTENCES.as_bytes());
    let out = sentences
        .with_extension("trie")
        .to_str()
        .unwrap()
        .to_owned();
    let sentences = sentences.to_str().unwrap();
    let run = goldcrest(&[
        "trie", "build", sentences, "--weigh", "--out", &out, "--json",
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    let built = &run.objects()[0];
    assert_eq!(
        (&built["sentences"], &built["lines"]),
        (&6.into(), &7.into())
    );
    assert_eq!(built["forgotten"], 0);
    out
}

#[test]
fn a_trie_knows_its_sentences() {
    let trie = built();
    let run = goldcrest(&["trie", "verify", &trie]);
    assert!(run.status == 0 && run.out.contains("sound"), "{}", run.out);
    let run = goldcrest(&["trie", "lookup", &trie, "Play some JAZZ", "--json"]);
    assert_eq!(run.status, 0);
    assert_eq!(
        (&run.objects()[0]["known"], &run.objects()[0]["cost"]),
        (&true.into(), &255.into())
    );
    let run = goldcrest(&[
        "trie",
        "lookup",
        &trie,
        "play some",
        "play leon bridges",
        "--json",
    ]);
    assert_eq!(run.status, 1, "one of them is not known");
    let costs: Vec<_> = run
        .objects()
        .iter()
        .map(|line| line["cost"].clone())
        .collect();
    assert_eq!(costs, [serde_json::Value::Null, 239.into()]);
    let run = goldcrest(&["trie", "complete", &trie, "play l", "--json"]);
    assert_eq!(run.objects()[0]["text"], "play leon bridges");
    let run = goldcrest(&["trie", "complete", &trie, "--count", "1", "--json"]);
    assert_eq!(
        run.objects()[0]["text"],
        "play leon bridges",
        "the likeliest of all"
    );
    let run = goldcrest(&["trie", "complete", &trie, "sing"]);
    assert_eq!(run.status, 1);
    let run = goldcrest(&["trie", "inspect", &trie, "--json"]);
    let facts = &run.objects()[0];
    let columns = facts["columns"].as_object().unwrap();
    let sum: u64 = columns.values().map(|bytes| bytes.as_u64().unwrap()).sum();
    assert_eq!(sum, fs::metadata(&trie).unwrap().len());
    let run = goldcrest(&["trie", "dot", &trie, "--after", "turn"]);
    assert!(
        run.out.starts_with("digraph") && run.out.contains("label=\"kitchen\""),
        "{}",
        run.out
    );
}

#[test]
fn damaged_tries_are_told_and_wrong_files_refused() {
    let trie = built();
    let mut bytes = fs::read(&trie).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    let damaged = file("damaged.trie", &bytes);
    let damaged = damaged.to_str().unwrap();
    let run = goldcrest(&["trie", "verify", damaged]);
    assert!(
        run.status == 1 && run.out.contains("damaged"),
        "{}",
        run.out
    );
    assert_eq!(
        goldcrest(&["trie", "inspect", damaged]).status,
        0,
        "reading it stops nothing"
    );
    fs::write(damaged, &bytes[..middle]).unwrap();
    goldcrest(&["trie", "lookup", damaged, "x"]).assert_refused("should have");
    goldcrest(&["trie", "lookup", "/nowhere.trie", "x"]).assert_refused("nowhere.trie");
    let empty = file("empty.txt", b"\n\n");
    goldcrest(&["trie", "inspect", empty.to_str().unwrap()]).assert_refused("no sentence");
    let counts = file("counts.txt", b"lamp on\tmany\n");
    let counts = counts.to_str().unwrap();
    goldcrest(&["trie", "build", counts, "--out", "x.trie"]).assert_refused("is no count");
}

#[test]
fn misheard_requests_are_repaired_and_others_left() {
    let sentences = file("sentences.txt", SENTENCES.as_bytes());
    let pairs = file(
        "pairs.jsonl",
        br#"{"heard": "turn of the kitchen light", "said": "turn off the kitchen light"}
{"heard": "what 's the whether tomorrow", "said": "what's the weather tomorrow"}
{"heard": "play some jazz", "said": "play some jazz"}
{"heard": "set a timer for nine minutes", "said": "set a timer for five minutes"}
{"heard": "elephants never forget anything", "said": "play leon bridges"}
"#,
    );
    let svg = pairs.with_extension("svg");
    let all = [
        "eval",
        "rewrite",
        "--pairs",
        pairs.to_str().unwrap(),
        "--trie",
        sentences.to_str().unwrap(),
        "--part",
        "all",
        "--strategy",
        "all",
        "--svg",
        svg.to_str().unwrap(),
    ];
    let run = goldcrest(&[&all[..], &["--json"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    let told = run.objects();
    let names: Vec<_> = told
        .iter()
        .map(|one| one["strategy"].as_str().unwrap())
        .collect();
    let strategies = [
        "edit",
        "beam",
        "generate",
        "joined",
        "plain",
        "retrieval",
        "dense",
    ];
    assert_eq!(names, strategies);
    let edit = &told[0];
    assert_eq!(
        (&edit["strategy"], &edit["count"]),
        (&"edit".into(), &5.into())
    );
    assert_eq!(edit["precision"], 1.0);
    assert_eq!(edit["spoilt"], 0.0);
    assert!(edit["repaired"].as_f64().unwrap() >= 0.5, "{edit}");
    assert!(edit["wer_after"].as_f64() < edit["wer_before"].as_f64());
    let left = edit["failures"].as_array().unwrap().last().unwrap();
    assert_eq!(left["heard"], "elephants never forget anything");
    assert!(fs::read_to_string(&svg).unwrap().contains("retrieval"));
    let run = goldcrest(&all);
    assert!(
        run.status == 0 && run.out.contains("precision"),
        "{}",
        run.err
    );
}

#[test]
fn a_rewriter_is_learnt_and_refuses_what_is_none() {
    let sentences: String = (0..40)
        .map(|n| format!("play song number {n} of the list\n"))
        .collect();
    let pairs: String = (0..40)
        .map(|n| {
            let said = format!("play song number {n} of the list");
            let heard = format!("lay song number {n} off the list");
            format!("{{\"heard\": \"{heard}\", \"said\": \"{said}\"}}\n")
        })
        .collect();
    let sentences = file("sentences.txt", sentences.as_bytes());
    let pairs = file("pairs.jsonl", pairs.as_bytes());
    let (sentences, pairs) = (sentences.to_str().unwrap(), pairs.to_str().unwrap());
    let out = format!("{pairs}.grwe");
    let learn = [
        "rewrite", "learn", "--pairs", pairs, "--trie", sentences, "--out", &out,
    ];
    assert_eq!(goldcrest(&learn).status, 0);
    let first = fs::read(&out).unwrap();
    assert_eq!(goldcrest(&learn).status, 0);
    assert!(
        first == fs::read(&out).unwrap(),
        "two models of the same pairs differ"
    );
    let eval = [
        "eval", "rewrite", "--pairs", pairs, "--trie", sentences, "--model",
    ];
    let run = goldcrest(&[&eval[..], &[&*out, "--json"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    let told = &run.objects()[0];
    let (count, left_out) = (&told["count"], &told["left_out"]);
    assert_eq!(count.as_u64().unwrap() + left_out.as_u64().unwrap(), 40);
    assert!(
        left_out.as_u64().unwrap() > 20,
        "what was learnt from is left out"
    );
    goldcrest(&[&eval[..], &[pairs]].concat()).assert_refused("not a rewriter's model");
}
