"""Recordings of people, with their words, split by speaker.

`held_out(speaker)` is the one rule of the split; the folders marked *development test only*
(speech/wake, speech/coffee, noise/kitchen.flac) are never opened here.
"""

import hashlib
import re
from pathlib import Path

import numpy as np
import soundfile

from .corpus import Utterance
from .pronounce import number_words, words
from .voices import RATE, resampled


def held_out(speaker: str) -> bool:
    """A quarter of all speakers, by the SHA-1 of their name: first byte below 64.

    Sets of one or six speakers are split by hand: the reader of LJSpeech is trained on, and of the
    spoken digits `theo` alone is held out.
    """
    if speaker.startswith(("ljspeech:", "spoken-digits:")):
        return speaker == "spoken-digits:theo"
    return hashlib.sha1(speaker.encode()).digest()[0] < 64


def load(path: Path) -> np.ndarray:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = resampled(samples.mean(axis=1), rate)
    return np.clip(np.round(mono * 32768), -32768, 32767).astype(np.int16)


def _speech_commands(folder: Path):
    for path in sorted(folder.glob("*/*.flac")):
        word = path.parent.name
        if word == "silence":
            continue
        if word == "unknown":
            word, name = path.name.split("_", 1)
        else:
            name = path.name
        yield path, word, "speech-commands:" + name.split("_")[0]


def _precise(folder: Path):
    said = {"heychatterbox": "hey chatterbox", "heycomputer": "hey computer", "HeyVermont": "hey vermont",
            "HesDistraught": "he's distraught", "IWant": "i want"}
    for path in sorted(folder.rglob("*.flac")):
        parts = path.relative_to(folder).parts
        prompts = path.parent / "prompts.tsv"
        speaker = "precise:" + path.stem[-36:]
        if parts[0] in ("amelia", "athena", "computer"):
            text = parts[0]
        elif parts[0] in said:
            text = said[parts[0]]
        elif parts[0] == "heysavant":
            text = "hey savant" if parts[1] == "wake-word" else said.get(parts[-2])
        elif prompts.exists():
            text = dict(l.split("\t")[:2] for l in prompts.read_text().splitlines() if "\t" in l).get(path.name)
        else:
            text = None
        if text:
            yield path, text, speaker


def _tsv(folder: Path):
    for line in (folder / "prompts.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, text = line.split("\t")[:2]
        yield folder / name, text


def _alphanumeric(folder: Path):
    """Names, and phone numbers digit by digit; of the addresses, whose numbers can be read in several
    ways, only those without a number of two digits or more."""
    for path, text in _tsv(folder):
        kind, speaker = path.stem.split("-", 1)
        if kind == "numbers":
            digits = re.sub(r"\D", "", text)
            if re.sub(r"[\d\s]", "", text) or not digits:
                continue
            text = " ".join(number_words(int(d)) for d in digits)
        elif kind == "addresses" and re.search(r"[A-Z]{2,}|\d[A-Za-z]|\d{2}", text):
            continue
        yield path, text, "alphanumeric:" + speaker


def _digits(folder: Path):
    for path in sorted(folder.glob("*.flac")):
        digit, speaker, _ = path.stem.split("_")
        yield path, number_words(int(digit)), "spoken-digits:" + speaker


def recordings(speech: Path) -> list[Utterance]:
    """Every transcribed recording that may be trained on (both sides of the split)."""
    found = []
    for source, rows in (
        ("speech-commands", _speech_commands(speech / "speech-commands")),
        ("precise-community", _precise(speech / "precise-community")),
        ("alphanumeric", _alphanumeric(speech / "alphanumeric")),
        ("spoken-digits", _digits(speech / "spoken-digits")),
        ("ljspeech-slice", ((p, t, "ljspeech:lj") for p, t in _tsv(speech / "ljspeech-slice"))),
    ):
        for path, text, speaker in rows:
            said = " ".join(words(text))
            if said:
                found.append(Utterance(load(path), said, source, speaker))
    return found


def noises(speech: Path) -> list[np.ndarray]:
    """ESC-10 and the silence of Speech Commands; the kitchen is test noise and stays out."""
    paths = sorted((speech / "noise" / "esc10").glob("*.flac"))
    paths += sorted((speech / "speech-commands" / "silence").glob("*.flac"))
    return [n for n in (load(p) for p in paths) if len(n) > RATE // 2 and np.abs(n).max() > 20]
