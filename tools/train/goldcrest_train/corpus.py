"""Spoken corpora on disk, written batch by batch so that a stopped run goes on where it was.

A corpus is a folder of pairs `NNNN.npy` (int16 samples of many utterances end to end, 16 kHz) and
`NNNN.jsonl` (one record an utterance: text, voice, start, length).
"""

import json
import multiprocessing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import voices


@dataclass
class Utterance:
    """`samples` int16 at 16 kHz, the words said, where it comes from, and who says it."""

    samples: np.ndarray
    text: str
    source: str
    speaker: str
    key: str = ""


def write_batch(folder: Path, number: int, records: list[tuple[np.ndarray, dict]]) -> None:
    start, meta = 0, []
    for samples, facts in records:
        meta.append(json.dumps(dict(facts, start=start, length=len(samples))))
        start += len(samples)
    joined = np.concatenate([r[0] for r in records]) if records else np.zeros(0, np.int16)
    np.save(folder / f"{number:04d}.npy", joined)
    part = folder / f"{number:04d}.part"
    part.write_text("\n".join(meta) + "\n")
    part.rename(folder / f"{number:04d}.jsonl")


def read(folder: Path):
    """Yields every Utterance of a corpus."""
    for index in sorted(folder.glob("*.jsonl")):
        samples = np.load(index.with_suffix(".npy"))
        for i, line in enumerate(index.read_text().splitlines()):
            if line:
                r = json.loads(line)
                part = samples[r["start"] : r["start"] + r["length"]]
                yield Utterance(part, r["text"], r["source"], r["speaker"], f"{folder.name}/{index.stem}/{i}")


def with_pauses(text: str, rng) -> str:
    """Commas put between words now and then: people stop to think in the middle of a command."""
    said = text.split()
    if len(said) >= 4 and rng.random() < 0.25:
        for _ in range(1 + int(rng.random() < 0.3)):
            at = int(rng.integers(1, len(said)))
            if not said[at - 1].endswith(","):
                said[at - 1] += ","
    return " ".join(said)


def _speak_batch(job):
    folder, number, texts, held_out, seed, draw = job
    folder = Path(folder)
    if (folder / f"{number:04d}.jsonl").exists():
        return 0
    rng = np.random.default_rng([seed, number])
    engine = voices.Synthesiser()
    jobs = [(with_pauses(t, rng), draw(rng, held_out), t) for t in texts]
    festival = [j for j in jobs if j[1]["engine"] == "festival"]
    spoken = dict(zip([id(j) for j in festival], engine.festival_many([(j[0], j[1]) for j in festival])))
    records = []
    for job in jobs:
        said, voice, text = job
        try:
            samples = spoken[id(job)] if id(job) in spoken else engine.speak(said, voice)
        except (RuntimeError, ValueError) as error:
            print("skipped:", error)
            continue
        if len(samples) < voices.RATE // 5:
            continue
        name = f"{voice['engine']}:{voice['voice']}"
        records.append((samples, {"text": text, "source": "synthetic", "speaker": name, "voice": voice}))
    write_batch(folder, number, records)
    return len(records)


def synthesise(folder: Path, texts: list[str], held_out: bool, seed: int, cores: list[int], batch: int = 200,
               draw=voices.draw) -> None:
    """Speaks `texts` into `folder`, one process for each of `cores`, without speaking what is there already;
    `draw(rng, held_out)` gives the voice of a text."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [texts[i : i + batch] for i in range(0, len(texts), batch)]
    jobs = [(str(folder), i, part, held_out, seed, draw) for i, part in enumerate(parts)]
    done = 0
    with multiprocessing.get_context("spawn").Pool(len(cores)) as pool:
        for made in pool.imap_unordered(_speak_batch, jobs):
            done += made
            print(f"{folder.name}: {done} spoken", flush=True)
