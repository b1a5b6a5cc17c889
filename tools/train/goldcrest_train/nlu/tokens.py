"""Text to tokens and tokens to hashed features: the same as `goldcrest::understand::network` does, bit for bit."""

SEPARATORS = ((0x00A0, 0x00A9), (0x00AB, 0x00B1), (0x00B4, 0x00B4), (0x00B6, 0x00B9), (0x00BB, 0x00BF),
              (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2190, 0x2BFF), (0x3000, 0x3004), (0x3008, 0x3020),
              (0xFE30, 0xFE4F), (0xFF00, 0xFF0F), (0xFF1A, 0xFF20), (0x1F000, 0x1FAFF))
APOSTROPHES = "'\u2019"
MOST_TOKENS = 32
MOST_CHARS = 24
GRAMS = (3, 4, 5)
WORD_KIND = 1
OPEN, CLOSE = "<", ">"


def is_separator(char: str) -> bool:
    code = ord(char)
    if code < 0x80:
        return not char.isalnum()
    return 0x80 <= code < 0xA0 or any(low <= code <= high for low, high in SEPARATORS)


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Lower-case word, first and end character in `text`; at most `MOST_TOKENS` of them."""
    found: list[tuple[str, int, int]] = []
    start = None
    for at in range(len(text) + 1):
        char = text[at] if at < len(text) else " "
        inside = not is_separator(char)
        if not inside and char in APOSTROPHES and start is not None:
            after = text[at + 1] if at + 1 < len(text) else " "
            inside = not is_separator(after) and not is_digit(after) and not is_digit(text[at - 1])
        if start is not None and (not inside or is_digit(char) != is_digit(text[at - 1])):
            found.append((lower(text[start:at]), start, at))
            start = None
        if inside and start is None:
            start = at
    return found[:MOST_TOKENS]


def is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def lower(word: str) -> str:
    """Character by character, apostrophes plain, cut to `MOST_CHARS`."""
    chars = "".join(c.lower() for c in word).replace("\u2019", "'")
    return chars[:MOST_CHARS]


def fnv1a(kind: int, text: str) -> int:
    """FNV-1a, 32 bits, over the kind and the UTF-8 bytes, then Murmur3's last mixing step."""
    h = ((0x811C9DC5 ^ kind) * 0x01000193) & 0xFFFFFFFF
    for byte in text.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def features(word: str, rows: int) -> list[int]:
    """Rows of the table: that of the whole word, then those of its n-grams in order of n and place.

    A word of digits is seen as its shape: every digit is `0` in its n-grams.
    """
    found = [fnv1a(WORD_KIND, word) * rows >> 32]
    shape = "0" * len(word) if word.isascii() and word.isdigit() else word
    bounded = OPEN + shape + CLOSE
    for n in GRAMS:
        found += [fnv1a(n, bounded[at:at + n]) * rows >> 32 for at in range(len(bounded) - n + 1)]
    return found
