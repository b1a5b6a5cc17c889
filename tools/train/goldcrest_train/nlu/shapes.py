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

from .data import OUTSIDE, BrokenLine, Sentence, Unusable, contents, read

_MARKED = re.compile(r"\[([^\]]+)\](?:\(([^)]+)\)|(\{[^}]*\}))")


def load(path: Path) -> list[Sentence]:
    """Sentences of a file; `BrokenLine` says where one cannot be used."""
    if path.suffix == ".jsonl":
        return [s for _, s in read(path)]
    if path.suffix == ".json":
        return snips(path)
    if path.suffix in (".yml", ".yaml"):
        return rasa(path)
    raise Unusable(f"{path}: unknown shape; give .jsonl, Snips .json or Rasa .yml")


def snips(path: Path) -> list[Sentence]:
    """JSON in one piece keeps no line numbers: a broken utterance is named by its place in its intent."""
    try:
        whole = json.loads(contents(path))
    except json.JSONDecodeError as error:
        raise BrokenLine(f"{path}:{error.lineno}: {error.msg}") from error
    intents = whole.get("intents", whole) if isinstance(whole, dict) else None
    if not isinstance(intents, dict):
        raise BrokenLine(f"{path}: no intents; Snips has {{\"intents\": {{NAME: {{\"utterances\": […]}}}}}}")
    found = []
    for name, intent in intents.items():
        utterances = intent.get("utterances") if isinstance(intent, dict) else intent
        if not isinstance(utterances, list):
            raise BrokenLine(f"{path}: intent {name} has no utterances")
        for number, utterance in enumerate(utterances, 1):
            try:
                pieces = [(piece["text"], piece.get("slot_name") or piece.get("entity")) for piece in utterance["data"]]
                found.append(joined(pieces, name))
            except KeyError as error:
                raise BrokenLine(f"{path}: utterance {number} of {name} has no {error}") from error
            except (TypeError, AttributeError) as error:
                raise BrokenLine(f"{path}: utterance {number} of {name} is no list of pieces of text") from error
    return found


def rasa(path: Path) -> list[Sentence]:
    try:
        whole = yaml.compose(contents(path), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenLine(f"{path}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', None) or error}") from error
    sections = _entries(whole).get("nlu")
    if not isinstance(sections, yaml.SequenceNode):
        raise BrokenLine(f"{path}: no list `nlu`; Rasa has nlu: [{{intent: NAME, examples: …}}]")
    found = []
    for section in map(_entries, sections.value):
        intent, examples = section.get("intent"), section.get("examples")
        if not isinstance(intent, yaml.ScalarNode) or not isinstance(examples, yaml.ScalarNode):
            continue  # synonyms, lookup tables, regular expressions
        # A block begins on the line below its bar.
        first = examples.start_mark.line + (2 if examples.style in ("|", ">") else 1)
        for number, line in enumerate(examples.value.split("\n"), first):
            text = line.strip().removeprefix("-").strip()
            if text:
                found.append(joined(list(_marked(text, f"{path}:{number}")), intent.value))
    return found


def _entries(node) -> dict:
    """Values of a mapping's scalar keys, as nodes that know their lines."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def _marked(text: str, where: str):
    at = 0
    for mark in _MARKED.finditer(text):
        yield _plain(text[at:mark.start()], where), None
        slot = mark[2]
        if mark[3]:
            try:
                slot = json.loads(mark[3])["entity"]
            except (ValueError, KeyError) as error:
                raise BrokenLine(f"{where}: {mark[0]!r} names no entity") from error
        yield mark[1], str(slot).split(":")[0]
        at = mark.end()
    yield _plain(text[at:], where), None


def _plain(text: str, where: str) -> str:
    """Text between spans; what is left of a span that is not closed or not named must not pass for words."""
    if broken := re.search(r"\[[^\]]*$|\[[^\]]*\][({]?|^[^\[]*\]", text):
        raise BrokenLine(f"{where}: broken span {broken[0]!r}; write [value](slot)")
    return text


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
