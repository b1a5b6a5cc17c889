"""Words for read speech that has none: what a recogniser (Whisper base) writes down, where it is sure.

The LibriSpeech slice stops after eight seconds, often within a word; of such a recording the last word is left out. A
quarter of the speakers is held out, so that false accepts can be measured on people whose voices were not trained on.
"""

import json
import re
from pathlib import Path

from . import real
from .corpus import Utterance
from .recogniser import Recogniser

SURE, FEWEST_WORDS, WHOLE_SECONDS = -0.6, 3, 7.9


def label(speech: Path, work: Path, log=print) -> Path:
    """Writes `work/read-speech.jsonl` (file, seconds, segments of words), going on where it was; about a tenth of real time."""
    out = work / "read-speech.jsonl"
    done = {json.loads(line)["file"] for line in out.open()} if out.exists() else set()
    recogniser = Recogniser(work)
    for path in sorted((speech / "librispeech-slice").glob("*.flac")):
        if path.name in done:
            continue
        found, seconds = recogniser.hear(str(path), beam=5)
        segments = [{"sure": s.avg_logprob, "words": [(w.word, round(w.start, 2), round(w.end, 2)) for w in s.words or ()]}
                    for s in found]
        with out.open("a") as file:
            file.write(json.dumps({"file": path.name, "seconds": seconds, "segments": segments}) + "\n")
    log(f"read speech labelled: {out}")
    return out


def _said(record: dict) -> tuple[str, float] | None:
    """The words and where the last of them ends, in seconds; none where the recogniser is unsure or writes numbers."""
    segments = record["segments"]
    if not segments or min(s["sure"] for s in segments) < SURE:
        return None
    spoken, end = [w for s in segments for w in s["words"]], record["seconds"]
    if end >= WHOLE_SECONDS and len(spoken) > 1:
        end = (spoken[-2][2] + spoken[-1][1]) / 2
        spoken.pop()
    text = "".join(word for word, _, _ in spoken)
    if len(spoken) < FEWEST_WORDS or re.search(r"\d", text):
        return None
    return text, end


def utterances(speech: Path, work: Path) -> list[Utterance]:
    """Recordings with their words, both sides of the split (`real.held_out` tells)."""
    found = []
    for line in label(speech, work).open():
        record = json.loads(line)
        if said := _said(record):
            text, end = said
            samples = real.load(speech / "librispeech-slice" / record["file"])
            text = text.replace("\u2019", "'").replace("Mr.", "mister").replace("Mrs.", "missus").replace("Dr.", "doctor")
            speaker = "librispeech:" + record["file"].split("-")[0]
            found.append(Utterance(samples[: int(end * real.RATE)], text.strip(), "librispeech-slice", speaker))
    return found
