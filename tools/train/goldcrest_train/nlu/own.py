"""Training text of anybody's assistant: its templates, files of examples, and text that means none of it."""

from pathlib import Path

from .data import NONE, OUTSIDE, Corpus, Sentence, Unusable, contents, order
from .shapes import load


# Fewer leave nothing to measure and nothing to tune with.
LEAST = 20


def corpus(folder: Path | None, examples: list[Path], nones: list[Path], drawn: int = 5000, seed: int = 11) -> Corpus:
    """A tenth of the examples is measured, another tenth tunes; of templates nothing is measured.

    `nones` are plain texts, a sentence a line, or files of examples whose intents do not matter.
    """
    given = [s for path in examples for s in load(path)]
    templates = []
    if folder:
        from .spoken import sentences

        templates = sentences(folder, drawn, seed)
    outside = [Sentence(text, NONE, [OUTSIDE] * len(text.split())) for path in nones for text in _texts(path)]
    given = sorted({(s.text, s.intent): s for s in given + outside}.values(), key=lambda s: order(s.text))
    tenth = len(given) // 10
    dev, tune, rest = given[:tenth], given[tenth:2 * tenth], given[2 * tenth:]
    if len(given) + len(templates) < LEAST:
        raise Unusable(f"{len(given) + len(templates)} different sentences; a network needs {LEAST} at the least, "
                       "and some hundreds for each intent to be of use")
    if not tune:
        templates = sorted(templates, key=lambda s: order(s.text))
        tenth = len(templates) // 10
        dev, tune, templates = templates[:tenth], templates[tenth:2 * tenth], templates[2 * tenth:]
    return Corpus(rest + templates, tune, dev, [])


def _texts(path: Path) -> list[str]:
    if path.suffix == ".txt":
        return [line.strip() for line in contents(path).splitlines() if line.strip()]
    return [s.text for s in load(path)]
