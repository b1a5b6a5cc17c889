"""Held-out material: voices and speakers that no network here is trained on."""

from pathlib import Path

import numpy as np

from . import augment, corpus, features, real, shards


def build(data: Path, work: Path, seed: int, binary: str | None, synthetic: int = 300, people: int = 450) -> dict:
    """`name -> [(raw columns, words)]`, kept in `work/development` after the first call.

    `voices`: clean synthetic commands by held-out voices; `voices_noisy`: the same in rooms and noise;
    `people`: recordings of held-out speakers; `people_noisy` likewise.
    """
    folder = work / "development"
    names = ("voices", "voices_noisy", "people", "people_noisy")
    if not (folder / "people_noisy.jsonl").exists():
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng([seed, 9])
        spoken = list(corpus.read(work / "dev-synthetic"))[:synthetic]
        recorded = [u for u in real.recordings(data / "speech") if real.held_out(u.speaker)]
        by_source: dict[str, list] = {}
        for u in recorded:
            by_source.setdefault(u.source, []).append(u)
        recorded = []
        for rows in by_source.values():
            rng.shuffle(rows)
            recorded += rows[: people // len(by_source)]
        noises = real.noises(data / "speech")
        augmenter = augment.Augmenter(rng, noises, [u.samples for u in spoken[::10]], rooms=60)
        for name, rows in (("voices", spoken), ("people", recorded)):
            floor = lambda n: rng.normal(0, 8, n).astype(np.int16)
            clean = [np.concatenate([floor(4800), u.samples, floor(8000)]) for u in rows]
            noisy = [augmenter(u.samples, rng, name == "voices")[0] for u in rows]
            texts = [(f"{name}/{i}", u.text) for i, u in enumerate(rows)]
            shards.write(folder, name, features.columns(clean, binary), texts)
            shards.write(folder, name + "_noisy", features.columns(noisy, binary), texts)
    return {n: [(np.array(c), r["text"]) for c, r in shards.read(folder, n)] for n in names}
