"""Templates of what people would say fit the networks that learn from them."""

import json
import sys
import unittest
from importlib.util import find_spec
from pathlib import Path

TRAIN = Path(__file__).parents[1]
ROOT = TRAIN.parents[1]
sys.path.insert(0, str(TRAIN))

DRAWN = 40


@unittest.skipUnless(find_spec("numpy") and find_spec("yaml"), "NumPy and PyYAML draw from templates")
class Written(unittest.TestCase):
    def test_slurp(self):
        import numpy as np
        from goldcrest_train.nlu.slurp import WRITTEN
        from goldcrest_train.nlu.spoken import Spoken

        known = json.loads((ROOT / "models-quantized/nlu-slurp/manifest.json").read_text())
        spoken, rng = Spoken(WRITTEN, "*.yaml"), np.random.default_rng(1)
        self.assertEqual(sorted(known["intents"]), spoken.intents)
        for intent in spoken.intents:
            for _ in range(DRAWN):
                drawn = spoken.draw(intent, rng)
                with self.subTest(drawn.text):
                    self.assertEqual(len(drawn.words), len(drawn.tags))
                    self.assertEqual(drawn.text, drawn.text.lower())
                    self.assertLessEqual(len(drawn.words), 32)
                    self.assertLessEqual({tag[2:] for tag in drawn.tags} - {""}, set(known["slots"]))


if __name__ == "__main__":
    unittest.main()
