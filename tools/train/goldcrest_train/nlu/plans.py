"""Counts, sizes and rates of each set, in one place."""

from dataclasses import dataclass, field

from .distil import Recipe
from .encoders import MINILM, MPNET


@dataclass(frozen=True)
class Lesson:
    """How a teacher learns."""

    epochs: int = 5
    encoder: str = MINILM
    size: int = 32
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    smoothing: float = 0.1
    tag_weight: float = 2.0
    # Whether the table of word pieces stays as it was pretrained.
    frozen: bool = True
    # Whether it is asked for tags where several teachers answer together; each is asked for intents.
    asked_for_tags: bool = True
    # Whether it learns, beside the labels, what the teachers before it say of the set's text without labels.
    unlabelled: bool = False


@dataclass(frozen=True)
class Plan:
    """What is particular to a set: counts and sizes."""

    name: str
    rows: int
    dimensions: int
    channels: int
    kernels: tuple
    ahead: tuple
    # One for each of the teachers that answer together; with none the student has the labels alone.
    lessons: tuple[Lesson, ...]
    augmented: int
    recipe: Recipe
    balanced: bool = False
    # How often the sentences that are not foreign are seen, to one sight of the foreign ones.
    own_share: int = 1
    # Parts of a student's batch that are not as in `SHARES`.
    shares: dict[str, float] = field(default_factory=dict)
    # Whether the teachers learn the reworded sentences too; whether the student is told what the teachers say of them
    # instead of their labels.
    reworded_taught: bool = False
    reworded_asked: bool = False
    # Bits of a value of the table; whether the student also learns where its teachers' vectors lie.
    bits: int = 8
    likeness: bool = False
    # Temperature from the development part, which is then no measure of calibration: the tuning part is of templates.
    natural: bool = False
    # Thresholds: of the score of being in scope (none: what 95 % of the tuning part reach), of the best intent.
    scope: float | None = None
    sure: float = 0.0


# The larger encoder needs smaller steps; from labels alone, in so few epochs, it is behind the smaller one in tags.
LARGE = Lesson(4, encoder=MPNET, rate=4e-5, head_rate=5e-4, asked_for_tags=False)
TAUGHT = Lesson(4, encoder=MPNET, rate=5e-5, unlabelled=True)
PLANS = {
    "slurp": Plan("nlu-slurp", 16384, 32, 128, (3, 5, 5, 5), (1, 2, 2, 2), (Lesson(6), LARGE, TAUGHT), 24000,
                  Recipe(1_500_000, size=128, rate=4e-3, rate_left=0.25, averaging=0.0015, hard=0.5, seed=2), own_share=3,
                  shares={"labelled": 1.5, "unlabelled": 1.5, "reworded": 1.5}, reworded_asked=True, bits=4, likeness=True),
    "snips": Plan("nlu-snips", 8192, 64, 160, (3, 5, 5, 5), (1, 2, 2, 2), (Lesson(5),), 10000,
                  Recipe(900_000, size=128, rate=4e-3)),
    "clinc": Plan("nlu-clinc", 4096, 64, 128, (3, 5, 5), (1, 2, 2), (), 0, Recipe(400_000, size=128, rate=4e-3)),
    "home": Plan("nlu-home", 2304, 48, 88, (3, 5, 5), (1, 2, 2), (Lesson(2),), 15000, Recipe(1_500_000, size=128, rate=4e-3),
                 balanced=True, reworded_taught=True, scope=0.35, sure=0.5, natural=True),
}

# Of every batch of a student; `related` goes where `unlabelled` goes.
SHARES = {"labelled": 1.0, "unlabelled": 1.0, "related": 0.5, "augmented": 1.5, "reworded": 2.5}
BELONGS = {"related": "unlabelled"}
