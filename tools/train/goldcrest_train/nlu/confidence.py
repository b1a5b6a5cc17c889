"""Temperature and thresholds, fitted on the tuning part alone."""

import numpy as np

from .data import NONE, Sentence
from .labels import Labels
from .measure import softmax


def temperature(labels: Labels, rows: list[Sentence], logits: list) -> float:
    """The one that makes the right answers likeliest."""
    number = {name: i for i, name in enumerate(labels.classes)}
    scores = np.array([np.asarray(one[0], np.float64) for one in logits])
    truth = np.array([number[s.intent] for s in rows])
    grid = np.exp(np.linspace(np.log(0.2), np.log(3.0), 109))
    losses = [-np.log(softmax(scores / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])


def acted(labels: Labels, rows: list[Sentence], logits: list, t: float, threshold: float) -> dict:
    """What an assistant does that acts from this score on: rightly, wrongly, and what it refuses, in scope and not."""
    chances = softmax(np.array([np.asarray(one[0], np.float64) for one in logits]) / t)[:, : len(labels.intents)]
    acts, guess = chances.max(1) >= threshold, chances.argmax(1)
    inside = np.array([s.intent != NONE for s in rows])
    right = np.array([s.intent == labels.intents[g] for s, g in zip(rows, guess)])
    return {"in_scope": int(inside.sum()), "right": int((acts & right & inside).sum()), "wrong": int((acts & ~right & inside).sum()),
            "out_of_scope": int((~inside).sum()), "refused": int((~acts & ~inside).sum())}


def scope_threshold(labels: Labels, rows: list[Sentence], logits: list, t: float, accept: float) -> int:
    """Of 65,535: the score that this share of the sentences that mean something reaches."""
    inside = [one[0] for s, one in zip(rows, logits) if s.intent != NONE]
    top = softmax(np.array(inside, np.float64) / t)[:, : len(labels.intents)].max(1)
    return int(round(65535 * float(np.quantile(top, 1 - accept))))
