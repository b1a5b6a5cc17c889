"""What the sentences of each corpus are, drawn from the assistants' templates, public lines and the dictionary."""

import re
from pathlib import Path

import numpy as np

from . import texts
from .pronounce import Pronunciations, number_words
from .templates import Assistant

SEED = 7
ROOT = Path(__file__).resolve().parents[3]
# Words of `home` that networks have taken for one another.
ALIKE = tuple(group.split() for group in (
    "on off up down", "start stop", "lock unlock", "mute unmute", "pause unpause resume", "increase decrease", "raise lower",
    "open close", "bedroom bathroom basement", "two ten", "egg cake tea", "thirty forty", "blinds lights shades shutters",
    "hot warm dark loud cold",
))


def assistant(name: str) -> Assistant:
    return Assistant(ROOT / "tools" / "assistants" / name)


def written_words(table: Pronunciations, fewest: int, most: int) -> list[str]:
    """The dictionary's words of so many letters."""
    return sorted(w for w in table.table if w.isalpha() and fewest <= len(w) <= most)


def from_assistants(count: int, rng) -> list[str]:
    """Half from `home`, half from `coffee`, as their templates are now."""
    found = [assistant("home"), assistant("coffee")]
    return [found[i % 2].sentence(rng) for i in range(count)]


def further(text: Path, table: Pronunciations, rng) -> list[str]:
    """The second round: mostly what `home` and `coffee` are told, and public lines that the first round left out."""
    home, coffee = assistant("home"), assistant("coffee")
    said = [home.sentence(rng) for _ in range(4_200)] + [coffee.sentence(rng) for _ in range(900)]
    said += [texts.coffee(rng) for _ in range(600)] + [texts.numbers(rng) for _ in range(500)]
    said += texts.corpus(text, table, 22_000, np.random.default_rng(SEED))[17_000:19_800]
    rng.shuffle(said)
    return said


def many_speakers(text: Path, table: Pronunciations, rng, count: int) -> list[str]:
    """For the synthesiser with many speakers: commands, orders, numbers, public lines, single words and short phrases."""
    home = assistant("home")
    vocabulary = written_words(table, 4, 11)
    public = texts.public(text)
    kinds = (
        lambda: home.sentence(rng), lambda: texts.home(rng), lambda: texts.coffee(rng), lambda: texts.numbers(rng),
        lambda: public[int(rng.integers(len(public)))],
        lambda: " ".join(vocabulary[i] for i in rng.integers(0, len(vocabulary), int(rng.integers(1, 4)))),
        lambda: texts.random_words(rng, vocabulary),
    )
    return [kinds[int(k)]() for k in rng.choice(len(kinds), count, p=(0.28, 0.1, 0.12, 0.07, 0.23, 0.15, 0.05))]


def calls(table: Pronunciations, rng, count: int) -> list[str]:
    vocabulary = written_words(table, 5, 10)
    return [texts.call(rng, vocabulary) for _ in range(count)]


def amounts(rng, count: int) -> list[str]:
    """Commands of `home` with their numbers made teens and tens: fifteen and fifty are told apart by little."""
    home = assistant("home")
    units, teens, tens = ([number_words(n) for n in numbers] for numbers in (range(1, 13), range(13, 20), range(20, 100, 10)))
    number = re.compile(rf"\b({'|'.join(teens)}|({'|'.join(tens)})( ({'|'.join(units)})\b)?|{'|'.join(units)})\b")
    said: list[str] = []
    while len(said) < count:
        sentence = home.sentence(rng)
        if number.search(sentence):
            said.append(number.sub(lambda _: str(rng.choice((teens, tens)[int(rng.integers(2))])), sentence))
    return said


def short_words(table: Pronunciations, rng, count: int) -> list[str]:
    """Answers and one-word commands, and other words as short: a speaker is told from one syllable."""
    others = sorted(w for w, ways in table.table.items() if w.isalpha() and len(w) > 1 and 2 <= len(ways[0]) <= 4)
    draw = lambda: str(rng.choice(texts.KEYWORDS)) if rng.random() < 0.6 else str(rng.choice(others))
    return [" ".join(draw() for _ in range(1 + int(rng.random() < 0.25))) for _ in range(count)]


def added(text: Path, table: Pronunciations, rng, count: int) -> list[str]:
    """For the synthesisers that came later: commands, orders, amounts, short words, numbers, public lines and words."""
    home, coffee = assistant("home"), assistant("coffee")
    vocabulary = written_words(table, 4, 11)
    public = texts.public(text)
    many = lambda draw: lambda n: [draw() for _ in range(n)]
    kinds = (
        (0.44, many(lambda: home.sentence(rng))), (0.1, many(lambda: coffee.sentence(rng))), (0.13, lambda n: amounts(rng, n)),
        (0.12, lambda n: short_words(table, rng, n)), (0.03, many(lambda: texts.numbers(rng))),
        (0.12, many(lambda: public[int(rng.integers(len(public)))])), (0.06, many(lambda: texts.random_words(rng, vocabulary))),
    )
    found = [sentence for share, draw in kinds for sentence in draw(round(count * share))]
    rng.shuffle(found)
    return found


def rare_phones(text: Path, table: Pronunciations, rng, count: int) -> list[str]:
    source = texts.RarePhones(text, table)
    return [source.sentence(rng) for _ in range(count)]


def exchanged(rng, count: int, longest: int = 9) -> list[str]:
    """Commands of `home` with one of the words in `ALIKE` made any of its group, itself too; of so many words at most."""
    home = assistant("home")
    groups = {word: group for group in ALIKE for word in group}
    said: list[str] = []
    while len(said) < count:
        sentence = home.sentence(rng).split()
        places = [i for i, word in enumerate(sentence) if word in groups]
        if places and len(sentence) <= longest:
            place = places[int(rng.integers(len(places)))]
            sentence[place] = str(rng.choice(groups[sentence[place]]))
            said.append(" ".join(sentence))
    return said


def alike(table: Pronunciations, rng) -> list[str]:
    """What is easily taken for something else: exchanged words, teens and tens, short words; and commands as they are."""
    home = assistant("home")
    found = exchanged(rng, 2_400) + amounts(rng, 500) + [home.sentence(rng) for _ in range(700)] + short_words(table, rng, 200)
    rng.shuffle(found)
    return found
