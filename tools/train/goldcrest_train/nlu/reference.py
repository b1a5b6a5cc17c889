"""What the engine computes, in numpy and onnxruntime: the golden vectors come from here, not from the engine."""

import json
from pathlib import Path

import numpy as np
import torch

from . import graph
from .measure import viterbi
from .student import Hasher, Student, narrow_step, odd

f32 = np.float32


class Int8Student:
    """Table of integers of `bits`, int8 body and head."""

    def __init__(self, table: np.ndarray, bits: int, word_factor: float, gram_factor: float, body: bytes, head: bytes, ahead: int):
        self.table, self.bits, self.body_bytes, self.head_bytes, self.ahead = table, bits, body, head, ahead
        self.word_factor, self.gram_factor = f32(word_factor), f32(gram_factor)
        self.hasher = Hasher(len(table))
        self.body, self.head = graph.session(body), graph.session(head)
        self.column = graph.quantisation(body, "columns")
        self.hidden = graph.quantisation(body, "hidden")
        self.outputs = [o.name for o in self.body.get_outputs()]

    @staticmethod
    @torch.no_grad()
    def of(student: Student, sentences: list[list[str]]) -> "Int8Student":
        body, head = graph.quantise(student, sentences)
        if student.shape.bits == 4:
            scale = narrow_step(student.table)
            rows, scale = odd(student.table, scale).numpy().astype(np.int8), float(scale)
        else:
            table = student.table.numpy()
            scale = np.abs(table).max() / 127
            rows = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
        return Int8Student(rows, student.shape.bits, scale, scale * float(student.gram_gain), body, head, student.shape.look_ahead())

    def columns(self, tokens: list[str]) -> np.ndarray:
        scale, zero = self.column
        word_gain, gram_gain = self.word_factor / scale, self.gram_factor / scale
        out = np.full((self.table.shape[1], len(tokens) + self.ahead), zero, np.int8)
        for at, token in enumerate(tokens):
            rows = self.hasher.of(token)
            grams = self.table[rows[1:]].astype(np.int32).sum(0)
            each = gram_gain / f32(max(1, len(rows) - 1))
            steps = self.table[rows[0]].astype(f32) * word_gain + grams.astype(f32) * each
            out[:, at] = np.clip(np.rint(steps) + f32(zero), -128, 127)
        return out

    def run(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Logits of the classes, and of the tags `[tokens, tags]`."""
        scale, zero = self.column
        columns = (self.columns(tokens).astype(f32) - f32(zero)) * scale
        outputs = dict(zip(self.outputs, self.body.run(None, {"columns": columns[None]})))
        scale, zero = self.hidden
        hidden = np.rint(outputs["hidden"][0, :, : len(tokens)] / scale).astype(np.int32) + zero
        means = np.rint(hidden.sum(1).astype(f32) / f32(len(tokens))).astype(np.int32)
        pooled = (np.concatenate([hidden.max(1), means]) - zero).astype(f32) * scale
        intents = self.head.run(None, {"pooled": pooled[None, :, None]})[0][0, :, 0]
        tags = outputs["tags"][0, :, : len(tokens)].T if "tags" in outputs else np.zeros((len(tokens), 1), f32)
        return intents, tags

    def predict(self, sentences: list[list[str]]) -> list[tuple[np.ndarray, np.ndarray]]:
        return [self.run(s) if s else (np.zeros(self.head.get_outputs()[0].shape[1], f32), np.zeros((0, 1), f32)) for s in sentences]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "body.onnx").write_bytes(self.body_bytes)
        (folder / "head.onnx").write_bytes(self.head_bytes)
        (folder / "table.bin").write_bytes(self.packed())

    def packed(self) -> bytes:
        """Row after row; of four bits two values a byte, the lower bits first, `c` for `2 c + 1`."""
        if self.bits == 8:
            return self.table.tobytes()
        codes = ((self.table.reshape(-1, 2).astype(int) - 1) // 2) & 15
        return (codes[:, 0] | codes[:, 1] << 4).astype(np.uint8).tobytes()

    def golden(self, texts: list[str], path: Path) -> None:
        """One JSON object a text: tokens, intent logits, and the tags of the best legal path."""
        from .aligned import words_of_tokens

        lines = []
        for text in texts:
            tokens, _ = words_of_tokens(text)
            intents, tags = self.run(tokens) if tokens else ([], np.zeros((0, 1)))
            path_tags = viterbi(tags) if tags.shape[1] > 1 else [0] * len(tokens)
            lines.append(json.dumps({"text": text, "tokens": tokens, "intents": [round(float(x), 5) for x in intents],
                                     "tags": path_tags}, ensure_ascii=False))
        path.write_text("\n".join(lines) + "\n")
