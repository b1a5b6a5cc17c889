"""Words for read speech that has none: what a recogniser (PocketSphinx) is sure of.

The LibriSpeech slice is cut into runs of words whose posterior is high; a quarter of the speakers is left out, so
that false accepts can be measured on people whose voices were not trained on.
"""

import json
import re
from pathlib import Path

import numpy as np

from . import real
from .corpus import Utterance

SURE, FEWEST_WORDS, FRAME, MARGIN = 0.5, 3, 160, 640


def _recognised(decoder, samples: np.ndarray) -> list[tuple[str, int, int, float]]:
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    return [(re.sub(r"\(\d+\)$", "", s.word), s.start_frame, s.end_frame, s.prob) for s in decoder.seg()]


def label(speech: Path, work: Path, log=print) -> Path:
    """Writes `work/read-speech.jsonl` (file, segments), going on where it was; about a third of real time."""
    from pocketsphinx import Decoder

    out = work / "read-speech.jsonl"
    done = {json.loads(line)["file"] for line in out.open()} if out.exists() else set()
    decoder = Decoder(samprate=real.RATE, loglevel="FATAL")
    for path in sorted((speech / "librispeech-slice").glob("*.flac")):
        if path.name not in done:
            with out.open("a") as file:
                file.write(json.dumps({"file": path.name, "segs": _recognised(decoder, real.load(path))}) + "\n")
    log(f"read speech labelled: {out}")
    return out


def _runs(segments):
    run = []
    for word, first, last, sure in segments:
        spoken = word[0] not in "<[+"
        if spoken and sure >= SURE:
            run.append((word, first, last))
        elif spoken or not run:
            yield run
            run = []
    yield run


def utterances(speech: Path, work: Path) -> list[Utterance]:
    """Runs of at least three sure words, both sides of the split (`real.held_out` tells)."""
    found = []
    for line in label(speech, work).open():
        record = json.loads(line)
        samples = real.load(speech / "librispeech-slice" / record["file"])
        speaker = "librispeech:" + record["file"].split("-")[0]
        for run in _runs(record["segs"]):
            if len(run) >= FEWEST_WORDS:
                begin = max(0, run[0][1] * FRAME - MARGIN)
                end = (run[-1][2] + 1) * FRAME + MARGIN
                found.append(Utterance(samples[begin:end], " ".join(w for w, _, _ in run), "librispeech-slice", speaker))
    return found
