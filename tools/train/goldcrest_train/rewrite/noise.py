"""Sentences misheard on purpose, as the pairs for training are: words taken for words that sound like them, lost,
added, run together, torn apart, not written."""

from collections import Counter, defaultdict
from difflib import SequenceMatcher

import numpy as np

from .data import SOUNDS, UNKNOWN, Pair, Text

NEIGHBOURS = 12
DEAREST = 255


class Mishearing:
    """`costs[said][heard]` are in sixteenths of a nat, row and column 0 standing for no sound."""

    def __init__(self, pairs: list[Pair], sentences: list[Text], costs: np.ndarray):
        self.costs = np.minimum(costs.astype(np.int32), 96)
        lexicon: dict[str, tuple] = {}
        for text in [*sentences, *(p.heard for p in pairs), *(p.said for p in pairs)]:
            lexicon.update(zip(text.words, text.sounds))
        lexicon.pop("?", None)
        self.sounds = sorted({s for s in lexicon.values() if s})
        self.number = {s: n for n, s in enumerate(self.sounds)}
        width = max(map(len, self.sounds))
        self.padded = np.zeros((len(self.sounds), width), np.int64)
        for row, sounds in enumerate(self.sounds):
            self.padded[row, : len(sounds)] = sounds
        self.lengths = np.array([len(s) for s in self.sounds])
        heard = Counter(s for p in pairs for s in p.heard.sounds if s and s != (UNKNOWN,))
        self.often = np.log(np.array([heard[s] + 0.3 for s in self.sounds]))
        self.near: dict[tuple, tuple] = {}
        self.seen = confusions(pairs)
        common = heard.most_common(60)
        self.added = [s for s, _ in common]
        self.added_share = np.array([n for _, n in common], float) / sum(n for _, n in common)
        said, lost = Counter(), Counter()
        for pair in pairs:
            said.update(pair.said.words)
            lost.update((Counter(pair.said.words) - Counter(pair.heard.words)).elements())
        self.lost = {w: (lost[w] + 1) / (said[w] + 8) for w in said}

    def neighbours(self, sounds: tuple):
        """Words that sound alike, and how likely each is to be heard instead."""
        if sounds not in self.near:
            like = np.flatnonzero(abs(self.lengths - len(sounds)) <= 2)
            padded = self.padded[like, : len(sounds) + 2].T.copy()
            added = self.costs[0][padded]
            row = [np.zeros(len(like), np.int32), *added.cumsum(0, dtype=np.int32)]
            for phone in sounds:
                lost, taken = self.costs[phone, 0], self.costs[phone][padded]
                new = [row[0] + lost]
                for at in range(len(padded)):
                    new.append(np.minimum(np.minimum(row[at + 1] + lost, row[at] + taken[at]), new[at] + added[at]))
                row = new
            cost = np.array(row)[self.lengths[like], np.arange(len(like))] / 16.0
            score = 0.5 * self.often[like] - 0.6 * cost
            if sounds in self.number:
                score[like == self.number[sounds]] = -1e9
            best = np.argsort(-score)[:NEIGHBOURS]
            share = np.exp(score[best] - score.max(initial=-1e9))
            self.near[sounds] = (like[best], share / max(share.sum(), 1e-9))
        return self.near[sounds]

    def misheard(self, text: Text, random: np.random.Generator) -> list[tuple]:
        """The words that are heard, as sounds."""
        words = [(w, s) for w, s in zip(text.words, text.sounds)]
        for _ in range(random.choice([1, 2, 3], p=[0.55, 0.3, 0.15])):
            if words:
                self.once(words, random)
        return [s for _, s in words if s]

    def once(self, words: list, random) -> None:
        at = int(random.integers(len(words)))
        word, sounds = words[at]
        if sounds in ((), (UNKNOWN,)):
            return
        spans = [(end, self.seen[span]) for end in range(at + 1, min(at + 3, len(words)) + 1)
                 if (span := tuple(w for w, _ in words[at:end])) in self.seen]
        if spans and random.random() < 0.6:
            end, heard = spans[random.integers(len(spans))]
            words[at:end] = [("", s) for s in heard[random.integers(len(heard))]]
            return
        kind = random.random()
        if kind < 0.16:
            loss = [self.lost.get(w, 0.1) for w, _ in words]
            del words[random.choice(len(words), p=np.array(loss) / sum(loss))]
        elif kind < 0.21:
            words.insert(at, ("", self.added[random.choice(len(self.added), p=self.added_share)]))
        elif kind < 0.25:
            words[at] = ("", (UNKNOWN,))
        elif kind < 0.37 and at + 1 < len(words):
            words[at:at + 2] = [("", self.slurred(sounds + words[at + 1][1], random))]
        elif kind < 0.45 and len(sounds) > 3:
            cut = int(random.integers(1, len(sounds)))
            words[at:at + 1] = [("", self.slurred(part, random)) for part in (sounds[:cut], sounds[cut:])]
        elif kind < 0.60:
            words[at] = ("", self.slurred(sounds, random))
        else:
            words[at] = ("", self.alike(sounds, random))

    def alike(self, sounds: tuple, random) -> tuple:
        best, share = self.neighbours(sounds)
        if not len(best):
            return sounds
        return self.sounds[best[random.choice(len(best), p=share)]]

    def slurred(self, sounds: tuple, random) -> tuple:
        """One sound changed, lost or added, by the learnt costs; or none."""
        sounds = list(sounds)
        at = int(random.integers(len(sounds)))
        if sounds[at] == UNKNOWN or random.random() < 0.25:
            return tuple(sounds)
        odds = np.exp(-self.costs[sounds[at]][:UNKNOWN] / 16.0)
        odds[sounds[at]] = 0
        sound = int(random.choice(UNKNOWN, p=odds / odds.sum()))
        sounds[at:at + 1] = [sound] if sound else []
        if random.random() < 0.2:
            sounds.insert(at, int(random.integers(1, UNKNOWN)))
        return tuple(sounds)


def confusions(pairs: list[Pair]) -> dict:
    """Runs of at most three words, and what was heard for them."""
    seen = defaultdict(list)
    for pair in pairs:
        said, heard = pair.said.words, pair.heard.words
        for kind, a, b, c, d in SequenceMatcher(None, said, heard, autojunk=False).get_opcodes():
            if kind != "equal" and 1 <= b - a <= 3 and d - c <= 3:
                seen[said[a:b]].append(pair.heard.sounds[c:d])
    return dict(seen)


def learnt_costs(model: bytes) -> np.ndarray:
    """The table of costs of a model of the strategy `edit`: the engine's `EditModel` says where it is."""
    table, tail = SOUNDS * SOUNDS, 4
    begin = 8 + 4 * (2 + 6 * 12)
    if model[:4] != b"GRWE" or len(model) < begin + table + tail:
        raise ValueError("not a model of the strategy edit")
    return np.frombuffer(model, np.uint8, table, begin).reshape(SOUNDS, SOUNDS)
