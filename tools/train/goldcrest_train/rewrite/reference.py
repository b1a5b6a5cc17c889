"""What the engine computes, in numpy from the bytes of a model: the golden vectors come from here."""

import numpy as np

from .data import BEGIN, END, SYMBOLS
from .export import header
from .net import Shape

F32 = np.float32


class Reference:
    def __init__(self, model: bytes, shape: Shape = Shape()):
        """`model` may have more bytes behind the network."""
        if model[:16] != header(shape):
            raise ValueError("not a model of this shape")
        s, w, places = shape, shape.width, 2 * shape.around + 1
        layers = [("heard", None, 0, 0, places)]
        layers += [("block", w, w, s.kernel * w, 0)] * s.blocks
        layers += [("layer", w, w, w, 0)] * 2 + [("said", None, 0, 0, s.behind)] + [("layer", w, w, w, 0)]
        layers += [("attention", None, 0, 0, 0)] + [("layer", w, w, w, 0)] * 2 + [("layer", SYMBOLS, SYMBOLS, w, 0)]
        count = 2 * (1 + w) + s.blocks * (1 + 2 * w) + 10 * w + 1 + s.heads * (2 * s.distance + 1) + 2 * SYMBOLS
        self.numbers = np.frombuffer(model, "<f4", count, 16)
        rest = (2 * shape.around + 1 + s.behind) * SYMBOLS * w + s.blocks * s.kernel * w * w + (5 * w + SYMBOLS) * w
        self.weights = np.frombuffer(model, np.int8, rest, 16 + 4 * count)
        self.shape, self.parts = shape, []
        for kind, outputs, rows, columns, tables in layers:
            if tables:
                self.parts.append((self._take(1), self._take(w), self._rows(tables * SYMBOLS, w).reshape(-1, SYMBOLS, w)))
            elif kind == "attention":
                self.parts.append((self._take(1), self._take(s.heads * (2 * s.distance + 1)).reshape(s.heads, -1)))
            else:
                added = self._take(1) if kind == "block" else None
                self.parts.append((added, self._take(outputs), self._take(outputs), self._rows(rows, columns)))
        if len(self.numbers) or len(self.weights):
            raise ValueError("bytes are left over")

    def _take(self, count):
        taken, self.numbers = self.numbers[:count], self.numbers[count:]
        return taken

    def _rows(self, count, length):
        taken, self.weights = self.weights[: count * length], self.weights[count * length:]
        return taken.reshape(count, length).astype(np.int32)

    @staticmethod
    def _steps(x):
        return np.rint(np.clip(x, F32(-128), F32(127))).astype(np.int32)

    def _sum(self, part, symbols):
        multiplier, bias, tables = part
        total = sum(tables[k, symbols[k]] for k in range(len(tables)))
        return self._steps(np.maximum(total.astype(F32) * multiplier + bias, F32(0)))

    def _layer(self, part, column):
        _, multipliers, biases, rows = part
        return self._steps((rows @ column).astype(F32) * multipliers + biases)

    def listen(self, heard):
        around, half, w = self.shape.around, self.shape.kernel // 2, self.shape.width
        symbols = [BEGIN] * around + [*heard, END] + [BEGIN] * around
        columns = [self._sum(self.parts[0], symbols[at:]) for at in range(len(heard) + 1)]
        at = 1
        for _ in range(self.shape.blocks):
            added, multipliers, biases, rows = self.parts[at]
            padded = [np.zeros(w, np.int32)] * half + columns + [np.zeros(w, np.int32)] * half
            columns = [self._steps(np.maximum(
                ((rows @ np.concatenate(padded[j:j + self.shape.kernel])).astype(F32) * multipliers + biases)
                + column.astype(F32) * added, F32(0))) for j, column in enumerate(columns)]
            at += 1
        self.keys = np.array([self._layer(self.parts[at], c) for c in columns])
        self.values = np.array([self._layer(self.parts[at + 1], c) for c in columns])
        self.at = at + 2

    def next(self, said):
        """The logarithm of the probability of each symbol behind those said."""
        s, at = self.shape, self.at
        history = ([BEGIN] * s.behind + list(said))[-s.behind:]
        hidden = self._sum(self.parts[at], history)
        query = self._layer(self.parts[at + 1], hidden)
        (sharpness,), places = self.parts[at + 2]
        distance = np.clip(np.arange(len(self.keys)) - len(said), -s.distance, s.distance) + s.distance
        size, context = s.width // s.heads, np.zeros(s.width, np.int32)
        for head in range(s.heads):
            part = slice(head * size, (head + 1) * size)
            score = (self.keys[:, part] @ query[part]).astype(F32) * sharpness + places[head, distance]
            share = np.exp(score - score.max())
            context[part] = self._steps((share @ self.values[:, part].astype(F32)) / share.sum())
        _, by_hidden, bias, hidden_rows = self.parts[at + 3]
        _, by_context, _, context_rows = self.parts[at + 4]
        mixed = self._steps(np.maximum((hidden_rows @ hidden).astype(F32) * by_hidden
                                       + (context_rows @ context).astype(F32) * by_context + bias, F32(0)))
        _, multipliers, biases, rows = self.parts[at + 5]
        logits = (rows @ mixed).astype(F32) * multipliers + biases
        return logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())

    def sentence(self, heard, said):
        """The logarithm of the probability of each symbol of a sentence, the end included."""
        self.listen(heard)
        return [float(self.next(said[:at])[symbol]) for at, symbol in enumerate([*said, END])]


def golden(model: bytes, rows) -> str:
    """Lines of `heard | keys of the last column | said | nats`."""
    reference, lines = Reference(model), []
    for heard, said in rows:
        nats = reference.sentence(heard, said)
        fields = [heard, reference.keys[-1], said, [f"{n:.5f}" for n in nats]]
        lines.append(" | ".join(" ".join(map(str, field)) for field in fields))
    return "\n".join(lines) + "\n"
