"""What a student learns of its teachers beside their answers: where their vectors of sentence and words lie.

Of each teacher the first principal directions, the further ones made nearly as large as the first; the student predicts them
from its pooled and hidden columns by one linear layer each, thrown away after training (after Sun et al. 2019, "patient
knowledge distillation").
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .padded import padded

OF_SENTENCE, OF_WORD = 96, 64
# Of the loss, to one of the student's own; what is left of both at the end of training.
SENTENCE_WEIGHT, WORD_WEIGHT, LEFT = 1.0, 0.5, 0.1


@dataclass
class Directions:
    """Of vectors `[n]`: their mean and `axes [n, k]`."""

    mean: np.ndarray
    axes: np.ndarray

    @staticmethod
    def of(vectors: np.ndarray, count: int) -> "Directions":
        """A direction's root mean square is the root of what it was, and one in the mean of all."""
        mean = vectors.mean(0)
        _, values, axes = np.linalg.svd(vectors - mean, full_matrices=False)
        spread = values[:count] / np.sqrt(len(vectors))
        return Directions(mean, axes[:count].T / np.sqrt(spread) / np.sqrt(spread.mean()))

    def along(self, vectors: np.ndarray) -> np.ndarray:
        return ((vectors - self.mean) @ self.axes).astype(np.float16)


@dataclass
class Sight:
    """How one teacher's vectors are looked at."""

    sentence: Directions
    word: Directions

    @staticmethod
    def of(sentences: np.ndarray, words: np.ndarray) -> "Sight":
        return Sight(Directions.of(sentences, OF_SENTENCE), Directions.of(words, OF_WORD))


class Guess(nn.Module):
    """Predicts vectors like these, of a sentence `[n]` and of its words `[words, m]`, from the columns of a student."""

    def __init__(self, channels: int, sentence: np.ndarray, words: np.ndarray):
        super().__init__()
        self.sentence = nn.Linear(2 * channels, len(sentence))
        self.word = nn.Linear(channels, words.shape[1])

    def loss(self, pooled: torch.Tensor, hidden: torch.Tensor, vectors: list[tuple[np.ndarray, np.ndarray]], done: float):
        """Squared error; `done`: what share of the training is over."""
        sentences = torch.from_numpy(np.stack([v[0] for v in vectors]).astype(np.float32))
        words, said = padded([v[1] for v in vectors], hidden.shape[1])
        apart = (((self.word(hidden) - words) ** 2).mean(2) * said).sum() / said.sum()
        of_sentences = F.mse_loss(self.sentence(pooled), sentences)
        return (1 - (1 - LEFT) * done) * (SENTENCE_WEIGHT * of_sentences + WORD_WEIGHT * apart)
