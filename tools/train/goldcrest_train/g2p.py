"""Letter-to-sound: a small convolutional network over letters with two CTC slots a letter.

Trained on CMUdict (stress removed), written as one int8 file that `tools/forge` reads. The layout is
in README.md; the same arithmetic is in `Reader`, which is what the figures are measured with.
"""

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .acoustic import greedy, learning_rate
from .pronounce import PHONE_ID, Pronunciations

ALPHABET = "abcdefghijklmnopqrstuvwxyz'"
MAGIC, VERSION, SLOTS, CLASSES = b"GCLS", 1, 2, 40


def held_out(word: str) -> bool:
    """One word in twenty, by its SHA-1; all spellings of `word` and `word's` go together."""
    return hashlib.sha1(word.removesuffix("'s").encode()).digest()[0] < 13


class LetterNet(nn.Module):
    def __init__(self, channels: int = 112, layers: int = 5, kernel: int = 5):
        super().__init__()
        self.embed = nn.Embedding(len(ALPHABET) + 1, channels, padding_idx=0)
        pad = kernel // 2
        self.convs = nn.ModuleList(nn.Conv1d(channels, channels, kernel, padding=pad, bias=False) for _ in range(layers))
        self.norms = nn.ModuleList(nn.BatchNorm1d(channels) for _ in range(layers))
        self.head = nn.Conv1d(channels, SLOTS * CLASSES, 1)

    def forward(self, letters, mask):
        x = self.embed(letters).transpose(1, 2)
        for conv, norm in zip(self.convs, self.norms):
            x = F.relu(x + norm(conv(F.dropout(x, 0.1, self.training)))) * mask
        y = self.head(x)
        batch, _, time = y.shape
        return y.view(batch, SLOTS, CLASSES, time).permute(0, 2, 3, 1).reshape(batch, CLASSES, time * SLOTS)


def _rows(weight: np.ndarray):
    flat = weight.reshape(len(weight), -1)
    scale = np.maximum(np.abs(flat).max(1), 1e-8) / 127
    return np.round(flat / scale[:, None]).astype(np.int8).tobytes() + scale.astype("<f4").tobytes()


def to_bytes(net: LetterNet) -> bytes:
    net = net.eval()
    channels, kernel = net.convs[0].weight.shape[0], net.convs[0].weight.shape[2]
    out = [MAGIC, struct.pack("<6H", VERSION, len(ALPHABET), channels, len(net.convs), kernel, SLOTS)]
    out += [ALPHABET.encode().ljust(32, b"\0")]
    out.append(_rows(net.embed.weight.detach().numpy()[1:]))
    for conv, norm in zip(net.convs, net.norms):
        gain = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach().numpy()
        weight = conv.weight.detach().numpy() * gain[:, None, None]
        bias = norm.bias.detach().numpy() - norm.running_mean.numpy() * gain
        out += [_rows(weight.transpose(0, 2, 1)), bias.astype("<f4").tobytes()]
    out += [_rows(net.head.weight.detach().numpy()[:, :, 0]), net.head.bias.detach().numpy().astype("<f4").tobytes()]
    return b"".join(out)


class Reader:
    """Reads the file and turns a word into phone ids, as the Rust reader does."""

    def __init__(self, data: bytes):
        assert data[:4] == MAGIC
        version, letters, channels, layers, kernel, slots = struct.unpack("<6H", data[4:16])
        assert version == VERSION and slots == SLOTS
        self.alphabet, at = data[16:48].rstrip(b"\0").decode(), 48

        def rows(count, width):
            nonlocal at
            w = np.frombuffer(data, np.int8, count * width, at).reshape(count, width).astype(np.float32)
            at += count * width
            scale = np.frombuffer(data, "<f4", count, at)
            at += 4 * count
            return w * scale[:, None]

        def bias(count):
            nonlocal at
            at += 4 * count
            return np.frombuffer(data, "<f4", count, at - 4 * count)

        self.embed, self.kernel = rows(letters, channels), kernel
        self.layers = [(rows(channels, kernel * channels), bias(channels)) for _ in range(layers)]
        self.head, self.head_bias = rows(SLOTS * CLASSES, channels), bias(SLOTS * CLASSES)
        assert at == len(data)

    def phones(self, word: str) -> list[int]:
        x = np.stack([self.embed[self.alphabet.index(c)] for c in word])
        for weight, bias in self.layers:
            half = self.kernel // 2
            padded = np.pad(x, ((half, half), (0, 0)))
            windows = np.stack([padded[t : t + self.kernel].ravel() for t in range(len(x))])
            x = np.maximum(x + windows @ weight.T + bias, 0)
        logits = (x @ self.head.T + self.head_bias).reshape(-1, CLASSES)
        return greedy(logits.T)


def _examples(pronunciations: Pronunciations):
    train, test = [], []
    for word, variants in sorted(pronunciations.table.items()):
        if not word or any(c not in ALPHABET for c in word) or word == "'" or len(word) > 24:
            continue
        ids = [[PHONE_ID[p] for p in v] for v in variants]
        (test if held_out(word) else train).append((word, ids))
    return train, test


def accuracy(reader: Reader, words) -> float:
    """Percentage of words whose phones equal one of the dictionary's pronunciations."""
    return 100.0 * sum(reader.phones(w) in ids for w, ids in words) / len(words)


def train(pronunciations: Pronunciations, out: Path, *, epochs: int, seed: int, batch: int = 512, log=print) -> dict:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    train_words, test = _examples(pronunciations)
    pairs = [(w, v) for w, ids in train_words for v in ids if len(v) <= SLOTS * len(w)]
    net = LetterNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.02)
    steps, step = epochs * (len(pairs) // batch), 0
    for epoch in range(epochs):
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + rng.uniform(0, 1.5))
        groups = [order[i : i + batch] for i in range(0, len(order) - batch + 1, batch)]
        rng.shuffle(groups)
        net.train()
        losses = []
        for group in groups:
            rows = [pairs[i] for i in group]
            longest = max(len(w) for w, _ in rows)
            letters = torch.zeros(batch, longest, dtype=torch.long)
            for r, (w, _) in enumerate(rows):
                letters[r, : len(w)] = torch.tensor([ALPHABET.index(c) + 1 for c in w])
            for g in optimiser.param_groups:
                g["lr"] = learning_rate(step, steps, 2e-3)
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(letters, (letters > 0)[:, None].float()).float()
            targets = torch.tensor([p for _, v in rows for p in v])
            lengths = torch.tensor([len(v) for _, v in rows])
            inputs = torch.tensor([SLOTS * len(w) for w, _ in rows])
            scores = logits.permute(2, 0, 1).log_softmax(-1)
            loss = F.ctc_loss(scores, targets, inputs, lengths, reduction="sum", zero_infinity=True) / lengths.sum()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
        data = to_bytes(net)
        log(json.dumps({"epoch": epoch + 1, "loss": round(float(np.mean(losses)), 4),
                        "held_out_words_right_percent": round(accuracy(Reader(data), test[::4]), 2)}))
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(data)
    facts = {"train_words": len(train_words), "held_out_words": len(test), "bytes": len(data), "epochs": epochs,
             "seed": seed, "held_out_words_right_percent": round(accuracy(Reader(data), test), 2)}
    log(json.dumps(facts))
    return facts
