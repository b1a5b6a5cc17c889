use goldcrest::understand::network::{MOST_TOKENS, Network, NetworkError, Reading, WHOLE};

/// Deterministic noise.
struct Dice(u32);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit
    }
}

fn check(reading: &Reading, network: &Network<'_>, text: &str) {
    assert!(reading.tokens.len() <= MOST_TOKENS);
    let mut end = 0;
    for token in &reading.tokens {
        assert!(token.start >= end && token.end > token.start);
        assert!(!token.of(text).is_empty());
        end = token.end;
    }
    let mut end = 0;
    for span in &reading.spans {
        assert!(span.first >= end && span.end > span.first);
        assert!(usize::from(span.slot) < network.slot_count());
        end = span.end;
    }
    assert!(usize::from(end) <= reading.tokens.len());
    let sum: u32 = reading
        .intents
        .iter()
        .map(|i| u32::from(i.probability))
        .sum();
    assert!(sum <= u32::from(WHOLE) + 5);
    assert!(
        reading
            .intents
            .is_sorted_by(|a, b| a.probability >= b.probability)
    );
}

#[test]
fn any_text_gives_a_sound_reading() {
    let section = super::section();
    let network = Network::open(&section).unwrap();
    let mut arena = vec![0; network.arena_bytes()];
    let long = "turn on the light ".repeat(600);
    let unbroken = "ñ".repeat(10_000);
    let texts = [
        "",
        "?!.,;:-–…",
        "lights",
        "0",
        "включи 打开 light बत्ती مصباح",
        "on on on on on on on on on on on on on on on on on on on on on on on on on on on on on on on on on on",
        "\u{0}\u{7}\u{200b}\u{feff}",
        "a'b'c''d ’’ '",
        &long,
        &unbroken,
    ];
    for text in texts {
        let reading = network.run(text, &mut arena);
        check(&reading, &network, text);
        assert_eq!(reading, network.run(text, &mut arena), "{text:.40}");
    }
    assert_eq!(network.run(&long, &mut arena).tokens.len(), MOST_TOKENS);
    let mut dice = Dice(5);
    for _ in 0..200 {
        let chars = [
            'a', 'e', ' ', '\'', '5', 'İ', 'ß', '中', '\u{301}', '🦜', '-', '\n',
        ];
        let text: String = (0..dice.below(90))
            .map(|_| chars[dice.below(chars.len())])
            .collect();
        check(&network.run(&text, &mut arena), &network, &text);
    }
}

#[test]
fn a_used_arena_changes_nothing() {
    let section = super::section();
    let network = Network::open(&section).unwrap();
    let mut fresh = vec![0; network.arena_bytes()];
    let mut used = vec![-77; network.arena_bytes() + 13];
    let _ = network.run("something else entirely", &mut used);
    let text = "dim the kitchen lights to forty percent";
    assert_eq!(network.run(text, &mut fresh), network.run(text, &mut used));
    assert_eq!(network.run(text, &mut fresh[1..]), Reading::default());
}

#[test]
fn cut_sections_are_refused() {
    let section = super::section();
    for len in (0..200).chain((200..section.len()).step_by(997)) {
        assert!(Network::open(&section[..len]).is_err(), "{len}");
    }
    assert_eq!(
        Network::open(b"GDLG").unwrap_err(),
        NetworkError::NotUnderstanding
    );
    let mut version = section.clone();
    version[4] = 9;
    assert_eq!(
        Network::open(&version).unwrap_err(),
        NetworkError::Version(9)
    );
    let mut bits = section.clone();
    bits[7] = 3;
    assert_eq!(
        Network::open(&bits).unwrap_err(),
        NetworkError::TableBits(3)
    );
}

#[test]
fn damaged_sections_are_refused_or_read_without_panic() {
    let section = super::section();
    let mut dice = Dice(11);
    let mut opened = 0;
    for round in 0..400 {
        let mut bytes = section.clone();
        let limit = if round % 2 == 0 { 64 } else { bytes.len() };
        for _ in 0..=dice.below(3) {
            let at = dice.below(limit);
            bytes[at] = dice.below(256) as u8;
        }
        if let Ok(network) = Network::open(&bytes) {
            opened += 1;
            let mut arena = vec![0; network.arena_bytes()];
            let text = "turn the living room lamp to blue";
            check(&network.run(text, &mut arena), &network, text);
            let _ = (
                network.intent_name(0),
                network.slot_name(0),
                network.intent_name(999),
            );
        }
    }
    assert!(opened > 0);
}
