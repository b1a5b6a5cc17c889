"""Front-end columns: raw unsigned 16-bit values, 40 a column, 100 columns a second.

`engine` runs the project's own `goldcrest features`; `reference` is the Python package
pymicro-features, which gives the same numbers (engine/dsp proves it column by column).
"""

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from .net import FEATURE_SCALE


def _reference(samples: np.ndarray) -> np.ndarray:
    from pymicro_features import MicroFrontend

    front_end, data, at, out = MicroFrontend(), samples.astype("<i2").tobytes(), 0, []
    while at + 320 <= len(data):
        step = front_end.process_samples(data[at : at + 320])
        at += step.samples_read * 2
        if step.features:
            out.append(step.features)
    columns = np.array(out, np.float32).reshape(-1, 40)
    return np.round(columns / FEATURE_SCALE).astype(np.uint16)


def _engine(binary: str, clips: list[np.ndarray]) -> list[np.ndarray]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = []
        for i, clip in enumerate(clips):
            path = folder / f"{i}.wav"
            with wave.open(str(path), "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(16_000)
                out.writeframes(clip.astype("<i2").tobytes())
            paths.append(str(path))
        (folder / "list").write_text("\n".join(paths) + "\n")
        made = folder / "out"
        made.mkdir()
        subprocess.run([binary, "features", "--list", str(folder / "list"), "--out-dir", str(made)], check=True,
                       stdout=subprocess.DEVNULL)
        return [np.load(made / f"{i}.npy").reshape(-1, 40).astype(np.uint16) for i in range(len(clips))]


def columns(clips: list[np.ndarray], binary: str | None = None) -> list[np.ndarray]:
    """Raw columns `[T, 40]` of int16 clips; `binary` is the path of `goldcrest`."""
    if binary:
        return _engine(binary, clips)
    return [_reference(clip) for clip in clips]
