"""Spans that are marked inside a line of text, as Rasa and Snips write them; `ValueError` shows the one that is broken."""

import json
import re

_RASA = re.compile(r"\[([^\]]+)\](?:\(([^)]+)\)|(\{[^}]*\}))")
_SNIPS = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")


def rasa_pieces(text: str) -> list[tuple[str, str | None]]:
    """`[value](slot)` and `[value]{"entity": "slot"}`."""
    return _pieces(text, _RASA, _of_rasa, "[value](slot)")


def snips_pieces(text: str) -> list[tuple[str, str | None]]:
    """`[slot:entity](value)` and `[slot](value)`."""
    return _pieces(text, _SNIPS, lambda mark: (mark[2], mark[1].split(":")[0]), "[slot:entity](value)")


def _of_rasa(mark: re.Match) -> tuple[str, str]:
    slot = mark[2]
    if mark[3]:
        try:
            slot = json.loads(mark[3])["entity"]
        except (ValueError, KeyError) as error:
            raise ValueError(f"{mark[0]!r} names no entity") from error
    return mark[1], str(slot).split(":")[0]


def _pieces(text: str, marked: re.Pattern, read, right: str) -> list[tuple[str, str | None]]:
    pieces, at = [], 0
    for mark in marked.finditer(text):
        pieces += [(_plain(text[at:mark.start()], right), None), read(mark)]
        at = mark.end()
    return [*pieces, (_plain(text[at:], right), None)]


def _plain(text: str, right: str) -> str:
    """Text between spans; what is left of a span that is not closed or not named must not pass for words."""
    if broken := re.search(r"\[[^\]]*$|\[[^\]]*\][({]?|^[^\[]*\]", text):
        raise ValueError(f"broken span {broken[0]!r}; write {right}")
    return text
