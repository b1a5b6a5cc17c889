"""Intent accuracy, slot F1 by spans as seqeval counts, exact match, calibration error, out-of-scope recall.

All but the last are of sentences that mean one of the intents; slots only of those whose slots are labelled.
"""

import numpy as np

from .data import Sentence
from .labels import Labels


def spans(tags: list[int]) -> set[tuple[int, int, int]]:
    """(slot, first word, end) of BIO tag numbers; an inside tag without its beginning begins a span."""
    found, open_slot, start = set(), None, 0
    for at, tag in enumerate([*tags, 0]):
        slot = (tag - 1) // 2 if tag else None
        goes_on = tag and tag % 2 == 0 and slot == open_slot
        if open_slot is not None and not goes_on:
            found.add((open_slot, start, at))
            open_slot = None
        if slot is not None and not goes_on:
            open_slot, start = slot, at
    return found


def viterbi(scores: np.ndarray) -> list[int]:
    """The best tags among those that BIO allows; `scores` are logits `[words, tags]`."""
    scores = scores.astype(np.float64)
    scores = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    words, tags = scores.shape
    inside = np.arange(2, tags, 2)
    best, back = scores[0].copy(), []
    best[inside] = -np.inf
    for at in range(1, words):
        top = int(best.argmax())
        come = np.full(tags, top)
        value = np.full(tags, best[top])
        from_begin = best[inside - 1] >= best[inside]
        come[inside] = np.where(from_begin, inside - 1, inside)
        value[inside] = np.maximum(best[inside - 1], best[inside])
        best = value + scores[at]
        back.append(come)
    path = [int(best.argmax())]
    for come in reversed(back):
        path.append(int(come[path[-1]]))
    return path[::-1]


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(confidence[place == b].mean() - right[place == b].mean()) * (place == b).mean()
                     for b in range(bins) if (place == b).any()))


def recall_outside(inside: np.ndarray, outside: np.ndarray, accept: float = 0.95) -> float:
    """Share of `outside` scores below the threshold that accepts this share of `inside` scores."""
    threshold = np.sort(inside)[int(np.floor(len(inside) * (1 - accept)))]
    return float((outside < threshold).mean())


def measure(labels: Labels, rows: list[Sentence], logits: list, temperature: float = 1.0) -> dict:
    number = {name: i for i, name in enumerate(labels.classes)}
    intents = np.array([np.asarray(one[0], np.float64) for one in logits])
    truth = np.array([number[s.intent] for s in rows])
    real = len(labels.intents)
    inside = truth < real
    guess = intents[:, :real].argmax(1)
    chances = softmax(intents / temperature)
    right = guess == truth
    out = {"count": int(inside.sum()), "intent": round(100 * float(right[inside].mean()), 2)}
    top = chances[:, :real].max(1)
    out["ece"] = round(calibration_error(top[inside], right[inside]), 4)
    if (~inside).any():
        out["oos_recall"] = round(100 * recall_outside(top[inside], top[~inside]), 2)
        if labels.has_none:
            out["oos_recall_none"] = round(100 * recall_outside(1 - chances[inside, real], 1 - chances[~inside, real]), 2)
    if labels.slots:
        tag_number = {name: i for i, name in enumerate(labels.tags)}
        both = gold_count = guess_count = exact = tagged = 0
        for s, one, good, is_inside in zip(rows, logits, right, inside):
            if not is_inside or len(s.tags) != len(s.words):
                continue
            tagged += 1
            gold = spans([tag_number[t] for t in s.tags])
            found = spans(viterbi(np.asarray(one[1], np.float32))) if len(one[1]) else set()
            both += len(gold & found)
            gold_count += len(gold)
            guess_count += len(found)
            exact += good and gold == found
        out["slot_f1"] = round(200 * both / max(1, gold_count + guess_count), 2)
        out["exact"] = round(100 * exact / max(1, tagged), 2)
    return out
