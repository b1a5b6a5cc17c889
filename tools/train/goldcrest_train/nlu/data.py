"""Labelled text: sentences with an intent and slots over their words (white space parts them)."""

import hashlib
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

NONE = "none"
OUTSIDE = "O"
KINDS = {str: "a text", int: "a number of words", list: "a list"}


@dataclass
class Sentence:
    text: str
    intent: str
    tags: list[str] = field(default_factory=list)
    # Labelled by other people's rules, or in other proportions, than what is measured.
    foreign: bool = False

    @property
    def words(self) -> list[str]:
        return self.text.split()


@dataclass
class Corpus:
    """`train` is learned from, `tune` stops training and calibrates, `dev` is only ever measured."""

    train: list[Sentence]
    tune: list[Sentence]
    dev: list[Sentence]
    unlabelled: list[str]
    slotted: bool = True
    # Texts of other tasks, near enough for the teacher's opinion of them to be worth learning.
    related: list[str] = field(default_factory=list)
    # Sentences drawn from templates, which say the intents in other words.
    reworded: list[Sentence] = field(default_factory=list)

    def intents(self) -> list[str]:
        return sorted({s.intent for part in (self.train, self.tune, self.dev) for s in part} - {NONE})

    def slots(self) -> list[str]:
        return sorted({t[2:] for part in (self.train, self.tune, self.dev) for s in part for t in s.tags if t != OUTSIDE})


class Unusable(ValueError):
    """Data that cannot be trained on; the message says where, why and what would do."""


class BrokenLine(Unusable):
    """A line of a data set that cannot be used: file, line number and why."""


def contents(path: Path) -> str:
    try:
        # A byte order mark is no text.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BrokenLine(f"{path}:{line}: not UTF-8") from error


def read(path: Path) -> list[tuple[dict, Sentence]]:
    rows = []
    # Not `splitlines`: what ends a line for Unicode may stand inside a JSON string.
    for number, line in enumerate(contents(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append((row, sentence(row)))
        except ValueError as error:
            raise BrokenLine(f"{path}:{number}: {error}") from error
    return rows


def sentence(row: dict) -> Sentence:
    """A sentence of JSON; `ValueError` says what it lacks or which span is broken."""
    words = _field(row, "text", str).split()
    if not words:
        raise ValueError("the text is empty")
    tags = [OUTSIDE] * len(words)
    for slot in _field(row, "slots", list) if "slots" in row else []:
        name, start, end = _field(slot, "slot", str), _field(slot, "start", int), _field(slot, "end", int)
        if not 0 <= start < end <= len(words):
            raise ValueError(f"slot {name} covers words {start} to {end} of {len(words)}")
        if any(tag != OUTSIDE for tag in tags[start:end]):
            raise ValueError(f"slot {name} overlaps another")
        tags[start:end] = [f"B-{name}"] + [f"I-{name}"] * (end - start - 1)
    if not _field(row, "intent", str).strip():
        raise ValueError("the intent is empty")
    return Sentence(row["text"], row["intent"], tags)


def _field(row: dict, key: str, kind: type):
    if not isinstance(row, dict):
        raise ValueError(f"expected an object, found {json.dumps(row)}")
    if key not in row:
        raise ValueError(f"no {key!r}")
    if not isinstance(row[key], kind) or isinstance(row[key], bool):
        raise ValueError(f"{key!r} is {json.dumps(row[key])}, expected {KINDS[kind]}")
    return row[key]


def order(key: str) -> int:
    """A fixed shuffle: the same for everybody who has the data."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:12], 16)


def snips(root: Path) -> Corpus:
    """SNIPS's training set: 700 sentences measured, 500 to tune, by the sentence's text."""
    rows = [s for _, s in read(root / "snips/train.jsonl")]
    unique = sorted({s.text: s for s in rows}.values(), key=lambda s: order(s.text))
    return Corpus(unique[1200:], unique[700:1200], unique[:700], [])


def clinc(root: Path) -> Corpus:
    """CLINC150: its validation files measured; one in ten of its training files to tune."""
    inside = [s for _, s in read(root / "clinc150/train.jsonl")]
    outside = [Sentence(s.text, NONE, s.tags) for _, s in read(root / "clinc150/oos_train.jsonl")]
    rows = sorted(inside + outside, key=lambda s: order(s.text))
    dev = [s for _, s in read(root / "clinc150/val.jsonl")]
    dev += [Sentence(s.text, NONE, s.tags) for _, s in read(root / "clinc150/oos_val.jsonl")]
    seen = {s.text for s in dev}
    tune = rows[: len(rows) // 10]
    seen |= {s.text for s in tune}
    return Corpus([s for s in rows[len(rows) // 10:] if s.text not in seen], tune, dev, [], slotted=False)


SETS = {"snips": snips, "clinc": clinc}


def shuffled(rows: list, seed: int) -> list:
    rows = list(rows)
    random.Random(seed).shuffle(rows)
    return rows
