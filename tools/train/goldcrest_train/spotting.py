"""A loss for networks whose phones are followed: where a phrase is said it must cost less than anywhere else.

CTC asks for the right phones on the whole; a wake phrase or a command is found where the cheapest path of its phones
costs less than some limit. So runs of words of a batch are followed through all of its utterances as the engine
follows them, and each must cost less where it is said than in the utterances where it costs least without being said,
and less than itself with a phone or two exchanged (Keshet, Grangier and Bengio, "Discriminative keyword spotting",
2009: ranks of alignments, with a margin).
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .pronounce import BLANK, PHONE_ID, PHONES

_VOWELS = [PHONE_ID[p] for p in PHONES if p[0] in "AEIOU"]
_CONSONANTS = [PHONE_ID[p] for p in PHONES if p[0] not in "AEIOU"]
NEVER = 1e9


@dataclass(frozen=True)
class Spotting:
    """`weight` beside CTC; costs a phone, in nats."""

    weight: float = 1.0
    phrases: int = 40
    fewest_phones: int = 5
    most_phones: int = 11
    rivals: int = 6
    margin: float = 0.4
    softness: float = 0.25
    blank_penalty: float = 1.25


def frame_costs(logits: torch.Tensor, blank_penalty: float) -> torch.Tensor:
    """What each class costs beyond the likeliest: `[batch, classes, T]`."""
    lowered = torch.cat([logits[:, :1] - blank_penalty, logits[:, 1:]], 1)
    return lowered.amax(1, keepdim=True) - lowered


def longest(phones: torch.Tensor) -> torch.Tensor:
    """Frames that a phrase may last, as in the engine."""
    return 8 + 4 * phones


@torch.no_grad()
def follow(costs: torch.Tensor, lengths: torch.Tensor, phrases: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest path of each phrase in each utterance: its cost a phone `[phrases, batch]`, and the class that it
    takes in every frame `[phrases, batch, T]`, -1 where it is not.

    `costs [batch, classes, T]`. States are phones with a blank after each; a path begins and ends in any frame.
    """
    batch, _, frames = costs.shape
    count = torch.tensor([len(p) for p in phrases])
    states = 2 * int(count.max())
    classes = torch.full((len(phrases), states), BLANK)
    skips = torch.zeros(len(phrases), states, dtype=torch.bool)
    for row, phones in enumerate(phrases):
        classes[row, 0 : 2 * len(phones) : 2] = torch.tensor(phones)
        for i in range(1, len(phones)):
            skips[row, 2 * i] = phones[i] != phones[i - 1]
    shape = (batch, len(phrases), states)
    cells, ages = torch.full(shape, NEVER), torch.zeros(shape, dtype=torch.int32)
    came = torch.zeros((frames, *shape), dtype=torch.uint8)
    most = longest(count)[None, :, None]
    best, where = torch.full(shape[:2], NEVER), torch.full(shape[:2], -1)
    last = (2 * count - 2)[None, :, None].expand(batch, -1, 1)
    shifted = lambda x, by, fill: F.pad(x, (by, 0), value=fill)[..., :states]
    for t in range(frames):
        own = costs[:, :, t][:, classes.flatten()].view(shape)
        one, two = shifted(cells, 1, NEVER), shifted(cells, 2, NEVER).masked_fill(~skips, NEVER)
        one[..., 0] = 0.0
        value, age, step = cells, ages, came[t]
        for source, aged, number in ((one, shifted(ages, 1, 0), 1), (two, shifted(ages, 2, 0), 2)):
            better = source < value
            value, age = torch.where(better, source, value), torch.where(better, aged, age)
            step.masked_fill_(better, number)
        ages = age + 1
        cells = (value + own).masked_fill(ages > most, NEVER)
        done = cells.gather(2, last)[..., 0].masked_fill((t >= lengths)[:, None], NEVER)
        better = done < best
        best, where = torch.where(better, done, best), torch.where(better, t, where)
    paths = np.full((len(phrases), batch, frames), -1, np.int8)
    came, named, where = came.numpy(), classes.numpy(), where.numpy()
    for row, phones in enumerate(phrases):
        for at in range(batch):
            t, state = where[at, row], 2 * len(phones) - 2
            while t >= 0 and state >= 0:
                paths[row, at, t] = named[row, state]
                state -= int(came[t, at, row, state])
                t -= 1
    return (best / count[None]).T.numpy(), paths


def path_costs(costs: torch.Tensor, pairs: list[tuple[int, int]], paths: np.ndarray, phrases: list[list[int]]) -> torch.Tensor:
    """Costs a phone of the paths of some (phrase, utterance), through which gradients pass."""
    frames = [np.flatnonzero(paths[row, at] >= 0) for row, at in pairs]
    classes = [paths[row, at, f].astype(np.int64) for (row, at), f in zip(pairs, frames)]
    utterances = [np.full(len(f), at) for (_, at), f in zip(pairs, frames)]
    owners = [np.full(len(f), i) for i, f in enumerate(frames)]
    utterances, classes, frames, owners = (torch.from_numpy(np.concatenate(x)) for x in (utterances, classes, frames, owners))
    sums = torch.zeros(len(pairs)).index_add(0, owners, costs[utterances, classes, frames])
    return sums / torch.tensor([float(len(phrases[row])) for row, _ in pairs])


def drawn(spoken: list[list[list[int]]], rules: Spotting, rng) -> list[list[int]]:
    """Runs of up to three words, shorter ones rather than longer."""
    found = {}
    for words in spoken:
        for begin in range(len(words)):
            run: list[int] = []
            for word in words[begin : begin + 3]:
                run = run + list(word)
                if rules.fewest_phones <= len(run) <= rules.most_phones:
                    found[tuple(run)] = rng.random() + (0.3 if len(run) > 8 else 0.0)
    return [list(run) for run in sorted(found, key=found.get)[: rules.phrases]]


def exchanged(phones: list[int], rng) -> list[int]:
    """One or two phones exchanged for others of their kind."""
    out = list(phones)
    for _ in range(int(rng.integers(1, 3))):
        at = int(rng.integers(len(out)))
        kind = _VOWELS if out[at] in _VOWELS else _CONSONANTS
        out[at] = kind[int(rng.integers(len(kind)))]
    return out


def holds(phones: list[int], run: list[int]) -> bool:
    return any(phones[i : i + len(run)] == run for i in range(len(phones) - len(run) + 1))


def loss(logits: torch.Tensor, lengths: torch.Tensor, spoken: list[list[list[int]]], rules: Spotting, rng) -> torch.Tensor | None:
    """`logits [batch, classes, T]`, `lengths` in frames, `spoken` the phones of each word of each utterance; none where
    the batch has too few runs of words to compare."""
    runs = drawn(spoken, rules, rng)
    if len(runs) < 4:
        return None
    phrases = runs + [exchanged(run, rng) for run in runs]
    said = [[phone for word in words for phone in word] for words in spoken]
    is_said = np.array([[holds(phones, phrase) for phones in said] for phrase in phrases])
    costs = frame_costs(logits, rules.blank_penalty)
    cost, paths = follow(costs.detach(), lengths, phrases)
    pairs: dict[tuple[int, int], int] = {}
    number = lambda row, at: pairs.setdefault((row, int(at)), len(pairs))
    ranks = []
    for row in range(len(runs)):
        nearest = np.argsort(np.where(is_said[row], NEVER, cost[row]))[: rules.rivals]
        rivals = [number(row, at) for at in nearest if not is_said[row, at] and cost[row, at] < NEVER / 100]
        for at in np.flatnonzero(is_said[row] & (cost[row] < NEVER / 100)):
            near = len(runs) + row
            twin = [number(near, at)] if not is_said[near, at] and cost[near, at] < NEVER / 100 else []
            if rivals or twin:
                ranks.append((number(row, at), rivals + twin))
    if not ranks:
        return None
    values = path_costs(costs, list(pairs), paths, phrases)
    wide = max(len(rivals) for _, rivals in ranks)
    places = torch.tensor([rivals + [-1] * (wide - len(rivals)) for _, rivals in ranks])
    behind = (values[[own for own, _ in ranks]][:, None] - values[places.clamp_min(0)] + rules.margin) / rules.softness
    behind = behind.masked_fill(places < 0, -30.0)
    return rules.softness * F.softplus(torch.logsumexp(behind, 1)).mean()
