"""Names to numbers: intents (with `none` last where it is trained) and BIO tags."""

from dataclasses import dataclass

import torch

from .data import NONE, OUTSIDE, Corpus, Sentence


@dataclass
class Labels:
    intents: list[str]
    slots: list[str]
    has_none: bool

    @staticmethod
    def of(corpus: Corpus) -> "Labels":
        return Labels(corpus.intents(), corpus.slots(), any(s.intent == NONE for s in corpus.train))

    @property
    def classes(self) -> list[str]:
        return self.intents + ([NONE] if self.has_none else [])

    @property
    def tags(self) -> list[str]:
        """`O`, then `B-` and `I-` of each slot: tag `1 + 2 * slot` begins it, `2 + 2 * slot` goes on."""
        return [OUTSIDE] + [f"{p}-{slot}" for slot in self.slots for p in "BI"]

    def intent_targets(self, rows: list[Sentence]) -> torch.Tensor:
        number = {name: i for i, name in enumerate(self.classes)}
        return torch.tensor([number[s.intent] for s in rows])

    def tag_targets(self, rows: list[Sentence], width: int) -> torch.Tensor:
        number = {name: i for i, name in enumerate(self.tags)}
        out = torch.full((len(rows), width), -1)
        for row, s in enumerate(rows):
            out[row, :len(s.tags)] = torch.tensor([number[t] for t in s.tags[:width]])
        return out
