"""What is done in which order for each committed model: counts, seeds, steps."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import acoustic as acoustic_training
from . import corpus, development, g2p as letters, kokoro, release, sentences, shards, texts, thaw, voices, wake as wake_training, wake_texts
from .net import ACOUSTIC as ACOUSTIC_SHAPE, WAKE, WAKE_TRUNK
from .pronounce import Pronunciations, words
from .sentences import ROOT
from .spotting import Spotting

UTTERANCES, ASSISTANT_UTTERANCES, RARE_UTTERANCES, ADDED_UTTERANCES, DEVELOPMENT_UTTERANCES = 15_800, 2_000, 3_600, 2_800, 600

@dataclass(frozen=True)
class Run:
    """A stretch of training; it starts from shares of the averaged weights of earlier ones, or from nothing."""

    name: str
    steps: int
    seed: int
    peak: float
    shards_an_epoch: int
    pattern: str
    start: dict[str, float] | None = None
    spot: Spotting | None = None
    columns: int = 16_000
    often: str = "kkkkwwwrrrbbbb"
    masked: bool = True

    def rounds(self) -> dict[str, int]:
        """How often a round goes through the shards whose names begin with a letter: as often as it is written in `often`."""
        return dict(Counter(self.often))


def mixture(*parts: tuple[float, str | dict[str, float]]) -> dict[str, float]:
    """Shares of runs, of parts that are runs or mixtures themselves."""
    shares: dict[str, float] = {}
    for share, part in parts:
        for name, of_part in ({part: 1.0} if isinstance(part, str) else part).items():
            shares[name] = shares.get(name, 0.0) + share * of_part
    return shares


# What runs start from where that is no single run, by the name of the first of them.
START_4 = mixture((0.5, "acoustic-2"), (0.5, "acoustic-3"))
START_5 = mixture((0.25, START_4), (0.75, "acoustic-4"))
START_7 = mixture((0.25, "acoustic-5"), (0.75, "acoustic-6"))
START_8 = mixture((0.5, START_7), (0.5, "acoustic-7"))
START_9 = mixture((0.4, START_8), (0.6, "acoustic-8"))
START_10 = mixture((0.4, START_9), (0.6, "acoustic-9"))
START_11 = mixture((0.5, START_10), (0.5, "acoustic-10"))
START_12 = mixture((0.5, START_11), (0.5, "acoustic-11"))
START_13 = mixture((0.6, START_11), (0.2, "acoustic-11"), (0.2, "acoustic-12"))
START_14 = mixture((0.5, START_13), (0.5, "acoustic-13"))
START_15 = mixture((0.4, START_13), (0.2, "acoustic-13"), (0.4, "acoustic-14"))
START_16 = mixture((0.5, START_15), (0.5, "acoustic-15"))
ACOUSTIC = mixture((0.6, START_16), (0.4, "acoustic-16"))
ACOUSTIC_RUNS = (
    Run("acoustic-1", 18_500, 2, 3e-3, 24, "[ad]*"),
    Run("acoustic-2", 30_000, 5, 2e-3, 18, "[ade]*", {"acoustic-1": 1.0}),
    Run("acoustic-3", 5_600, 9, 1.2e-3, 10, "[de]*", {"acoustic-2": 1.0}),
    Run("acoustic-4", 13_600, 12, 2e-3, 18, "[adekw]*", START_4),
    Run("acoustic-5", 4_000, 41, 1.2e-3, 12, "[adekwrb]*", START_5,
        Spotting(weight=0.5), columns=12_000),
    Run("acoustic-6", 18_000, 51, 1.6e-3, 12, "[adekwrbh]*", {"acoustic-5": 1.0}, Spotting(weight=0.5), columns=12_000,
        often="kkkwwwrrbbbhh"),
    Run("acoustic-7", 20_000, 57, 1.6e-3, 12, "[adekwrbh]*", START_7, Spotting(weight=0.5),
        columns=12_000, often="kkkwwwrrbbbhh"),
    Run("acoustic-8", 5_500, 71, 1.2e-3, 12, "[mnkwbh]*", START_8,
        Spotting(weight=0.5), columns=12_000, often="mmmmnnnnkwbh", masked=False),
    Run("acoustic-9", 5_000, 73, 1e-3, 12, "[mnkwbh]*", START_9,
        Spotting(weight=0.5), columns=12_000, often="mmmmnnnnkwbh", masked=False),
    Run("acoustic-10", 7_000, 97, 8e-4, 8, "[dehkmn]*", START_10,
        Spotting(weight=0.5), columns=12_000, often="ddee", masked=False),
    Run("acoustic-11", 8_000, 101, 1e-3, 8, "[dehkmn]*", START_11,
        Spotting(weight=0.5), columns=12_000, often="ddee", masked=False),
    Run("acoustic-12", 5_500, 103, 8e-4, 8, "[dehkmn]*", START_12,
        Spotting(weight=0.5), columns=12_000, often="ddee", masked=False),
    Run("acoustic-13", 9_200, 111, 1.5e-3, 8, "[dehkmngy]*", START_13,
        Spotting(weight=0.5), columns=12_000, often="ggyy", masked=False),
    Run("acoustic-14", 5_600, 141, 1.2e-3, 8, "[dehkmngy]*", START_14,
        Spotting(weight=0.5), columns=12_000, often="ddeehhkkmmnn", masked=False),
    Run("acoustic-15", 5_200, 211, 1e-3, 40, "[dehkmngvx]*", START_15,
        Spotting(weight=0.5), columns=12_000, often="ddeehkkmmnnvvvxxx", masked=False),
    Run("acoustic-16", 4_800, 331, 1e-3, 40, "[dehkmngyvxst]*", START_16,
        Spotting(weight=0.5), columns=12_000, often="ddeehkkmmnngyvvxxsssttt", masked=False),
)
TRUNK_RUNS = (
    Run("trunk-1", 5_500, 21, 4e-3, 6, "[adekw]*", columns=12_000),
    Run("trunk-2", 12_000, 22, 4e-3, 12, "[adekw]*", {"trunk-1": 1.0}, columns=12_000),
    Run("trunk-3", 5_000, 23, 2.5e-3, 12, "[dekw]*", {"trunk-2": 1.0}, columns=12_000),
    Run("trunk-4", 4_300, 24, 2.5e-3, 12, "[adekw]*", {"trunk-2": 0.5, "trunk-3": 0.5}, columns=12_000),
    Run("trunk-5", 7_000, 31, 2e-3, 12, "[adekwrb]*", {"trunk-4": 1.0}, Spotting(), columns=12_000),
    Run("trunk-6", 9_000, 121, 2.5e-3, 8, "[dehkmngy]*", {"trunk-5": 1.0}, Spotting(), columns=12_000, often="ggyy", masked=False),
    Run("trunk-7", 5_500, 131, 2e-3, 8, "[dehkmngy]*", {"trunk-6": 1.0}, Spotting(), columns=12_000, often="ddeehhkkmmnn",
        masked=False),
)
TRUNK = {"trunk-7": 1.0}
WAKE_POSITIVES, WAKE_NEAR, WAKE_PHONE_STEPS, WAKE_STEPS = 2_600, 2_400, 3_000, 3_000
LETTER_EPOCHS = 12
FALSE_ACCEPTS_PER_HOUR = 0.5


def pronunciations(data: Path) -> Pronunciations:
    return Pronunciations(data / "text" / "cmudict" / "cmudict.dict")


@dataclass(frozen=True)
class Spoken:
    """Sentences that the synthesiser with many speakers says, and the shards of augmented copies made of them."""

    name: str
    prefix: str
    kind: str
    count: int
    seed: int
    copies: int = 5
    # How many are said by a process at a time, each such batch by voices drawn anew.
    batch: int = 100
    # Of rooms and noises; none: that of the recipe.
    augmented: int | None = None


MANY_SPEAKERS = (
    Spoken("many-0", "k0", "sentences", 900, 870, batch=200),
    Spoken("many-2", "k2", "sentences", 1_200, 873, 4, augmented=873),
    Spoken("calls-0", "w0", "calls", 400, 970, 4, 200),
    Spoken("calls-3", "w3", "calls", 1_000, 976, 4, augmented=974),
    Spoken("rare-many", "b0", "rare", 300, 72, 4, 200),
    Spoken("rare-2", "b2", "rare", 500, 75, 4, augmented=75),
    Spoken("rare-3", "b3", "rare", 1_200, 76, 4, augmented=76),
    Spoken("amounts-0", "k4", "amounts", 500, 1076, 4, augmented=1076),
    Spoken("short-0", "w5", "short", 600, 1077, 4, augmented=1077),
)


def said(spoken: Spoken, text: Path, table: Pronunciations, rng) -> list[str]:
    draw = {
        "sentences": lambda: sentences.many_speakers(text, table, rng, spoken.count), "calls": lambda: sentences.calls(table, rng, spoken.count),
        "rare": lambda: sentences.rare_phones(text, table, rng, spoken.count), "amounts": lambda: sentences.amounts(rng, spoken.count),
        "short": lambda: sentences.short_words(table, rng, spoken.count),
    }
    return draw[spoken.kind]()


def speak_corpora(args, log) -> None:
    table = pronunciations(args.data)
    text = args.data / "text"
    cores = list(range(args.cores))
    for name, drawn, held_out, seed in (
        ("dev-synthetic", lambda r: texts.corpus(text, table, DEVELOPMENT_UTTERANCES, r), True, args.seed + 70),
        ("synthetic", lambda r: texts.corpus(text, table, 22_000, r)[:UTTERANCES], False, args.seed),
        ("assistants", lambda r: sentences.from_assistants(ASSISTANT_UTTERANCES, r), False, args.seed + 1),
        ("more", lambda r: sentences.further(text, table, r), False, args.seed + 34),
        ("rare", lambda r: sentences.rare_phones(text, table, r, RARE_UTTERANCES), False, args.seed + 64),
    ):
        log(f"corpus {name}")
        corpus.synthesise(args.work / name, drawn(np.random.default_rng(seed)), held_out, seed, cores)
    for spoken in MANY_SPEAKERS:
        log(f"corpus {spoken.name}")
        drawn = said(spoken, text, table, np.random.default_rng([args.seed, spoken.seed]))
        corpus.synthesise(args.work / spoken.name, drawn, False, spoken.seed, cores, spoken.batch, kokoro.draw)
    for name, seed, drawn, voice in (
        ("added", 1178, lambda r: sentences.added(text, table, r, ADDED_UTTERANCES), voices.draw_added),
        ("alike", 1379, lambda r: sentences.alike(table, r), voices.draw_any),
    ):
        log(f"corpus {name}")
        corpus.synthesise(args.work / name, drawn(np.random.default_rng([args.seed, seed])), False, seed, cores, 100, voice)


def descend(args, runs: tuple[Run, ...], released: dict[str, float], measured, table, log, **how) -> Path:
    """Trains the runs one after the other, and gives the checkpoint of the mixed weights that are released."""
    for run in runs:
        start = None
        if run.start:
            start = args.work / f"{run.name}-start.pt"
            release.mixed({args.work / f"{name}.pt": share for name, share in run.start.items()}, start)
        acoustic_training.train(
            args.work, table, measured, steps=args.steps or run.steps, seed=run.seed, peak=run.peak, name=run.name,
            shards_an_epoch=run.shards_an_epoch, pattern=run.pattern, often=run.rounds(), start=start, spot=run.spot, columns=run.columns,
            masked=run.masked, log=log, **how)
    out = args.work / f"{runs[-1].name}-released.pt"
    release.mixed({args.work / f"{name}.pt": share for name, share in released.items()}, out)
    return out


def acoustic(args, log) -> None:
    """Corpora, shards, training and export of the acoustic network."""
    speak_corpora(args, log)
    table = pronunciations(args.data)
    material = development.build(args.data, args.work, args.seed, args.engine)
    table.learn({w for rows in material.values() for _, t in rows for w in words(t)})
    measured = acoustic_training.Development(material, table)
    seed, many = args.seed, [spoken.name for spoken in MANY_SPEAKERS]
    for prefix, corpora, real_repeats, copies, size, seed_of_noise, *how in (
        ("a", ["synthetic"], 8, 1, 1000, seed, False), ("d", ["assistants"], 0, 2, 1000, seed, False),
        ("e", ["more", "assistants"], 4, 1, 1000, seed, False), ("r", ["rare"], 0, 2, 900, seed, False),
        ("h", [], 1, 10, 900, 91, False),
        *((s.prefix, [s.name], 0, s.copies, 900, s.augmented or seed, False) for s in MANY_SPEAKERS),
        ("m", [], 1, 4, 900, 191, True), ("n", many, 0, 2, 900, 192, True),
        ("n5", ["rare"], 0, 1, 900, 195, True), ("n6", ["more"], 0, 1, 900, 196, True),
        ("g", [], 1, 3, 900, 401, False, True), ("y", [], 1, 4, 900, 402, True, True),
        ("v", ["added"], 0, 2, 900, 501, False), ("x", ["added"], 0, 2, 900, 502, True),
        ("s", ["alike"], 0, 2, 900, 511, False), ("t", ["alike"], 0, 2, 900, 512, True),
    ):
        source = shards.Material(args.data, args.work, seed, real_repeats, corpora, *how)
        for copy in range(copies):
            shards.make(source, args.work / "shards", copy, size, seed_of_noise, args.engine, prefix=prefix)
        del source
    runs, shares = ACOUSTIC_RUNS, ACOUSTIC
    if args.further:
        speech = [np.asarray(raw) for raw, _ in list(shards.read(args.work / "shards", "h00-0000"))[:300]]
        thaw.checkpoint(thaw.network(args.further / "model.onnx", ACOUSTIC_SHAPE, speech), args.work / "thawed.pt")
        runs = (replace(ACOUSTIC_RUNS[-1], name="further", start={"thawed": 1.0}),)
        shares = {"thawed": 0.6, "further": 0.4}
    released = descend(args, runs, shares, measured, table, log)
    out = args.out or ROOT / "models-quantized" / "speech-en"
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
    released = descend(args, TRUNK_RUNS, TRUNK, measured, table, log, shape=WAKE_TRUNK)
    out = args.out or ROOT / "models-quantized" / "wake-trunk-en"
    release.trunk(released, out, measured, material, {}, log=log)


def g2p(args, log) -> None:
    out = args.out or ROOT / "tools" / "forge" / "data" / "g2p.bin"
    letters.train(pronunciations(args.data), out, epochs=args.steps or LETTER_EPOCHS, seed=3, log=log)
