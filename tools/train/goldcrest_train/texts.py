"""Sentences to be spoken by the synthesisers: public utterances and our own samplers."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from . import pronounce

COFFEE_DRINKS = ("espresso|latte|mocha|americano|cappuccino|coffee|iced mocha|iced coffee|house coffee|drip coffee|"
                 "iced latte|black coffee").split("|")
_SIZES = "small|medium|large|eight ounce|twelve ounce|sixteen ounce|twenty ounce".split("|")
_SHOTS = ("single shot|double shot|triple shot|quadruple shot|one shot|two shots|three shots|four shots|"
          "a double shot of|single shot of").split("|")
_ROASTS = "light roast|medium roast|dark roast".split("|")
_OPEN = ("can i get|could i get|may i get|can i have|could i have|can i please have|could you make me|can you make me|"
         "i'd like|i would like|i want|i'll have|i will take|i'll take|let me get|let me have|give me|get me|make me|"
         "make|brew|brew me|please make|please brew|please get me|i need|i'd love|prepare|fix me|pour me|"
         "could you brew|can you brew|would you make me|hey can i get|hi can i have|order|start").split("|")
_MILK = ("milk|whole milk|skim milk|soy milk|almond milk|oat milk|cream|two percent milk|half and half|non fat milk|"
         "low fat milk|coconut milk").split("|")
_SUGAR = "sugar|brown sugar|sweetener|honey|syrup|splenda|vanilla|caramel".split("|")
_AMOUNT = ("a little|a little bit of|a bit of|some|a lot of|lots of|extra|no|light|half|one|two|three|a splash of|"
           "a dash of|a spoon of|one teaspoon of|medium|a pump of|two packets of|").split("|")


def coffee(rng) -> str:
    pick = lambda xs: xs[int(rng.integers(len(xs)))]
    modifiers = [pick(g) for g in (_SIZES, _SHOTS, _ROASTS) if rng.random() < 0.5]
    rng.shuffle(modifiers)
    said = [] if rng.random() < 0.06 else [pick(_OPEN)]
    if rng.random() < 0.75:
        said.append(pick(["a", "a", "a", "an", "the", "one", "my", "some", "another"]))
    said += modifiers + [pick(COFFEE_DRINKS)]
    additions = []
    for group in (_MILK, _SUGAR):
        if rng.random() < 0.45:
            additions.append(f"{pick(_AMOUNT)} {pick(group)}")
    rng.shuffle(additions)
    if additions:
        said.append(pick(["with", "with", "with", "and", "plus", "add", ""]))
        said.append(" and ".join(additions) if rng.random() < 0.8 else " ".join(additions))
    elif rng.random() < 0.1:
        said.append("black")
    if rng.random() < 0.15:
        said.append("please")
    text = re.sub(r"\s+", " ", " ".join(said)).strip()
    return re.sub(r"\b(a|an) (?=([a-z]))", lambda m: ("an " if m.group(2) in "aei" else "a "), text)


_ROOMS = ("kitchen|living room|lounge|bedroom|bathroom|hall|hallway|office|garage|garden|dining room|basement|attic|"
          "study|nursery|guest room|porch|patio|utility room|landing|kids room|front room|upstairs|downstairs").split("|")
_COLOURS = "red|green|blue|yellow|orange|purple|pink|white|warm white|cool white|turquoise|violet|cyan|magenta".split("|")
_THINGS = "lamp|desk lamp|ceiling light|floor lamp|night light|bedside lamp|fan|heater|kettle|coffee machine|tv".split("|")
_LABELS = "pasta|egg|tea|pizza|laundry|oven|bread|chicken|nap|workout|rice|cake|coffee".split("|")


def _duration(rng) -> str:
    pick = lambda xs: xs[int(rng.integers(len(xs)))]
    n = int(rng.integers(1, 100)) if rng.random() < 0.5 else pick([1, 2, 3, 5, 10, 15, 20, 25, 30, 45, 60, 90])
    unit = pick(["second", "minute", "hour"])
    text = f"{pronounce.number_words(n)} {unit}{'' if n == 1 else 's'}"
    if rng.random() < 0.15:
        text += " and " + pick(["a half", f"{pronounce.number_words(int(rng.integers(1, 60)))} seconds"])
    if rng.random() < 0.1:
        text = pick(["half an hour", "an hour", "a minute", "an hour and a half", "a quarter of an hour"])
    return text


def home(rng) -> str:
    pick = lambda xs: xs[int(rng.integers(len(xs)))]
    room, colour, thing, label = pick(_ROOMS), pick(_COLOURS), pick(_THINGS), pick(_LABELS)
    number = pronounce.number_words(int(rng.integers(0, 101)))
    warm = pronounce.number_words(int(rng.integers(5, 36)))
    light = pick([f"the {room} light", f"the {room} lights", f"{room} lights", "the lights", "all the lights", "the light",
                  f"the lights in the {room}", f"the {thing}", f"lights in the {room}", f"the {room} {thing}"])
    cover = pick(["blinds", "curtains", "shutters", "shades", "garage door", "window", "awning", "gate", "skylight"])
    door = pick(["front door", "back door", "garage door", "side door", "door", "gate", "patio door", "shed"])
    templates = [
        f"turn on {light}", f"turn {light} on", f"switch on {light}", f"switch {light} off", f"turn off {light}",
        f"turn {light} off", f"dim {light}", f"dim {light} to {number} percent", f"brighten {light}", f"{light} on",
        f"{light} off", f"set {light} to {number} percent", f"set {light} to {colour}", f"make {light} {colour}",
        f"change {light} to {colour}", f"set the brightness of {light} to {number} percent", f"{light} to {number}",
        f"set the {room} brightness to {number} percent", f"change the colour of {light} to {colour}", "lights out",
        f"set a timer for {_duration(rng)}", f"set a {_duration(rng)} timer", f"start a timer for {_duration(rng)}",
        f"set a {label} timer for {_duration(rng)}", f"{label} timer for {_duration(rng)}", f"timer {_duration(rng)}",
        f"remind me in {_duration(rng)}", "cancel the timer", f"cancel the {label} timer", "stop the timer",
        "cancel all timers", "how long is left on the timer", f"how much time is left on the {label} timer",
        f"how long on the {label} timer", "time left", f"add {_duration(rng)} to the timer", "pause the timer",
        f"set the volume to {number} percent", f"volume {number}", "volume up", "volume down", "turn it up",
        "turn it down", "louder", "quieter", "turn the volume up", "turn down the volume", "mute", "unmute",
        f"turn the volume {pick(['up', 'down'])} by {number} percent", "play some music", "play", "pause", "pause the music",
        "resume", "next song", "next track", "skip this song", "previous song", "previous track", "go back",
        "stop the music", "play the next one", f"play music in the {room}", "continue playing", "play the last song",
        f"set the thermostat to {warm} degrees", f"set the temperature to {warm} degrees",
        f"set the {room} to {warm} degrees", f"make it {warm} degrees in the {room}", "make it warmer", "make it cooler",
        f"what is the temperature in the {room}", "how warm is it", "turn up the heating", "turn down the heat",
        f"open the {cover}", f"close the {cover}", f"open the {room} {cover}", f"close the {room} {cover}",
        f"raise the {cover}", f"lower the {cover}", f"set the {room} {cover} to {number} percent", f"stop the {cover}",
        f"lock the {door}", f"unlock the {door}", f"is the {door} locked", f"is the {door} open", "lock up",
        "what time is it", "what is the time", "tell me the time", "what day is it", "what is the date today",
        "what's the date", "what's today's date", "stop", "cancel", "never mind", "forget it", "yes", "no", "yes please",
        "no thanks", "yeah", "nope", "okay", "sure", "confirm", "do it", "that's right", "don't", "go ahead",
        f"{number} percent", f"{warm} degrees", _duration(rng), f"in the {room}", f"the {room}", colour, number, room,
    ]
    text = pick(templates)
    if rng.random() < 0.06:
        text = pick(["please ", "could you ", "can you please ", "would you "]) + text
    elif rng.random() < 0.05:
        text += " please"
    return text


def numbers(rng) -> str:
    kind = int(rng.integers(5))
    if kind == 0:
        return " ".join(pronounce.number_words(int(d)) for d in rng.integers(0, 10, int(rng.integers(2, 8))))
    if kind == 1:
        return pronounce.number_words(int(rng.integers(0, 1000)))
    if kind == 2:
        hour, minute = int(rng.integers(1, 13)), int(rng.integers(0, 60))
        minutes = "o'clock" if minute == 0 else pronounce.number_words(minute)
        tail = ["", " a m", " p m", " in the morning", " tonight"][int(rng.integers(5))]
        return f"{pronounce.number_words(hour)} {minutes}{tail}"
    if kind == 3:
        return " ".join("abcdefghijklmnopqrstuvwxyz"[i] for i in rng.integers(0, 26, int(rng.integers(2, 6))))
    months = "january february march april may june july august september october november december".split()
    days = ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth twentieth").split()
    return f"{months[int(rng.integers(12))]} {days[int(rng.integers(len(days)))]}"


KEYWORDS = "down go left no off on right stop up yes".split()


def random_words(rng, vocabulary) -> str:
    if rng.random() < 0.15:
        return " ".join(KEYWORDS[i] for i in rng.integers(0, 10, int(rng.integers(1, 4))))
    return " ".join(vocabulary[i] for i in rng.integers(0, len(vocabulary), int(rng.integers(1, 6))))


# said to the detector in the tests of wake phrases from text: never to be learnt by heart
KEPT_APART = frozenset("computer jarvis snowboy goldcrest".split())
_GREETINGS = "hey|hi|okay|hello|dear|good morning|listen".split("|")


def call(rng, vocabulary) -> str:
    """What a wake phrase may sound like: a word or two, often greeted."""
    words = [vocabulary[int(i)] for i in rng.integers(0, len(vocabulary), 1 + int(rng.random() < 0.3))]
    greeted = rng.random() < 0.4
    said = " ".join(w for w in words if w not in KEPT_APART) or "juniper"
    return (_GREETINGS[int(rng.integers(len(_GREETINGS)))] + " " if greeted else "") + said


def public(text_folder: Path) -> list[str]:
    """SLURP's unlabelled lines and HWU64's utterances, as words."""
    lines = (text_folder / "slurp" / "unlabelled.txt").read_text(encoding="utf-8").splitlines()
    for line in open(text_folder / "hwu64" / "utterances.jsonl", encoding="utf-8"):
        record = json.loads(line)
        lines.append(record.get("text") or record.get("utterance") or record.get("sentence"))
    seen, out = set(), []
    for line in lines:
        said = " ".join(pronounce.words(line))
        if 1 <= len(said.split()) <= 18 and said not in seen:
            seen.add(said)
            out.append(said)
    return out


def corpus(text_folder: Path, pronunciations, count: int, rng, wanted=(0.42, 0.27, 0.16, 0.06, 0.09)) -> list[str]:
    """`count` sentences: public lines, coffee orders, home commands, numbers, random words, in these shares."""
    lines = public(text_folder)
    rng.shuffle(lines)
    vocabulary = sorted(w for w in pronunciations.table if w.isalpha() and 3 <= len(w) <= 11)
    parts = [int(round(count * w)) for w in wanted]
    out = [lines[i % len(lines)] for i in range(parts[0])]
    out += [coffee(rng) for _ in range(parts[1])]
    out += [home(rng) for _ in range(parts[2])]
    out += [numbers(rng) for _ in range(parts[3])]
    out += [random_words(rng, vocabulary) for _ in range(parts[4])]
    rng.shuffle(out)
    return out


class RarePhones:
    """Words, calls and public lines in which the phones that commands seldom have come about as often as others.

    A phone is drawn, likelier the rarer it is in public lines, then a word or a line that has it.
    """

    def __init__(self, text_folder: Path, pronunciations):
        lines = [line.split() for line in public(text_folder)]
        table = pronunciations.table
        phones = lambda word: set(table[word][0]) if word in table else set()
        self.said: dict[str, list[str]] = {p: [] for p in pronounce.PHONES}
        self.usual: dict[str, list[str]] = {p: [] for p in pronounce.PHONES}
        self.any: dict[str, list[str]] = {p: [] for p in pronounce.PHONES}
        uses = Counter(p for line in lines for word in line if word in table for p in table[word][0])
        self.shares = np.array([uses[p] + 1.0 for p in pronounce.PHONES]) ** -0.5
        self.shares /= self.shares.sum()
        for line in lines:
            for p in set().union(*map(phones, line)):
                self.said[p].append(" ".join(line))
        usual = {word for line in lines for word in line if len(word) > 2}
        for word in sorted(table):
            if word.isalpha() and 3 <= len(word) <= 10 and word not in KEPT_APART:
                for p in phones(word):
                    self.any[p].append(word)
                    if word in usual:
                        self.usual[p].append(word)

    def _drawn(self, sources, rng) -> str:
        p = pronounce.PHONES[int(rng.choice(len(self.shares), p=self.shares))]
        found = next(source[p] for source in sources if source[p])
        return found[int(rng.integers(len(found)))]

    def word(self, rng) -> str:
        return self._drawn((self.usual, self.any) if rng.random() < 0.6 else (self.any,), rng)

    def sentence(self, rng) -> str:
        kind = rng.random()
        if kind < 0.3:
            return self._drawn((self.said, self.any), rng)
        if kind < 0.5:
            return " ".join([_GREETINGS[int(rng.integers(len(_GREETINGS)))], self.word(rng)])
        return " ".join(self.word(rng) for _ in range(int(rng.integers(1, 5))))
