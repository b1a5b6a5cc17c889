"""Which pronunciation was said: Viterbi over all variants of all words, by a trained network.

The choice replaces drawn variants in later training, and picks between the readings of a number.
"""

import json
from pathlib import Path

import numpy as np

from . import corpus, features, real
from .net import FEATURE_SCALE
from .pronounce import PHONE_ID, Pronunciations, words


def _graph(variants):
    """States (label, word, variant) and for each its predecessors; state 0 is the leading blank."""
    labels, owner, before = [0], [(-1, -1)], [[0]]
    junction, entries = 0, [0]
    for w, options in enumerate(variants):
        ends = []
        for v, phones in enumerate(options):
            previous = None
            for phone in phones:
                sources = list(entries) if previous is None else [previous]
                if previous is not None:
                    labels.append(0)
                    owner.append((w, v))
                    before.append([len(labels) - 1, previous])
                    if labels[previous] != phone:
                        sources = [previous, len(labels) - 1]
                    else:
                        sources = [len(labels) - 1]
                else:
                    sources = [s for s in sources if labels[s] != phone]
                labels.append(phone)
                owner.append((w, v))
                before.append([len(labels) - 1] + sources)
                previous = len(labels) - 1
            ends.append(previous)
        labels.append(0)
        owner.append((-1, -1))
        junction = len(labels) - 1
        before.append([junction] + ends)
        entries = ends + [junction]
    return np.array(labels), owner, before, entries


def align(scores: np.ndarray, variants) -> tuple[float, list[int]]:
    """Best total log-probability of `[T, 40]` scores and the variant it takes for every word."""
    labels, owner, before, finals = _graph(variants)
    width = max(map(len, before))
    table = np.array([b + [b[0]] * (width - len(b)) for b in before])
    state = np.full(len(labels), -1e30, np.float64)
    for s, sources in enumerate(before):
        if s == 0 or 0 in sources:
            state[s] = scores[0, labels[s]]
    # without a blank first: first phones of the first word
    back = np.zeros((len(scores), len(labels)), np.int32)
    for t in range(1, len(scores)):
        options = state[table]
        best = options.argmax(1)
        back[t] = table[np.arange(len(labels)), best]
        state = options[np.arange(len(labels)), best] + scores[t, labels]
    last = max(finals, key=lambda s: state[s])
    total, chosen = float(state[last]), [0] * len(variants)
    s = last
    for t in range(len(scores) - 1, -1, -1):
        w, v = owner[s]
        if w >= 0:
            chosen[w] = v
        s = back[t, s]
    return total, chosen


def log_softmax(logits: np.ndarray) -> np.ndarray:
    top = logits.max(0, keepdims=True)
    return (logits - top - np.log(np.exp(logits - top).sum(0, keepdims=True))).T


def readings(run, samples: np.ndarray, texts: list[str], pronunciations: Pronunciations, binary=None) -> tuple[str, float]:
    """The likeliest of `texts` for a recording, and its log-probability a column."""
    padded = np.concatenate([np.zeros(3200, np.int16), samples, np.zeros(6400, np.int16)])
    raw = features.columns([padded], binary)[0]
    scores, best = log_softmax(run(raw.T * np.float32(FEATURE_SCALE))), (texts[0], -1e30)
    for text in texts:
        variants = [[[PHONE_ID[p] for p in v] for v in pronunciations.variants(w)] for w in words(text)]
        if variants and all(variants) and sum(len(v[0]) for v in variants) < len(scores):
            total, _ = align(scores, variants)
            if total / len(scores) > best[1]:
                best = (text, total / len(scores))
    return best


def corpora(run, folders, pronunciations: Pronunciations, out: Path, binary=None, log=print) -> None:
    """Writes `key -> phones` for every synthetic utterance whose words have more than one reading."""
    chosen = json.loads(out.read_text()) if out.exists() else {}
    for folder in folders:
        for u in corpus.read(folder):
            if u.key in chosen:
                continue
            variants = [[[PHONE_ID[p] for p in v] for v in pronunciations.variants(w)] for w in words(u.text)]
            if not variants or not all(variants) or all(len(v) == 1 for v in variants):
                continue
            padded = np.concatenate([np.zeros(3200, np.int16), u.samples, np.zeros(4800, np.int16)])
            raw = features.columns([padded], binary)[0]
            scores = log_softmax(run(raw.T * np.float32(FEATURE_SCALE)))
            if sum(len(v[0]) for v in variants) * 1.2 > len(scores):
                continue
            _, picks = align(scores, variants)
            chosen[u.key] = [p for v, k in zip(variants, picks) for p in v[k]]
        out.write_text(json.dumps(chosen))
        log(f"{folder.name}: {len(chosen)} chosen")


def recordings(run, data: Path, pronunciations: Pronunciations, out: Path, binary=None, log=print) -> dict[str, str]:
    """The reading taken for every recording whose numbers can be read in several ways."""
    if out.exists():
        return json.loads(out.read_text())
    found = {}
    for u in real.recordings(data / "speech", ambiguous=True):
        if "|" in u.text:
            options = u.text.split("|")
            pronunciations.learn({w for t in options for w in words(t)})
            found[u.text], score = readings(run, u.samples, options, pronunciations, binary)
    out.write_text(json.dumps(found, indent=0))
    log(f"{len(found)} readings chosen")
    return found
