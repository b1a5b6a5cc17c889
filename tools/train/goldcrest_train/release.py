"""Writes a trained network to `models-quantized/`, and measures what quantisation costs."""

from pathlib import Path

import numpy as np
import torch

from . import export
from .acoustic import torch_run
from .net import FEATURE_SCALE, Shape, StreamNet
from .pronounce import PHONES


def load(checkpoint: Path) -> tuple[StreamNet, dict]:
    saved = torch.load(checkpoint, weights_only=False)
    net = StreamNet(Shape.from_dict(saved["shape"]))
    net.load_state_dict(saved["average"])
    return net.eval(), saved


def calibration(development: dict, seed: int, count: int = 160) -> list[np.ndarray]:
    """Float clips the activation ranges are taken from: held-out material, quiet, noisy and clean."""
    rng = np.random.default_rng(seed)
    rows = [raw for name in sorted(development) for raw, _ in development[name]]
    picked = [rows[i] for i in rng.permutation(len(rows))[:count]]
    return [r.T * np.float32(FEATURE_SCALE) for r in picked]


def onnx_run(model: bytes):
    session = export.session(model)
    return lambda features: session.run(None, {"features": np.ascontiguousarray(features)[None]})[0][0]


def acoustic(checkpoint: Path, out: Path, development, material: dict, facts: dict, method: str = "minmax",
             percentile: float = 99.999, log=print) -> dict:
    """`development` measures (acoustic.Development), `material` is what it was made of (for calibration)."""
    net, saved = load(checkpoint)
    model = export.quantise(net, calibration(material, 5), "speech-en", method, percentile)
    rates = {
        "float": {n: round(development.error_rate(torch_run(net), n), 2) for n in development.sets},
        "int8": {n: round(development.error_rate(onnx_run(model), n), 2) for n in development.sets},
    }
    golden = [raw[:240] for raw, _ in material["voices"][:2]]
    manifest = {
        "kind": "acoustic", "name": "speech-en", "language": "en", "classes": ["(blank)"] + PHONES,
        "phone_errors_percent": rates,
        "phone_error_sets": {n: len(rows) for n, rows in development.sets.items()},
        "training_step": saved["step"], "seed": saved["seed"], "calibration": method,
    }
    manifest.update(facts)
    export.write(out, model, net, golden, manifest)
    log(f"{out}: {len(model)} bytes, {rates}")
    return rates
