"""Labelled sentences in the shapes that people have: JSON lines, Snips, Rasa.

| file | shape |
| --- | --- |
| `*.jsonl` | one object a line: `text`, `intent`, `slots` with `slot`, `start`, `end` in words |
| `*.json` | Snips: `{"intents": {NAME: {"utterances": [{"data": [{"text": …, "slot_name": …}]}]}}}` |
| | Rasa: `{"rasa_nlu_data": {"common_examples": [{"text": …, "intent": …, "entities": [{"start": …, "end": …, "entity": …}]}]}}` |
| `*.yml`, `*.yaml` | Rasa: `nlu: [{intent: NAME, examples: "- book [two](count) seats"}]`, also `[two]{"entity": "count"}` |
| | and `examples: [{text: "book [two](count) seats"}]` |
| | Snips: `type: intent`, `name: NAME`, `utterances: ["book [count:number](two) seats"]`, a document for each intent |
"""

import json
import re
from pathlib import Path

import yaml

from .data import OUTSIDE, BrokenLine, Sentence, Unusable, contents, read
from .marked import rasa_pieces, snips_pieces
from .places import line_of


def load(path: Path) -> list[Sentence]:
    """Sentences of a file; `BrokenLine` says where one cannot be used."""
    if path.suffix == ".jsonl":
        return [s for _, s in read(path)]
    if path.suffix == ".json":
        return _json(path)
    if path.suffix in (".yml", ".yaml"):
        return _yaml(path)
    raise Unusable(f"{path}: unknown shape; give .jsonl, or .json or .yml of Snips or Rasa")


class _Fault(ValueError):
    """What is wrong with a part of JSON, and the keys and places in lists that lead to it."""

    def __init__(self, why: str, *steps: str | int):
        super().__init__(why)
        self.steps = steps


def _json(path: Path) -> list[Sentence]:
    text = contents(path)
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenLine(f"{path}:{error.lineno}: {error.msg}") from error
    try:
        return _rasa_json(whole) if isinstance(whole, dict) and "rasa_nlu_data" in whole else _snips_json(whole)
    except _Fault as error:
        raise BrokenLine(f"{path}:{line_of(text, error.steps)}: {error}") from error


def _snips_json(whole) -> list[Sentence]:
    within = ("intents",) if isinstance(whole, dict) and "intents" in whole else ()
    intents = whole["intents"] if within else whole
    if not isinstance(intents, dict):
        raise _Fault("no intents; Snips has {\"intents\": {NAME: {\"utterances\": […]}}}", *within)
    found = []
    for name, intent in intents.items():
        steps = (*within, name)
        if isinstance(intent, dict) and "utterances" in intent:
            intent, steps = intent["utterances"], (*steps, "utterances")
        if not isinstance(intent, list):
            raise _Fault(f"intent {name} has no utterances", *steps)
        for number, utterance in enumerate(intent):
            place = (*steps, number)
            try:
                pieces = [(_text(piece["text"]), piece.get("slot_name") or piece.get("entity")) for piece in utterance["data"]]
                found.append(joined(pieces, name))
            except KeyError as error:
                raise _Fault(f"utterance {number + 1} of {name} has no {error}", *place) from error
            except (TypeError, AttributeError) as error:
                raise _Fault(f"utterance {number + 1} of {name} is no list of pieces of text", *place) from error
            except ValueError as error:
                raise _Fault(f"utterance {number + 1} of {name}: {error}", *place) from error
    return found


def _text(value) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _rasa_json(whole: dict) -> list[Sentence]:
    data = whole["rasa_nlu_data"]
    examples = data.get("common_examples") if isinstance(data, dict) else None
    if not isinstance(examples, list):
        raise _Fault("no list under rasa_nlu_data, common_examples", "rasa_nlu_data")
    found = []
    for number, example in enumerate(examples):
        steps = ("rasa_nlu_data", "common_examples", number)
        try:
            text, intent = (_text(example[key]) for key in ("text", "intent"))
            found.append(joined(list(_cut(text, example.get("entities") or [])), intent))
        except KeyError as error:
            raise _Fault(f"example {number + 1} has no {error}", *steps) from error
        except (TypeError, AttributeError) as error:
            raise _Fault(f"example {number + 1} is no text with an intent and a list of entities", *steps) from error
        except ValueError as error:
            raise _Fault(f"example {number + 1}: {error}", *steps, *getattr(error, "steps", ())) from error
    return found


def _cut(text: str, entities: list):
    """Pieces of a text whose entities are given in characters."""
    at = 0
    for place, entity in sorted(enumerate(entities), key=lambda numbered: numbered[1]["start"]):
        name, start, end = _text(entity["entity"]), entity["start"], entity["end"]
        if not 0 <= start < end <= len(text):
            raise _Fault(f"slot {name} covers characters {start} to {end} of {len(text)}", "entities", place)
        if start < at:
            raise _Fault(f"slot {name} overlaps another", "entities", place)
        yield text[at:start], None
        yield text[start:end], name
        at = end
    yield text[at:], None


def _yaml(path: Path) -> list[Sentence]:
    try:
        documents = list(map(_entries, yaml.compose_all(contents(path), Loader=yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenLine(f"{path}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', None) or error}") from error
    intents = [entries for entries in documents if isinstance(entries.get("type"), yaml.ScalarNode) and entries["type"].value == "intent"]
    if intents:
        return [s for entries in intents for s in _snips_intent(path, entries)]
    lists = [entries["nlu"] for entries in documents if isinstance(entries.get("nlu"), yaml.SequenceNode)]
    if not lists:
        raise BrokenLine(f"{path}: no list `nlu` and no `type: intent`; Rasa has nlu: [{{intent: NAME, examples: …}}], "
                         "Snips type: intent, name: NAME, utterances: […]")
    found = []
    for section in (_entries(node) for nodes in lists for node in nodes.value):
        intent, examples = section.get("intent"), section.get("examples")
        if not isinstance(intent, yaml.ScalarNode) or examples is None:
            continue  # synonyms, lookup tables, regular expressions
        found += [_sentence(rasa_pieces, text, intent.value, f"{path}:{line}") for line, text in _examples(path, examples)]
    return found


def _examples(path: Path, node):
    """Texts under `examples` with their lines: lines that begin with dashes, or a list."""
    if isinstance(node, yaml.ScalarNode):
        for number, line in enumerate(node.value.split("\n"), _first_line(node)):
            if text := line.strip().removeprefix("-").strip():
                yield number, text
        return
    if not isinstance(node, yaml.SequenceNode):
        raise BrokenLine(f"{path}:{node.start_mark.line + 1}: examples are lines of text or a list")
    for item in node.value:
        text = _entries(item).get("text") if isinstance(item, yaml.MappingNode) else item
        if not isinstance(text, yaml.ScalarNode):
            raise BrokenLine(f"{path}:{item.start_mark.line + 1}: an example has no text; write `- text: …`")
        blank = len(text.value) - len(text.value.lstrip("\n"))
        yield _first_line(text) + blank, text.value.strip()


def _first_line(node) -> int:
    # A block begins on the line below its bar.
    return node.start_mark.line + (2 if node.style in ("|", ">") else 1)


def _snips_intent(path: Path, entries: dict) -> list[Sentence]:
    name, utterances = entries.get("name"), entries.get("utterances")
    line = entries["type"].start_mark.line + 1
    if not isinstance(name, yaml.ScalarNode):
        raise BrokenLine(f"{path}:{line}: the intent has no name")
    if not isinstance(utterances, yaml.SequenceNode):
        raise BrokenLine(f"{path}:{line}: intent {name.value} has no list of utterances")
    found = []
    for node in utterances.value:
        where = f"{path}:{node.start_mark.line + 1}"
        if not isinstance(node, yaml.ScalarNode):
            raise BrokenLine(f"{where}: an utterance of {name.value} is no text; put it in quotes")
        found.append(_sentence(snips_pieces, node.value, name.value, where))
    return found


def _sentence(pieces, text: str, intent: str, where: str) -> Sentence:
    try:
        return joined(pieces(text), intent)
    except ValueError as error:
        raise BrokenLine(f"{where}: {error}") from error


def _entries(node) -> dict:
    """Values of a mapping's scalar keys, as nodes that know their lines."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def joined(pieces: list[tuple[str, str | None]], intent: str) -> Sentence:
    """Pieces of text with their slots as words with tags; a word that a slot ends inside belongs to it."""
    text = "".join(piece for piece, _ in pieces)
    if not text.strip():
        raise ValueError("the text is empty")
    owner: list[int | None] = []
    for number, (piece, slot) in enumerate(pieces):
        if slot and not piece.strip():
            raise ValueError(f"slot {slot} covers no word")
        owner += [number if slot else None] * len(piece)
    tags, before = [], None
    for word in re.finditer(r"\S+", text):
        number = next((n for n in owner[word.start():word.end()] if n is not None), None)
        tags.append(OUTSIDE if number is None else f"{'I' if number == before else 'B'}-{pieces[number][1]}")
        before = number
    return Sentence(" ".join(text.split()), intent, tags)
