"""Sentences that nobody said but might: two that share words run into one, words taken for words of a like meaning.

Their labels come from the teacher, so they need not make sense. Words of a like meaning are those whose vectors by a
pretrained sentence encoder are near (as in TinyBERT's augmentation; Jiao et al., 2020).
"""

import random

from . import augment
from .augment import Tagged

MOST_NEAR, LEAST_LIKENESS = 12, 0.45


def near_words(words: list[str], work) -> dict[str, list[str]]:
    """For each of `words` those of a like meaning, among themselves and the encoder's own; most alike first."""
    import torch
    import torch.nn.functional as F
    from transformers import AutoModel, AutoTokenizer

    from . import encoders

    folder = str(encoders.folder(encoders.MINILM, work))
    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    others = sorted(piece for piece in tokenizer.get_vocab() if piece.isascii() and piece.isalpha() and len(piece) > 2)
    known = list(dict.fromkeys([*words, *others]))
    vectors = []
    for at in range(0, len(known), 256):
        batch = tokenizer(known[at:at + 256], padding=True, return_tensors="pt")
        with torch.no_grad():
            hidden = encoder(**batch).last_hidden_state
        mask = batch["attention_mask"][:, :, None].float()
        vectors.append(F.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1))
    table = torch.cat(vectors)
    found = {}
    for at in range(0, len(words), 512):
        likeness, place = (table[at:at + 512] @ table.T).topk(MOST_NEAR + 4, 1)
        for word, row, places in zip(words[at:at + 512], likeness.tolist(), place.tolist()):
            found[word] = [known[p] for p, near in zip(places, row) if known[p] != word and near > LEAST_LIKENESS][:MOST_NEAR]
    return found


class Crossing:
    """Goes from one sentence to another where both have the same words behind them, as a Markov chain of words would."""

    def __init__(self, rows: list[Tagged]):
        self.after_two: dict[tuple[str, str], list] = {}
        self.after_one: dict[str, list] = {}
        for tokens, tags in rows:
            for at in range(1, len(tokens)):
                self.after_one.setdefault(tokens[at - 1], []).append((tokens, tags, at))
                if at > 1:
                    self.after_two.setdefault((tokens[at - 2], tokens[at - 1]), []).append((tokens, tags, at))

    def cross(self, tokens: list[str], tags: list[str], rng: random.Random, chance: float = 0.2) -> Tagged:
        made, made_tags, at = list(tokens[:2]), list(tags[:2]), 2
        while at < len(tokens) and len(made) < 24:
            if rng.random() < chance:
                places = self.after_two.get((made[-2], made[-1])) if rng.random() < 0.7 else self.after_one.get(made[-1])
                if places:
                    tokens, tags, at = rng.choice(places)
            made.append(tokens[at])
            made_tags.append(tags[at])
            at += 1
        return made, made_tags


def near_sentence(tokens: list[str], near: dict[str, list[str]], rng: random.Random, share: float) -> list[str]:
    return [rng.choice(near[word]) if len(word) > 2 and near.get(word) and rng.random() < share else word for word in tokens]


def sentences(groups: list[list[Tagged]], near: dict[str, list[str]], count: int, seed: int, held: set[tuple]) -> list[list[str]]:
    """`count` different ones, as many from each group; none of `held`."""
    rng = random.Random(seed)
    rows = [row for group in groups for row in group]
    crossing, values = Crossing(rows), augment.bank(rows)
    made: dict[tuple, None] = {}
    for _ in range(20 * count):
        if len(made) == count:
            break
        tokens, tags = rng.choice(rng.choice(groups))
        if len(tokens) >= 3 and rng.random() < 0.4:
            tokens, tags = crossing.cross(tokens, tags, rng)
        if rng.random() < 0.55:
            tokens, tags = augment.change(tokens, tags, values, rng, 0.5)
        if rng.random() < 0.6:
            tokens = near_sentence(tokens, near, rng, rng.choice((0.1, 0.2, 0.3)))
        if tokens and tuple(tokens) not in held:
            made.setdefault(tuple(tokens[:32]))
    return [list(tokens) for tokens in made]
