"""From data to a model folder: teacher, soft labels, student, int8, calibration, golden vectors, figures."""

import json
import pickle
import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from . import augment, card, distil, given, home
from .aligned import to_tokens, to_words, words_of_tokens
from .confidence import acted, scope_threshold, temperature
from .data import NONE, Corpus, Sentence, read
from .distil import Recipe, Sample
from .labels import Labels
from .measure import measure
from .plans import BELONGS, PLANS, SHARES, Plan
from .reference import Int8Student
from .student import Shape

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

    def teachers(self) -> list:
        from . import teacher

        nets: list = []
        reworded = self.corpus.reworded if self.plan.reworded_taught else []
        taught = replace(self.corpus, train=self.corpus.train + reworded)
        for seed, lesson in enumerate(self.plan.lessons, self.seed):
            path = self.work / f"teacher-{seed}.pt"
            opinions = self.opinions(nets) if lesson.unlabelled and not path.exists() else []
            nets.append(teacher.train(taught, self.labels, path, lesson, self.plan.own_share, seed, self.log, opinions))
        return nets

    def opinions(self, nets: list) -> list:
        """What `nets` say of the text without labels, kept on disk."""
        from . import teacher

        path = self.work / f"opinions-{len(nets)}.pkl"
        if not path.exists():
            texts = [tokens for tokens in (words_of_tokens(text)[0] for text in self.corpus.unlabelled) if tokens]
            said = [teacher.Opinion(words, *logits) for words, logits in zip(texts, teacher.predict(nets, texts))]
            path.write_bytes(pickle.dumps(said, protocol=4))
        return pickle.loads(path.read_bytes())

    def labelled(self, sentences: list[Sentence]) -> list[Sample]:
        rows = []
        for s in sentences:
            tokens, tags = to_tokens(s)
            known = self.corpus.slotted and (bool(s.tags) or s.intent == NONE)
            numbers = [self.tag_number[t] for t in tags] if known else None
            rows.append(Sample(tokens, self.class_number[s.intent], numbers, foreign=s.foreign))
        return [s for s in rows if s.tokens]

    @staticmethod
    def bare(texts: list[str]) -> list[Sample]:
        """Texts of which nothing is known yet."""
        return [Sample(tokens) for tokens in (words_of_tokens(text)[0] for text in texts) if tokens]

    def soft(self) -> dict[str, list[Sample]]:
        """The teacher's view of labelled, unlabelled and changed sentences, kept on disk."""
        path = self.work / "soft.pkl"
        if path.exists():
            return pickle.loads(path.read_bytes())
        from . import teacher

        nets = self.teachers()
        pools = {"labelled": self.labelled(self.corpus.train)}
        for name, texts in (("unlabelled", self.corpus.unlabelled), ("related", self.corpus.related)):
            pools[name] = self.bare(texts)
        if self.plan.reworded_asked:
            pools["reworded"] = self.bare([s.text for s in self.corpus.reworded])
        looks = teacher.sights(nets, [s.tokens for s in (pools["labelled"] + pools["unlabelled"])[::4]]) if self.plan.likeness else []
        for samples in pools.values():
            self._look(nets, teacher, samples, looks)
        groups: dict[int, list] = {}
        for s in [*pools["labelled"], *pools["unlabelled"]]:
            best = int(np.argmax(s.soft_intent))
            tags = s.tags if s.tags is not None else _path(s.soft_tags)
            groups.setdefault(best if self.plan.balanced else 0, []).append((s.tokens, [self.labels.tags[t] for t in tags]))
        if self.plan.balanced and self.labels.has_none:
            groups[-1] = groups[len(self.labels.classes) - 1]  # twice, so that none weighs more than one intent
        changed = augment.several([g for g in groups.values() if len(g) > 3], self.plan.augmented, self.seed)
        pools["augmented"] = [Sample(tokens, tags=[self.tag_number[t] for t in tags]) for tokens, tags in changed]
        self._look(nets, teacher, pools["augmented"], looks)
        path.write_bytes(pickle.dumps(pools, protocol=4))
        return pools

    def _look(self, nets, teacher, samples: list[Sample], looks: list) -> None:
        begin = time.time()
        for s, (intents, tags, *vectors) in zip(samples, teacher.predict(nets, [s.tokens for s in samples], looks)):
            s.soft_intent, s.soft_tags, s.vectors = intents, tags, tuple(vectors) or None
        self.log(f"teacher labelled {len(samples)} sentences in {time.time() - begin:.0f} s")

    def shape(self) -> Shape:
        p = self.plan
        tags = len(self.labels.tags) if self.corpus.slotted else 1
        return Shape(p.rows, p.dimensions, p.channels, len(self.labels.classes), tags, p.kernels, p.ahead, p.bits)

    def student(self, off: frozenset = frozenset(), recipe: Recipe | None = None):
        """Trains a student; `off` leaves out parts of the recipe, for the ablation."""
        recipe = recipe or self.plan.recipe
        if "quantised" in off:
            recipe = replace(recipe, quantised_share=0.0)
        if "distillation" in off:
            pools = [(self.labelled(self.corpus.train + self.corpus.reworded), 1.0)]
        else:
            soft = self.soft()
            rng = random.Random(recipe.seed)
            if not self.plan.reworded_asked:
                soft["reworded"] = [replace(s, tokens=augment.misspelt(s.tokens, rng)) for s in self.labelled(self.corpus.reworded)]
            soft["labelled"] = [s for s in soft["labelled"] for _ in range(1 if s.foreign else self.plan.own_share)]
            shares = {**SHARES, **self.plan.shares}
            pools = [(soft[n], share) for n, share in shares.items() if not off & {n, BELONGS.get(n, n)} and soft.get(n)]
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

    def measured(self) -> dict[str, list[Sentence]]:
        """What is only ever measured: the development part, and what the assistant keeps apart."""
        apart = {"held": self.folder / home.HELD, "independent": self.folder / home.INDEPENDENT,
                 "independent-2": self.folder / home.INDEPENDENT_2}
        return {"development": self.corpus.dev} | {name: [s for _, s in read(file)] for name, file in apart.items() if file.exists()}

    def calibrating(self) -> list[Sentence]:
        return [s for s in (self.corpus.dev if self.plan.natural else self.corpus.tune) if words_of_tokens(s.text)[0]]

    def release(self, student, out: Path, facts: dict) -> dict:
        """int8, temperature and thresholds from the tuning part, figures of the dev part, model folder."""
        tune = [s for s in self.corpus.tune if words_of_tokens(s.text)[0]]
        int8 = Int8Student.of(student, [words_of_tokens(s.text)[0] for s in tune[:160]])
        logits = self.on_words(int8.predict, tune)
        calibrating = self.calibrating()
        t = temperature(self.labels, calibrating, self.on_words(int8.predict, calibrating))
        threshold = (scope_threshold(self.labels, tune, logits, t, 0.95) if self.plan.scope is None
                     else round(65535 * self.plan.scope))
        int8.write(out)
        sets = self.measured()
        figures = {name: {"float": self.score(lambda x: distil.predict(student, x), rows, t), "int8": self.score(int8.predict, rows, t)}
                   for name, rows in sets.items()}
        if self.plan.sure:
            if (near := self.folder / home.NEAR).exists():
                sets["near"] = [s for _, s in read(near)]
            least = max(self.plan.sure, threshold / 65535)
            facts["acted"] = {name: acted(self.labels, rows, self.on_words(int8.predict, rows), t, least) for name, rows in sets.items()}
        teacher_figures = self.work / "teacher.json"
        if teacher_figures.exists():
            for name, figure in json.loads(teacher_figures.read_text()).items():
                figures.setdefault(name, {})["teacher"] = figure
        int8.golden(GOLDEN, out / "golden.jsonl")
        weights = self.shape().weights()
        manifest = {
            "kind": "understanding", "name": self.plan.name, "language": "en", "intents": self.labels.intents,
            "has_none": self.labels.has_none, "slots": self.labels.slots if self.corpus.slotted else [],
            "dimensions": self.plan.dimensions, "table_bits": self.plan.bits,
            "word_factor": float(int8.word_factor), "gram_factor": float(int8.gram_factor),
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

        nets, sets = self.teachers(), self.measured()
        calibrating = self.calibrating()
        t = temperature(self.labels, calibrating, teacher.predict(nets, [s.words for s in calibrating]))
        figures = {n: measure(self.labels, rows, teacher.predict(nets, [s.words for s in rows]), t) for n, rows in sets.items()}
        (self.work / "teacher.json").write_text(json.dumps(figures, default=float))
        return figures


def _path(tags: np.ndarray) -> list[int]:
    from .measure import viterbi

    return viterbi(np.asarray(tags, np.float32)) if len(tags) and tags.shape[1] > 1 else [0] * len(tags)


def course_of(args, corpus: Corpus, log) -> Course:
    plan = replace(PLANS["home"], name=args.name, natural=False) if args.set == "own" else PLANS[args.set]
    return Course(plan, corpus, given.folder(args), args.work / plan.name.removeprefix("nlu-"), args.seed, log)


def run(args, corpus: Corpus, log) -> None:
    """`python -m goldcrest_train nlu`: every step, from data to `models-quantized/`."""
    course = course_of(args, corpus, log)
    log(f"{args.set}: {len(course.corpus.train)} to train, {len(course.labels.classes)} classes, {len(course.labels.slots)} slots")
    without = frozenset(args.without) | (frozenset() if course.plan.lessons else {"distillation"})
    if "distillation" not in without:
        log(f"teacher: {course.score_teacher()}")
    recipe = replace(course.plan.recipe, seed=args.student_seed or course.plan.recipe.seed)
    if args.steps:
        recipe = replace(recipe, samples_seen=args.steps * recipe.size)
    student = course.student(without, recipe)
    out = args.out or ROOT / "models-quantized" / course.plan.name
    torch.save({"shape": student.shape.to_dict(), "weights": student.state_dict()}, course.work / "student.pt")
    lessons = [{"encoder": lesson.encoder, "epochs": lesson.epochs, "tags": lesson.asked_for_tags,
                "unlabelled": lesson.unlabelled} for lesson in course.plan.lessons]
    facts = {"without": sorted(without), "samples_seen": recipe.samples_seen, "student_seed": recipe.seed,
             "quantised_share": recipe.quantised_share, "narrow_share": recipe.narrow_share,
             "teachers": {"lessons": lessons, "own_share": course.plan.own_share, "reworded": course.plan.reworded_taught,
                          "asked": course.plan.reworded_asked, "likeness": course.plan.likeness}}
    if args.ablate:
        facts["ablation"] = {"nothing left out": course.score(lambda x: distil.predict(student, x), course.corpus.dev)}
        for off in sorted(set(OFF) - without):
            less = course.student(without | {off}, recipe)
            facts["ablation"][off] = course.score(lambda x, less=less: distil.predict(less, x), course.corpus.dev)
            log(f"without {off}: {facts['ablation'][off]}")
    log(f"{out}: {course.release(student, out, facts)}")
    card.write(out)
