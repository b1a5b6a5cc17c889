"""An encoder of the sounds heard and a decoder that looks at the last sounds said alone: no state to carry.

    heard symbols ──> tables of 5 places ──> 2 convolutions of 5 ──> keys and values, a column a sound
    last 8 said   ──> tables of 8 places ──> hidden ──> query ──> attention, by content and distance ──> mixed ──> symbol

All activations are symmetric int8; the sums of tables, convolutions and products are int32.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from ..nlu.student import FakeQuant, rounded
from .data import BEGIN, END, SYMBOLS


@dataclass(frozen=True)
class Shape:
    width: int = 48
    heads: int = 4
    around: int = 2
    behind: int = 8
    blocks: int = 2
    kernel: int = 5
    distance: int = 24

    def weights(self) -> int:
        w = self.width
        tables = (2 * self.around + 1 + self.behind) * SYMBOLS * w
        return tables + self.blocks * self.kernel * w * w + 5 * w * w + SYMBOLS * w


class Grid(nn.Module):
    """Activations as symmetric int8 once `active`; the range is a moving average of the largest."""

    def __init__(self):
        super().__init__()
        self.register_buffer("top", torch.zeros(()))
        self.active = False

    def forward(self, x):
        if self.training:
            top = x.detach().abs().amax()
            self.top.lerp_(top, 0.05 if self.top > 0 else 1.0)
        return FakeQuant.apply(x, self.scale(), torch.zeros(())) if self.active else x

    def scale(self):
        return (self.top / 127).clamp_min(1e-8)


class Net(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        w, self.shape = shape.width, shape
        around = 2 * shape.around + 1
        self.heard = nn.Parameter(torch.randn(around, SYMBOLS, w) * 0.3)
        self.heard_bias = nn.Parameter(torch.zeros(w))
        self.blocks = nn.ModuleList(nn.Conv1d(w, w, shape.kernel, padding=shape.kernel // 2) for _ in range(shape.blocks))
        self.keys, self.values = nn.Linear(w, w), nn.Linear(w, w)
        self.said = nn.Parameter(torch.randn(shape.behind, SYMBOLS, w) * 0.3)
        self.said_bias = nn.Parameter(torch.zeros(w))
        self.query = nn.Linear(w, w)
        self.place = nn.Parameter(-0.1 * torch.arange(-shape.distance, shape.distance + 1.0).abs().repeat(shape.heads, 1))
        self.mix_hidden, self.mix_context = nn.Linear(w, w), nn.Linear(w, w, bias=False)
        self.symbol = nn.Linear(w, SYMBOLS)
        self.grids = nn.ModuleDict({name: Grid() for name in
                                    ["heard", "key", "value", "said", "query", "mixed",
                                     *(f"block{i}" for i in range(shape.blocks))]})
        self.active = False

    def quantised(self, active: bool) -> None:
        self.active = active
        for grid in self.grids.values():
            grid.active = active

    def weight(self, weight):
        """One scale a row of outputs."""
        return rounded(weight, True) if self.active else weight

    def table(self, table):
        """One scale a table, for all of its places."""
        return rounded(table, False) if self.active else table

    def linear(self, layer, x):
        return F.linear(x, self.weight(layer.weight), layer.bias)

    def encode(self, heard, dropout=0.0):
        """`heard`: symbols with END behind them and BEGIN as padding. Gives keys and values."""
        around, table = self.shape.around, self.table(self.heard)
        padded = F.pad(heard, (around, around), value=BEGIN)
        x = sum(F.embedding(padded[:, k:k + heard.shape[1]], table[k]) for k in range(2 * around + 1))
        there = (heard != BEGIN)[:, :, None]
        x = self.grids["heard"](F.relu(x + self.heard_bias)) * there
        x = F.dropout(x, dropout, self.training)
        for i, block in enumerate(self.blocks):
            y = F.conv1d(x.transpose(1, 2), self.weight(block.weight), block.bias, padding=self.shape.kernel // 2)
            x = self.grids[f"block{i}"](F.relu(x + y.transpose(1, 2))) * there
        x = F.dropout(x, dropout, self.training)
        return self.grids["key"](self.linear(self.keys, x)), self.grids["value"](self.linear(self.values, x))

    def hidden(self, history, count):
        """`history`: the symbols said, `behind` BEGINs before them; gives `count` columns."""
        table = self.table(self.said)
        h = sum(F.embedding(history[:, k:k + count], table[k]) for k in range(self.shape.behind))
        return self.grids["said"](F.relu(h + self.said_bias))

    def forward(self, heard, said, dropout=0.0):
        """Logits of each symbol of `said` and of END behind it; `said` is padded with END."""
        keys, values = self.encode(heard, dropout)
        batch, columns, w = keys.shape
        heads, size = self.shape.heads, w // self.shape.heads
        history = F.pad(said, (self.shape.behind, 0), value=BEGIN)
        count = said.shape[1] + 1
        h = F.dropout(self.hidden(history, count), dropout, self.training)
        q = self.grids["query"](self.linear(self.query, h))
        split = lambda x: x.view(batch, -1, heads, size).transpose(1, 2)
        scores = split(q) @ split(keys).transpose(2, 3) / size**0.5
        distance = torch.arange(columns)[None, :] - torch.arange(count)[:, None]
        reach = self.shape.distance
        scores = scores + self.place[:, distance.clamp(-reach, reach) + reach]
        scores = scores.masked_fill((heard == BEGIN)[:, None, None, :], -1e9)
        context = (scores.softmax(-1) @ split(values)).transpose(1, 2).reshape(batch, count, w)
        if self.active:
            context = FakeQuant.apply(context, self.grids["value"].scale(), torch.zeros(()))
        mixed = self.linear(self.mix_hidden, h) + F.linear(context, self.weight(self.mix_context.weight))
        mixed = self.grids["mixed"](F.relu(mixed))
        return self.linear(self.symbol, F.dropout(mixed, dropout, self.training))


def batch(rows):
    """Of (heard symbols, said symbols): the two as tensors."""
    heard = torch.full((len(rows), max(len(h) for h, _ in rows) + 1), BEGIN)
    said = torch.full((len(rows), max(len(s) for _, s in rows)), END)
    for at, (h, s) in enumerate(rows):
        heard[at, : len(h)] = torch.tensor(h)
        heard[at, len(h)] = END
        said[at, : len(s)] = torch.tensor(s)
    return heard, said


def log_probabilities(net: Net, rows, dropout=0.0):
    """The logarithm of the probability of each sentence, END included, and how many symbols it has."""
    heard, said = batch(rows)
    logits = net(heard, said, dropout)
    target = F.pad(said, (0, 1), value=END)
    counts = torch.tensor([len(s) + 1 for _, s in rows])
    mask = torch.arange(target.shape[1])[None, :] < counts[:, None]
    each = logits.log_softmax(-1).gather(2, target[:, :, None])[:, :, 0]
    return (each * mask).sum(1), counts
