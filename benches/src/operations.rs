use goldcrest::FEATURE_SCALE;
use goldcrest::rewrite::{Heard, Layer};
use goldcrest::speech::{CLASSES, frame_costs};
use goldcrest_dsp::{BANDS, FrontEnd};
use goldcrest_nn::{log_softmax, quantize_features, sigmoid};

use crate::material::{Material, Network, hops};

/// One stage's work on one second of speech.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The stage, as in tables and on command lines.
    pub name: &'static str,
    /// What exactly is measured.
    pub what: &'static str,
    /// Does it and gives a checksum, so that nothing is optimised away. Calls its second argument
    /// after every small part, for counters that wrap.
    pub run: fn(&mut Material<'_, '_>, &mut dyn FnMut()) -> u32,
}

/// All measured operations in the order of the stages.
pub static OPERATIONS: [Operation; 12] = [
    Operation {
        name: "front-end",
        what: "100 hops of samples to 98 columns of features",
        run: front_end,
    },
    Operation {
        name: "wake",
        what: "98 columns through the wake network to probabilities",
        run: wake,
    },
    Operation {
        name: "acoustic",
        what: "98 columns through the acoustic network to log-probabilities",
        run: acoustic,
    },
    Operation {
        name: "search",
        what: "the frames of that second through the beam search, from the start of a command",
        run: search,
    },
    Operation {
        name: "understand",
        what: "a command of eleven words through the understanding network",
        run: |material, lap| understand(COMMAND, material, lap),
    },
    Operation {
        name: "understand-longest",
        what: "the longest text that the understanding network reads: 32 words",
        run: |material, lap| understand(LONGEST, material, lap),
    },
    Operation {
        name: "rewrite-4",
        what: "a misheard command of four words, searched for in all that the templates say",
        run: |material, lap| rewrite("turn of the flights", material, lap),
    },
    Operation {
        name: "rewrite-4-other",
        what: "four words that are no command, likewise",
        run: |material, lap| rewrite("where is my umbrella", material, lap),
    },
    Operation {
        name: "rewrite-7",
        what: "a misheard command of seven words",
        run: |material, lap| rewrite("turn of the flights in the kitten", material, lap),
    },
    Operation {
        name: "rewrite-7-other",
        what: "seven words that are no command",
        run: |material, lap| rewrite("my sister has blue eyes and glasses", material, lap),
    },
    Operation {
        name: "rewrite-12",
        what: "a misheard command of twelve words",
        run: |material, lap| rewrite(TWELVE_WORDS, material, lap),
    },
    Operation {
        name: "rewrite-12-other",
        what: "twelve words that begin as a command and are none, the dearest kind",
        run: |material, lap| rewrite(TWELVE_OTHER_WORDS, material, lap),
    },
];

/// What the names of all operations begin with that repair one request.
pub const REWRITES: &str = "rewrite-";

const TWELVE_WORDS: &str = "good you please turn of the lights in the leaving room now";
const TWELVE_OTHER_WORDS: &str = "could you please have a taxi be at my door in fifteen minutes";

const COMMAND: &str = "could you turn down the lights in the living room please";
const LONGEST: &str = "good morning i would be very grateful if you could slowly bring the temperature in the \
    upstairs guest room to twenty one degrees before my parents and their two dogs arrive here";

impl Operation {
    /// The operation of this name.
    pub fn named(name: &str) -> Option<&'static Operation> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }

    /// Does the operation once. Never inlined, so that a profiler finds it by its name.
    #[inline(never)]
    pub fn measured(&self, material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
        (self.run)(material, lap)
    }
}

fn front_end(material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
    let mut front_end = FrontEnd::new();
    let mut sum = 0;
    for hop in hops(material.pcm) {
        if let Some(features) = front_end.push_hop(&hop) {
            sum = features
                .iter()
                .fold(sum, |sum, &band| mixed(sum, band.into()));
        }
        lap();
    }
    sum
}

fn wake(material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
    let Some(network) = &mut material.wake else {
        return 0;
    };
    let quant = network.model.output();
    let mut sum = 0;
    push_all(network, &material.columns, lap, |outputs| {
        sum = mixed(sum, sigmoid(outputs[0], quant).into());
    });
    sum
}

fn acoustic(material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
    let Some(network) = &mut material.acoustic else {
        return 0;
    };
    let quant = network.model.output();
    let mut sum = 0;
    push_all(network, &material.columns, lap, |logits| {
        let mut frame = [0; CLASSES];
        log_softmax(logits, quant, &mut frame);
        sum = frame
            .iter()
            .fold(sum, |sum, &log| mixed(sum, log.unsigned_abs().into()));
    });
    sum
}

fn search(material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
    let Material {
        search, knowledge, ..
    } = material;
    search.start(knowledge, &[material.root], None);
    for frame in &material.frames[..material.frame_count] {
        let costs = frame_costs(frame, material.blank_penalty);
        search.step(knowledge, &costs);
        lap();
    }
    search.best_cost()
}

fn understand(text: &str, material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
    // Its arena is that of the acoustic network, which rests when there is text.
    let (Some(network), Some(acoustic)) = (&material.understanding, &mut material.acoustic) else {
        return 0;
    };
    let reading = network.run(text, acoustic.arena);
    lap();
    let intents = reading.intents.iter().map(|intent| intent.probability);
    let slots = reading.spans.iter().map(|span| span.score);
    intents
        .chain(slots)
        .fold(0, |sum, value| mixed(sum, value.into()))
}

fn rewrite(text: &str, material: &mut Material<'_, '_>, lap: &mut dyn FnMut()) -> u32 {
    let Some(rewriting) = &mut material.rewriting else {
        return 0;
    };
    let rewriter = &rewriting.rewriter;
    let lexicon = &material.knowledge.lexicon;
    let Some(heard) = Heard::of_text(text, lexicon, &rewriter.model().costs) else {
        return 0;
    };
    let (templates, search) = (&rewriting.templates, &mut *rewriting.search);
    if let Some(by) = &mut rewriting.generating {
        let request = (text, &heard);
        let made = match by.is_joined {
            true => {
                let memory = (search, &mut *by.generator);
                by.model.join(rewriter, templates, request, memory)
            }
            false => by
                .model
                .generate(templates, request, by.width, by.generator),
        };
        lap();
        let confidence = made.map(|made| made.confidence.to_bits());
        return confidence.into_iter().fold(by.generator.decoded, mixed);
    }
    let made = rewriter.likeliest(Layer::Templates, templates, (text, &heard), search);
    lap();
    let costs = search.found().iter().map(|found| found.cost.into());
    let confidence = made.map(|made| made.confidence.to_bits());
    costs.chain(confidence).fold(search.steps, mixed)
}

fn push_all(
    network: &mut Network<'_, '_>,
    columns: &[[u16; BANDS]],
    lap: &mut dyn FnMut(),
    mut each: impl FnMut(&[i8]),
) {
    let quant = network.model.input();
    // The arena was large enough when the material was prepared.
    let _ = network.model.reset(network.arena);
    for column in columns {
        let mut input = [0; BANDS];
        quantize_features(column, FEATURE_SCALE, quant, &mut input);
        if let Ok(Some(outputs)) = network.model.push(network.arena, &input) {
            each(outputs);
        }
        lap();
    }
}

fn mixed(sum: u32, value: u32) -> u32 {
    sum.rotate_left(5) ^ value
}
