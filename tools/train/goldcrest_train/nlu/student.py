"""The student: hashed n-grams, convolutions over tokens, tags for each token, an intent from the pooled columns.

The batch graph equals the engine's streaming run: `AHEAD` quiet columns follow the sentence, every convolution
pads with zeros on the left only, and what it sees on the right are real columns.
"""

from dataclasses import asdict, dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .tokens import features


@dataclass(frozen=True)
class Shape:
    rows: int
    dimensions: int
    channels: int
    classes: int
    tags: int
    kernels: tuple = (3, 5, 5, 5)
    ahead: tuple = (1, 2, 2, 2)
    # Of a value of the table: 8 or 4.
    bits: int = 8

    def look_ahead(self) -> int:
        return sum(self.ahead)

    def weights(self) -> dict:
        c = self.channels
        body = self.dimensions * c + sum(k * c + c * c for k in self.kernels) + (c * self.tags if self.tags > 1 else 0)
        return {"table": self.rows * self.dimensions, "body": body, "head": 2 * c * self.classes}

    def to_dict(self) -> dict:
        return asdict(self)


class FakeQuant(torch.autograd.Function):
    """Rounds to int8 steps; gradients pass where nothing was clamped."""

    @staticmethod
    def forward(ctx, x, scale, zero):
        q = torch.round(x / scale) + zero
        ctx.save_for_backward((q >= -128) & (q <= 127))
        return (q.clamp(-128, 127) - zero) * scale

    @staticmethod
    def backward(ctx, grad):
        (inside,) = ctx.saved_tensors
        return grad * inside, None, None


class Rounder(nn.Module):
    """Activations as int8 once `active`: range by a moving average of the batches' extremes."""

    def __init__(self):
        super().__init__()
        self.register_buffer("low", torch.zeros(()))
        self.register_buffer("high", torch.zeros(()))
        self.active = False

    def forward(self, x):
        if not self.active:
            return x
        if self.training:
            low, high = x.detach().amin().clamp(max=0), x.detach().amax().clamp(min=0)
            rate = 0.05 if self.high > self.low else 1.0
            self.low.lerp_(low, rate)
            self.high.lerp_(high, rate)
        scale = ((self.high - self.low) / 255).clamp_min(1e-8)
        return FakeQuant.apply(x, scale, torch.round(-128 - self.low / scale))


def rounded(weight: torch.Tensor, per_row: bool) -> torch.Tensor:
    top = weight.detach().abs().flatten(1).amax(1) if per_row else weight.detach().abs().amax()
    scale = (top / 127).clamp_min(1e-8)
    if per_row:
        scale = scale.reshape(-1, *[1] * (weight.ndim - 1))
    return FakeQuant.apply(weight, scale, torch.zeros(()))


class Narrow(torch.autograd.Function):
    """Odd multiples of `step` from -15 to 15; gradients pass where nothing was clamped."""

    @staticmethod
    def forward(ctx, x, step):
        ctx.save_for_backward((x / step).abs() <= 16)
        return odd(x, step) * step

    @staticmethod
    def backward(ctx, grad):
        (inside,) = ctx.saved_tensors
        return grad * inside, None


def odd(x: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
    return (2 * torch.floor(x / step / 2) + 1).clamp(-15, 15)


def narrow_step(table: torch.Tensor) -> torch.Tensor:
    """The step of four bits that reach three standard deviations."""
    return 3 / 15 * table.detach().pow(2).mean().sqrt()


class Layer(nn.Module):
    """Convolution over `[batch, columns, channels]` and batch normalisation, one convolution once it is rounded.

    Depthwise ones are sums of shifted products, pointwise ones matrix products: on a CPU faster than Conv1d.
    """

    def __init__(self, inputs, outputs, pads=None):
        super().__init__()
        kernel = 1 if pads is None else sum(pads) + 1
        self.pads = pads
        self.weight = nn.Parameter(torch.empty(outputs, 1 if pads else inputs, kernel))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)
        self.norm = nn.BatchNorm1d(outputs, eps=1e-3, momentum=0.05)
        self.active = False

    def folded(self):
        gain = self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)
        return self.weight * gain[:, None, None], self.norm.bias - self.norm.running_mean * gain

    def convolved(self, x, weight):
        if self.pads is None:
            return F.linear(x, weight[:, :, 0])
        columns = x.shape[1]
        x = F.pad(x, (0, 0, *self.pads))
        return sum(x[:, k:k + columns] * weight[:, 0, k] for k in range(weight.shape[2]))

    def forward(self, x):
        if self.active:
            weight, bias = self.folded()
            return self.convolved(x, rounded(weight, True)) + bias
        y = self.convolved(x, self.weight)
        return self.norm(y.flatten(0, 1)).view_as(y)


class Block(nn.Module):
    def __init__(self, channels, kernel, ahead):
        super().__init__()
        self.depthwise = Layer(channels, channels, (kernel - 1 - ahead, ahead))
        self.pointwise = Layer(channels, channels)
        self.inner, self.added = Rounder(), Rounder()

    def forward(self, x):
        y = self.pointwise(self.inner(F.relu(self.depthwise(x))))
        return self.added(F.relu(x + y))


class Student(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.table = nn.Parameter(torch.randn(shape.rows, shape.dimensions) * 0.3)
        self.gram_gain = nn.Parameter(torch.tensor(3.0))
        self.column = Rounder()
        self.stem = Layer(shape.dimensions, shape.channels)
        self.stemmed = Rounder()
        self.blocks = nn.ModuleList(Block(shape.channels, k, a) for k, a in zip(shape.kernels, shape.ahead))
        self.tag = nn.Linear(shape.channels, shape.tags) if shape.tags > 1 else None
        self.head = nn.Linear(2 * shape.channels, shape.classes)
        self.active = False
        # A table of four bits is learned as such for longer than the rest is rounded.
        self.narrow = False

    def rows(self) -> torch.Tensor:
        if self.shape.bits == 4 and (self.narrow or self.active):
            return Narrow.apply(self.table, narrow_step(self.table))
        return rounded(self.table, False) if self.active else self.table

    def quantised(self, active: bool) -> None:
        for module in self.modules():
            if hasattr(module, "active"):
                module.active = active

    def columns(self, words, grams, offsets, places, keep=None):
        """`words` rows, `grams` and their `offsets` of distinct tokens; `places[batch, tokens]` points at them, -1 none."""
        table = self.rows()
        of_word = F.embedding(words, table)
        of_grams = F.embedding_bag(grams, table, offsets, mode="mean") * self.gram_gain
        at = places.clamp_min(0)
        x = of_grams[at] + (of_word[at] if keep is None else of_word[at] * keep[:, :, None])
        return x * (places >= 0)[:, :, None]

    def forward(self, batch, dropout=0.0, word_dropout=0.0):
        """Logits of classes `[batch, classes]`, and of tags `[batch, tokens, tags]` where there are slots."""
        return self.all_of(batch, dropout, word_dropout)[:2]

    def all_of(self, batch, dropout=0.0, word_dropout=0.0):
        """Logits of classes and tags, the pooled columns `[batch, 2 channels]`, the hidden ones `[batch, tokens, channels]`."""
        keep = (torch.rand(batch.places.shape) >= word_dropout).float() if word_dropout else None
        x = self.columns(batch.words, batch.grams, batch.offsets, batch.places, keep)
        return self.body(x, batch.places >= 0, dropout)

    def body(self, x, mask, dropout=0.0):
        x = self.column(F.pad(x, (0, 0, 0, self.shape.look_ahead())))
        x = self.stemmed(F.relu(self.stem(x)))
        for block in self.blocks:
            x = block(x)
            # Its last columns saw padding where the engine sees more quiet ones; nobody reads them.
            x = x[:, : x.shape[1] - block.depthwise.pads[1]]
        hidden = F.dropout(x, dropout, self.training)
        tags = None
        if self.tag is not None:
            weight = rounded(self.tag.weight, True) if self.active else self.tag.weight
            tags = F.linear(hidden, weight, self.tag.bias)
        mask = mask[:, :, None]
        largest = hidden.masked_fill(~mask, -1e4).amax(1)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp_min(1)
        pooled = torch.cat([largest, mean], 1)
        weight = rounded(self.head.weight, True) if self.active else self.head.weight
        return F.linear(pooled, weight, self.head.bias), tags, pooled, hidden


@dataclass
class Batch:
    words: torch.Tensor
    grams: torch.Tensor
    offsets: torch.Tensor
    places: torch.Tensor


class Hasher:
    """Rows of tokens, computed once for each distinct token."""

    def __init__(self, rows: int):
        self.rows = rows
        self.known: dict[str, list[int]] = {}

    def of(self, token: str) -> list[int]:
        if token not in self.known:
            self.known[token] = features(token, self.rows)
        return self.known[token]

    def batch(self, sentences: list[list[str]]) -> Batch:
        number: dict[str, int] = {}
        places = np.full((len(sentences), max(1, max(map(len, sentences)))), -1)
        for row, sentence in enumerate(sentences):
            for at, token in enumerate(sentence):
                places[row, at] = number.setdefault(token, len(number))
        rows = [self.of(token) for token in number] or [[0, 0]]
        grams = [r[1:] for r in rows]
        offsets = np.cumsum([0] + [len(g) for g in grams])[:-1]
        return Batch(torch.tensor([r[0] for r in rows]), torch.tensor([g for gs in grams for g in gs]),
                     torch.tensor(offsets), torch.from_numpy(places))
