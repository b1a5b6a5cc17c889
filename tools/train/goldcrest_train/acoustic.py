"""Trains the acoustic network: CTC over phones on shards of augmented speech."""

import copy
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import shards, spotting, warp
from .net import ACOUSTIC, FEATURE_SCALE, Shape, StreamNet
from .pronounce import PHONE_ID, Pronunciations, words


def greedy(logits: np.ndarray, blank_penalty: float = 0.0) -> list[int]:
    """Best phone a column of `[40, T]`, repeats and blanks removed."""
    scores = logits.copy()
    scores[0] -= blank_penalty
    best = scores.argmax(0)
    keep = np.concatenate([[True], best[1:] != best[:-1]]) & (best != 0)
    return best[keep].tolist()


@dataclass
class Batch:
    """`columns [batch, 40, T]`, their counts, the phones of all, how many each has, and the phones of each word of each."""

    columns: torch.Tensor
    inputs: torch.Tensor
    targets: torch.Tensor
    lengths: torch.Tensor
    spoken: list[list[list[int]]]

    @property
    def frames(self) -> torch.Tensor:
        return (self.inputs + 2) // 3


class Batches:
    """Length-sorted batches of one epoch over the shards named; `masked`: with stripes left out (SpecAugment)."""

    def __init__(self, folder: Path, names, pronunciations: Pronunciations, seed: int, columns: int, limit: int = 1400,
                 masked: bool = True):
        self.rng, self.masked = np.random.default_rng(seed), masked
        self.items = []
        for name in names:
            for features, record in shards.read(folder, name):
                if not 20 <= len(features) <= limit:
                    continue
                spoken = [pronunciations.sample([word], self.rng) for word in words(record["text"])]
                if spoken and all(spoken) and sum(map(len, spoken)) * 3 + 6 < len(features):
                    self.items.append((features, spoken))
        order = sorted(range(len(self.items)), key=lambda i: len(self.items[i][0]) + self.rng.uniform(0, 20))
        self.groups, group, longest = [], [], 0
        for i in order:
            longest = max(longest, len(self.items[i][0]))
            if group and longest * (len(group) + 1) > columns:
                self.groups.append(group)
                group, longest = [], len(self.items[i][0])
            group.append(i)
        if group:
            self.groups.append(group)
        self.rng.shuffle(self.groups)

    def __len__(self):
        return len(self.groups)

    def __iter__(self):
        for group in self.groups:
            yield self._batch([self.items[i] for i in group])

    def _batch(self, items) -> Batch:
        phones = [[phone for word in spoken for phone in word] for _, spoken in items]
        heard = [self._heard(f, len(said)) for (f, _), said in zip(items, phones)]
        x = np.zeros((len(items), 40, max(c.shape[1] for c in heard)), np.float32)
        for row, columns in zip(x, heard):
            row[:, : columns.shape[1]] = columns
            if self.masked:
                warp.masked(row, columns.shape[1], self.rng)
        return Batch(torch.from_numpy(x), torch.tensor([c.shape[1] for c in heard]), torch.tensor(sum(phones, [])),
                     torch.tensor([len(said) for said in phones]), [spoken for _, spoken in items])

    def _heard(self, raw, phones: int) -> np.ndarray:
        """`[40, T]` as another mouth or another pace would have given it."""
        columns = raw.T * np.float32(FEATURE_SCALE)
        if self.rng.random() < 0.6:
            columns = warp.vocal_tract(columns, self.rng)
        if self.rng.random() < 0.5:
            stretched = warp.tempo(columns, self.rng)
            if phones * 3 + 6 < stretched.shape[1]:
                columns = stretched
        return columns


def learning_rate(step: int, steps: int, peak: float) -> float:
    warm = min(500, steps // 10)
    if step < warm:
        return peak * (step + 1) / warm
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))))


class Average:
    """Exponential moving average of weights and running statistics; this is what is exported."""

    def __init__(self, net: StreamNet, decay: float):
        self.net, self.decay = copy.deepcopy(net).eval(), decay

    @torch.no_grad()
    def update(self, net: StreamNet, step: int) -> None:
        decay = min(self.decay, (1 + step) / (20 + step))
        for mine, theirs in zip(self.net.state_dict().values(), net.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


class Development:
    """Fixed held-out material and the phone error rate on it."""

    def __init__(self, sets: dict, pronunciations: Pronunciations):
        """`sets`: name -> list of (raw columns, words)."""
        self.sets = {}
        for name, rows in sets.items():
            kept = []
            for raw, text in rows:
                variants = [pronunciations.variants(w) for w in words(text)]
                if variants and all(variants):
                    kept.append((np.asarray(raw), variants))
            self.sets[name] = kept

    def error_rate(self, run, name: str) -> float:
        """Phone errors a hundred phones, nearest pronunciation of every word; `run([40, T]) -> [40, T/3]`."""
        errors = total = 0
        for raw, variants in self.sets[name]:
            heard = greedy(run(raw.T * np.float32(FEATURE_SCALE)))
            distance, count = lattice_distance(heard, [[[PHONE_ID[p] for p in v] for v in w] for w in variants])
            errors += distance
            total += count
        return 100.0 * errors / max(1, total)


def lattice_distance(heard, variants) -> tuple[int, int]:
    """Least edit distance of `heard` to any choice of variants, and the phones of that choice (first variants)."""
    row = np.arange(len(heard) + 1)
    h = np.asarray(heard, dtype=int)
    ramp = np.arange(len(heard) + 1)
    for options in variants:
        best = None
        for phones in options:
            current = row
            for p in phones:
                new = np.minimum(current[:-1] + (h != p), current[1:] + 1)
                new = np.concatenate([[current[0] + 1], new]) - ramp
                current = np.minimum.accumulate(new) + ramp
            best = current if best is None else np.minimum(best, current)
        row = best
    return int(row[-1]), sum(len(w[0]) for w in variants)


def torch_run(net: StreamNet):
    @torch.no_grad()
    def run(features):
        return net(torch.from_numpy(np.ascontiguousarray(features))[None])[0].numpy()

    return run


def train(
    work: Path, pronunciations: Pronunciations, development: Development, *, steps: int, seed: int, peak: float = 3e-3,
    columns: int = 8_000, shape: Shape = ACOUSTIC, name: str = "acoustic",
    shards_an_epoch: int = 12, pattern: str = "*", often: dict | None = None, start: Path | None = None,
    spot: spotting.Spotting | None = None, masked: bool = True, log=print,
) -> StreamNet:
    """Trains `steps` batches, going on from `work/NAME.pt` where there is one, else from the averaged weights of
    the checkpoint `start`, else from nothing. Returns the averaged network. `often`: how many times a round goes
    through the shards whose names begin with a letter; once where it is silent.

    A second CTC head on the middle block shares the loss and is thrown away (Lee and Watanabe, 2021); so does, where
    it is asked for, the loss of `spotting`.
    """
    torch.manual_seed(seed)
    net = StreamNet(shape, dropout=0.05)
    middle = torch.nn.Conv1d(shape.channels, shape.outputs, 1)
    if start is not None:
        saved = torch.load(start, weights_only=False)
        net.load_state_dict(saved["average"])
        middle.load_state_dict({k.removeprefix("head."): v for k, v in saved["average"].items() if k.startswith("head.")})
    named = list(net.named_parameters()) + list(middle.named_parameters())
    decays = [p for n, p in named if p.ndim > 1]
    others = [p for n, p in named if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decays, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}], lr=peak, betas=(0.9, 0.98))
    average, step, epoch = Average(net, 0.9985), 0, 0
    checkpoint = work / f"{name}.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        net.load_state_dict(saved["net"])
        middle.load_state_dict(saved["middle"])
        average.net.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        step, epoch = saved["step"], saved["epoch"]
        log(f"going on at step {step}")
    folder, queue = work / "shards", []
    while step < steps:
        names = sorted(p.stem for p in folder.glob(f"{pattern}.jsonl"))
        names = [n for n in names for _ in range((often or {}).get(n[0], 1))]
        draw = np.random.default_rng([seed, epoch])
        queue = [n for n in queue if n in names]
        if len(queue) < shards_an_epoch:
            fresh = [n for n in names if n not in queue]
            draw.shuffle(fresh)
            queue += fresh
        use, queue = queue[:shards_an_epoch], queue[shards_an_epoch:]
        for n in use:
            read = {w for _, r in shards.read(folder, n) for w in words(r["text"])}
            pronunciations.learn(read)
        batches = Batches(folder, use, pronunciations, seed * 1000 + epoch, columns, masked=masked)
        began, losses, ranks, seconds = time.time(), [], [], 0
        net.train()
        for batch in batches:
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(step, steps, peak)
            with torch.autocast("cpu", torch.bfloat16):
                logits, inside = net.with_middle(batch.columns)
                guess = middle(inside)
            ctc = lambda out: F.ctc_loss(out.float().permute(2, 0, 1).log_softmax(-1), batch.targets, batch.frames, batch.lengths,
                                         reduction="sum", zero_infinity=True) / batch.lengths.sum()
            last = ctc(logits)
            loss = 0.75 * last + 0.25 * ctc(guess)
            spotted = spotting.loss(logits.float(), batch.frames, batch.spoken, spot, batches.rng) if spot else None
            if spotted is not None:
                loss = loss + spot.weight * spotted
                ranks.append(spotted.item())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            average.update(net, step)
            losses.append(last.item())
            seconds += batch.columns.shape[0] * batch.columns.shape[2] / 100
            step += 1
            if step >= steps:
                break
        epoch += 1
        rates = {k: round(development.error_rate(torch_run(average.net), k), 2) for k in development.sets}
        log(json.dumps({"epoch": epoch, "step": step, "shards": len(names), "loss": round(float(np.mean(losses)), 4),
                        "spotting": round(float(np.mean(ranks)), 4) if ranks else None,
                        "phone_errors_percent": rates, "audio_s_per_s": round(seconds / (time.time() - began)),
                        "seconds": round(time.time() - began)}))
        part = checkpoint.with_suffix(".part")
        torch.save({"net": net.state_dict(), "middle": middle.state_dict(), "average": average.net.state_dict(), "optimiser": optimiser.state_dict(),
                    "step": step, "epoch": epoch, "shape": shape.to_dict(), "rates": rates, "seed": seed}, part)
        part.rename(checkpoint)
    return average.net
