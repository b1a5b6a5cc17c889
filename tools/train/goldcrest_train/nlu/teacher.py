"""The teacher: a pretrained sentence encoder (see `encoders`) fine-tuned on intent and slots.

Intent from the mean of the token vectors, BIO tags from the first piece of each word; both by one linear layer.
A teacher may also learn what earlier ones say of text without labels (self-training: Xie et al. 2020, "noisy student").
"""

import math
import random
import time
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel, AutoTokenizer

from . import distil, encoders
from .data import Corpus, Sentence, shuffled
from .labels import Labels
from .likeness import Sight
from .plans import Lesson


@dataclass
class Opinion:
    """Log-probabilities of one sentence's intents `[classes]` and of its words' tags `[words, tags]`."""

    words: list[str]
    intents: np.ndarray
    tags: np.ndarray
    foreign: bool = False


class Teacher(nn.Module):
    def __init__(self, folder: Path, intents: int, tags: int, dropout: float = 0.1):
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self.encoder = AutoModel.from_pretrained(str(folder))
        width = self.encoder.config.hidden_size
        self.foreign = nn.Parameter(torch.zeros(width))
        self.asked_for_tags = True
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

    def forward(self, ids, mask, first, foreign=None):
        """`foreign[batch]`: 1 where a sentence is labelled by others' rules; a vector added to its pieces says so."""
        mean, at_words = self.vectors(ids, mask, first, foreign)
        return self.intent(self.dropout(mean)), self.tag(self.dropout(at_words))

    def vectors(self, ids, mask, first, foreign=None):
        """Of the sentences `[batch, width]` and of their words `[batch, words, width]`."""
        pieces = self.encoder.get_input_embeddings()(ids)
        if foreign is not None:
            pieces = pieces + foreign[:, None, None] * self.foreign
        hidden = self.encoder(inputs_embeds=pieces, attention_mask=mask).last_hidden_state.float()
        weight = mask[:, :, None].float()
        mean = (hidden * weight).sum(1) / weight.sum(1)
        return mean, torch.gather(hidden, 1, first[:, :, None].expand(-1, -1, hidden.shape[2]))


def batches(lengths: list[int], size: int, seed: int) -> list[list[int]]:
    """Batches of like lengths in random order."""
    rng = random.Random(seed)
    rows = sorted(range(len(lengths)), key=lambda i: lengths[i] + rng.random() * 2)
    cut = [rows[i:i + size] for i in range(0, len(rows), size)]
    rng.shuffle(cut)
    return cut


def loss_of_labels(labels: Labels, rows: list[Sentence], intents, tags, lesson: Lesson, slotted: bool):
    loss = F.cross_entropy(intents, labels.intent_targets(rows), label_smoothing=lesson.smoothing, reduction="sum")
    if slotted:
        target = labels.tag_targets(rows, tags.shape[1]).flatten()
        known = int((target >= 0).sum())
        if known:
            each = F.cross_entropy(tags.flatten(0, 1), target, ignore_index=-1, reduction="sum") / known
            loss = loss + lesson.tag_weight * each * len(rows)
    return loss


def loss_of_opinions(rows: list[Opinion], intents, tags, lesson: Lesson, slotted: bool):
    wanted = torch.from_numpy(np.stack([row.intents for row in rows]).astype(np.float32))
    loss = F.kl_div(F.log_softmax(intents, 1), F.log_softmax(wanted, 1), log_target=True, reduction="sum")
    if slotted:
        loss = loss + lesson.tag_weight * distil.tags_apart(tags, [row.tags for row in rows]) * len(rows)
    return loss


def train(corpus: Corpus, labels: Labels, out: Path, lesson: Lesson, own_share: int = 1, seed: int = 1, log=print,
          opinions: list[Opinion] = ()) -> Teacher:
    """The sentences that are not foreign are seen `own_share` times an epoch, `opinions` once."""
    torch.manual_seed(seed)
    teacher = Teacher(encoders.folder(lesson.encoder, out.parent.parent / "encoders"), len(labels.classes), len(labels.tags))
    teacher.asked_for_tags = lesson.asked_for_tags
    if out.exists():
        teacher.load_state_dict(torch.load(out)["weights"])
        return teacher.eval()
    rows = shuffled([s for s in corpus.train for _ in range(1 if s.foreign else own_share)] + list(opinions), seed)
    teacher.encoder.get_input_embeddings().weight.requires_grad_(not lesson.frozen)
    optimiser = torch.optim.AdamW(parameters(teacher, lesson), fused=True)
    steps = lesson.epochs * math.ceil(len(rows) / lesson.size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps))
    begin, step = time.time(), 0
    for epoch in range(lesson.epochs):
        teacher.train()
        for picked in batches([len(s.words) for s in rows], lesson.size, seed * 100 + epoch):
            told = [rows[i] for i in picked if not isinstance(rows[i], Opinion)]
            said = [rows[i] for i in picked if isinstance(rows[i], Opinion)]
            chosen = told + said
            ids, mask, first = teacher.pieces([s.words for s in chosen])
            with torch.autocast("cpu", torch.bfloat16):
                intents, tags = teacher(ids, mask, first, torch.tensor([int(s.foreign) for s in chosen]))
            intents, tags, loss = intents.float(), tags.float(), 0.0
            if told:
                loss = loss + loss_of_labels(labels, told, intents[:len(told)], tags[:len(told)], lesson, corpus.slotted)
            if said:
                loss = loss + loss_of_opinions(said, intents[len(told):], tags[len(told):], lesson, corpus.slotted)
            loss = loss / len(chosen)
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


def parameters(teacher: Teacher, lesson: Lesson) -> list[dict]:
    """Groups for the optimiser: the heads begin from nothing and learn faster; no decay of gains and biases."""
    groups: dict[tuple[bool, bool], list] = {}
    for name, parameter in teacher.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((name.startswith("encoder."), parameter.ndim > 1), []).append(parameter)
    return [{"params": found, "lr": lesson.rate if inside else lesson.head_rate, "weight_decay": 0.01 if wide else 0.0}
            for (inside, wide), found in groups.items()]


@torch.no_grad()
def sights(teachers: list[Teacher], words: list[list[str]], size: int = 64) -> list[Sight]:
    """The principal directions of each teacher's vectors of these sentences."""
    found = []
    for teacher in teachers:
        sentences, of_words = [], []
        for picked in by_length(words, size):
            mean, at_words = seen(teacher, [words[i] for i in picked])
            sentences.append(mean)
            of_words += [at_words[k, :len(words[i])] for k, i in enumerate(picked)]
        found.append(Sight.of(np.concatenate(sentences), np.concatenate(of_words)[::2]))
    return found


def seen(teacher: Teacher, words: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
    with torch.autocast("cpu", torch.bfloat16):
        mean, at_words = teacher.eval().vectors(*teacher.pieces(words))
    return mean.float().numpy(), at_words.float().numpy()


def by_length(words: list[list[str]], size: int) -> list[list[int]]:
    rows = sorted(range(len(words)), key=lambda i: len(words[i]))
    return [rows[at:at + size] for at in range(0, len(rows), size)]


@torch.no_grad()
def predict(teachers: list[Teacher], words: list[list[str]], looks: list[Sight] = (), size: int = 64) -> list[tuple]:
    """Mean log-probabilities of the intents `[classes]` and of the tags `[words, tags]` for each sentence; tags by those
    teachers that are asked for them, by all where none is. With a look for each teacher, also where its vectors of the
    sentence and of the words lie, one teacher after the other."""
    taggers = [teacher for teacher in teachers if teacher.asked_for_tags] or teachers
    found: list = [None] * len(words)
    for picked in by_length(words, size):
        intents = tags = 0.0
        places = []
        for teacher, look in zip_longest(teachers, looks):
            mean, at_words = seen(teacher, [words[i] for i in picked])
            intents = intents + F.log_softmax(teacher.intent(torch.from_numpy(mean)), 1) / len(teachers)
            if teacher in taggers:
                tags = tags + F.log_softmax(teacher.tag(torch.from_numpy(at_words)), 2) / len(taggers)
            if look:
                places.append((look.sentence.along(mean), look.word.along(at_words)))
        for k, i in enumerate(picked):
            long = len(words[i])
            found[i] = (intents[k].numpy().astype(np.float16), tags[k, :long].numpy().astype(np.float16))
            if places:
                found[i] += (np.concatenate([of[k] for of, _ in places]), np.concatenate([at[k, :long] for _, at in places], 1))
    return found


def quick(teacher: Teacher, corpus: Corpus, labels: Labels) -> str:
    from .measure import measure

    return str(measure(labels, corpus.tune, predict([teacher], [s.words for s in corpus.tune])))
