"""Trains a student from labels, from a teacher's soft predictions, or from both."""

import copy
import math
import random
import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .likeness import Guess
from .padded import padded
from .student import Hasher, Shape, Student


@dataclass
class Sample:
    """A sentence with what is known of it: hard labels, the teacher's logits, or both."""

    tokens: list[str]
    intent: int = -1
    tags: list[int] | None = None
    soft_intent: np.ndarray | None = None
    soft_tags: np.ndarray | None = None
    foreign: bool = False
    # Where the teachers' vectors of the sentence and of its words lie.
    vectors: tuple[np.ndarray, np.ndarray] | None = None


@dataclass(frozen=True)
class Recipe:
    samples_seen: int
    quantised_share: float = 0.25
    # The same of a table of four bits, which needs longer.
    narrow_share: float = 0.6
    size: int = 64
    rate: float = 3e-3
    # Share of the rate that is left at the end; how far the released average follows the weights at a step.
    rate_left: float = 0.005
    averaging: float = 0.002
    temperature: float = 2.0
    hard: float = 0.3
    tag_weight: float = 1.0
    dropout: float = 0.15
    word_dropout: float = 0.15
    decay: float = 0.01
    seed: int = 1


def loss_of(student: Student, samples: list[Sample], intents, tags, recipe: Recipe):
    loss = 0.0
    hard = torch.tensor([s.intent for s in samples])
    soft = [i for i, s in enumerate(samples) if s.soft_intent is not None]
    t = recipe.temperature
    weight = recipe.hard if soft else 1.0
    if (hard >= 0).any():
        loss = loss + weight * F.cross_entropy(intents, hard, ignore_index=-1, label_smoothing=0.05)
    if soft:
        target = torch.from_numpy(np.stack([samples[i].soft_intent for i in soft]).astype(np.float32))
        loss = loss + t * t * F.kl_div(F.log_softmax(intents[soft] / t, 1), F.log_softmax(target / t, 1),
                                       log_target=True, reduction="batchmean")
    if tags is None:
        return loss
    hard_tags = torch.full(tags.shape[:2], -1)
    for row, s in enumerate(samples):
        if s.tags is not None:
            hard_tags[row, : len(s.tags)] = torch.tensor(s.tags)
    if (hard_tags >= 0).any():
        loss = loss + recipe.tag_weight * weight * F.cross_entropy(tags.flatten(0, 1), hard_tags.flatten(), ignore_index=-1)
    if soft:
        loss = loss + recipe.tag_weight * t * t * tags_apart(tags[soft], [samples[i].soft_tags for i in soft], t)
    return loss


def tags_apart(tags: torch.Tensor, wanted: list[np.ndarray], t: float = 1.0) -> torch.Tensor:
    """How far `tags [batch, words, tags]` are from those wanted of each sentence (KL), in the mean of all words."""
    target, mask = padded(wanted, tags.shape[1])
    each = F.kl_div(F.log_softmax(tags / t, 2), F.log_softmax(target / t, 2), log_target=True, reduction="none").sum(2)
    return (each * mask).sum() / mask.sum()


def train(shape: Shape, pools: list[tuple[list[Sample], float]], recipe: Recipe, log=print, check=None) -> Student:
    """`pools` are samples and the share of every batch that is drawn from them."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    student, hasher = Student(shape), Hasher(shape.rows)
    looked = next((s.vectors for samples, _ in pools for s in samples if s.vectors is not None), None)
    guess = Guess(shape.channels, *looked) if looked else None
    steps = recipe.samples_seen // recipe.size
    decay = [p for n, p in student.named_parameters() if p.ndim > 1 and n != "table"]
    rest = [p for n, p in student.named_parameters() if p.ndim <= 1 or n == "table"]
    rest += list(guess.parameters()) if guess else []
    optimiser = torch.optim.AdamW([{"params": decay, "weight_decay": recipe.decay}, {"params": rest, "weight_decay": 0.0}],
                                  lr=recipe.rate, betas=(0.9, 0.99), fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_at(step / steps, recipe.rate_left))
    average = copy.deepcopy(student)
    begin = time.time()
    # Samples of like length go together: `ahead` batches are drawn at once and cut by length.
    queue: list[list[Sample]] = []
    order = [_Endless(samples, rng) for samples, _ in pools]
    total = sum(share for _, share in pools)
    student.train()
    for step in range(steps):
        if step == int(steps * (1 - recipe.quantised_share)):
            student.quantised(True)
            average.quantised(True)
        if step == int(steps * (1 - max(recipe.narrow_share, recipe.quantised_share))):
            student.narrow = average.narrow = True
        if not queue:
            drawn = [s for (_, share), rows in zip(pools, order) for s in rows.take(round(32 * recipe.size * share / total))]
            drawn.sort(key=lambda s: len(s.tokens) + rng.random())
            queue = [drawn[i:i + recipe.size] for i in range(0, len(drawn) - recipe.size // 2, recipe.size)]
            rng.shuffle(queue)
        samples = queue.pop()
        batch = hasher.batch([s.tokens for s in samples])
        intents, tags, pooled, hidden = student.all_of(batch, recipe.dropout, recipe.word_dropout)
        loss = loss_of(student, samples, intents, tags, recipe)
        if guess and (known := [i for i, s in enumerate(samples) if s.vectors is not None]):
            loss = loss + guess.loss(pooled[known], hidden[known], [samples[i].vectors for i in known], step / steps)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            rate = recipe.averaging if step > 500 else 0.02
            torch._foreach_lerp_(list(average.parameters()), list(student.parameters()), rate)
            for a, b in zip(average.buffers(), student.buffers()):
                a.copy_(b)
        if (step + 1) % max(1, steps // 8) == 0:
            note = check(average) if check else ""
            log(f"student step {step + 1}/{steps} loss {loss.item():.3f} {time.time() - begin:.0f} s {note}")
    return average.eval()


def rate_at(done: float, left: float) -> float:
    """Share of the highest rate when `done` of the training is over: it rises for 3 %, then falls along a cosine to `left`."""
    return min(1, done / 0.03) * (left + (1 - left) * 0.5 * (1 + math.cos(math.pi * done)))


class _Endless:
    def __init__(self, samples, rng):
        self.samples, self.rng, self.left = samples, rng, []

    def take(self, count):
        taken = []
        while len(taken) < count:
            if not self.left:
                self.left = self.rng.sample(self.samples, len(self.samples))
            taken.append(self.left.pop())
        return taken


@torch.no_grad()
def predict(student: Student, sentences: list[list[str]], size: int = 256) -> list[tuple[np.ndarray, np.ndarray]]:
    training = student.training
    student.eval()
    hasher = Hasher(student.shape.rows)
    found: list = [None] * len(sentences)
    rows = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    for at in range(0, len(rows), size):
        picked = rows[at:at + size]
        intents, tags = student(hasher.batch([sentences[i] for i in picked]))
        for k, i in enumerate(picked):
            width = len(sentences[i])
            found[i] = (intents[k].numpy(), tags[k, :width].numpy() if tags is not None else np.zeros((width, 1), np.float32))
    student.train(training)
    return found
