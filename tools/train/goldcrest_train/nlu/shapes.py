"""Labelled sentences in the shapes that people have: JSON lines, Snips, Rasa.

| file | shape |
| --- | --- |
| `*.jsonl` | one object a line: `text`, `intent`, `slots` with `slot`, `start`, `end` in words |
| `*.json` | Snips: `{"intents": {NAME: {"utterances": [{"data": [{"text": …, "slot_name": …}]}]}}}` |
| `*.yml`, `*.yaml` | Rasa: `nlu: [{intent: NAME, examples: "- book [two](count) seats"}]`, also `[two]{"entity": "count"}` |
"""

import json
import re
from pathlib import Path

import yaml

from .data import OUTSIDE, BrokenLine, Sentence, read

_MARKED = re.compile(r"\[([^\]]+)\](?:\(([^)]+)\)|(\{[^}]*\}))")


def load(path: Path) -> list[Sentence]:
    """Sentences of a file; `BrokenLine` says where one cannot be used."""
    if path.suffix == ".jsonl":
        return [s for _, s in read(path)]
    if path.suffix == ".json":
        return snips(path)
    if path.suffix in (".yml", ".yaml"):
        return rasa(path)
    raise BrokenLine(f"{path}: unknown shape; give .jsonl, Snips .json or Rasa .yml")


def snips(path: Path) -> list[Sentence]:
    try:
        intents = json.loads(path.read_text())
    except ValueError as error:
        raise BrokenLine(f"{path}: {error}") from error
    found = []
    for name, intent in (intents.get("intents") or intents).items():
        for number, utterance in enumerate(intent["utterances"] if isinstance(intent, dict) else intent, 1):
            try:
                pieces = [(piece["text"], piece.get("slot_name") or piece.get("entity")) for piece in utterance["data"]]
            except (KeyError, TypeError) as error:
                raise BrokenLine(f"{path}: utterance {number} of {name} has no {error}") from error
            found.append(joined(pieces, name))
    return found


def rasa(path: Path) -> list[Sentence]:
    try:
        sections = yaml.safe_load(path.read_text()).get("nlu") or []
    except (yaml.YAMLError, AttributeError) as error:
        raise BrokenLine(f"{path}: {error}") from error
    found = []
    for section in sections:
        if "intent" not in section:
            continue  # synonyms, lookup tables, regular expressions
        for line in str(section.get("examples", "")).splitlines():
            text = line.strip().removeprefix("-").strip()
            if text:
                found.append(joined(list(_marked(text, path)), str(section["intent"])))
    return found


def _marked(text: str, path: Path):
    at = 0
    for mark in _MARKED.finditer(text):
        yield text[at:mark.start()], None
        slot = mark[2]
        if mark[3]:
            try:
                slot = json.loads(mark[3])["entity"]
            except (ValueError, KeyError) as error:
                raise BrokenLine(f"{path}: {text!r}: {error}") from error
        yield mark[1], slot.split(":")[0]
        at = mark.end()
    yield text[at:], None


def joined(pieces: list[tuple[str, str | None]], intent: str) -> Sentence:
    """Pieces of text with their slots as words with tags; a word that a slot ends inside belongs to it."""
    text = "".join(piece for piece, _ in pieces)
    owner: list[int | None] = []
    for number, (piece, slot) in enumerate(pieces):
        owner += [number if slot else None] * len(piece)
    tags, before = [], None
    for word in re.finditer(r"\S+", text):
        number = next((n for n in owner[word.start():word.end()] if n is not None), None)
        tags.append(OUTSIDE if number is None else f"{'I' if number == before else 'B'}-{pieces[number][1]}")
        before = number
    return Sentence(" ".join(text.split()), intent, tags)
