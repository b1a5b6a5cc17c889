"""Sentences of an assistant's templates with their intent and the tags of their slots."""

import random
from pathlib import Path

import numpy as np
import yaml

from ..templates import _TOKEN, Assistant, _parse
from .data import NONE, OUTSIDE, Sentence


class Spoken:
    """Draws from one assistant folder. A rule or list of the same file comes first, then one of `_common.yaml`, as when
    a pack is built.

    `pattern` says which files of the folder: its templates, or others written in their syntax.
    """

    def __init__(self, folder: Path, pattern: str = "sentences/*.yaml"):
        self.everywhere = Assistant(folder)
        self.blocks: dict[str, list[tuple[list[str], dict]]] = {}
        files = {path: yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(folder.glob(pattern))}
        for path, data in files.items():
            if path.name == "_common.yaml":
                self.everywhere.rules = {**self.everywhere.rules, **(data.get("expansion_rules") or {})}
        for data in files.values():
            self.everywhere.lists = {**(data.get("lists") or {}), **self.everywhere.lists}
            for intent, facts in (data.get("intents") or {}).items():
                if facts.get("when"):
                    continue
                for block in facts.get("data") or []:
                    rules = {**(data.get("expansion_rules") or {}), **(block.get("expansion_rules") or {})}
                    self.blocks.setdefault(str(intent), []).append(([str(s) for s in block.get("sentences") or []], rules))

    @property
    def intents(self) -> list[str]:
        return sorted(self.blocks)

    def draw(self, intent: str, rng) -> Sentence:
        blocks = self.blocks[intent]
        templates, rules = blocks[int(rng.integers(len(blocks)))]
        pieces = self._template(templates[int(rng.integers(len(templates)))], rules, rng)
        words: list[str] = []
        tags: list[str] = []
        for text, slot in _joined(pieces):
            new = text.split()
            words += new
            tags += [OUTSIDE] * len(new) if slot is None else [f"B-{slot}"] + [f"I-{slot}"] * (len(new) - 1)
        return Sentence(" ".join(words), intent, tags)

    def _template(self, text, rules, rng):
        node, _ = _parse(_TOKEN.findall(text.strip()), 0, None)
        return self._pieces(node, rules, rng)

    def _pieces(self, node, rules, rng):
        kind, value = node
        if kind == "word":
            return [(value, None)]
        if kind == "sequence":
            return [piece for n in value for piece in self._pieces(n, rules, rng)]
        if kind == "choice":
            return self._pieces(value[int(rng.integers(len(value)))], rules, rng)
        if kind == "permutation":
            order = rng.permutation(len(value))
            return [piece for i in order for piece in [*self._pieces(value[i], rules, rng), (" ", None)]]
        if kind == "optional":
            return self._pieces(value, rules, rng) if rng.random() < 0.5 else []
        if kind == "rule":
            return self._template(str(rules.get(value) or self.everywhere.rules[value]), rules, rng)
        name, _, slot = value.partition(":")
        return [(self.everywhere._value(name.strip(), rng), (slot or name).strip())]


def _joined(pieces):
    """Neighbouring pieces without a slot joined, so that words made of parts stay whole."""
    out: list[tuple[str, str | None]] = []
    for text, slot in pieces:
        if slot is None and out and out[-1][1] is None:
            out[-1] = (out[-1][0] + text, None)
        else:
            out.append((text, slot))
    return out


def sentences(folder: Path, count: int, seed: int, pattern: str = "sentences/*.yaml", nones: int = 0) -> list[Sentence]:
    """Distinct sentences: every intent has the same share, as far as its templates go; `nones` more of what means none."""
    spoken, rng = Spoken(folder, pattern), np.random.default_rng(seed)
    found: dict[tuple[str, str], Sentence] = {}
    intents = [intent for intent in spoken.intents if intent != NONE]
    shares = {intent: count // len(intents) for intent in intents}
    if NONE in spoken.blocks:
        shares[NONE] = nones
    for intent, share in shares.items():
        wanted = len(found) + share
        for _ in range(4 * share):
            if len(found) >= wanted:
                break
            drawn = spoken.draw(intent, rng)
            found.setdefault((drawn.text, intent), drawn)
    rows = [Sentence(s.text, NONE, [OUTSIDE] * len(s.words)) if s.intent == NONE else s for s in found.values()]
    random.Random(seed).shuffle(rows)
    return rows
