"""Sentences made of sentences: slot values changed for others, words dropped, added or misspelt, numbers as digits.

Their labels come from the teacher, so a change may change the meaning.
"""

import random

Tagged = tuple[list[str], list[str]]

BEFORE = ["please", "hey", "olly", "ok", "can you", "could you", "would you", "i want you to", "i need you to", "can you please",
          "hi", "siri", "alexa", "google", "i would like you to", "please can you", "hello", "just", "now"]
AFTER = ["please", "for me", "now", "olly", "thanks", "thank you", "for me please", "right now", "today", "ok"]
NUMBERS = {w: str(i) for i, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())}
NUMBERS |= {w: str(10 * i) for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}


def cut(tokens: list[str], tags: list[str]) -> list[tuple[str | None, list[str]]]:
    """Pieces: a slot's name and its words, or None and one word."""
    pieces: list[tuple[str | None, list[str]]] = []
    for token, tag in zip(tokens, tags):
        if tag.startswith("I-") and pieces and pieces[-1][0] == tag[2:]:
            pieces[-1][1].append(token)
        else:
            pieces.append((None if tag == "O" else tag[2:], [token]))
    return pieces


def bank(rows: list[Tagged]) -> dict[str, list[list[str]]]:
    """Every distinct value of each slot."""
    found: dict[str, dict[str, list[str]]] = {}
    for tokens, tags in rows:
        for slot, words in cut(tokens, tags):
            if slot:
                found.setdefault(slot, {})[" ".join(words)] = words
    return {slot: list(values.values()) for slot, values in found.items()}


def change(tokens: list[str], tags: list[str], values: dict, rng: random.Random, swap: float = 0.7) -> Tagged:
    out: list[str] = []
    out_tags: list[str] = []
    for slot, words in cut(tokens, tags):
        if slot and slot in values and rng.random() < swap:
            words = rng.choice(values[slot])
        elif slot is None and len(tokens) > 3 and rng.random() < 0.06:
            continue
        if rng.random() < 0.15:
            words = [NUMBERS.get(w, w) for w in words]
        out += words
        out_tags += ["O"] * len(words) if slot is None else [f"B-{slot}"] + [f"I-{slot}"] * (len(words) - 1)
    for chance, phrases, front in ((0.12, BEFORE, True), (0.1, AFTER, False)):
        if rng.random() < chance:
            added = rng.choice(phrases).split()
            out, out_tags = (added + out, ["O"] * len(added) + out_tags) if front else (out + added, out_tags + ["O"] * len(added))
    if not out:
        return tokens, tags
    return out[:32], out_tags[:32]


def misspelt(tokens: list[str], rng: random.Random, share: float = 0.5) -> list[str]:
    """In `share` of sentences a longer word has lost, doubled or swapped a letter behind its first."""
    longer = [i for i, word in enumerate(tokens) if len(word) >= 5 and word.isalpha()]
    if not longer or rng.random() >= share:
        return tokens
    at = rng.choice(longer)
    word = tokens[at]
    letter = rng.randrange(1, len(word) - 1)
    before, here, after, rest = word[:letter], word[letter], word[letter + 1], word[letter + 2:]
    changed = rng.choice((before + after + rest, before + here + here + after + rest, before + after + here + rest))
    return [*tokens[:at], changed, *tokens[at + 1:]]


def several(groups: list[list[Tagged]], count: int, seed: int) -> list[Tagged]:
    """`count` changed sentences, as many of each group, each different from the others and from `groups`."""
    rng = random.Random(seed)
    rows = [row for group in groups for row in group]
    values = bank(rows)
    seen = {tuple(tokens) for tokens, _ in rows}
    made: list[Tagged] = []
    for _ in range(4 * count):
        if len(made) == count:
            break
        tokens, tags = change(*rng.choice(rng.choice(groups)), values, rng)
        if tuple(tokens) not in seen:
            seen.add(tuple(tokens))
            made.append((tokens, tags))
    return made
