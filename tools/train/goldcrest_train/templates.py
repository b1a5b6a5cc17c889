"""Draws random sentences from an assistant's templates (the hassil subset that Goldcrest builds)."""

import re
from pathlib import Path

import yaml

from .pronounce import number_words

_TOKEN = re.compile(r"\s+|[\[\]()|;]|\{[^}]*\}|<[^>]*>|[^\s\[\]()|;{}<>]+")


def _parse(tokens, at, close):
    """Alternatives of sequences up to `close`; returns (node, next position)."""
    options, sequence, permuted = [], [], False
    while at < len(tokens) and tokens[at] != close:
        token = tokens[at]
        at += 1
        if token == "[":
            node, at = _parse(tokens, at, "]")
            sequence.append(("optional", node))
        elif token == "(":
            node, at = _parse(tokens, at, ")")
            sequence.append(node)
        elif token in "|;":
            permuted |= token == ";"
            options.append(("sequence", sequence))
            sequence = []
        elif token[0] in "{<":
            sequence.append(("list" if token[0] == "{" else "rule", token[1:-1].strip()))
        elif token.isspace():
            sequence.append(("word", " "))
        else:
            sequence.append(("word", token))
    options.append(("sequence", sequence))
    return ("permutation" if permuted else "choice", options), at + 1


class Assistant:
    """The templates of one assistant folder."""

    def __init__(self, folder: Path):
        self.lists, self.rules, self.templates = {}, {}, []
        files = sorted(folder.glob("entities/*.yaml")) + sorted(folder.glob("sentences/*.yaml"))
        for path in files:
            data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            self.lists.update(data.get("lists") or {})
            self.rules.update({k: str(v) for k, v in (data.get("expansion_rules") or {}).items()})
            for intent in (data.get("intents") or {}).values():
                for block in intent.get("data") or []:
                    self.lists.update(block.get("lists") or {})
                    self.rules.update({k: str(v) for k, v in (block.get("expansion_rules") or {}).items()})
                    self.templates += [str(s) for s in block.get("sentences") or []]

    def sentence(self, rng) -> str:
        text = self._template(self.templates[int(rng.integers(len(self.templates)))], rng)
        return re.sub(r"\s+", " ", text).strip()

    def _template(self, text: str, rng) -> str:
        node, _ = _parse(_TOKEN.findall(text.strip()), 0, None)
        return self._draw(node, rng)

    def _draw(self, node, rng) -> str:
        kind, value = node
        if kind == "word":
            return value
        if kind == "sequence":
            return "".join(self._draw(n, rng) for n in value)
        if kind == "choice":
            return self._draw(value[int(rng.integers(len(value)))], rng)
        if kind == "permutation":
            return " ".join(self._draw(value[i], rng) for i in rng.permutation(len(value)))
        if kind == "optional":
            return self._draw(value, rng) if rng.random() < 0.5 else ""
        if kind == "rule":
            return self._template(self.rules[value], rng)
        return self._value(value.split(":")[0].strip(), rng)

    def _value(self, name: str, rng) -> str:
        entry = self.lists[name]
        if isinstance(entry, dict) and "range" in entry:
            r = entry["range"]
            step = int(r.get("step", 1))
            n = int(r["from"]) + step * int(rng.integers(0, (int(r["to"]) - int(r["from"])) // step + 1))
            return ("minus " if n < 0 else "") + number_words(abs(n))
        values = entry["values"] if isinstance(entry, dict) else entry
        value = values[int(rng.integers(len(values)))]
        return self._template(str(value["in"] if isinstance(value, dict) else value), rng)
