"""Names to numbers: intents (with `none` last where it is trained) and BIO tags."""

from dataclasses import dataclass

from typing import TYPE_CHECKING

from .data import NONE, OUTSIDE, Corpus, Sentence, Unusable

if TYPE_CHECKING:
    import torch

# What the engine's section holds: tags in eight bits, lengths of all names together in sixteen.
MOST_SLOTS, MOST_NAME_BYTES, MOST_CLASSES = 127, 65535, 65535


@dataclass
class Labels:
    intents: list[str]
    slots: list[str]
    has_none: bool

    @staticmethod
    def of(corpus: Corpus) -> "Labels":
        labels = Labels(corpus.intents(), corpus.slots(), any(s.intent == NONE for s in corpus.train))
        labels.check()
        return labels

    def check(self) -> None:
        """`Unusable` where the engine could not read a network of these labels: before hours of training, not after."""
        if not self.intents:
            raise Unusable("no sentence has an intent")
        if len(self.slots) > MOST_SLOTS:
            raise Unusable(f"{len(self.slots)} slots, the engine reads {MOST_SLOTS} at the most; "
                           f"give seldom ones a common name, for example {', '.join(self.slots[-3:])}")
        if len(self.classes) > MOST_CLASSES:
            raise Unusable(f"{len(self.classes)} intents, the engine reads {MOST_CLASSES} at the most")
        names = sum(len(name.encode()) for name in self.intents + self.slots)
        if names > MOST_NAME_BYTES:
            raise Unusable(f"the names of intents and slots have {names} bytes, the engine reads {MOST_NAME_BYTES} at the most")

    @property
    def classes(self) -> list[str]:
        return self.intents + ([NONE] if self.has_none else [])

    @property
    def tags(self) -> list[str]:
        """`O`, then `B-` and `I-` of each slot: tag `1 + 2 * slot` begins it, `2 + 2 * slot` goes on."""
        return [OUTSIDE] + [f"{p}-{slot}" for slot in self.slots for p in "BI"]

    def intent_targets(self, rows: list[Sentence]) -> "torch.Tensor":
        import torch

        number = {name: i for i, name in enumerate(self.classes)}
        return torch.tensor([number[s.intent] for s in rows])

    def tag_targets(self, rows: list[Sentence], width: int) -> "torch.Tensor":
        import torch

        number = {name: i for i, name in enumerate(self.tags)}
        out = torch.full((len(rows), width), -1)
        for row, s in enumerate(rows):
            out[row, :len(s.tags)] = torch.tensor([number[t] for t in s.tags[:width]])
        return out
