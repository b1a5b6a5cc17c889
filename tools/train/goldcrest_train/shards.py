"""Training material as features: augmented copies of the corpora, in numbered shards.

Shard `NNNN` is `NNNN.npy` (raw columns of many utterances, end to end) with `NNNN.jsonl` (utterance
key, words, columns). Shards are drawn by number and seed, so any of them can be made again, by any
process, in any order; a trainer uses those that exist.
"""

import json
from pathlib import Path

import numpy as np

from . import acted_speech, augment, corpus, features, household, read_speech, real

SHORT = int(1.6 * real.RATE)
# Noises drawn from physics beside the recorded ones, of which there are a few hundred.
HOUSEHOLD = 160


class Material:
    """All utterances that may be trained on, and what is mixed into them."""

    def __init__(self, data: Path, work: Path, seed: int, real_repeats: int, corpora, mild: bool = False, acted: bool = False):
        """`acted`: the recordings are lines of games (`acted_speech`), not those of the data folder."""
        self.synthetic = [u for name in corpora for u in corpus.read(work / name)]
        if acted:
            self.real = acted_speech.utterances(work)
        else:
            recorded = real.recordings(data / "speech") + read_speech.utterances(data / "speech", work)
            self.real = [u for u in recorded if not real.held_out(u.speaker)]
        self.real_repeats = real_repeats
        rng = np.random.default_rng([seed, 1])
        talkers = [u.samples for u in self.real if len(u.samples) > 2 * real.RATE]
        talkers += [u.samples for u in self.synthetic[::40]]
        self.augmenter = augment.Augmenter(rng, real.noises(data / "speech") + household.bank(rng, HOUSEHOLD), talkers,
                                           mild=mild)

    def plan(self, copy: int, seed: int, size: int) -> list[list[int]]:
        """Utterance numbers of the shards of one pass: synthetic once, real `real_repeats` times."""
        rng = np.random.default_rng([seed, 2, copy])
        order = np.concatenate([
            np.arange(len(self.synthetic)),
            np.tile(np.arange(len(self.real)) + len(self.synthetic), self.real_repeats)])
        rng.shuffle(order)
        return [order[i : i + size].tolist() for i in range(0, len(order), size)]

    def utterance(self, number: int, rng) -> tuple[np.ndarray, str, str]:
        """Samples, words and key (empty for recordings); short recordings are often joined into a phrase with pauses between."""
        if number < len(self.synthetic):
            u = self.synthetic[number]
            return u.samples, u.text, u.key
        u = self.real[number - len(self.synthetic)]
        samples, text = u.samples, u.text
        if len(samples) < SHORT and rng.random() < 0.6:
            parts, said = [samples], [text]
            for _ in range(int(rng.integers(1, 4))):
                other = self.real[int(rng.integers(len(self.real)))]
                if len(other.samples) < SHORT:
                    gain = (1.0 + np.abs(samples / 1.0).max()) / (1.0 + np.abs(other.samples / 1.0).max()) * rng.uniform(0.5, 1.2)
                    pause = np.zeros(int(rng.uniform(0, 0.3) * real.RATE), np.int16)
                    parts += [pause, np.clip(other.samples * gain, -32768, 32767).astype(np.int16)]
                    said.append(other.text)
            samples, text = np.concatenate(parts), " ".join(said)
        return samples, text, ""


def make(material: Material, folder: Path, copy: int, size: int, seed: int, binary: str | None, share=(0, 1),
         prefix: str = "") -> None:
    """Makes the missing shards of pass `copy`; `share` (i, n) takes every n-th, for parallel runs."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = material.plan(copy, seed, size)
    for i, numbers in enumerate(plan):
        name = f"{prefix}{copy:02d}-{i:04d}"
        if i % share[1] != share[0] or (folder / f"{name}.jsonl").exists():
            continue
        rng = np.random.default_rng([seed, 3, copy, i])
        clips, texts = [], []
        for number in numbers:
            samples, text, key = material.utterance(number, rng)
            clips.append(material.augmenter(samples, rng, bool(key))[0])
            texts.append((key, text))
        columns = features.columns(clips, binary)
        write(folder, name, columns, texts)
        print(f"shard {name}: {sum(map(len, columns)) / 360000:.2f} h", flush=True)


def write(folder: Path, name: str, columns, texts) -> None:
    np.save(folder / f"{name}.npy", np.concatenate(columns))
    lines = [json.dumps({"key": k, "text": t, "columns": len(c)}) for (k, t), c in zip(texts, columns)]
    part = folder / f"{name}.part"
    part.write_text("\n".join(lines) + "\n")
    part.rename(folder / f"{name}.jsonl")


def read(folder: Path, name: str):
    """`(columns [T, 40] uint16, record)` of each utterance of a shard."""
    columns, at = np.load(folder / f"{name}.npy", mmap_mode="r"), 0
    for line in (folder / f"{name}.jsonl").read_text().splitlines():
        record = json.loads(line)
        yield columns[at : at + record["columns"]], record
        at += record["columns"]
