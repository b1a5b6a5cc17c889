"""Changes to front-end columns that cost next to nothing, drawn anew every time an utterance is seen.

`vocal_tract` moves the bands as a longer or shorter vocal tract would (Jaitly and Hinton, 2013), `tempo` stretches
time without moving the bands, `masked` hides bands and stretches of time (Park et al., 2019). Columns are `[40, T]`.
"""

import numpy as np

BANDS = 40
LOW_HZ, HIGH_HZ = 125.0, 7500.0


def _mel(hz):
    return 1127.0 * np.log1p(np.asarray(hz) / 700.0)


def _hz(mel):
    return 700.0 * np.expm1(np.asarray(mel) / 1127.0)


def _bands_moved(factor: float) -> np.ndarray:
    """`[40, 40]`: band centres read at `factor` times their frequency, linear between bands; above 4.8 kHz the
    shift fades so that the top band stays where it is."""
    edges = np.linspace(_mel(LOW_HZ), _mel(HIGH_HZ), BANDS + 2)
    centres = _hz(edges[1:-1])
    knee, top = 4800.0 / max(factor, 1.0), centres[-1]
    moved = np.where(centres <= knee, centres * factor,
                     top - (top - knee * factor) * (top - centres) / max(top - knee, 1.0))
    place = np.clip((_mel(moved) - edges[1]) / (edges[2] - edges[1]), 0, BANDS - 1)
    low = np.minimum(place.astype(int), BANDS - 2)
    matrix = np.zeros((BANDS, BANDS), np.float32)
    matrix[np.arange(BANDS), low] = 1 - (place - low)
    matrix[np.arange(BANDS), low + 1] = place - low
    return matrix


_TRACTS = [_bands_moved(f) for f in np.linspace(0.8, 1.2, 41)]


def vocal_tract(columns: np.ndarray, rng) -> np.ndarray:
    return _TRACTS[int(rng.integers(len(_TRACTS)))] @ columns


def tempo(columns: np.ndarray, rng, most: float = 0.13) -> np.ndarray:
    """Linear interpolation between columns; the new length is within `most` of the old."""
    length = columns.shape[1]
    count = int(round(length * (1 + rng.uniform(-most, most))))
    place = np.linspace(0, length - 1, count, dtype=np.float32)
    low = np.minimum(place.astype(int), length - 2)
    part = (place - low).astype(np.float32)
    return columns[:, low] * (1 - part) + columns[:, low + 1] * part


def masked(row: np.ndarray, length: int, rng) -> None:
    """Masks up to two bands and a few stretches of time, in place."""
    for _ in range(2):
        width = int(rng.integers(0, 7))
        start = int(rng.integers(0, BANDS - width))
        row[start : start + width, :length] = 0
    for _ in range(1 + length // 250):
        width = int(rng.integers(0, 16))
        start = int(rng.integers(0, max(1, length - width)))
        row[:, start : start + width] = 0
