"""Training: pairs and sentences misheard on purpose, each drawn anew; the last third with int8 weights and activations."""

import math

import numpy as np
import torch

from .data import Pair, Text, symbols
from .net import Net, Shape, log_probabilities
from .noise import Mishearing

BATCH = 64
REAL = 0.25
UNCHANGED = 0.05
STEPS = 4000
QUANTISED = 0.65


class Stream:
    """Batches of rows of about the same length."""

    def __init__(self, pairs: list[Pair], sentences: list[Text], mishearing: Mishearing, seed: int):
        self.random = np.random.default_rng(seed)
        self.mishearing, self.sentences = mishearing, sentences
        misheard = [p for p in pairs if p.heard.sounds != p.said.sounds]
        self.pairs = [(p.heard.symbols(), p.said.symbols()) for p in misheard]

    def row(self):
        while True:
            kind = self.random.random()
            if kind < REAL:
                row = self.pairs[self.random.integers(len(self.pairs))]
            else:
                said = self.sentences[self.random.integers(len(self.sentences))]
                unchanged = kind < REAL + UNCHANGED
                heard = said.sounds if unchanged else self.mishearing.misheard(said, self.random)
                row = (symbols(heard), said.symbols())
            if 0 < len(row[0]) <= 100 and len(row[1]) <= 100:
                return row

    def batches(self):
        while True:
            rows = sorted((self.row() for _ in range(BATCH * 16)), key=lambda r: len(r[0]) + len(r[1]))
            for at in self.random.permutation(16):
                yield rows[at * BATCH:(at + 1) * BATCH]


def train(pairs, development, sentences, costs, log, seed=1, steps=STEPS, rate=3e-3, shape=Shape()) -> Net:
    torch.manual_seed(seed)
    net = Net(shape)
    stream = Stream(pairs, sentences, Mishearing(pairs, sentences, costs), seed).batches()
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3, betas=(0.9, 0.98))
    held = [(p.heard.symbols(), p.said.symbols()) for p in development if p.heard.sounds != p.said.sounds]
    mean = None
    for step in range(steps):
        if step >= QUANTISED * steps and not net.active:
            net.quantised(True)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 300) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        total, counts = log_probabilities(net, next(stream), dropout=0.1)
        loss = -total.sum() / counts.sum()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
        if step % 500 == 499 or step + 1 == steps:
            log(f"step {step + 1} of {steps}, seed {seed}: {mean:.4f} nats a sound, "
                f"of the pairs for development {told(net, held):.4f}")
    return net.eval()


@torch.no_grad()
def told(net, rows) -> float:
    was, total, count = net.training, 0.0, 0
    net.eval()
    for at in range(0, len(rows), 128):
        sums, counts = log_probabilities(net, rows[at:at + 128])
        total, count = total - float(sums.sum()), count + int(counts.sum())
    net.train(was)
    return total / count
