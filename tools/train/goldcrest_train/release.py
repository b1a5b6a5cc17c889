"""Writes a trained network to `models-quantized/`, and measures what quantisation costs."""

from pathlib import Path

import numpy as np
import torch

from . import export, shards, wake as wake_training
from .acoustic import torch_run
from .net import FEATURE_SCALE, Shape, StreamNet
from .pronounce import PHONES


def load(checkpoint: Path) -> tuple[StreamNet, dict]:
    saved = torch.load(checkpoint, weights_only=False)
    net = StreamNet(Shape.from_dict(saved["shape"]))
    net.load_state_dict(saved["average"])
    return net.eval(), saved


def mixed(shares: dict[Path, float], out: Path) -> None:
    """A checkpoint with these shares of the averaged weights of networks of one descent (Wortsman et al., 2022)."""
    parts = [(torch.load(path, weights_only=False), share) for path, share in shares.items()]
    saved = dict(parts[-1][0], step=sum(part["step"] for part, _ in parts))
    saved["average"] = {k: sum(share * part["average"][k] for part, share in parts) if v.dtype.is_floating_point else v
                        for k, v in saved["average"].items()}
    torch.save(saved, out)


def calibration(development: dict, seed: int, count: int = 160) -> list[np.ndarray]:
    """Float clips the activation ranges are taken from: held-out material, quiet, noisy and clean."""
    rng = np.random.default_rng(seed)
    rows = [raw for name in sorted(development) for raw, _ in development[name]]
    picked = [rows[i] for i in rng.permutation(len(rows))[:count]]
    return [r.T * np.float32(FEATURE_SCALE) for r in picked]


def onnx_run(model: bytes):
    session = export.session(model)
    return lambda features: session.run(None, {"features": np.ascontiguousarray(features)[None]})[0][0]


def acoustic(checkpoint: Path, out: Path, development, material: dict, facts: dict, method: str = "percentile",
             percentile: float = 99.98, log=print) -> dict:
    """`development` measures (acoustic.Development), `material` is what it was made of (for calibration)."""
    net, saved = load(checkpoint)
    model = export.quantise(net, calibration(material, 5), "speech-en", method, percentile)
    rates = {
        "float": {n: round(development.error_rate(torch_run(net), n), 2) for n in development.sets},
        "int8": {n: round(development.error_rate(onnx_run(model), n), 2) for n in development.sets},
    }
    # Others among them have a value so near a half that the floats of onnxruntime or tract round it to the other side,
    # which changes all behind it: the tests of networks tell.
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


def trunk(checkpoint: Path, out: Path, development, material: dict, facts: dict, log=print) -> dict:
    """The always-on network of phones on which wake phrases are followed; arguments as for `acoustic`."""
    net, saved = load(checkpoint)
    model = export.quantise(net, calibration(material, 5), "wake-trunk-en", "percentile", 99.98)
    rates = {
        "float": {n: round(development.error_rate(torch_run(net), n), 2) for n in development.sets},
        "int8": {n: round(development.error_rate(onnx_run(model), n), 2) for n in development.sets},
    }
    manifest = {
        "kind": "wake", "name": "wake-trunk-en", "language": "en", "classes": ["(blank)"] + PHONES,
        "phone_errors_percent": rates,
        "phone_error_sets": {n: len(rows) for n, rows in development.sets.items()},
        "training_step": saved["step"], "seed": saved["seed"],
    }
    manifest.update(facts)
    export.write(out, model, net, [raw[:240] for raw, _ in material["voices"][:2]], manifest)
    log(f"{out}: {len(model)} bytes, {rates}")
    return rates


def general_speech(work: Path, training: bool) -> list[np.ndarray]:
    """Columns of the first shards of the acoustic network's material, all but the last three for training."""
    folder = work / "shards"
    names = sorted(p.stem for p in folder.glob("a*.jsonl"))
    names = names[:-3] if training else names[-3:]
    return [np.asarray(raw) for n in names for raw, record in shards.read(folder, n)
            if len(raw) > 60 and (training or record["key"])]


def wake(work: Path, out: Path, material: dict, limit: float, log=print) -> dict:
    """Exports the wake network and picks the lowest threshold with at most `limit` false accepts an hour
    on speech that was not trained on."""
    net, saved = load(work / "wake.pt")
    folder = work / "wake"
    positives = list(wake_training.read(folder, "positive-dev"))
    near = [raw for raw, _ in wake_training.read(folder, "near-dev")]
    read = [raw for raw, _ in wake_training.read(folder, "read-dev")]
    people = [raw for n in ("people", "people_noisy", "voices", "voices_noisy") for raw, _ in material[n]]
    synthetic = general_speech(work, training=False)
    clips = [raw for rows in ([p[0] for p in positives[:60]], near[:40], read[:30], people[::12]) for raw in rows]
    model = export.quantise(net, [c.T * np.float32(FEATURE_SCALE) for c in clips], "wake-goldcrest", "minmax")
    run = onnx_run(model)
    thresholds = np.arange(-2.0, 9.01, 0.25)
    negatives = read + people + synthetic
    rows = wake_training.measure(run, positives, negatives, thresholds)
    close = wake_training.measure(run, positives[:1], near, thresholds)
    shipped = next((r for r in rows if r["false_accepts_per_hour"] <= limit), rows[-1])
    beside = close[rows.index(shipped)]
    probability = int(round(255 / (1 + np.exp(-shipped["threshold"]))))
    manifest = {
        "kind": "wake", "name": "wake-goldcrest", "phrase": "hey goldcrest",
        "phones": "HH EY G OW L D K R EH S T".split(),
        "threshold": {"logit": shipped["threshold"], "probability_u8": probability},
        "detection_delay_ms": shipped["median_delay_ms"], "at_threshold": shipped,
        "near_misses": {"clips": len(near), "fired": beside["false_accepts"]},
        "positives": len(positives), "training_step": saved["step"], "seed": saved["seed"], "curve": rows,
    }
    export.write(out, model, net, [positives[i][0][:300] for i in (0, 1)], manifest)
    log(f"{out}: {len(model)} bytes, {shipped}, near misses {beside['false_accepts']} of {len(near)}")
    return manifest
