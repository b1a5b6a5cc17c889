"""Tags over words that white space parts, carried to the engine's tokens and back."""

from .data import OUTSIDE, Sentence
from .tokens import tokens


def words_of_tokens(text: str) -> tuple[list[str], list[int]]:
    """The engine's tokens and, for each, the number of the white-space word in which it begins."""
    starts, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    found, place, word = [], [], 0
    for token, start, _ in tokens(text):
        while word + 1 < len(starts) and starts[word + 1] <= start:
            word += 1
        found.append(token)
        place.append(word)
    return found, place


def to_tokens(sentence: Sentence) -> tuple[list[str], list[str]]:
    """Tokens and their tags; the second token of a word goes on with the slot that the first began."""
    found, place = words_of_tokens(sentence.text)
    tags = []
    for at, word in enumerate(place):
        tag = sentence.tags[word] if sentence.tags else OUTSIDE
        if at and place[at - 1] == word and tag.startswith("B-"):
            tag = "I-" + tag[2:]
        tags.append(tag)
    return found, tags


def to_words(text: str, token_tags: list[int]) -> list[int]:
    """Tag numbers of the white-space words: that of each word's first token, `O` where it has none."""
    _, place = words_of_tokens(text)
    tags = [0] * len(text.split())
    for at in reversed(range(len(place))):
        tags[place[at]] = token_tags[at]
    return tags
