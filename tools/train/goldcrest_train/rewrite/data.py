"""Pairs and sentences as sounds. The engine's own verb says how words sound and which part a sentence is of."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOUNDS = 41
UNKNOWN = 40
BEGIN, END, SYMBOLS = 0, 2 * SOUNDS, 2 * SOUNDS + 1

Words = list[list[int]]


@dataclass(frozen=True)
class Text:
    words: tuple[str, ...]
    sounds: tuple[tuple[int, ...], ...]
    part: str

    def symbols(self) -> list[int]:
        return symbols(self.sounds)


def symbols(words) -> list[int]:
    """Each sound is a symbol; another one where it is the last of its word."""
    out = []
    for sounds in words:
        if sounds:
            out += [*sounds[:-1], sounds[-1] + SOUNDS]
    return out


def texts(goldcrest: str, lines: list[str]) -> list[Text]:
    """How each line sounds, by `goldcrest rewrite sounds`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.txt"
        path.write_text("\n".join(lines) + "\n")
        command = [goldcrest, "rewrite", "sounds", "--texts", str(path), "--json"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in told.splitlines()]
    if len(rows) != len(lines):
        raise ValueError(f"{len(lines)} texts, {len(rows)} answers: a line may be empty")
    return [Text(tuple(r["words"]), tuple(map(tuple, r["sounds"])), r["part"]) for r in rows]


@dataclass(frozen=True)
class Pair:
    heard: Text
    said: Text


def pairs(goldcrest: str, path: Path) -> list[Pair]:
    """Lines such as {"heard": …, "said": …}; of empty ones nothing is learnt."""
    rows = [json.loads(line) for line in Path(path).read_text().splitlines() if line.strip()]
    rows = [r for r in rows if r["heard"].strip() and r["said"].strip()]
    all_texts = texts(goldcrest, [r["heard"] for r in rows] + [r["said"] for r in rows])
    both = zip(all_texts[: len(rows)], all_texts[len(rows):])
    return [Pair(heard, said) for heard, said in both if heard.symbols() and said.symbols()]


def sentences(goldcrest: str, paths: list[Path], said=()) -> list[Text]:
    """Distinct sentences of part `training` of text files, of JSON lines with a `text`, and of those `said`: no sentence
    that figures or thresholds are told of is ever seen, nor misheard on purpose."""
    lines = {" ".join(text.words) for text in said}
    for path in paths:
        for line in Path(path).read_text().splitlines():
            line = json.loads(line)["text"] if line.startswith("{") else line
            lines.add(line.strip())
    lines = sorted(line for line in lines if line)
    known = {t.words: t for t in texts(goldcrest, lines) if t.part == "training" and t.symbols()}
    return [t for t in known.values() if all(t.sounds) and len(t.symbols()) < 120]
