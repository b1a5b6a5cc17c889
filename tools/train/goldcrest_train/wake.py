"""Trains the wake network for one phrase and picks its threshold."""

import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import augment, corpus, features, real
from . import warp
from .acoustic import Average, learning_rate
from .net import FEATURE_SCALE, WAKE, StreamNet

RATE = real.RATE
# The phrase counts as heard in this stretch around its end, in columns of 10 ms.
EARLY, LATE, AFTER = -6, 30, 70


def trim(samples: np.ndarray, floor_db: float = -38.0) -> np.ndarray:
    """Cuts the silence that synthesisers put around what they say."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(np.float32)
    energy = np.sqrt((frames**2).mean(1))
    loud = np.flatnonzero(energy > energy.max() * 10 ** (floor_db / 20))
    return samples[max(0, loud[0] - 1) * 160 : (loud[-1] + 2) * 160]


class Scenes:
    """Puts a clip into a context: silence or speech before, silence or a command right after."""

    def __init__(self, augmenter: augment.Augmenter, others: list[np.ndarray]):
        self.augmenter, self.others = augmenter, others

    def _other(self, rng) -> np.ndarray:
        return trim(self.others[int(rng.integers(len(self.others)))])

    def __call__(self, clip: np.ndarray, rng) -> tuple[np.ndarray, int, int]:
        """Augmented samples and the columns where the clip begins and ends."""
        clip = trim(clip).astype(np.float32)
        clip /= np.abs(clip).max() + 1e-6
        parts, start = [], 0
        if rng.random() < 0.35:
            other = self._other(rng).astype(np.float32)
            other = other[-int(rng.uniform(0.4, 1.6) * RATE) :] / (np.abs(other).max() + 1e-6) * rng.uniform(0.4, 1.1)
            gap = np.zeros(int(rng.uniform(0.12, 0.7) * RATE), np.float32)
            parts, start = [other, gap], len(other) + len(gap)
        parts.append(clip)
        end = start + len(clip)
        if rng.random() < 0.5:
            other = self._other(rng).astype(np.float32)
            other = other[: int(rng.uniform(0.5, 1.6) * RATE)] / (np.abs(other).max() + 1e-6) * rng.uniform(0.6, 1.1)
            parts += [np.zeros(int(rng.choice([0.0, rng.uniform(0, 0.5)]) * RATE), np.float32), other]
        whole = np.concatenate(parts)
        samples, before, after = self.augmenter(
            np.clip(whole / max(1.0, np.abs(whole).max()) * 32000, -32768, 32767).astype(np.int16), rng, True,
            lead=(0.3, 1.2), trail=(0.5, 0.9))
        speed = (after - before) / len(whole)
        # a column's 30 ms window ends 30 ms after the column's own start
        column = lambda sample: int(round((before + sample * speed) / 160)) - 2
        return samples, column(start), column(end)


def make(folder: Path, name: str, clips: list[np.ndarray], copies: int, scenes: Scenes, seed: int, binary) -> None:
    """`NAME.npy` columns and `NAME.jsonl` (columns, begin, end) of `copies` scenes of every clip."""
    if (folder / f"{name}.jsonl").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng, columns, lines = np.random.default_rng([seed, 5]), [], []
    for _ in range(copies):
        made = [scenes(c, rng) for c in clips]
        for raw, (_, begin, end) in zip(features.columns([m[0] for m in made], binary), made):
            columns.append(raw)
            lines.append(json.dumps({"columns": len(raw), "begin": begin, "end": end}))
    np.save(folder / f"{name}.npy", np.concatenate(columns))
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")


def read(folder: Path, name: str):
    columns, at = np.load(folder / f"{name}.npy", mmap_mode="r"), 0
    for line in (folder / f"{name}.jsonl").read_text().splitlines():
        r = json.loads(line)
        yield columns[at : at + r["columns"]], r
        at += r["columns"]


def prepare(data: Path, work: Path, seed: int, binary: str | None) -> None:
    """Scenes of the phrase and of near misses, by training and by held-out voices; read speech in rooms."""
    folder = work / "wake"
    rng = np.random.default_rng([seed, 4])
    synthetic = list(corpus.read(work / "synthetic"))
    recordings = [u for u in real.recordings(data / "speech") if not real.held_out(u.speaker)]
    others = [u.samples for u in synthetic[::6]] + [u.samples for u in recordings if len(u.samples) > RATE // 2]
    augmenter = augment.Augmenter(rng, real.noises(data / "speech"), others[::5])
    scenes = Scenes(augmenter, others)
    development = [u.samples for u in corpus.read(work / "dev-synthetic")]
    held = Scenes(augmenter, development)
    make(folder, "positive-dev", [u.samples for u in corpus.read(work / "wake-positive-dev")], 2, held, seed, binary)
    make(folder, "near-dev", [u.samples for u in corpus.read(work / "wake-near-dev")], 2, held, seed, binary)
    make(folder, "positive", [u.samples for u in corpus.read(work / "wake-positive")], 4, scenes, seed, binary)
    make(folder, "near", [u.samples for u in corpus.read(work / "wake-near")], 3, scenes, seed, binary)
    read_speech = sorted((data / "speech" / "librispeech-slice").glob("*.flac"))
    for name, part, copies in (
        ("read", [p for p in read_speech if not real.held_out("librispeech:" + p.stem.split("-")[0])], 3),
        ("read-dev", [p for p in read_speech if real.held_out("librispeech:" + p.stem.split("-")[0])], 2),
    ):
        make(folder, name, [real.load(p) for p in part], copies, scenes, seed, binary)


class Pool:
    """Crops of a fixed length from clips; positives keep the end of the phrase inside."""

    def __init__(self, rows, length: int):
        self.rows, self.length = [r for r in rows if len(r[0]) > 60], length

    def draw(self, rng, positive: bool):
        raw, r = self.rows[int(rng.integers(len(self.rows)))]
        n, stretch = self.length, rng.uniform(0.82, 1.22)
        need, target, start = int(n * stretch) + 1, -1, 0
        if positive:
            low = max(0, r["end"] + AFTER - need)
            high = max(low, min(max(0, r["begin"] - 20), len(raw) - 1))
            start = int(rng.integers(low, high + 1))
            target = int(round((r["end"] - start) / stretch))
        else:
            start = int(rng.integers(0, max(1, len(raw) - need)))
        part = raw[start : start + need].T * np.float32(FEATURE_SCALE)
        at = np.minimum((np.arange(n) * stretch).astype(int), part.shape[1] - 1)
        x = another_voice(part[:, at], rng)
        if rng.random() < 0.7:
            warp.masked(x, n, rng)
        return x, target


def another_voice(x: np.ndarray, rng) -> np.ndarray:
    """The same columns from a shorter or longer vocal tract and another microphone: bands shifted and tilted."""
    at = np.clip(np.arange(40) * rng.uniform(0.88, 1.14) + rng.uniform(-2, 2), 0, 39)
    low = np.minimum(at.astype(int), 38)
    part = (at - low).astype(np.float32)[:, None]
    x = x[low] * (1 - part) + x[low + 1] * part
    tilt = rng.uniform(-1.5, 1.5) + np.linspace(-1, 1, 40) * rng.uniform(-2, 2)
    return np.maximum(x + tilt[:, None].astype(np.float32), 0).astype(np.float32)


def loss_of(logits: torch.Tensor, targets: np.ndarray, stride: int) -> torch.Tensor:
    """Max-pooled around the phrase's end for positives; everywhere else, and hardest at the worst column, low."""
    batch, steps = logits.shape
    at = torch.arange(steps)[None] * stride
    end = torch.from_numpy(targets)[:, None]
    positive = end >= 0
    inside = positive & (at >= end + EARLY) & (at <= end + LATE)
    free = positive & (at > end + EARLY - 10) & (at <= end + AFTER)
    best = logits.masked_fill(~inside, -30.0).amax(1)
    hit = F.softplus(-best)[positive[:, 0]]
    outside = logits.masked_fill(free, -30.0)
    worst = F.softplus(outside.amax(1))
    total = worst.mean() + F.softplus(outside).mean()
    return total + (hit.mean() if len(hit) else 0.0)


def train(work: Path, *, steps: int, seed: int, general, batch: int = 96, length: int = 320, peak: float = 4e-3,
          start: Path | None = None, log=print) -> StreamNet:
    """`general`: list of raw columns without the phrase. Goes on from `work/wake.pt`, or begins with the body of
    `start`, a network of the same shape that was trained on phones: it has heard far more voices."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    folder = work / "wake"
    positive, near = Pool(read(folder, "positive"), length), Pool(read(folder, "near"), length)
    speech = Pool(read(folder, "read"), length)
    other = Pool([(raw, {}) for raw in general], length)
    net = StreamNet(WAKE, dropout=0.15)
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=0.02)
    average, step = Average(net, 0.998), 0
    checkpoint = work / "wake.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        net.load_state_dict(saved["net"])
        average.net.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
        rng = np.random.default_rng([seed, step])
    elif start:
        body = {k: v for k, v in torch.load(start, weights_only=False)["average"].items() if not k.startswith("head")}
        net.load_state_dict(body, strict=False)
        average.net.load_state_dict(body, strict=False)
        log(f"starting from {start.name}")
    losses, began = [], time.time()
    while step < steps:
        net.train()
        draws = [(positive, True)] * (batch * 3 // 8) + [(near, False)] * (batch // 4) + [(speech, False)] * (batch // 16)
        draws += [(other, False)] * (batch - len(draws))
        rows = [pool.draw(rng, kind) for pool, kind in draws]
        x = torch.from_numpy(np.stack([r[0] for r in rows]))
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, steps, peak)
        loss = loss_of(net(x)[:, 0], np.array([r[1] for r in rows]), WAKE.stride)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        average.update(net, step)
        losses.append(loss.item())
        step += 1
        if step % 500 == 0 or step == steps:
            log(json.dumps({"step": step, "loss": round(float(np.mean(losses)), 4), "seconds": round(time.time() - began)}))
            losses = []
            part = checkpoint.with_suffix(".part")
            torch.save({"net": net.state_dict(), "average": average.net.state_dict(), "optimiser": optimiser.state_dict(),
                        "step": step, "shape": WAKE.to_dict(), "seed": seed}, part)
            part.rename(checkpoint)
    return average.net


def peaks(logits: np.ndarray, threshold: float, refractory: int = 33) -> list[int]:
    """Output columns where the network fires: first crossing, then deaf for `refractory` columns (1 s)."""
    out, silent = [], -1
    for t in np.flatnonzero(logits >= threshold):
        if t > silent:
            out.append(int(t))
            silent = t + refractory
    return out


def measure(run, positives, negatives, thresholds) -> list[dict]:
    """Misses and false accepts an hour at each threshold; `run([40, T]) -> [1, T/3]` of the int8 network."""
    hits = [(run(raw.T * np.float32(FEATURE_SCALE))[0], r) for raw, r in positives]
    quiet = [run(raw.T * np.float32(FEATURE_SCALE))[0] for raw in negatives]
    hours = sum(len(raw) for raw in negatives) / 360_000
    out = []
    for threshold in thresholds:
        missed, delays = 0, []
        for logits, r in hits:
            fired = [3 * t for t in np.flatnonzero(logits >= threshold) if r["end"] - 25 <= 3 * t <= r["end"] + 60]
            if fired:
                delays.append((fired[0] - r["end"]) * 10)
            else:
                missed += 1
        false = sum(len(peaks(logits, threshold)) for logits in quiet)
        out.append({
            "threshold": round(float(threshold), 3), "misses_percent": round(100 * missed / max(1, len(hits)), 2),
            "false_accepts": false, "hours": round(hours, 3), "false_accepts_per_hour": round(false / hours, 3),
            "median_delay_ms": int(np.median(delays)) if delays else None,
        })
    return out
