use std::path::Path;

use goldcrest::understand::network::{Network, Reading, WHOLE};
use goldcrest_forge::understanding;
use goldcrest_forge::yaml::{self, Node};

/// What onnxruntime and numpy made of a text: see `tools/train/goldcrest_train/nlu/reference.py`.
struct Golden {
    text: String,
    tokens: Vec<String>,
    logits: Vec<f32>,
    tags: Vec<usize>,
}

fn golden(folder: &Path) -> Vec<Golden> {
    let text = std::fs::read_to_string(folder.join("golden.jsonl")).unwrap();
    let list = |node: &Node, key: &str| -> Vec<String> {
        let items = node.get(key).unwrap().items().unwrap().iter();
        items.map(|item| item.text().unwrap().to_owned()).collect()
    };
    text.lines()
        .map(|line| {
            let node = yaml::read("golden.jsonl", line).unwrap();
            let numbers = |key| list(&node, key).into_iter();
            Golden {
                text: node.get("text").unwrap().text().unwrap().to_owned(),
                tokens: list(&node, "tokens"),
                logits: numbers("intents").map(|x| x.parse().unwrap()).collect(),
                tags: numbers("tags").map(|x| x.parse().unwrap()).collect(),
            }
        })
        .collect()
}

fn tags(reading: &Reading) -> Vec<usize> {
    let mut tags = vec![0; reading.tokens.len()];
    for span in &reading.spans {
        let (first, end) = (usize::from(span.first), usize::from(span.end));
        tags[first] = 1 + 2 * usize::from(span.slot);
        tags[first + 1..end].fill(2 + 2 * usize::from(span.slot));
    }
    tags
}

fn temperature(folder: &Path) -> f32 {
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let facts = yaml::read("manifest.json", &text).unwrap();
    facts.get("temperature").unwrap().number().unwrap()
}

#[test]
fn engine_equals_the_reference() {
    for folder in super::models() {
        let section = understanding::section(&folder).unwrap();
        let network = Network::open(&section).unwrap();
        let temperature = temperature(&folder);
        let mut arena = vec![0; network.arena_bytes()];
        let mut texts = 0;
        for golden in golden(&folder) {
            let reading = network.run(&golden.text, &mut arena);
            let name = format!("{} {:?}", folder.display(), golden.text);
            let tokens: Vec<String> = reading
                .tokens
                .iter()
                .map(|token| token.of(&golden.text).to_lowercase())
                .map(|token| token.replace('\u{2019}', "'").chars().take(24).collect())
                .collect();
            assert_eq!(tokens, golden.tokens, "{name}");
            if tokens.is_empty() {
                assert_eq!(reading, Reading::default());
                continue;
            }
            let found = tags(&reading);
            // Slots beyond the most that a reading holds are left out.
            let read = match reading.spans.last() {
                Some(last) if reading.spans.is_full() => last.end.into(),
                _ => found.len(),
            };
            assert_eq!(found[..read], golden.tags[..read], "{name}");
            check_intents(&network, &reading, &golden, temperature, &name);
            texts += 1;
        }
        println!("{}: {texts} texts equal", folder.display());
        assert!(texts > 0);
    }
}

/// The same order, and probabilities as far apart as the printed digits of the logits.
fn check_intents(
    network: &Network<'_>,
    reading: &Reading,
    golden: &Golden,
    temperature: f32,
    name: &str,
) {
    let powers: Vec<f32> = golden
        .logits
        .iter()
        .map(|l| (l / temperature).exp())
        .collect();
    let sum: f32 = powers.iter().sum();
    let real = &golden.logits[..network.intent_count()];
    let mut order: Vec<usize> = (0..real.len()).collect();
    order.sort_by(|&a, &b| real[b].total_cmp(&real[a]));
    let expected: Vec<usize> = order.into_iter().take(reading.intents.len()).collect();
    let found: Vec<usize> = reading.intents.iter().map(|i| i.intent.into()).collect();
    assert_eq!(found, expected, "{name}");
    for intent in &reading.intents {
        let share = powers[usize::from(intent.intent)] / sum;
        let found = f32::from(intent.probability) / f32::from(WHOLE);
        assert!((share - found).abs() < 1e-4, "{name}: {share} {found}");
    }
    assert_eq!(reading.in_scope, reading.intents[0].probability);
}
