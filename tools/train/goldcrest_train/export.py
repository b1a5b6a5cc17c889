"""Float network -> int8 QDQ ONNX, with golden vectors and a manifest."""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from .net import FEATURE_SCALE, StreamNet, to_onnx


class _Columns(CalibrationDataReader):
    def __init__(self, clips):
        self.clips = iter(clips)

    def get_next(self):
        clip = next(self.clips, None)
        return None if clip is None else {"features": clip[None].astype(np.float32)}


def session(model_bytes: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model_bytes, options, providers=["CPUExecutionProvider"])


def quantise(net: StreamNet, clips, name: str, method: str = "minmax", percentile: float = 99.999) -> bytes:
    """int8 QDQ bytes of `net`; `clips` are float `[40, T]` arrays the activation ranges are taken from."""
    net = net.eval()
    extra = {"ActivationSymmetric": False, "WeightSymmetric": True}
    calibrate = CalibrationMethod.MinMax
    if method == "percentile":
        calibrate = CalibrationMethod.Percentile
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
