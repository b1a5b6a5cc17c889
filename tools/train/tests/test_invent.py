"""Invented sentences: made of what was said, never of what is kept apart."""

import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from goldcrest_train.nlu.invent import Crossing, near_sentence, sentences  # noqa: E402

ROWS = [("wake me at nine tomorrow".split(), ["O", "O", "O", "B-time", "B-date"]),
        ("remind me at noon to call".split(), ["O", "O", "O", "B-time", "O", "O"]),
        ("play jazz at home".split(), ["O", "B-genre", "O", "B-place"])]


class Crossed(unittest.TestCase):
    def test_every_word_follows_one_that_it_followed_before_and_keeps_its_tag(self):
        pairs = {pair for tokens, _ in ROWS for pair in zip(tokens, tokens[1:])}
        tag_of = {word: tag for tokens, tags in ROWS for word, tag in zip(tokens, tags)}
        crossing, rng, ends = Crossing(ROWS), random.Random(1), set()
        for _ in range(200):
            tokens, tags = crossing.cross(*rng.choice(ROWS), rng, chance=0.5)
            self.assertLessEqual(set(zip(tokens, tokens[1:])), pairs)
            self.assertEqual(tags, [tag_of[word] for word in tokens])
            ends.add((tokens[0], tokens[-1]))
        self.assertIn(("wake", "home"), ends)

    def test_without_chance_nothing_changes(self):
        for row in ROWS:
            self.assertEqual(Crossing(ROWS).cross(*row, random.Random(1), chance=0.0), row)


class Invented(unittest.TestCase):
    near = {"jazz": ["blues"], "nine": ["ten", "eight"], "call": ["phone"]}

    def test_words_are_taken_for_near_ones_only(self):
        tokens = ROWS[0][0]
        made = {tuple(near_sentence(tokens, self.near, random.Random(n), 0.5)) for n in range(40)}
        self.assertEqual({sentence[3] for sentence in made}, {"nine", "ten", "eight"})
        self.assertEqual({sentence[:3] + sentence[4:] for sentence in made}, {("wake", "me", "at", "tomorrow")})

    def test_all_differ_and_none_is_held(self):
        held = {("play", "blues", "at", "home")}
        made = sentences([ROWS], self.near, 300, 1, held)
        self.assertEqual(len(made), 300)
        self.assertEqual(len(set(map(tuple, made))), 300)
        self.assertFalse(held & set(map(tuple, made)))
        self.assertIn(("play", "blues", "at", "home"), set(map(tuple, sentences([ROWS], self.near, 300, 1, set()))))
        self.assertEqual(made, sentences([ROWS], self.near, 300, 1, held))

    def test_as_many_as_there_are(self):
        self.assertLess(len(sentences([[(["stop"], ["O"])]], {}, 1000, 1, set())), 1000)


if __name__ == "__main__":
    unittest.main()
