"""The trained network as the engine reads it: `GenerateModel` in engine/core/src/rewrite/generate/model.rs."""

import struct

import numpy as np
import torch

from .data import SYMBOLS
from .net import Net

MAGIC, VERSION = b"GRWG", 1


def header(shape) -> bytes:
    sizes = [shape.width, shape.heads, shape.around, shape.behind, shape.blocks, shape.kernel, shape.distance, SYMBOLS]
    return MAGIC + struct.pack("<HH", VERSION, 0) + bytes(sizes)


def _rounded(weight: np.ndarray, per_row: bool):
    """int8 weights and their scales, as `student.rounded` made them in training."""
    flat = np.abs(weight).reshape(len(weight), -1).max(1) if per_row else np.abs(weight).max()
    scale = np.maximum(np.float32(flat) / np.float32(127), np.float32(1e-8))
    steps = np.rint(weight / (scale.reshape(-1, *[1] * (weight.ndim - 1)) if per_row else scale))
    return steps.clip(-128, 127).astype(np.int8), scale


class _Writer:
    def __init__(self):
        self.numbers, self.weights = [], []

    def tables(self, table, bias, out):
        steps, scale = _rounded(table, False)
        self.numbers += [np.float32(scale / out), bias / out]
        self.weights.append(steps)

    def layer(self, weight, bias, given, out):
        steps, scale = _rounded(weight, True)
        self.numbers += [scale * given / out, bias / out]
        self.weights.append(steps)

    def bytes(self):
        numbers = np.concatenate([np.atleast_1d(n).astype("<f4").ravel() for n in self.numbers])
        return numbers.tobytes() + b"".join(w.tobytes() for w in self.weights)


@torch.no_grad()
def exported(net: Net) -> bytes:
    array = lambda tensor: tensor.detach().numpy().astype(np.float32)
    scale = {name: np.float32(grid.scale()) for name, grid in net.grids.items()}
    w, one = _Writer(), np.float32(1)
    w.tables(array(net.heard), array(net.heard_bias), scale["heard"])
    given = scale["heard"]
    for i, block in enumerate(net.blocks):
        out = scale[f"block{i}"]
        w.numbers.append(given / out)
        w.layer(array(block.weight).transpose(0, 2, 1), array(block.bias), given, out)
        given = out
    w.layer(array(net.keys.weight), array(net.keys.bias), given, scale["key"])
    w.layer(array(net.values.weight), array(net.values.bias), given, scale["value"])
    w.tables(array(net.said), array(net.said_bias), scale["said"])
    w.layer(array(net.query.weight), array(net.query.bias), scale["said"], scale["query"])
    w.numbers.append(scale["query"] * scale["key"] / np.float32((net.shape.width // net.shape.heads) ** 0.5))
    w.numbers.append(array(net.place))
    w.layer(array(net.mix_hidden.weight), array(net.mix_hidden.bias), scale["said"], scale["mixed"])
    w.layer(array(net.mix_context.weight), np.zeros(net.shape.width, np.float32), scale["value"], scale["mixed"])
    w.layer(array(net.symbol.weight), array(net.symbol.bias), scale["mixed"], one)
    return header(net.shape) + w.bytes()
