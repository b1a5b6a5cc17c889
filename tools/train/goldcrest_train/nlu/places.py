"""Lines of values in JSON, which `json` does not keep."""

import json
import re
from collections.abc import Iterable

_SPACE = re.compile(r"[\s,:]*")
_DECODER = json.JSONDecoder()


def line_of(text: str, steps: Iterable[str | int]) -> int:
    """The line, from 1, on which a value of a JSON text begins; keys and places in lists lead to it."""
    at = _SPACE.match(text).end()
    for step in steps:
        at = _inside(text, at, step)
    return text.count("\n", 0, at) + 1


def _inside(text: str, at: int, step: str | int) -> int:
    is_object = text[at] == "{"
    at = _SPACE.match(text, at + 1).end()
    found, place = at, 0
    while text[at] not in "]}":
        key = place
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            at = _SPACE.match(text, at).end()
        if key == step:
            # Of a key that stands twice, the last counts.
            found = at
            if not is_object:
                break
        _, at = _DECODER.raw_decode(text, at)
        at = _SPACE.match(text, at).end()
        place += 1
    return found
