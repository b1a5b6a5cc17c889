"""What is done in which order for each committed model: counts, seeds, steps."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from . import acoustic as acoustic_training
from . import corpus, development, g2p as letters, kokoro, release, shards, texts, wake as wake_training, wake_texts
from .net import WAKE, WAKE_TRUNK
from .pronounce import Pronunciations, words
from .templates import Assistant

SEED = 7
ROOT = Path(__file__).resolve().parents[3]
UTTERANCES, ASSISTANT_UTTERANCES, DEVELOPMENT_UTTERANCES = 15_800, 2_000, 600
# (steps, seed, peak learning rate, shards an epoch, shards) of the runs of the acoustic network, each from the averaged
# weights of the one before, the last from half-way between the two before it; released is what lies three quarters of
# the way along the last
ACOUSTIC_RUNS = ((18_500, 2, 3e-3, 24, "[ad]*"), (30_000, 5, 2e-3, 18, "[ade]*"), (5_600, 9, 1.2e-3, 10, "[de]*"),
                 (13_600, 12, 2e-3, 18, "[adekw]*"))
# the synthesiser with many speakers: sentences and calls spoken, augmented copies of each, and how often a round sees them
MANY, MANY_COPIES, CALLS, CALLS_COPIES, OFTEN = 900, 5, 400, 4, {"k": 4, "w": 3}
WAKE_POSITIVES, WAKE_NEAR, WAKE_PHONE_STEPS, WAKE_STEPS = 2_600, 2_400, 3_000, 3_000
# as above; the last from half-way between the two before it
WAKE_TRUNK_RUNS = ((5_500, 21, 4e-3, 6, "*"), (12_000, 22, 4e-3, 12, "*"), (5_000, 23, 2.5e-3, 12, "[dekw]*"),
                   (4_300, 24, 2.5e-3, 12, "*"))
LETTER_EPOCHS = 12
FALSE_ACCEPTS_PER_HOUR = 0.5


def pronunciations(data: Path) -> Pronunciations:
    return Pronunciations(data / "text" / "cmudict" / "cmudict.dict")


def assistant_sentences(count: int, rng) -> list[str]:
    """Half from `home`, half from `coffee`, as their templates are now."""
    found = [Assistant(ROOT / "tools" / "assistants" / name) for name in ("home", "coffee")]
    return [found[i % 2].sentence(rng) for i in range(count)]


def further_sentences(text: Path, table: Pronunciations, rng) -> list[str]:
    """The second round: mostly what `home` and `coffee` are told, and public lines that the first round left out."""
    home, coffee = (Assistant(ROOT / "tools" / "assistants" / name) for name in ("home", "coffee"))
    said = [home.sentence(rng) for _ in range(4_200)] + [coffee.sentence(rng) for _ in range(900)]
    said += [texts.coffee(rng) for _ in range(600)] + [texts.numbers(rng) for _ in range(500)]
    said += texts.corpus(text, table, 22_000, np.random.default_rng(SEED))[17_000:19_800]
    rng.shuffle(said)
    return said


def many_speakers(text: Path, table: Pronunciations, rng, count: int) -> list[str]:
    """For the synthesiser with many speakers: commands, orders, numbers, public lines, single words and short phrases."""
    home = Assistant(ROOT / "tools" / "assistants" / "home")
    vocabulary = sorted(w for w in table.table if w.isalpha() and 4 <= len(w) <= 11)
    public = texts.public(text)
    kinds = (
        lambda: home.sentence(rng), lambda: texts.home(rng), lambda: texts.coffee(rng), lambda: texts.numbers(rng),
        lambda: public[int(rng.integers(len(public)))],
        lambda: " ".join(vocabulary[i] for i in rng.integers(0, len(vocabulary), int(rng.integers(1, 4)))),
        lambda: texts.random_words(rng, vocabulary),
    )
    return [kinds[int(k)]() for k in rng.choice(len(kinds), count, p=(0.28, 0.1, 0.12, 0.07, 0.23, 0.15, 0.05))]


def calls(table: Pronunciations, rng, count: int) -> list[str]:
    vocabulary = sorted(w for w in table.table if w.isalpha() and 5 <= len(w) <= 10)
    return [texts.call(rng, vocabulary) for _ in range(count)]


def speak_corpora(args, log) -> None:
    table = pronunciations(args.data)
    text = args.data / "text"
    cores = list(range(args.cores))
    for name, sentences, held_out, seed in (
        ("dev-synthetic", lambda r: texts.corpus(text, table, DEVELOPMENT_UTTERANCES, r), True, args.seed + 70),
        ("synthetic", lambda r: texts.corpus(text, table, 22_000, r)[:UTTERANCES], False, args.seed),
        ("assistants", lambda r: assistant_sentences(ASSISTANT_UTTERANCES, r), False, args.seed + 1),
        ("more", lambda r: further_sentences(text, table, r), False, args.seed + 34),
    ):
        log(f"corpus {name}")
        corpus.synthesise(args.work / name, sentences(np.random.default_rng(seed)), held_out, seed, cores)
    for name, sentences, seed, batch in (
        ("many-0", lambda r: many_speakers(text, table, r, MANY), [args.seed, 80, 0], 300),
        ("calls-0", lambda r: calls(table, r, 2 * CALLS)[:CALLS], [args.seed, 90, 0], 200),
    ):
        log(f"corpus {name}")
        spoken = args.seed + (863 if name == "many-0" else 963)
        corpus.synthesise(args.work / name, sentences(np.random.default_rng(seed)), False, spoken, cores, batch, kokoro.draw)


def acoustic(args, log) -> None:
    """Corpora, shards, training and export of the acoustic network."""
    speak_corpora(args, log)
    table = pronunciations(args.data)
    material = development.build(args.data, args.work, args.seed, args.engine)
    table.learn({w for rows in material.values() for _, t in rows for w in words(t)})
    measured = acoustic_training.Development(material, table)
    for prefix, corpora, real_repeats, copies, size in (
        ("a", ["synthetic"], 8, 1, 1000), ("d", ["assistants"], 0, 2, 1000), ("e", ["more", "assistants"], 4, 1, 1000),
        ("k0", ["many-0"], 0, MANY_COPIES, 900), ("w0", ["calls-0"], 0, CALLS_COPIES, 900),
    ):
        source = shards.Material(args.data, args.work, args.seed, real_repeats, corpora)
        for copy in range(copies):
            shards.make(source, args.work / "shards", copy, size, args.seed, args.engine, prefix=prefix)
        del source
    last, halfway, released = None, args.work / "half-way.pt", args.work / "acoustic.pt"
    checkpoints = []
    for number, (steps, seed, peak, shards_an_epoch, pattern) in enumerate(ACOUSTIC_RUNS):
        if number == len(ACOUSTIC_RUNS) - 1:
            last = halfway
            release.between(*checkpoints[-2:], last)
        name = f"acoustic-{number + 1}"
        acoustic_training.train(args.work, table, measured, steps=args.steps or steps, seed=seed, peak=peak, name=name,
                                columns=16_000, shards_an_epoch=shards_an_epoch, pattern=pattern, often=OFTEN, start=last,
                                log=log)
        last = args.work / f"{name}.pt"
        checkpoints.append(last)
    out = args.out or ROOT / "models-quantized" / "speech-en"
    release.between(halfway, last, released, 0.75)
    release.acoustic(released, out, measured, material, {}, log=log)


def wake(args, log) -> None:
    """Corpora, scenes, training and threshold of the wake phrase."""
    cores = list(range(args.cores))
    for name, draw, count, held_out, seed in (
        ("wake-positive-dev", wake_texts.positives, 400, True, args.seed + 24),
        ("wake-near-dev", wake_texts.near_misses, 300, True, args.seed + 25),
        ("wake-positive", wake_texts.positives, WAKE_POSITIVES, False, args.seed + 26),
        ("wake-near", wake_texts.near_misses, WAKE_NEAR, False, args.seed + 27),
    ):
        corpus.synthesise(args.work / name, draw(count, np.random.default_rng(seed)), held_out, seed, cores, 100)
    wake_training.prepare(args.data, args.work, args.seed, args.engine)
    general = release.general_speech(args.work, training=True)
    material = development.build(args.data, args.work, args.seed, args.engine)
    table = pronunciations(args.data)
    table.learn({w for rows in material.values() for _, t in rows for w in words(t)})
    measured = acoustic_training.Development({n: material[n][:60] for n in ("voices", "people")}, table)
    # the body learns phones first: of those there are many voices, of the phrase a dozen
    acoustic_training.train(args.work, table, measured, steps=args.steps or WAKE_PHONE_STEPS, seed=11, peak=4e-3,
                            columns=16_000, shape=replace(WAKE, outputs=40), name="wake-phones", shards_an_epoch=6, log=log)
    wake_training.train(args.work, steps=args.steps or WAKE_STEPS, seed=args.seed, general=general, peak=3e-3,
                        start=args.work / "wake-phones.pt", log=log)
    out = args.out or ROOT / "models-quantized" / "wake-goldcrest"
    release.wake(args.work, out, material, FALSE_ACCEPTS_PER_HOUR, log)


def wake_trunk(args, log) -> None:
    """The always-on network of phones, on the acoustic network's shards."""
    table = pronunciations(args.data)
    material = development.build(args.data, args.work, args.seed, args.engine)
    table.learn({w for rows in material.values() for _, t in rows for w in words(t)})
    measured = acoustic_training.Development(material, table)
    last = None
    checkpoints = []
    for number, (steps, seed, peak, shards_an_epoch, pattern) in enumerate(WAKE_TRUNK_RUNS):
        if number == len(WAKE_TRUNK_RUNS) - 1:
            last = args.work / "trunk-half-way.pt"
            release.between(*checkpoints[-2:], last)
        name = f"trunk-{number + 1}"
        acoustic_training.train(args.work, table, measured, steps=args.steps or steps, seed=seed, peak=peak, columns=12_000,
                                shape=WAKE_TRUNK, name=name, shards_an_epoch=shards_an_epoch, pattern=pattern, often=OFTEN,
                                start=last, log=log)
        last = args.work / f"{name}.pt"
        checkpoints.append(last)
    out = args.out or ROOT / "models-quantized" / "wake-trunk-en"
    release.trunk(last, out, measured, material, {}, log=log)


def g2p(args, log) -> None:
    out = args.out or ROOT / "tools" / "forge" / "data" / "g2p.bin"
    letters.train(pronunciations(args.data), out, epochs=args.steps or LETTER_EPOCHS, seed=3, log=log)
