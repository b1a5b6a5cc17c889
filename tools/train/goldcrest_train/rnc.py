"""Unpacks RNC ProPack, method 1, in which games of the nineties hold their files.

Header, big-endian: `RNC`, method, u32 unpacked and packed bytes, two u16 checksums, u8 leeway, u8 count of chunks. A
chunk has three Huffman tables (stretches of bytes as they are, distances back, lengths of what is repeated) and then
takes turns: bytes as they are, something repeated. Bits come from little-endian u16, lowest first; bytes as they are lie
between them.
"""

import struct

HEADER = 18


class Bits:
    """Bits and plain bytes out of one stream."""

    def __init__(self, packed: bytes):
        self.packed, self.at = packed + bytes(8), 0
        self.held = self.count = 0
        self._fill()

    def _fill(self) -> None:
        """Puts the word that `at` points to above the bits that are held."""
        if self.at + 2 > len(self.packed):
            raise ValueError("RNC: ends early")
        self.held |= (self.packed[self.at] | self.packed[self.at + 1] << 8) << self.count
        self.count += 16

    def skip(self, count: int) -> None:
        self.held >>= count
        self.count -= count
        if self.count < 16:
            self.at += 2
            self._fill()

    def number(self, bits: int) -> int:
        value = self.held & ((1 << bits) - 1)
        self.skip(bits)
        return value

    def plain(self, count: int) -> bytes:
        taken = self.packed[self.at : self.at + count]
        self.at += count
        self.count -= 16
        self.held &= (1 << self.count) - 1
        self._fill()
        return taken

    def table(self) -> list[tuple[int, int, int]]:
        """Canonical codes, mirrored: code, its bits, what it stands for."""
        lengths = [self.number(4) for _ in range(self.number(5))]
        code, found = 0, []
        for bits in range(1, max(lengths, default=0) + 1):
            for value, length in enumerate(lengths):
                if length == bits:
                    found.append((int(f"{code:0{bits}b}"[::-1], 2), bits, value))
                    code += 1
            code <<= 1
        return found

    def coded(self, table: list[tuple[int, int, int]]) -> int:
        for code, bits, value in table:
            if self.held & ((1 << bits) - 1) == code:
                self.skip(bits)
                return value if value < 2 else (1 << (value - 1)) | self.number(value - 1)
        raise ValueError("RNC: a code that no table has")


def unpack(data: bytes) -> bytes:
    """The bytes that `data` (with its header) holds; `ValueError` where it is not RNC of method 1 or is broken."""
    if data[:4] != b"RNC\x01" or len(data) < HEADER:
        raise ValueError("RNC: not method 1")
    size, packed = struct.unpack(">II", data[4:12])
    bits, out = Bits(data[HEADER : HEADER + packed]), bytearray()
    bits.skip(2)
    for _ in range(data[17]):
        stretches, distances, lengths = bits.table(), bits.table(), bits.table()
        turns = bits.number(16)
        for turn in range(turns):
            if count := bits.coded(stretches):
                out += bits.plain(count)
            if turn + 1 < turns:
                back, count = bits.coded(distances) + 1, bits.coded(lengths) + 2
                if back > len(out) or len(out) + count > size:
                    raise ValueError("RNC: repeats what is not there, or too much")
                for _ in range(count):
                    out.append(out[-back])
    if len(out) != size:
        raise ValueError(f"RNC: {len(out)} bytes for {size}")
    return bytes(out)
