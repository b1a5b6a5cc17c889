"""Makes the networks of this folder: small, random, and together covering every operator.

Each folder gets `model.onnx` (quantised as models are: torch.onnx, then onnxruntime's
quantize_static in QDQ format) and `golden/0-features.npy`, `golden/0-logits.npy`: what
onnxruntime computes over the whole recording at once.

    pip install torch onnx onnxruntime numpy
    python tests/golden/nn/generate.py

Run on a processor with VNNI: without it onnxruntime's int8 products may saturate.
"""

import io
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
import torch.nn.functional as F
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from torch import nn

HERE = Path(__file__).parent
FEATURE_SCALE = np.float32(0.0390625)
rng = np.random.default_rng(20261121)


class Residual(nn.Module):
    def __init__(self, channels, kernel, dilation, ahead):
        super().__init__()
        self.pads = ((kernel - 1) * dilation - ahead, ahead)
        self.depthwise = nn.Conv1d(channels, channels, kernel, dilation=dilation, groups=channels)
        self.pointwise = nn.Conv1d(channels, channels, 1, bias=False)
        self.norm = nn.BatchNorm1d(channels)

    def forward(self, x):
        return F.relu(x + self.norm(self.pointwise(self.depthwise(F.pad(x, self.pads)))))


class Speech(nn.Module):
    """The shape of the acoustic network: stride 3, look-ahead, residual blocks."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv1d(40, 24, 7, stride=3, padding=3, bias=False)
        self.norm = nn.BatchNorm1d(24)
        self.blocks = nn.Sequential(
            Residual(24, 9, 1, 1), Residual(24, 9, 1, 0), Residual(24, 5, 2, 3), Residual(24, 3, 1, 2)
        )
        self.head = nn.Conv1d(24, 11, 1)

    def forward(self, x):
        return self.head(self.blocks(F.relu(self.norm(self.stem(x)))))


class Wake(nn.Module):
    """The shape of a wake network: causal, dilated, one probability."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv1d(40, 18, 5, stride=2)
        self.blocks = nn.Sequential(*(Residual(18, 5, d, 0) for d in (1, 2, 4)))
        self.head = nn.Conv1d(18, 1, 1)

    def forward(self, x):
        return torch.sigmoid(self.head(self.blocks(F.relu(self.stem(F.pad(x, (4, 0)))))))


class Dense(nn.Module):
    """Layers on each column by itself, time before channels."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(20, 17)
        self.second = nn.Linear(17, 9, bias=False)

    def forward(self, x):
        x = x.transpose(1, 2)
        return F.softmax(self.second(F.relu6(self.first(x))), dim=-1)


class Branches(nn.Module):
    """Streams of unequal delay joined by channels, and functions of single values."""

    def __init__(self):
        super().__init__()
        self.ahead = nn.Conv1d(13, 10, 7, padding=3)
        self.past = nn.Conv1d(13, 6, 3, dilation=3)
        self.pool = nn.AvgPool1d(4)
        self.scale = nn.Parameter(torch.linspace(-1.5, 1.5, 29).reshape(1, 29, 1))
        self.head = nn.Conv1d(29, 12, 2)

    def forward(self, x):
        a = torch.tanh(self.ahead(x))
        b = F.leaky_relu(self.past(F.pad(x, (6, 0))), 0.2)
        joined = torch.cat([a, b, torch.clamp(x, -1.0, 2.0)], dim=1)
        return F.log_softmax(self.head(self.pool(joined * self.scale)), dim=1)


class Stacked(nn.Module):
    """The last columns side by side, made with pads and slices; added past and future."""

    def __init__(self):
        super().__init__()
        self.mix = nn.Conv1d(24, 16, 1)
        self.head = nn.Conv1d(16, 5, 1)

    def forward(self, x):
        late = [F.pad(x, (k, 0))[:, :, :-k] for k in (2, 1)]
        y = F.relu(self.mix(torch.cat([*late, x], dim=1)))
        y = y[:, :, 2:] + F.pad(y, (1, 0))[:, :, 1:-2]
        return self.head(y)


class Tokens(nn.Module):
    """Token numbers through an embedding and a convolution that looks ahead."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 12)
        self.encoder = nn.Conv1d(12, 14, 3, padding=1)
        self.head = nn.Conv1d(14, 7, 1)

    def forward(self, tokens):
        return self.head(F.relu(self.encoder(self.embedding(tokens).transpose(1, 2))))


class Clips(CalibrationDataReader):
    def __init__(self, clips):
        self.clips = iter(clips)

    def get_next(self):
        clip = next(self.clips, None)
        return None if clip is None else {"features": clip}


def randomise(net):
    """Statistics that a trained network might have, so that nothing is trivially one or zero."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0.0, 0.3)
            nn.init.normal_(module.running_mean, 0.0, 0.3)
            nn.init.uniform_(module.running_var, 0.3, 1.5)
    return net.eval()


def front_end_like(columns):
    """Raw front-end values: smooth in time and frequency, from silence to loud."""
    loud = np.abs(np.cumsum(rng.normal(size=(columns, 40)), axis=0)) * 40
    gate = (np.sin(np.arange(columns) / 9.0) > -0.5)[:, None]
    return np.clip(loud * gate, 0, 670).astype(np.uint16)


def write(name, net, recordings, activation=QuantType.QInt8):
    net = randomise(net)

    def batch(recording):
        if recording.dtype == np.uint16:
            return (recording.T[None] * FEATURE_SCALE).astype(np.float32)
        if recording.dtype == np.int64:
            return recording.T
        return recording.T[None].astype(np.float32)

    example = batch(recordings[0])
    exported = io.BytesIO()
    time = example.ndim - 1
    torch.onnx.export(
        net, (torch.from_numpy(example),), exported, dynamo=False, opset_version=17,
        input_names=["features"], output_names=["logits"], dynamic_axes={"features": {time: "columns"}},
    )
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "golden").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        source, target = os.path.join(scratch, "float.onnx"), os.path.join(scratch, "int8.onnx")
        Path(source).write_bytes(exported.getvalue())
        quantize_static(
            source, target, Clips([batch(r) for r in recordings]), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=activation, weight_type=QuantType.QInt8,
            extra_options={"ActivationSymmetric": False, "WeightSymmetric": True},
        )
        model = onnx.load(target)
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del model.graph.value_info[:]
    model_bytes = model.SerializeToString()
    (folder / "model.onnx").write_bytes(model_bytes)
    session = ort.InferenceSession(model_bytes, providers=["CPUExecutionProvider"])
    logits = session.run(None, {"features": example})[0][0]
    np.save(folder / "golden" / "0-features.npy", recordings[0])
    np.save(folder / "golden" / "0-logits.npy", logits)
    print(f"{name}: {len(model_bytes)} bytes, {example.shape} -> {logits.shape}")


def main():
    torch.manual_seed(20261121)
    raw = [front_end_like(300) for _ in range(3)]
    noise = [rng.normal(size=(150, 13)).astype(np.float32) for _ in range(3)]
    write("speech", Speech(), raw)
    write("wake", Wake(), raw)
    write("dense", Dense(), [rng.normal(size=(80, 20)).astype(np.float32) for _ in range(3)])
    write("branches", Branches(), noise)
    write("stacked", Stacked(), [rng.normal(size=(90, 8)).astype(np.float32) for _ in range(3)])
    write("tokens", Tokens(), [rng.integers(0, 50, size=(40, 1)) for _ in range(3)])
    write("unsigned", Speech(), raw, activation=QuantType.QUInt8)


if __name__ == "__main__":
    main()
