"""From data to a model folder: teacher, soft labels, student, int8, calibration, golden vectors, figures."""

import json
import pickle
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from . import augment, card, distil, home, own
from .aligned import to_tokens, to_words, words_of_tokens
from .confidence import scope_threshold, temperature
from .data import NONE, SETS, Corpus, Sentence, read
from .distil import Recipe, Sample
from .labels import Labels
from .measure import measure
from .reference import Int8Student
from .student import Shape


@dataclass(frozen=True)
class Plan:
    """What is particular to a set: counts and sizes."""

    name: str
    rows: int
    dimensions: int
    channels: int
    kernels: tuple
    ahead: tuple
    teacher_epochs: int
    augmented: int
    recipe: Recipe
    balanced: bool = False
    # Thresholds: of the score of being in scope (none: what 95 % of the tuning part reach), of the best intent.
    scope: float | None = None
    sure: float = 0.0


PLANS = {
    "slurp": Plan("nlu-slurp", 4096, 64, 128, (3, 5, 5, 5), (1, 2, 2, 2), 5, 16000, Recipe(600_000, size=128, rate=4e-3)),
    "snips": Plan("nlu-snips", 4096, 64, 128, (3, 5, 5, 5), (1, 2, 2, 2), 2, 10000, Recipe(400_000, size=128, rate=4e-3)),
    "clinc": Plan("nlu-clinc", 4096, 64, 128, (3, 5, 5), (1, 2, 2), 2, 10000, Recipe(400_000, size=128, rate=4e-3)),
    "home": Plan("nlu-home", 1792, 48, 88, (3, 5, 5), (1, 2, 2), 2, 15000, Recipe(400_000, size=128, rate=4e-3), balanced=True,
                 scope=0.35, sure=0.5),
}
ROOT = Path(__file__).parents[4]
# Of no data set, so that they may lie beside the model.
GOLDEN = (
    "could you put the lights on in the kitchen", "Set the bedroom to 21 degrees!", "play some jazz in the living room please",
    "remind me to call grandmother at half past nine tomorrow morning", "what is the weather like in the mountains this weekend",
    "transfer two hundred dollars from savings to checking", "book a table for five people at a greek place near the harbour",
    "add this song to my running playlist", "the quick brown fox jumps over the lazy dog", "wake me in twenty minutes",
    "What\u2019s o\u2019clock 'on'", "", "?!", "lights", "5pm at 20% \u2014 NOW!", "включи свет", "İstanbul ISS ﬁ", "a " * 40, "x" * 300,
)
OFF = ("distillation", "unlabelled", "augmented", "quantised")


class Course:
    """One set's way through the pipeline; every step that costs time is kept in `work`."""

    def __init__(self, plan: Plan, corpus: Corpus, folder: Path, work: Path, seed: int = 1, log=print):
        self.plan, self.corpus, self.folder, self.work, self.seed, self.log = plan, corpus, folder, work, seed, log
        self.labels = Labels.of(self.corpus)
        self.class_number = {n: i for i, n in enumerate(self.labels.classes)}
        self.tag_number = {n: i for i, n in enumerate(self.labels.tags)}
        self.work.mkdir(parents=True, exist_ok=True)

    def teacher(self):
        from . import teacher

        return teacher.train(self.corpus, self.labels, self.work / "teacher.pt", self.plan.teacher_epochs,
                             seed=self.seed, log=self.log)

    def labelled(self) -> list[Sample]:
        rows = []
        for s in self.corpus.train:
            tokens, tags = to_tokens(s)
            known = self.corpus.slotted and (bool(s.tags) or s.intent == NONE)
            rows.append(Sample(tokens, self.class_number[s.intent], [self.tag_number[t] for t in tags] if known else None))
        return [s for s in rows if s.tokens]

    def soft(self) -> dict[str, list[Sample]]:
        """The teacher's view of labelled, unlabelled and changed sentences, kept on disk."""
        path = self.work / "soft.pkl"
        if path.exists():
            return pickle.loads(path.read_bytes())
        from . import teacher

        net = self.teacher()
        pools = {"labelled": self.labelled()}
        self._look(net, teacher, pools["labelled"])
        unlabelled = [words_of_tokens(t)[0] for t in self.corpus.unlabelled]
        pools["unlabelled"] = [Sample(t) for t in unlabelled if t]
        self._look(net, teacher, pools["unlabelled"])
        groups: dict[int, list] = {}
        for s in [*pools["labelled"], *pools["unlabelled"]]:
            best = int(np.argmax(s.soft_intent))
            tags = s.tags if s.tags is not None else _path(s.soft_tags)
            groups.setdefault(best if self.plan.balanced else 0, []).append((s.tokens, [self.labels.tags[t] for t in tags]))
        if self.plan.balanced and self.labels.has_none:
            groups[-1] = groups[len(self.labels.classes) - 1]  # twice, so that none weighs more than one intent
        changed = augment.several([g for g in groups.values() if len(g) > 3], self.plan.augmented, self.seed)
        pools["augmented"] = [Sample(tokens) for tokens, _ in changed]
        self._look(net, teacher, pools["augmented"])
        path.write_bytes(pickle.dumps(pools, protocol=4))
        return pools

    def _look(self, net, teacher, samples: list[Sample]) -> None:
        begin = time.time()
        for s, (intents, tags) in zip(samples, teacher.predict(net, [s.tokens for s in samples])):
            s.soft_intent, s.soft_tags = intents, tags
        self.log(f"teacher labelled {len(samples)} sentences in {time.time() - begin:.0f} s")

    def shape(self) -> Shape:
        p = self.plan
        tags = len(self.labels.tags) if self.corpus.slotted else 1
        return Shape(p.rows, p.dimensions, p.channels, len(self.labels.classes), tags, p.kernels, p.ahead)

    def student(self, off: frozenset = frozenset(), recipe: Recipe | None = None):
        """Trains a student; `off` leaves out parts of the recipe, for the ablation."""
        recipe = recipe or replace(self.plan.recipe, seed=self.seed)
        if "quantised" in off:
            recipe = replace(recipe, quantised_share=0.0)
        if "distillation" in off:
            pools = [(self.labelled(), 1.0)]
        else:
            soft = self.soft()
            shares = {"labelled": 1.0, "unlabelled": 1.0, "augmented": 1.5}
            pools = [(soft[n], share) for n, share in shares.items() if n not in off and soft[n]]
        return distil.train(self.shape(), pools, recipe, self.log, check=self.glance)

    def glance(self, student) -> str:
        return str(self.score(lambda tokens: distil.predict(student, tokens), self.corpus.tune))

    def on_words(self, predict, rows: list[Sentence]) -> list:
        """Logits of a model over tokens, as logits over the words that the labels are of."""
        tokens = [words_of_tokens(s.text)[0] for s in rows]
        out = []
        for s, (intents, tags) in zip(rows, predict(tokens)):
            path = to_words(s.text, _path(tags))
            wide = np.zeros((len(path), max(1, len(self.labels.tags))), np.float32)
            wide[np.arange(len(path)), path] = 60.0
            out.append((intents, wide))
        return out

    def score(self, predict, rows: list[Sentence], t: float = 1.0) -> dict:
        return measure(self.labels, rows, self.on_words(predict, rows), t)

    def release(self, student, out: Path, facts: dict) -> dict:
        """int8, temperature and thresholds from the tuning part, figures of the dev part, model folder."""
        tune = [s for s in self.corpus.tune if words_of_tokens(s.text)[0]]
        int8 = Int8Student.of(student, [words_of_tokens(s.text)[0] for s in tune[:160]])
        logits = self.on_words(int8.predict, tune)
        t = temperature(self.labels, tune, logits)
        threshold = (scope_threshold(self.labels, tune, logits, t, 0.95) if self.plan.scope is None
                     else round(65535 * self.plan.scope))
        int8.write(out)
        sets = {"development": self.corpus.dev}
        if (held := self.folder / "paraphrases/held.jsonl").exists():
            sets["held"] = [s for _, s in read(held)]
        figures = {name: {"float": self.score(lambda x: distil.predict(student, x), rows, t), "int8": self.score(int8.predict, rows, t)}
                   for name, rows in sets.items()}
        teacher_figures = self.work / "teacher.json"
        if teacher_figures.exists():
            for name, figure in json.loads(teacher_figures.read_text()).items():
                figures.setdefault(name, {})["teacher"] = figure
        int8.golden(GOLDEN, out / "golden.jsonl")
        weights = self.shape().weights()
        manifest = {
            "kind": "understanding", "name": self.plan.name, "language": "en", "intents": self.labels.intents,
            "has_none": self.labels.has_none, "slots": self.labels.slots if self.corpus.slotted else [],
            "dimensions": self.plan.dimensions, "word_factor": float(int8.word_factor), "gram_factor": float(int8.gram_factor),
            "temperature": t, "intent_threshold": round(65535 * self.plan.sure), "scope_threshold": threshold, "weights": weights,
            "shape": self.shape().to_dict(), "seed": self.seed, "figures": figures,
            "counts": {"train": len(self.corpus.train), "tune": len(self.corpus.tune), "development": len(self.corpus.dev),
                       "unlabelled": len(self.corpus.unlabelled)},
        }
        manifest.update(facts)
        (out / "manifest.json").write_text(json.dumps(manifest, indent=1, default=float) + "\n")
        return figures

    def score_teacher(self) -> dict:
        from . import teacher

        net = self.teacher()
        sets = {"development": self.corpus.dev}
        if (held := self.folder / "paraphrases/held.jsonl").exists():
            sets["held"] = [s for _, s in read(held)]
        tune_logits = teacher.predict(net, [s.words for s in self.corpus.tune])
        t = temperature(self.labels, self.corpus.tune, tune_logits)
        figures = {n: measure(self.labels, rows, teacher.predict(net, [s.words for s in rows]), t) for n, rows in sets.items()}
        (self.work / "teacher.json").write_text(json.dumps(figures, default=float))
        return figures


def _path(tags: np.ndarray) -> list[int]:
    from .measure import viterbi

    return viterbi(np.asarray(tags, np.float32)) if len(tags) and tags.shape[1] > 1 else [0] * len(tags)


def course_of(args, log) -> Course:
    assistants = ROOT / "tools/assistants"
    folder = args.assistant or assistants / args.set
    if args.set == "own":
        plan = replace(PLANS["home"], name=args.name)
        corpus = own.corpus(args.assistant, args.examples, args.none)
    else:
        plan, text = PLANS[args.set], args.data / "text"
        corpus = home.corpus(text, folder) if args.set == "home" else SETS[args.set](text)
    return Course(plan, corpus, folder, args.work / plan.name.removeprefix("nlu-"), args.seed, log)


def run(args, log) -> None:
    """`python -m goldcrest_train nlu`: every step, from data to `models-quantized/`."""
    course = course_of(args, log)
    log(f"{args.set}: {len(course.corpus.train)} to train, {len(course.labels.classes)} classes, {len(course.labels.slots)} slots")
    without = frozenset(args.without)
    if "distillation" not in without:
        log(f"teacher: {course.score_teacher()}")
    recipe = replace(course.plan.recipe, seed=args.seed)
    if args.steps:
        recipe = replace(recipe, samples_seen=args.steps * recipe.size)
    student = course.student(without, recipe)
    out = args.out or ROOT / "models-quantized" / course.plan.name
    torch.save({"shape": student.shape.to_dict(), "weights": student.state_dict()}, course.work / "student.pt")
    facts = {"without": sorted(without), "samples_seen": recipe.samples_seen}
    if args.ablate:
        facts["ablation"] = {"nothing left out": course.score(lambda x: distil.predict(student, x), course.corpus.dev)}
        for off in sorted(set(OFF) - without):
            less = course.student(without | {off}, recipe)
            facts["ablation"][off] = course.score(lambda x, less=less: distil.predict(less, x), course.corpus.dev)
            log(f"without {off}: {facts['ablation'][off]}")
    log(f"{out}: {course.release(student, out, facts)}")
    card.write(out)
