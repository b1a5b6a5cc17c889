//! A small assistant made by hand: two rooms, lights, numbers, a question, a confirmation.

use goldcrest::dialogue::{DIALOGUE_SECTION, DialogueBuilder, IntentRules, Skill};
use goldcrest::settings::MANIFEST_SECTION;
use goldcrest_pack::{AlignedBytes, PackBuilder, SectionKind};
use goldcrest_trie::build::{GrammarBuilder, GroupSpec, Label, LexiconBuilder, NodeId};
use goldcrest_trie::{Fraction, Lexicon, NumberRange, Phone, Unit};

const WORDS: [(&str, &[&str]); 15] = [
    ("turn", &["T ER N"]),
    ("on", &["AA N", "AO N"]),
    ("off", &["AO F"]),
    ("the", &["DH AH", "DH IY"]),
    ("kitchen", &["K IH CH AH N"]),
    ("bedroom", &["B EH D R UW M"]),
    ("light", &["L AY T"]),
    ("dim", &["D IH M"]),
    ("to", &["T UW", "T AH"]),
    ("ten", &["T EH N"]),
    ("twenty", &["T W EH N T IY"]),
    ("unlock", &["AH N L AA K"]),
    ("yes", &["Y EH S"]),
    ("no", &["N OW"]),
    ("stop", &["S T AA P"]),
];

/// Phones of a spelling's first pronunciation.
pub fn phones(word: &str) -> Vec<u8> {
    let (_, sounds) = WORDS.iter().find(|(other, _)| *other == word).unwrap();
    sounds[0]
        .split(' ')
        .map(|name| Phone::from_name(name).unwrap().class())
        .collect()
}

pub fn lexicon() -> Vec<u8> {
    let mut builder = LexiconBuilder::new();
    for (word, sounds) in WORDS {
        for sound in sounds {
            let phones: Vec<Phone> = sound.split(' ').filter_map(Phone::from_name).collect();
            builder.add(word, &phones);
        }
    }
    builder.finish().unwrap()
}

struct Writer {
    grammar: GrammarBuilder,
}

impl Writer {
    fn words(&mut self, mut from: NodeId, words: &str) -> NodeId {
        for word in words.split(' ') {
            let to = self.grammar.state();
            self.grammar.arc(from, Label::word(word), to);
            from = to;
        }
        from
    }

    fn room(&mut self, from: NodeId) -> NodeId {
        let area = self.grammar.slot("area");
        let (inside, outside) = (self.grammar.state(), self.grammar.state());
        self.grammar.arc(from, Label::SlotBegin(area), inside);
        for room in ["kitchen", "bedroom"] {
            let value = self.grammar.value(room);
            let said = self.words(inside, room);
            self.grammar.arc(said, Label::SlotValue(value), outside);
        }
        outside
    }

    fn level(&mut self, from: NodeId) -> NodeId {
        let slot = self.grammar.slot("level");
        let range = self.grammar.range(NumberRange {
            from: 0,
            to: 100,
            step: 1,
            unit: Unit::Percent,
            fraction: Fraction::Whole,
        });
        let (inside, outside) = (self.grammar.state(), self.grammar.state());
        self.grammar.arc(from, Label::SlotBegin(slot), inside);
        for number in ["ten", "twenty"] {
            let said = self.words(inside, number);
            self.grammar.arc(said, Label::SlotNumber(range), outside);
        }
        outside
    }

    fn accept(&mut self, state: NodeId, intent: &str, fixed: &[(&str, &str)]) {
        let group = self.grammar.group(GroupSpec {
            intent: intent.into(),
            fixed: fixed
                .iter()
                .map(|(slot, value)| ((*slot).into(), (*value).into()))
                .collect(),
            ..GroupSpec::default()
        });
        self.grammar.accept(state, group);
    }
}

pub fn grammar(lexicon: &[u8]) -> Vec<u8> {
    let mut writer = Writer {
        grammar: GrammarBuilder::new(),
    };
    let command = writer.grammar.state();
    writer.grammar.root("command", command);
    for (words, state) in [("on", "on"), ("off", "off")] {
        let turned = writer.words(command, &format!("turn {words}"));
        let the = writer.words(turned, "the");
        for begin in [turned, the] {
            let room = writer.room(begin);
            let end = writer.words(room, "light");
            writer.accept(end, "Switch", &[("state", state)]);
        }
    }
    let dim = writer.words(command, "dim the");
    let dim = writer.room(dim);
    writer.accept(dim, "Dim", &[]);
    let to = writer.words(dim, "to");
    let level = writer.level(to);
    writer.accept(level, "Dim", &[]);
    let unlock = writer.words(command, "unlock");
    writer.accept(unlock, "Unlock", &[]);
    let stop = writer.words(command, "stop");
    writer.accept(stop, "Stop", &[]);

    let confirm = writer.grammar.state();
    writer.grammar.root("confirm", confirm);
    for (word, intent) in [("yes", "Yes"), ("no", "No")] {
        let end = writer.words(confirm, word);
        writer.accept(end, intent, &[]);
    }
    let answer = writer.grammar.state();
    writer.grammar.root("answer:level", answer);
    let end = writer.level(answer);
    writer.accept(end, "answer:level", &[]);
    writer
        .grammar
        .finish(&Lexicon::open(lexicon).unwrap())
        .unwrap()
}

pub fn dialogue() -> Vec<u8> {
    let text = |text: &str| text.to_string();
    let mut builder = DialogueBuilder::default();
    builder.add(&IntentRules {
        intent: text("Switch"),
        answers: vec![(text("default"), text("{area} light {state}"))],
        ..IntentRules::default()
    });
    builder.add(&IntentRules {
        intent: text("Dim"),
        required: vec![(text("level"), text("How bright in the {area}?"))],
        ..IntentRules::default()
    });
    builder.add(&IntentRules {
        intent: text("Unlock"),
        confirm: text("Really?"),
        answers: vec![(text("default"), text("Open"))],
        ..IntentRules::default()
    });
    for (intent, skill, answer) in [
        ("Yes", Skill::Yes, ""),
        ("No", Skill::No, "As you like"),
        ("Stop", Skill::Stop, ""),
    ] {
        builder.add(&IntentRules {
            intent: text(intent),
            skill: Some(skill),
            answers: vec![(text("default"), text(answer))],
            ..IntentRules::default()
        });
    }
    builder.finish()
}

pub fn pack() -> AlignedBytes {
    pack_with("", None)
}

/// The small assistant with more lines in its manifest, and an acoustic network if it shall hear.
pub fn pack_with(manifest: &str, acoustic: Option<&[u8]>) -> AlignedBytes {
    let acoustic = acoustic.map(|network| (SectionKind::Acoustic, "acoustic", network));
    pack_made(manifest, acoustic.as_slice())
}

/// The small assistant with more sections.
pub fn pack_of(sections: &[(SectionKind, &str, &[u8])]) -> AlignedBytes {
    pack_made("", sections)
}

/// The small assistant with more lines in its manifest and more sections.
pub fn pack_made(manifest: &str, sections: &[(SectionKind, &str, &[u8])]) -> AlignedBytes {
    let lexicon = lexicon();
    let manifest = format!("name=small\nspeech.tokens=512\n{manifest}");
    let mut pack = PackBuilder::new()
        .add(SectionKind::Manifest, MANIFEST_SECTION, manifest.as_bytes())
        .and_then(|pack| pack.add(SectionKind::Lexicon, "lexicon", &lexicon))
        .and_then(|pack| pack.add(SectionKind::Grammar, "grammar", &grammar(&lexicon)))
        .and_then(|pack| pack.add(SectionKind::Dialogue, DIALOGUE_SECTION, &dialogue()));
    for (kind, name, bytes) in sections {
        pack = pack.and_then(|pack| pack.add(*kind, name, bytes));
    }
    pack.and_then(PackBuilder::finish).unwrap()
}
