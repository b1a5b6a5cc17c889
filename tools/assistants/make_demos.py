#!/usr/bin/env python3
"""Speaks the demo dialogues of `home`, or a set of test commands, with voices the networks never heard.

    make_demos.py                     home/demos.yaml -> home/demos/*.wav
    make_demos.py --commands FOLDER   spoken commands and their labels.json, for `goldcrest eval commands`

Needs espeak-ng, flite, festival with festvox-kdlpc16k and Kokoro (tools/train/README.md), and Python with numpy, scipy
and PyYAML.
"""

import argparse
import json
import re
import sys
import wave
from pathlib import Path

import numpy as np
import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "train"))
from goldcrest_train import kokoro, voices  # noqa: E402
from goldcrest_train.voices import RATE, Synthesiser  # noqa: E402

# a device has listened before it is spoken to, and whoever is asked something hears the question out
DEMO_LEAD_S, LEAD_S, BREATH_S, PAUSE_S, TAIL_S = 0.5, 0.15, 0.1, 1.6, 0.2
ROOM_LEVEL = 6.0
LOUDEST = 11_000


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Speech without the silence around it, at one loudness."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 0.02 * np.abs(samples.astype(np.int32)).max())
    edge = RATE // 50
    part = samples[max(0, loud[0] - edge) : loud[-1] + edge].astype(np.float64)
    return part * (LOUDEST / np.abs(part).max())


def in_a_room(parts: list[np.ndarray], pauses: list[float], rng) -> np.ndarray:
    """Parts one after another, each after its pause, over the faint hiss that every microphone has."""
    pieces = []
    for part, pause in zip(parts, pauses):
        pieces += [np.zeros(round(pause * RATE)), part]
    pieces.append(np.zeros(round(TAIL_S * RATE)))
    whole = np.concatenate(pieces)
    return np.clip(np.round(whole + rng.normal(0, ROOM_LEVEL, len(whole))), -32768, 32767).astype(np.int16)


def write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


def make_demos(synthesiser: Synthesiser) -> None:
    folder = HERE / "home"
    (folder / "demos").mkdir(exist_ok=True)
    total = 0
    for seed, demo in enumerate(yaml.safe_load((folder / "demos.yaml").read_text())["demos"]):
        parts, pauses = [], []
        for turn in demo["turns"]:
            for place, phrase in enumerate(turn["say"].split(", ")):
                pauses.append(BREATH_S if place else PAUSE_S if parts else DEMO_LEAD_S)
                parts.append(trimmed(synthesiser.speak(phrase, demo["voice"])))
        samples = in_a_room(parts, pauses, np.random.default_rng(seed))
        write(folder / "demos" / f"{demo['file']}.wav", samples)
        total += samples.nbytes + 44
        print(f"{demo['file']:24} {len(samples) / RATE:5.2f} s")
    print(f"{total:,} bytes")


def make_commands(synthesiser: Synthesiser, assistant: str, folder: Path, count: int, seed: int, draw) -> None:
    """Utterances drawn from the tests of an assistant, each by a held-out voice and prosody of its own."""
    rng = np.random.default_rng(seed)
    said = []
    for path in sorted((HERE / assistant / "tests").glob("*.yaml")):
        for test in yaml.safe_load(path.read_text())["tests"]:
            if test["intent"] is None or test.get("when"):
                continue
            lines = test["say"] if isinstance(test["say"], list) else [test["say"]]
            said += [(line, test) for line in lines if len(line.split()) > 1 and not any(c.isdigit() or c == "%" for c in line)]
    chosen = [said[i] for i in sorted(rng.permutation(len(said))[:count])]
    folder.mkdir(parents=True, exist_ok=True)
    labels = {}
    for number, (line, test) in enumerate(chosen):
        voice = draw(rng, True)
        samples = in_a_room([trimmed(synthesiser.speak(line, voice))], [LEAD_S], rng)
        name = f"{number:03}-{re.sub('[^a-z]+', '-', line.lower()).strip('-')[:40]}.wav"
        write(folder / name, samples)
        slots = {slot: str(value) for slot, value in test.get("slots", {}).items()}
        labels[name] = {"intent": test["intent"], "slots": slots, "text": line, "voice": voice}
    (folder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    print(f"{len(labels)} commands in {folder}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--commands", type=Path, metavar="FOLDER", help="write test commands here instead of the demos")
    arguments.add_argument("--assistant", default="home", help="whose tests are spoken (home)")
    arguments.add_argument("--count", type=int, default=60, help="how many test commands (60)")
    arguments.add_argument("--seed", type=int, default=1, help="another seed, other commands and voices (1)")
    arguments.add_argument("--neural", action="store_true",
                           help="test commands by the held-out speakers of Kokoro (see tools/train) instead of the other engines")
    options = arguments.parse_args()
    if options.commands:
        make_commands(Synthesiser(), options.assistant, options.commands, options.count, options.seed,
                      kokoro.draw if options.neural else voices.draw)
    else:
        make_demos(Synthesiser())


if __name__ == "__main__":
    main()
