"""Sentences of different lengths in one tensor."""

import numpy as np
import torch


def padded(sentences: list[np.ndarray], width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Of arrays `[words, n]`: `[sentences, width, n]`, zeros behind the words, and 1 where there is a word, `[sentences, width]`."""
    values = np.zeros((len(sentences), width, sentences[0].shape[1]), np.float32)
    mask = torch.zeros(len(sentences), width)
    for row, sentence in enumerate(sentences):
        values[row, : len(sentence)] = sentence[:width]
        mask[row, : len(sentence)] = 1
    return torch.from_numpy(values), mask
