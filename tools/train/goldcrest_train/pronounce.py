"""Words to phones: CMUdict with all its variants, espeak-ng for words it lacks."""

import re
import subprocess
from pathlib import Path

PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
).split()
PHONE_ID = {p: i + 1 for i, p in enumerate(PHONES)}
BLANK = 0

_IPA = {
    "tʃ": "CH", "dʒ": "JH", "eɪ": "EY", "aɪ": "AY", "ɔɪ": "OY", "aʊ": "AW", "oʊ": "OW", "əʊ": "OW",
    "ɑːɹ": "AA R", "ɔːɹ": "AO R", "oːɹ": "AO R", "ɪɹ": "IH R", "ɛɹ": "EH R", "ʊɹ": "UH R", "aɪɚ": "AY ER",
    "əl": "AH L", "ən": "AH N", "ɜː": "ER", "ɚ": "ER", "iː": "IY", "uː": "UW", "ɑː": "AA", "ɔː": "AO",
    "oː": "AO", "æ": "AE", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ɛ": "EH", "e": "EH", "ɪ": "IH", "i": "IY",
    "ᵻ": "IH", "ʊ": "UH", "u": "UW", "ɔ": "AO", "ɑ": "AA", "ɒ": "AA", "a": "AE", "o": "OW", "b": "B", "d": "D",
    "ð": "DH", "f": "F", "ɡ": "G", "g": "G", "h": "HH", "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG",
    "p": "P", "ɹ": "R", "r": "R", "s": "S", "ʃ": "SH", "t": "T", "ɾ": "T", "θ": "TH", "v": "V", "w": "W",
    "j": "Y", "z": "Z", "ʒ": "ZH", "x": "K", "ʔ": "T",
}
_IPA_KEYS = sorted(_IPA, key=len, reverse=True)


def from_ipa(ipa: str) -> list[str]:
    """CMUdict phones nearest to an espeak-ng IPA string; unknown marks are dropped."""
    ipa = re.sub(r"[ˈˌ‿ \n]", "", ipa)
    out, i = [], 0
    while i < len(ipa):
        key = next((k for k in _IPA_KEYS if ipa.startswith(k, i)), None)
        if key is None:
            i += 1
            continue
        out += _IPA[key].split()
        i += len(key)
    return out


class Pronunciations:
    """`words(text)` splits, `variants(word)` gives phone lists, most usual first."""

    def __init__(self, cmudict: Path):
        self.table: dict[str, list[list[str]]] = {}
        for line in open(cmudict, encoding="utf-8"):
            entry = line.split("#")[0].split()
            if len(entry) < 2:
                continue
            word = re.sub(r"\(\d+\)$", "", entry[0])
            phones = [re.sub(r"\d", "", p) for p in entry[1:]]
            if phones not in self.table.setdefault(word, []):
                self.table[word].append(phones)
        self.fallback: dict[str, list[str]] = {}

    def learn(self, words) -> None:
        """Asks espeak-ng once for every word the dictionary lacks."""
        missing = sorted({w for w in words if w not in self.table and w not in self.fallback})
        for start in range(0, len(missing), 400):
            part = missing[start : start + 400]
            text = "\n\n".join(part)
            got = subprocess.run(
                ["espeak-ng", "-q", "--ipa", "-v", "en-us"], input=text, capture_output=True, text=True, check=True
            ).stdout.strip().split("\n")
            if len(got) != len(part):
                got = [
                    subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us", w], capture_output=True, text=True).stdout
                    for w in part
                ]
            for word, ipa in zip(part, got):
                self.fallback[word] = from_ipa(ipa)

    def variants(self, word: str) -> list[list[str]]:
        found = self.table.get(word)
        if found is None and word.endswith("'s") and word[:-2] in self.table:
            found = []
            for stem in self.table[word[:-2]]:
                tail = stem[-1]
                end = ["IH", "Z"] if tail in ("S", "Z", "SH", "ZH", "CH", "JH") else (
                    ["S"] if tail in ("P", "T", "K", "F", "TH") else ["Z"])
                found.append(stem + end)
        if found is None:
            found = [self.fallback[word]] if self.fallback.get(word) else []
        return found

    def sample(self, words: list[str], rng) -> list[int] | None:
        """Phone ids of a word sequence, a variant drawn for every word; None if a word has none."""
        out = []
        for word in words:
            found = self.variants(word)
            if not found:
                return None
            pick = 0 if len(found) == 1 or rng.random() < 0.8 else int(rng.integers(len(found)))
            out += [PHONE_ID[p] for p in found[pick]]
        return out


_ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
         "seventeen eighteen nineteen").split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def number_words(n: int) -> str:
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + ("" if n % 10 == 0 else " " + _ONES[n % 10])
    if n < 1000:
        return _ONES[n // 100] + " hundred" + ("" if n % 100 == 0 else " " + number_words(n % 100))
    if n < 1_000_000:
        return number_words(n // 1000) + " thousand" + ("" if n % 1000 == 0 else " " + number_words(n % 1000))
    return " ".join(_ONES[int(d)] for d in str(n))


def words(text: str) -> list[str]:
    """Lower-case words; digits are spelled as numbers; None-worthy text gives an empty list."""
    text = text.lower().replace("’", "'").replace("%", " percent ").replace("&", " and ")
    text = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1 m", text)
    text = re.sub(r"\d+", lambda m: " " + number_words(int(m.group())) + " ", text)
    out = [w.strip("'") for w in re.findall(r"[a-z']+", text)]
    return [w for w in out if w]
