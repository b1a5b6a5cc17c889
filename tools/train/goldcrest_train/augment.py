"""Rooms, noise, loudness and pauses, in the audio domain, before the front end.

Everything is drawn from the generator that is handed in, so a shard is repeated by its seed.
"""

import numpy as np
from scipy.signal import fftconvolve, resample_poly

RATE = 16_000
_SPEEDS = [(20, 17), (20, 18), (20, 19), (1, 1), (20, 21), (20, 22), (20, 23), (15, 16), (16, 15)]


def room_response(rng, order: int = 5) -> np.ndarray:
    """Impulse response of a shoebox room by the image-source method (Allen and Berkley, 1979)."""
    size = rng.uniform((2.2, 2.2, 2.2), (8.0, 6.0, 3.4))
    ear = rng.uniform(0.15, 0.85, 3) * size
    direction = rng.normal(0, 1, 3) * (1, 1, 0.4)
    reach = rng.uniform(0.3, 3.0) * direction / (np.linalg.norm(direction) + 1e-9)
    source = np.clip(ear + reach, 0.1 * size, 0.9 * size)
    reflect = rng.uniform(0.3, 0.9)
    n = np.arange(-order, order + 1)
    axes, bounces = [], []
    for axis in range(3):
        even, odd = 2 * n * size[axis] + source[axis], 2 * n * size[axis] - source[axis]
        axes.append(np.concatenate([even, odd]) - ear[axis])
        bounces.append(np.concatenate([np.abs(2 * n), np.abs(2 * n - 1)]))
    distance = np.sqrt(
        axes[0][:, None, None] ** 2 + axes[1][None, :, None] ** 2 + axes[2][None, None, :] ** 2).ravel()
    count = (bounces[0][:, None, None] + bounces[1][None, :, None] + bounces[2][None, None, :]).ravel()
    gain = reflect**count / np.maximum(distance, 0.3)
    at = np.round((distance - distance.min()) / 343.0 * RATE).astype(int)
    length = int(RATE * 0.5)
    keep = at < length
    response = np.bincount(at[keep], gain[keep] * rng.choice([1.0, 0.9], keep.sum()), minlength=length)
    decay = np.log(1000.0) / (rng.uniform(0.1, 0.6) * RATE)
    response *= np.exp(-decay * np.arange(length))
    # diffuse tail, since few images are kept
    tail = rng.normal(0, 1, length) * np.exp(-decay * np.arange(length)) * rng.uniform(0.0, 0.03) * response.max()
    tail[: int(0.02 * RATE)] = 0
    return ((response + tail) / np.abs(response).max()).astype(np.float32)


def coloured_noise(rng, length: int) -> np.ndarray:
    """Noise with a power law spectrum, white to brown, sometimes with a hum."""
    n = 1 << (length - 1).bit_length()
    spectrum = np.fft.rfft(rng.normal(0, 1, n).astype(np.float32))
    frequency = np.arange(len(spectrum)) + 1.0
    noise = np.fft.irfft(spectrum * frequency ** (-rng.uniform(0.0, 1.2)), n)[:length]
    noise /= noise.std() + 1e-9
    if rng.random() < 0.25:
        base = rng.uniform(45, 240)
        t = np.arange(length) / RATE
        hum = sum(rng.random() / k * np.sin(2 * np.pi * base * k * t) for k in range(1, 6))
        noise = noise + rng.uniform(0.3, 3) * hum
    return noise.astype(np.float32)


def equalise(x: np.ndarray, rng) -> np.ndarray:
    """A smooth random frequency response within +-10 dB, sometimes with a band limit."""
    n = len(x)
    size = 1 << (n - 1).bit_length()
    hz = np.fft.rfftfreq(size, 1 / RATE)
    knots = np.array([0, 120, 300, 700, 1500, 3000, 5000, 8000.0])
    gain = np.interp(hz, knots, np.clip(rng.normal(0, 4.5, len(knots)), -10, 10))
    if rng.random() < 0.15:
        gain = gain - 40 * np.clip((hz - rng.uniform(3200, 6500)) / 800, 0, 1)
    if rng.random() < 0.25:
        gain = gain - 30 * np.clip((rng.uniform(100, 350) - hz) / 150, 0, 1)
    return np.fft.irfft(np.fft.rfft(x, size) * 10 ** (gain / 20), size)[:n].astype(np.float32)


class Augmenter:
    """Holds a bank of rooms and noises and makes training copies of recordings; `mild` ones have half the rooms, and
    noise in about a third, of 8 to 30 dB."""

    def __init__(self, rng, noises: list[np.ndarray], talkers: list[np.ndarray], rooms: int = 240, mild: bool = False):
        self.noises, self.talkers, self.mild = noises, talkers, mild
        self.rooms = [room_response(rng) for _ in range(rooms)]

    def _background(self, rng, length: int) -> np.ndarray:
        kind = rng.random()
        if kind < 0.5 and self.noises:
            noise = self.noises[int(rng.integers(len(self.noises)))].astype(np.float32)
            start = int(rng.integers(len(noise)))
            return np.resize(np.roll(noise, -start), length)
        if kind < 0.68 and self.talkers:
            mix = np.zeros(length, np.float32)
            for _ in range(int(rng.integers(1, 6))):
                talk = self.talkers[int(rng.integers(len(self.talkers)))].astype(np.float32)
                talk = np.resize(np.roll(talk, int(rng.integers(len(talk)))), length)
                mix += talk / (talk.std() + 1) * rng.uniform(0.4, 1)
            return fftconvolve(mix, self.rooms[int(rng.integers(len(self.rooms)))])[:length]
        return coloured_noise(rng, length)

    def __call__(self, samples: np.ndarray, rng, synthetic: bool, lead=(0.15, 1.4), trail=(0.3, 1.2)):
        """One augmented copy: int16 samples, and where the speech now begins and ends."""
        x = samples.astype(np.float32)
        if rng.random() < (0.75 if synthetic else 0.6):
            up, down = _SPEEDS[int(rng.integers(len(_SPEEDS)))]
            if up != down:
                x = resample_poly(x, up, down).astype(np.float32)
        x = x / (np.abs(x).max() + 1e-6)
        if rng.random() < 0.65:
            x = equalise(x, rng)
        # a recording may begin in the middle of the first sound, before the front end has got used to the room
        before = int(rng.uniform(*(lead if rng.random() < 0.8 else (0.0, 0.12))) * RATE)
        after = int(rng.uniform(*trail) * RATE)
        speech = len(x)
        x = np.concatenate([np.zeros(before, np.float32), x, np.zeros(after, np.float32)])
        if rng.random() < (0.5 if synthetic else 0.3) * (0.5 if self.mild else 1.0):
            x = fftconvolve(x, self.rooms[int(rng.integers(len(self.rooms)))])[: len(x)].astype(np.float32)
        level = np.sqrt(np.mean(np.square(x[before : before + speech])) + 1e-12)
        draw = rng.random()
        if draw < (0.35 if self.mild else 0.62):
            noise = self._background(rng, len(x))
            snr = rng.uniform(0, 28) if rng.random() < 0.9 else rng.uniform(-2, 6)
            snr = 8 + 22 / 28 * max(0.0, snr) if self.mild else snr
            x = x + noise * (level / (noise.std() + 1e-9) * 10 ** (-snr / 20))
        if draw < 0.92:
            floor = coloured_noise(rng, len(x))
            x = x + floor * (level * 10 ** (-rng.uniform(28, 60) / 20))
        peak = np.abs(x).max() + 1e-9
        if rng.random() < 0.06:
            target = rng.uniform(0, 9)
        else:
            target = -rng.uniform(0.5, 30)
        x = x / peak * (32767 * 10 ** (target / 20))
        return np.clip(np.round(x), -32768, 32767).astype(np.int16), before, before + speech
