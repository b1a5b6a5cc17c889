"""Readers of what actors say in games: unpacking, and lines out of small archives made here."""

import io
import random
import struct
import sys
import tempfile
import unittest
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from goldcrest_train import rnc


class Writer:
    """Writes what `rnc.Bits` reads: bits into little-endian u16, plain bytes between them."""

    def __init__(self):
        self.order, self.open = [], None

    def number(self, value, bits):
        for i in range(bits):
            if self.open is None or len(self.open) == 16:
                self.open = []
                self.order.append(self.open)
            self.open.append(value >> i & 1)

    def plain(self, data):
        # the reader holds the word it is in and the one after it, so plain bytes lie before the next word that opens
        if self.open is None or len(self.open) == 16:
            self.open = []
            self.order.append(self.open)
        self.order.append(bytes(data))

    def bytes(self):
        return b"".join(
            part if isinstance(part, bytes) else struct.pack("<H", sum(bit << i for i, bit in enumerate(part)))
            for part in self.order)


def packed(payload, turns):
    """`turns`: (plain bytes, None or (distance, length)); all tables give every class up to 15 four bits."""
    out = Writer()
    out.number(0, 2)
    for _ in range(3):
        out.number(16, 5)
        for _ in range(16):
            out.number(4, 4)
    out.number(len(turns), 16)

    def coded(value):
        kind = value if value < 2 else value.bit_length()
        out.number(int(f"{kind:04b}"[::-1], 2), 4)
        if value >= 2:
            out.number(value - (1 << (kind - 1)), kind - 1)

    for i, (plain, repeat) in enumerate(turns):
        coded(len(plain))
        if plain:
            out.plain(plain)
        if i + 1 < len(turns):
            distance, length = repeat
            coded(distance - 1)
            coded(length - 2)
    body = out.bytes()
    return b"RNC\x01" + struct.pack(">IIHHBB", len(payload), len(body), 0, 0, 0, 1) + body


class Unpacking(unittest.TestCase):
    def test_gives_plain_bytes_and_repeats(self):
        turns = [(b"speech ", (7, 7)), (b"", (3, 4)), (b"!", None)]
        payload = b"speech speech ch c!"
        self.assertEqual(rnc.unpack(packed(payload, turns)), payload)

    def test_broken_bytes_end_in_an_error_that_says_so(self):
        whole = packed(b"speech speech!", [(b"speech ", (7, 6)), (b"!", None)])
        draw = random.Random(5)
        for _ in range(2_000):
            broken = bytearray(whole[: draw.randint(0, len(whole))])
            for _ in range(draw.randint(0, 3)):
                if broken:
                    broken[draw.randrange(len(broken))] = draw.randrange(256)
            try:
                rnc.unpack(bytes(broken))
            except ValueError as error:
                self.assertIn("RNC", str(error))


@unittest.skipUnless(find_spec("numpy") and find_spec("soundfile"), "NumPy and soundfile read the games")
class Lines(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shared = Path(folder.name)

    def test_reads_each_game_as_scummvm_lays_it_out(self):
        import numpy as np
        import soundfile
        from goldcrest_train import games

        wave = io.BytesIO()
        soundfile.write(wave, np.linspace(-0.5, 0.5, 200), games.RATE, format="WAV", subtype="PCM_16")
        queen = self.shared / "flight-of-the-amazon-queen"
        queen.mkdir()
        body, start = wave.getvalue(), 15 + 2 * 21
        rows = b"".join(name.ljust(12, b"\0") + b"\1" + struct.pack(">II", start, len(body)) for name in (b"JOE00011.SB", b"ROOM.PCX"))
        (queen / "queen.1c").write_bytes(b"QTBL" + bytes(9) + struct.pack(">H", 2) + rows + body)

        spoken = bytes(games.SKY_HEADER) + packed(b"\x80\x00\xff", [(b"\x80\x00\xff", None)])
        sky = self.shared / "beneath-a-steel-sky"
        sky.mkdir()
        entry = lambda number, offset: struct.pack("<H", number) + offset.to_bytes(3, "little") + len(spoken).to_bytes(3, "little")
        (sky / "sky.dnr").write_bytes(struct.pack("<I", 3) + entry(50_001, 0) + entry(50_002, 0x80_0008) + entry(60_000, 0))
        (sky / "sky.dsk").write_bytes(spoken.ljust(128, b"\0") + spoken)

        drascula = self.shared / "drascula" / "en"
        drascula.mkdir(parents=True)
        (drascula / "7.ALS").write_bytes(b"\x80\xc0")

        found = {(game, line): samples for game, line, samples in games.lines(self.shared)}
        self.assertEqual(list(found), [("flight-of-the-amazon-queen", "JOE00011"), ("beneath-a-steel-sky", "50001"),
                                       ("beneath-a-steel-sky", "50002"), ("drascula", "7")])
        self.assertEqual(len(found["flight-of-the-amazon-queen", "JOE00011"]), 200)
        for line in ("50001", "50002"):
            self.assertEqual(found["beneath-a-steel-sky", line].tolist(), [0.0, -1.0, 127 / 128])
        self.assertEqual(found["drascula", "7"].tolist(), [0.0, 0.5])

    def test_a_game_that_is_not_there_names_its_package(self):
        from goldcrest_train import games

        with self.assertRaisesRegex(FileNotFoundError, "apt-get install flight-of-the-amazon-queen"):
            list(games.lines(self.shared))


if __name__ == "__main__":
    unittest.main()
