"""A released int8 network as a network that can learn again.

Batch normalisation was folded into the convolutions when the network was released. What a convolution gives is measured
on some speech, and its normalisation set to that mean and spread, so that the function is the same and learning goes on
as it did before.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .net import FEATURE_SCALE, Shape, StreamNet

# Of the weights of a convolution, times the square root of what each output is summed of; of the residual stream.
WEIGHTS, STREAM = 1.5, 2.0


def _convolutions(model: onnx.ModelProto) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Weight and bias of every convolution of a QDQ graph, by the name of its output."""
    held = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    made = {node.output[0]: node for node in model.graph.node}

    def value(name: str, axis: int = 0) -> np.ndarray:
        if name in held:
            return held[name].astype(np.float32)
        whole, scale, *zero = (held[n] for n in made[name].input)
        if zero and np.any(zero[0]):
            raise ValueError(f"{name}: its integers are not symmetric")
        scale = np.asarray(scale, np.float32)
        return whole.astype(np.float32) * scale.reshape([-1] + [1] * (whole.ndim - 1) if scale.ndim else [1] * whole.ndim)

    return {node.name.removesuffix("_quant"): (value(node.input[1]), value(node.input[2]))
            for node in model.graph.node if node.op_type == "Conv"}


def _layers(net: StreamNet):
    """Every convolution, its normalisation (the head has none) and its name in the graph."""
    yield net.stem, net.stem_norm, "stem"
    for i, block in enumerate(net.blocks):
        yield block.depthwise, block.inner_norm, f"b{i}_depthwise"
        yield block.pointwise, block.norm, f"b{i}_pointwise"
    yield net.head, None, "head"


@torch.no_grad()
def network(model: Path, shape: Shape, columns: list[np.ndarray]) -> StreamNet:
    """The network of `model` (a QDQ ONNX of `net.to_onnx`); `columns`: raw `[T, 40]` of some speech."""
    folded, net = _convolutions(onnx.load(model)), StreamNet(shape).eval()
    for layer, norm, name in _layers(net):
        weight, bias = folded[name]
        layer.weight.copy_(torch.from_numpy(weight))
        target = layer if norm is None else norm
        target.bias.copy_(torch.from_numpy(bias))
        if norm is not None:
            norm.weight.fill_(1.0)
            norm.running_mean.zero_()
            norm.running_var.fill_(1.0 - norm.eps)
    seen: dict[nn.Module, list[torch.Tensor]] = {}
    norms = [norm for _, norm, _ in _layers(net) if norm is not None]
    hooks = [norm.register_forward_hook(lambda norm, given, _: seen.setdefault(norm, []).append(given[0][0])) for norm in norms]
    for raw in columns:
        net(torch.from_numpy(raw.T * np.float32(FEATURE_SCALE))[None])
    for hook in hooks:
        hook.remove()
    for norm in norms:
        given = torch.cat(seen[norm], 1)
        norm.running_mean.copy_(given.mean(1))
        norm.running_var.copy_(given.var(1))
        norm.bias.add_(norm.running_mean)
        norm.weight.copy_(torch.sqrt(norm.running_var + norm.eps))
    _loosen(net)
    return net


def _loosen(net: StreamNet) -> None:
    """The same function with weights of the size that they have in training: a step of the optimiser is of a given size,
    and what was folded into a front end's scale would be lost in the first of them."""
    for layer, norm, _ in _layers(net):
        if norm is not None:
            fan_in = layer.weight[0].numel()
            factor = WEIGHTS / np.sqrt(fan_in) / layer.weight.pow(2).mean((1, 2), keepdim=True).sqrt().clamp_min(1e-9)
            layer.weight.mul_(factor)
            norm.running_mean.mul_(factor[:, 0, 0])
            variance = norm.running_var * factor[:, 0, 0] ** 2
            norm.weight.mul_(torch.sqrt((variance + norm.eps) / (norm.running_var + norm.eps)) / factor[:, 0, 0])
            norm.running_var.copy_(variance)
    for norm in (net.stem_norm, *(block.norm for block in net.blocks)):
        norm.weight.mul_(STREAM)
        norm.bias.mul_(STREAM)
    for block in net.blocks:
        if block.inner_norm is None:
            raise ValueError("a block without a normalisation between its convolutions")
        block.inner_norm.running_mean.mul_(STREAM)
        variance = block.inner_norm.running_var * STREAM**2
        block.inner_norm.weight.mul_(torch.sqrt((variance + block.inner_norm.eps) / (block.inner_norm.running_var + block.inner_norm.eps)) / STREAM)
        block.inner_norm.running_var.copy_(variance)
    net.head.weight.div_(STREAM)


def checkpoint(net: StreamNet, out: Path) -> Path:
    """`net` as the start of a run (`acoustic.train`)."""
    torch.save({"average": net.state_dict(), "shape": net.shape.to_dict(), "step": 0, "seed": 0}, out)
    return out
