"""The two streaming networks, in PyTorch and as ONNX.

Both take 40-band columns at 100 a second (raw front-end value x 0.0390625), go down to a third of
that rate in the first convolution, and are a stack of residual blocks: depthwise convolution over
time, pointwise convolution, addition, ReLU. Every convolution states how many columns it looks
ahead, so the batch graph and the engine's streaming run are the same function.
"""

from dataclasses import asdict, dataclass

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

BANDS = 40
FEATURE_SCALE = 0.0390625


@dataclass(frozen=True)
class Shape:
    """What a network looks like; one of these is stored in every checkpoint and manifest."""

    channels: int
    outputs: int
    stem_kernel: int = 7
    stem_ahead: int = 3
    stride: int = 3
    kernels: tuple = (9,) * 9
    dilations: tuple = (1,) * 9
    ahead: tuple = (1, 0, 1, 1, 1, 0, 1, 1, 1)
    # normalisation and ReLU between the depthwise and the pointwise convolution
    inner: bool = True

    def look_ahead(self) -> int:
        """Input columns (10 ms) that an output needs beyond its own first input column."""
        return self.stem_ahead + self.stride * sum(self.ahead)

    def weights(self) -> int:
        c = self.channels
        return BANDS * self.stem_kernel * c + sum(k * c + c * c for k in self.kernels) + c * self.outputs

    def macs_per_second(self) -> float:
        return self.weights() * 100.0 / self.stride

    def to_dict(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_dict(d: dict) -> "Shape":
        d = dict(d, inner=d.get("inner", False))
        return Shape(**{k: tuple(v) if isinstance(v, list) else v for k, v in d.items()})


ACOUSTIC = Shape(channels=176, outputs=40)
WAKE = Shape(
    channels=48,
    outputs=1,
    stem_kernel=5,
    stem_ahead=0,
    kernels=(9,) * 5,
    dilations=(1, 1, 2, 2, 2),
    ahead=(0,) * 5,
)
# Phones for wake phrases from text: looks 80 ms ahead.
WAKE_TRUNK = Shape(
    channels=72,
    outputs=40,
    stem_kernel=5,
    stem_ahead=2,
    kernels=(9,) * 6,
    dilations=(1,) * 6,
    ahead=(1, 0, 1, 0, 0, 0),
)


class Block(nn.Module):
    def __init__(self, channels: int, kernel: int, dilation: int, ahead: int, inner: bool):
        super().__init__()
        self.pads = ((kernel - 1) * dilation - ahead, ahead)
        self.depthwise = nn.Conv1d(channels, channels, kernel, dilation=dilation, groups=channels, bias=False)
        self.pointwise = nn.Conv1d(channels, channels, 1, bias=False)
        self.norm = nn.BatchNorm1d(channels, eps=1e-3)
        self.inner_norm = nn.BatchNorm1d(channels, eps=1e-3) if inner else None

    def forward(self, x):
        y = self.depthwise(F.pad(x, self.pads))
        if self.inner_norm is not None:
            y = F.relu(self.inner_norm(y))
        return F.relu(x + self.norm(self.pointwise(y)))


class StreamNet(nn.Module):
    """`[batch, 40, columns]` to `[batch, outputs, ceil(columns / stride)]` (logits)."""

    def __init__(self, shape: Shape, dropout: float = 0.0):
        super().__init__()
        self.shape = shape
        self.stem_pads = (shape.stem_kernel - 1 - shape.stem_ahead, shape.stem_ahead)
        self.stem = nn.Conv1d(BANDS, shape.channels, shape.stem_kernel, stride=shape.stride, bias=False)
        self.stem_norm = nn.BatchNorm1d(shape.channels, eps=1e-3)
        self.blocks = nn.ModuleList(
            Block(shape.channels, k, d, a, shape.inner)
            for k, d, a in zip(shape.kernels, shape.dilations, shape.ahead)
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Conv1d(shape.channels, shape.outputs, 1)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(F.pad(x, self.stem_pads))))
        for block in self.blocks:
            x = block(x)
        return self.head(self.dropout(x))

    def with_middle(self, x):
        """Logits, and the output of the middle block `[batch, channels, T]`."""
        x = F.relu(self.stem_norm(self.stem(F.pad(x, self.stem_pads))))
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i == len(self.blocks) // 2:
                inside = x
        return self.head(self.dropout(x)), inside


def _fold(weight: torch.Tensor, norm: nn.BatchNorm1d):
    scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach().double()
    w = weight.detach().double() * scale[:, None, None]
    b = norm.bias.detach().double() - norm.running_mean.double() * scale
    return w.float().numpy(), b.float().numpy()


def to_onnx(net: StreamNet, name: str) -> onnx.ModelProto:
    """The batch graph with batch normalisation folded into the convolutions (opset 17)."""
    shape, nodes, tensors = net.shape, [], []

    def conv(inp, out, w, b, pads, stride=1, dilation=1, group=1):
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(w, np.float32), out + "_w"))
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(b, np.float32), out + "_b"))
        nodes.append(
            helper.make_node(
                "Conv", [inp, out + "_w", out + "_b"], [out], name=out, pads=list(pads), strides=[stride],
                dilations=[dilation], group=group, kernel_shape=[w.shape[2]],
            )
        )
        return out

    def relu(inp, out):
        nodes.append(helper.make_node("Relu", [inp], [out], name=out))
        return out

    w, b = _fold(net.stem.weight, net.stem_norm)
    x = relu(conv("features", "stem", w, b, net.stem_pads, stride=shape.stride), "stem_relu")
    for i, block in enumerate(net.blocks):
        if block.inner_norm is not None:
            w, b = _fold(block.depthwise.weight, block.inner_norm)
        else:
            w, b = block.depthwise.weight.detach().numpy(), np.zeros(shape.channels, np.float32)
        y = conv(x, f"b{i}_depthwise", w, b, block.pads, dilation=shape.dilations[i], group=shape.channels)
        if block.inner_norm is not None:
            y = relu(y, f"b{i}_inner")
        w, b = _fold(block.pointwise.weight, block.norm)
        y = conv(y, f"b{i}_pointwise", w, b, (0, 0))
        nodes.append(helper.make_node("Add", [x, y], [f"b{i}_add"], name=f"b{i}_add"))
        x = relu(f"b{i}_add", f"b{i}_relu")
    head = conv(x, "head", net.head.weight.detach().numpy(), net.head.bias.detach().numpy(), (0, 0))
    nodes[-1].output[0] = "logits"

    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, BANDS, "columns"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, shape.outputs, "outputs"])],
        tensors,
    )
    assert head == "head"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="goldcrest_train")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model
