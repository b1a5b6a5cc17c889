"""What actors say in three adventure games that their owners let be given away: lines of a few seconds, 11,025 Hz.

- *Flight of the Amazon Queen* (John Passfield and Steven Stamatiadis, 1995): 6,745 lines, 4.6 h, MP3 in `queen.1c`.
- *Beneath a Steel Sky* (Revolution Software, 1994): 3,628 lines, 2.2 h, 8 bits packed by RNC in `sky.dsk`.
- *Drascula: The Vampire Strikes Back* (Alcachofa Soft, 1996): 783 lines and noises, 0.8 h, 8 bits in `en/*.ALS`.

All are packages of Debian's main section, of their names in `GAMES`, in the form that ScummVM reads. Their licences let
anybody use, change and pass them on, but not charge for the game itself.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from . import rnc

RATE = 11_025
SHARED = Path("/usr/share/scummvm")
# Numbers of files that hold speech, and what lies before the packed samples of one.
SKY_SPEECH, SKY_HEADER = range(50_000, 60_000), 22


def queen(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Name and samples (-1 to 1) of each line. Index of `queen.1c`: `QTBL`, 9 bytes of version, u16 count, then name
    (12 bytes), bundle, u32 offset and u32 size; numbers are big-endian."""
    data = (folder / "queen.1c").read_bytes()
    if data[:4] != b"QTBL":
        raise ValueError(f"{folder / 'queen.1c'}: no table of ScummVM's")
    for entry in range(struct.unpack(">H", data[13:15])[0]):
        row = data[15 + 21 * entry : 36 + 21 * entry]
        name = row[:12].split(b"\0")[0].decode()
        offset, size = struct.unpack(">II", row[13:])
        if name.endswith(".SB"):
            yield name.removesuffix(".SB"), soundfile.read(io.BytesIO(data[offset : offset + size]), dtype="float32")[0]


def _eight_bits(data: bytes) -> np.ndarray:
    return (np.frombuffer(data, np.uint8).astype(np.float32) - 128) / 128


def sky(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Name and samples (-1 to 1) of each line. `sky.dnr`: u32 count, then u16 number, u24 offset (its top bit: in units
    of 16) and u24 size and flags of each file of `sky.dsk`; numbers are little-endian."""
    index, data = (folder / "sky.dnr").read_bytes(), (folder / "sky.dsk").read_bytes()
    for entry in range(struct.unpack("<I", index[:4])[0]):
        row = index[4 + 8 * entry : 12 + 8 * entry]
        number, offset = int.from_bytes(row[:2], "little"), int.from_bytes(row[2:5], "little")
        offset = (offset & 0x7FFFFF) << 4 if offset >> 23 else offset
        packed = data[offset + SKY_HEADER : offset + (int.from_bytes(row[5:], "little") & 0x3FFFFF)]
        if number in SKY_SPEECH and packed[:3] == b"RNC":
            yield str(number), _eight_bits(rnc.unpack(packed))


def drascula(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Name and samples (-1 to 1) of each file of sound of the English version."""
    for path in sorted((folder / "en").glob("*.ALS")):
        yield path.stem, _eight_bits(path.read_bytes())


GAMES = {"flight-of-the-amazon-queen": queen, "beneath-a-steel-sky": sky, "drascula": drascula}


def lines(shared: Path = SHARED) -> Iterator[tuple[str, str, np.ndarray]]:
    """Game, name and samples of every line; `FileNotFoundError` tells which package to install."""
    for game, read in GAMES.items():
        folder = shared / game
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder}: install the package {game} (apt-get install {game})")
        for name, samples in read(folder):
            yield game, name, samples
