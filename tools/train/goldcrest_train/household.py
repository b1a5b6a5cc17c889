"""What a home sounds like besides speech, drawn from simple physics: dishes, water, motors, a radio's music.

Nothing here is a recording. Impacts are sums of damped modes, water and frying are noise whose bands flicker, motors
are harmonics of a wandering turn with the noise of their air, music is chords of plucked and held tones.
"""

import numpy as np
from scipy.signal import butter, sosfilt

RATE = 16_000


def _band(rng, length: int, low: float, high: float) -> np.ndarray:
    filtered = butter(2, (low, min(high, 7800.0)), "bandpass", fs=RATE, output="sos")
    return sosfilt(filtered, rng.normal(0, 1, length))


def _slowly(rng, length: int, hz: float) -> np.ndarray:
    """A smooth random curve around 0 of about unit spread that turns `hz` times a second."""
    knots = rng.normal(0, 1, max(2, int(length / RATE * hz) + 2))
    return np.interp(np.linspace(0, len(knots) - 1, length), np.arange(len(knots)), knots)


def dishes(rng, length: int) -> np.ndarray:
    """Cutlery, porcelain and pans that are knocked against each other, in bursts."""
    out = np.zeros(length)
    at = rng.uniform(0, 0.5)
    while at * RATE < length:
        for _ in range(int(rng.integers(1, 5))):
            start = int((at + rng.uniform(0, 0.25)) * RATE)
            room = length - start
            if room <= 8:
                continue
            t = np.arange(min(room, int(rng.uniform(0.04, 0.5) * RATE))) / RATE
            lowest, modes = np.exp(rng.uniform(np.log(250), np.log(3500))), int(rng.integers(3, 9))
            hz = lowest * (1 + np.cumsum(rng.uniform(0.2, 1.1, modes)))
            rings = rng.uniform(0.3, 1, modes) * (hz < 7800)
            decay = rng.uniform(8, 70) * (1 + np.arange(modes) * rng.uniform(0.1, 0.6))
            knock = (rings[:, None] * np.exp(-decay[:, None] * t) * np.sin(2 * np.pi * hz[:, None] * t)).sum(0)
            knock += rng.normal(0, 1, len(t)) * np.exp(-t * rng.uniform(150, 600)) * rng.uniform(0.3, 1.5)
            out[start : start + len(t)] += knock * np.exp(rng.normal(0, 0.8))
        at += rng.exponential(rng.uniform(0.15, 1.2))
    return out + 0.02 * out.std() * rng.normal(0, 1, length)


def water(rng, length: int) -> np.ndarray:
    """A tap, a boiling pot or a pan that fries."""
    low = np.exp(rng.uniform(np.log(150), np.log(2000)))
    out = _band(rng, length, low, low * rng.uniform(2, 12)) * np.exp(rng.uniform(0.05, 0.6) * _slowly(rng, length, rng.uniform(1, 12)))
    drops = (rng.random(length) < rng.uniform(5, 300) / RATE) * rng.exponential(1, length)
    ring = np.exp(-np.arange(160) / rng.uniform(4, 40)) * np.sin(2 * np.pi * rng.uniform(600, 4500) * np.arange(160) / RATE)
    return out / (out.std() + 1e-9) + rng.uniform(0, 1.5) * np.convolve(drops, ring)[:length]


def motor(rng, length: int) -> np.ndarray:
    """A fan, a hood, a mixer, a vacuum cleaner."""
    turn = rng.uniform(25, 320) * (1 + 0.03 * _slowly(rng, length, rng.uniform(0.2, 3)))
    phase = 2 * np.pi * np.cumsum(turn) / RATE
    partials = np.arange(1, int(rng.integers(4, 24)))
    hum = sum(rng.normal() / k ** rng.uniform(0.2, 1.2) * np.sin(k * phase) for k in partials)
    air = _band(rng, length, rng.uniform(60, 500), rng.uniform(1500, 7500))
    return hum / (hum.std() + 1e-9) * rng.uniform(0, 1) + air / (air.std() + 1e-9) * rng.uniform(0.3, 1.5)


def music(rng, length: int) -> np.ndarray:
    """Chords, a bass and a beat."""
    out, beat = np.zeros(length), rng.uniform(0.25, 0.8)
    root, scale = rng.uniform(90, 260), 2 ** (np.array([0, 2, 3, 5, 7, 9, 10, 12, 14, 15]) / 12)
    fade, bright, drums = rng.uniform(0.5, 8), rng.uniform(0.6, 2), rng.random() < 0.6
    for start in np.arange(0, length, beat * RATE).astype(int):
        t = np.arange(min(length - start, int(2 * beat * RATE))) / RATE
        for tone in root * np.append(rng.choice(scale, int(rng.integers(1, 4))), 0.5):
            partials = np.arange(1, 1 + min(12, int(7500 / tone)))[:, None]
            out[start : start + len(t)] += np.exp(-fade * t) * (np.sin(2 * np.pi * tone * partials * t) / partials**bright).sum(0)
        if drums:
            out[start : start + len(t)] += 2 * rng.normal(0, 1, len(t)) * np.exp(-t * rng.uniform(20, 120))
    return out


def bank(rng, count: int, seconds: float = 6.0) -> list[np.ndarray]:
    """`count` noises, int16, of a part of full scale; a third of them are two at once."""
    length, kinds = int(seconds * RATE), (dishes, dishes, water, motor, music)
    made = []
    for _ in range(count):
        noise = np.zeros(length)
        for _ in range(1 + int(rng.random() < 1 / 3)):
            part = kinds[int(rng.integers(len(kinds)))](rng, length)
            noise += part / (part.std() + 1e-9) * rng.uniform(0.4, 1)
        made.append(np.round(noise / (np.abs(noise).max() + 1e-9) * 12_000).astype(np.int16))
    return made
