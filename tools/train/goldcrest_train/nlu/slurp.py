"""SLURP's 59 intents: HWU64, SLURP's devel set, text without labels, and templates of what else people would say."""

from dataclasses import replace
from pathlib import Path

from .data import Corpus, order, read
from .spoken import sentences

# By writers who saw sentences that are learned from, and none of those that tune or are measured.
WRITTEN = Path(__file__).parents[2] / "written/slurp"


def corpus(root: Path, drawn: int = 48_000, seed: int = 5) -> Corpus:
    """HWU64 and most of SLURP's devel set; 433 devel sentences measured, 200 to tune, by sentence id."""
    devel = sorted(read(root / "slurp/devel.jsonl"), key=lambda row: order(str(row[0]["id"])))
    dev, tune, rest = ([s for _, s in part] for part in (devel[:433], devel[433:633], devel[633:]))
    labels = {s.intent for s in dev + tune + rest}
    hwu = [replace(s, foreign=True) for _, s in read(root / "hwu64/utterances.jsonl") if s.intent in labels]
    held = {s.text for s in dev + tune}
    train = [s for s in hwu + rest if s.text not in held]
    lines = (root / "slurp/unlabelled.txt").read_text().splitlines()
    known = held | {s.text for s in train}
    unlabelled = [line for line in dict.fromkeys(lines) if line.strip() and line not in known]
    known |= set(unlabelled)
    others = dict.fromkeys(s.text for _, s in read(root / "clinc150/train.jsonl"))
    related = [text for text in others if text not in known]
    reworded = [s for s in sentences(WRITTEN, drawn, seed, "*.yaml") if s.text not in held]
    return Corpus(train, tune, dev, unlabelled, related=related, reworded=reworded)
