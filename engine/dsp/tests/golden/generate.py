"""Writes the golden vectors from the reference front end, the Python package pymicro-features.

    pip install pymicro-features numpy soundfile
    python generate.py                          # clips.txt and columns.bin, from synthetic clips
    python generate.py --recordings FOLDER      # also recordings.txt: only names and hashes are kept

`clips.txt` and `recordings.txt` have a line for each clip: columns, FNV-1a-64 of the samples and of all
features (both as little-endian 16-bit words), name. `columns.bin` holds every tenth column of the
synthetic clips, so that a failing test can say where features first differ.
"""

import argparse
import pathlib

import numpy as np
import soundfile
from pymicro_features import MicroFrontend

import signals

HERE = pathlib.Path(__file__).parent
HOP_BYTES = 320
FEATURE_UNIT = 0.0390625


def reference(samples):
    front_end = MicroFrontend()
    pcm = samples.astype("<i2").tobytes()
    columns = []
    for start in range(0, len(pcm) - HOP_BYTES + 1, HOP_BYTES):
        features = front_end.process_samples(pcm[start : start + HOP_BYTES]).features
        if features:
            columns.append(features)
    exact = np.array(columns).reshape(-1, 40) / FEATURE_UNIT
    assert (exact == np.round(exact)).all()
    return exact.astype("<u2")


def fnv1a(data):
    state = 0xCBF29CE484222325
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return state


def line(name, samples, features):
    pcm = fnv1a(samples.astype("<i2").tobytes())
    return f"{len(features):5} {pcm:016x} {fnv1a(features.tobytes()):016x} {name}\n"


def write_clips():
    lines, sampled = [], []
    for name, samples in signals.clips().items():
        samples = np.array(samples, dtype=np.int16)
        features = reference(samples)
        lines.append(line(name, samples, features))
        sampled.append(features[::10].tobytes())
    (HERE / "clips.txt").write_text("".join(lines))
    (HERE / "columns.bin").write_bytes(b"".join(sampled))


def write_recordings(root):
    """Of each folder: the loudest, the quietest and four more recordings of at most 12 s."""
    lines = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        found = {}
        for path in sorted(folder.rglob("*.flac")):
            info = soundfile.info(path)
            if (info.samplerate, info.channels) == (16_000, 1) and info.frames <= 12 * 16_000:
                found[path] = soundfile.read(path, dtype="int16")[0]
        by_level = sorted(found, key=lambda path: (float((found[path].astype(float) ** 2).mean()), path))
        if not by_level:
            continue
        places = [0, *(len(by_level) * k // 5 for k in range(1, 5)), len(by_level) - 1]
        for path in sorted({by_level[place] for place in places}):
            name = path.relative_to(root).as_posix()
            lines.append(line(name, found[path], reference(found[path])))
    (HERE / "recordings.txt").write_text("".join(lines))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=pathlib.Path)
    arguments = parser.parse_args()
    write_clips()
    if arguments.recordings:
        write_recordings(arguments.recordings)
