"""Words for what actors say in games (`games.py`): by Whisper base, many lines in one window of half a minute.

Whisper looks at half a minute however short a line is, so lines are put one after the other with pauses between, and
each takes the words that were heard while it lasted. Kept are lines whose every word was heard surely enough, without
numbers, spoken neither faster nor slower than people talk.
"""

import json
import re
from pathlib import Path

import numpy as np

from . import games
from .corpus import Utterance
from .recogniser import Recogniser
from .voices import RATE, resampled

WINDOW_SECONDS, PAUSE_SECONDS, SHORTEST, LONGEST, EDGE = 28.5, 0.6, 0.5, 26.0, 0.3
LEAST_SURE, MEAN_SURE = 0.35, 0.8
LETTERS_A_SECOND = (4.0, 24.0)


def _heard_well(samples: np.ndarray) -> np.ndarray:
    """Float, 16 kHz, around nought and loud enough to be recognised."""
    louder = samples - samples.mean()
    louder = louder * (0.7 / max(0.05, float(np.abs(louder).max())))
    return resampled(louder, games.RATE).astype(np.float32)


def _windows(lines):
    """Lists of neighbouring lines that fit into a window together."""
    window, seconds = [], 0.0
    for line in lines:
        lasts = len(line[2]) / games.RATE
        if not SHORTEST <= lasts <= LONGEST:
            continue
        if window and seconds + lasts + PAUSE_SECONDS > WINDOW_SECONDS:
            yield window
            window, seconds = [], 0.0
        window.append(line)
        seconds += lasts + PAUSE_SECONDS
    if window:
        yield window


def label(lines, work: Path, log=print) -> Path:
    """Writes `work/acted-speech.jsonl` (a line each: its words with start, end and probability), going on where it was;
    `lines` as of `games.lines`; a fifteenth of real time on one core."""
    out = work / "acted-speech.jsonl"
    done = {(r["game"], r["line"]) for r in map(json.loads, out.open())} if out.exists() else set()
    recogniser = Recogniser(work)
    for window in _windows(sorted(lines, key=lambda line: line[:2])):
        if window[0][:2] in done:
            continue
        spoken, spans, at = [], [], 0
        for _, _, samples in window:
            heard = _heard_well(samples)
            spans.append((at / RATE, (at + len(heard)) / RATE))
            spoken += [heard, np.zeros(int(PAUSE_SECONDS * RATE), np.float32)]
            at += len(heard) + len(spoken[-1])
        segments, _ = recogniser.hear(np.concatenate(spoken), beam=3)
        words = [w for s in segments for w in s.words or ()]
        rows = []
        for (game, line, _), (start, end) in zip(window, spans):
            own = [w for w in words if start - EDGE <= (w.start + w.end) / 2 < end + EDGE]
            rows.append({"game": game, "line": line, "seconds": round(end - start, 2), "words": [
                (w.word, round(w.start - start, 2), round(w.end - start, 2), round(w.probability, 2)) for w in own]})
        with out.open("a") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    log(f"acted speech labelled: {out}")
    return out


def _said(row: dict) -> str | None:
    if not row["words"]:
        return None
    text = "".join(word for word, *_ in row["words"]).strip()
    sure = [probability for *_, probability in row["words"]]
    letters = len(re.sub(r"[^A-Za-z]", "", text)) / row["seconds"]
    if min(sure) < LEAST_SURE or sum(sure) / len(sure) < MEAN_SURE or re.search(r"[^\x00-\x7f\u2019]|\d|\[|\(|\*", text):
        return None
    return text if LETTERS_A_SECOND[0] <= letters <= LETTERS_A_SECOND[1] else None


def utterances(work: Path, shared: Path = games.SHARED) -> list[Utterance]:
    """The lines whose words are sure, all for training: which actor speaks is not known."""
    lines = list(games.lines(shared))
    said = {(row["game"], row["line"]): _said(row) for row in map(json.loads, label(lines, work).open())}
    found = []
    for game, line, samples in lines:
        if text := said.get((game, line)):
            loud = _heard_well(samples)
            found.append(Utterance(np.round(loud * 32767).astype(np.int16), text, game, f"{game}:actors"))
    return found
