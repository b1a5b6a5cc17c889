"""Float network -> int8 QDQ ONNX, with golden vectors and a manifest."""

import copy
import hashlib
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
import torch.nn.functional as F
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from .net import FEATURE_SCALE, StreamNet, to_onnx


BELOW = 16.0


class _Columns(CalibrationDataReader):
    def __init__(self, clips):
        self.clips = iter(clips)

    def get_next(self):
        clip = next(self.clips, None)
        return None if clip is None else {"features": clip[None].astype(np.float32)}


@torch.no_grad()
def equalise(net: StreamNet, clips, inner_power: float = 0.7) -> StreamNet:
    """The same function with channels of like range, so that one int8 scale a tensor fits them all.

    ReLU lets a channel's scale move between the layers before and after it (Nagel et al., 2019). The
    residual stream is rescaled as a whole, and every block's inner channels by themselves. Batch
    normalisation is rescaled through its gain and shift.
    """
    net = copy.deepcopy(net).eval()
    tops: dict[str, torch.Tensor] = {}

    def note(name, x):
        top = torch.quantile(x[0].float(), 0.9995, dim=1)
        tops[name] = torch.maximum(tops.get(name, top), top)

    for clip in clips:
        x = F.relu(net.stem_norm(net.stem(F.pad(torch.from_numpy(clip)[None], net.stem_pads))))
        note("stream", x)
        for i, block in enumerate(net.blocks):
            if block.inner_norm is not None:
                note(f"inner{i}", F.relu(block.inner_norm(block.depthwise(F.pad(x, block.pads)))))
            x = block(x)
            note("stream", x)

    def factors(top, power):
        top = top.clamp_min(float(top.max()) * 1e-3)
        return (top / top.log().mean().exp()) ** power

    def divide(norm, by):
        norm.weight /= by
        norm.bias /= by

    stream = factors(tops["stream"], 1.0)
    divide(net.stem_norm, stream)
    net.head.weight *= stream[None, :, None]
    for i, block in enumerate(net.blocks):
        block.depthwise.weight *= stream[:, None, None]
        divide(block.norm, stream)
        if block.inner_norm is not None:
            inner = factors(tops[f"inner{i}"], inner_power)
            divide(block.inner_norm, inner)
            block.pointwise.weight *= inner[None, :, None]
    return net


@torch.no_grad()
def steady(net: StreamNet, clips) -> tuple[StreamNet, tuple[float, float]]:
    """The same log-probabilities from logits whose best is near zero in every column, and their useful range.

    A linear function of the last hidden column that predicts the best logit (least squares) is taken from
    every class, which a softmax does not notice. What lies `BELOW` under zero is then as good as impossible,
    so that int8 has fine steps where the decisions are: without this, rare classes at minus hundreds set
    the scale.
    """
    net = copy.deepcopy(net).eval()
    hidden, best = [], []
    handle = net.head.register_forward_hook(lambda _, given, out: (hidden.append(given[0][0]), best.append(out[0].amax(0))))
    for clip in clips:
        net(torch.from_numpy(clip)[None])
    handle.remove()
    x, y = torch.cat(hidden, 1).double(), torch.cat(best).double()
    a = torch.cat([x, torch.ones(1, x.shape[1], dtype=torch.double)])
    ridge = 1e-4 * torch.eye(len(a), dtype=torch.double) * float((a**2).sum() / len(a))
    solution = torch.linalg.solve(a @ a.T + ridge, a @ y)
    net.head.weight -= solution[:-1].float()[None, :, None]
    net.head.bias -= solution[-1].float()
    rest = y - solution @ a
    return net, (float(torch.quantile(rest, 0.005)) - BELOW, float(rest.max()))


def session(model_bytes: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model_bytes, options, providers=["CPUExecutionProvider"])


def quantise(net: StreamNet, clips, name: str, method: str = "percentile", percentile: float = 99.98) -> bytes:
    """int8 QDQ bytes of `net`; `clips` are float `[40, T]` arrays the activation ranges are taken from."""
    clips = list(clips)
    net = equalise(net, clips)
    extra = {"ActivationSymmetric": False, "WeightSymmetric": True}
    if net.shape.outputs > 1:
        net, (low, high) = steady(net, clips)
        step = (high - low) / 255
        extra["TensorQuantOverrides"] = {"logits": [{"scale": np.array(step, np.float32), "zero_point": np.array(round(-128 - low / step), np.int8),
                                                     "quant_type": QuantType.QInt8}]}
    calibrate = CalibrationMethod.MinMax
    if method == "percentile":
        calibrate = CalibrationMethod.Percentile
        clips = [c[:, :160] for c in clips if c.shape[1] >= 160]
        extra["CalibPercentile"] = percentile
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "float.onnx"), os.path.join(folder, "int8.onnx")
        onnx.save(to_onnx(net, name), source)
        quantize_static(
            source, target, _Columns(clips), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QInt8, weight_type=QuantType.QInt8, calibrate_method=calibrate,
            extra_options=extra,
        )
        model = onnx.load(target)
    for entry in list(model.metadata_props):
        model.metadata_props.remove(entry)
    return model.SerializeToString()


def run(model_bytes: bytes, clip: np.ndarray) -> np.ndarray:
    return session(model_bytes).run(None, {"features": clip[None].astype(np.float32)})[0][0]


def write(folder: Path, model_bytes: bytes, net: StreamNet, golden_raw, facts: dict) -> None:
    """`model.onnx`, `manifest.json` and `golden/` (raw uint16 columns in, float logits out)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model_bytes)
    golden = folder / "golden"
    golden.mkdir(exist_ok=True)
    for i, raw in enumerate(golden_raw):
        np.save(golden / f"{i}-features.npy", raw.astype(np.uint16))
        np.save(golden / f"{i}-logits.npy", run(model_bytes, raw.T * np.float32(FEATURE_SCALE)))
    shape = net.shape
    manifest = {
        "input": {"bands": 40, "scale": FEATURE_SCALE, "columns_per_second": 100},
        "outputs": shape.outputs,
        "stride": shape.stride,
        "look_ahead_columns": shape.look_ahead(),
        "weights": shape.weights(),
        "macs_per_second": round(shape.macs_per_second()),
        "shape": shape.to_dict(),
        "sha256": hashlib.sha256(model_bytes).hexdigest(),
    }
    manifest.update(facts)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
