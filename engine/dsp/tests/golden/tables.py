"""Prints the reference front end's filterbank as it stands in `src/filterbank/weights.rs`.

    pip install pymicro-features
    python tables.py

Reads the tables out of the reference's own state, whose layout is that of the C structs of TFLite
Micro's microfrontend on a 64-bit machine. Their last bits depend on the C library's `log1pf`; glibc
2.36 on x86-64 made the ones that are committed.
"""

import ctypes

import micro_features_cpp

BANDS = 40
FIRST_BIN = 5


class Config(ctypes.Structure):
    _fields_ = [
        ("window_ms", ctypes.c_size_t),
        ("step_ms", ctypes.c_size_t),
        ("channels", ctypes.c_int),
        ("upper_hz", ctypes.c_float),
        ("lower_hz", ctypes.c_float),
        ("rest", ctypes.c_int * 64),
    ]


class Filterbank(ctypes.Structure):
    _fields_ = [
        ("channels", ctypes.c_int),
        ("start", ctypes.c_int),
        ("end", ctypes.c_int),
        ("frequency_starts", ctypes.POINTER(ctypes.c_int16)),
        ("weight_starts", ctypes.POINTER(ctypes.c_int16)),
        ("widths", ctypes.POINTER(ctypes.c_int16)),
        ("weights", ctypes.POINTER(ctypes.c_int16)),
        ("unweights", ctypes.POINTER(ctypes.c_int16)),
    ]


class State(ctypes.Structure):
    _fields_ = [
        ("window", ctypes.c_uint64 * 7),
        ("fft", ctypes.c_uint64 * 6),
        ("filterbank", Filterbank),
        ("rest", ctypes.c_uint64 * 64),
    ]


library = ctypes.CDLL(micro_features_cpp.__file__)
config, state = Config(), State()
library.FrontendFillConfigWithDefaults(ctypes.byref(config))
config.window_ms, config.step_ms, config.channels = 30, 10, BANDS
config.lower_hz, config.upper_hz = 125.0, 7500.0
assert library.FrontendPopulateState(ctypes.byref(config), ctypes.byref(state), 16_000)

bank = state.filterbank
assert (bank.channels, bank.start) == (BANDS, FIRST_BIN)
widths, weights = [], []
for span in range(BANDS + 1):
    first = bank.weight_starts[span]
    pairs = [(bank.weights[first + n], bank.unweights[first + n]) for n in range(bank.widths[span])]
    real = [weight for weight, rest in pairs if (weight, rest) != (0, 0)]
    assert all(weight + rest == 4096 for weight, rest in pairs if (weight, rest) != (0, 0))
    widths.append(len(real))
    weights.extend(real)
assert FIRST_BIN + len(weights) == bank.end
print("WIDTHS", widths)
print("WEIGHTS", weights)
