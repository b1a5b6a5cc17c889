"""A table of four bits as the engine unpacks it, and the directions of teachers' vectors."""

import sys
import unittest
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


@unittest.skipUnless(find_spec("torch") and find_spec("onnxruntime"), "PyTorch trains students")
class FourBits(unittest.TestCase):
    def setUp(self):
        import torch

        torch.manual_seed(1)
        self.values = torch.randn(64, 8) * 0.3

    def test_values_are_odd_and_near(self):
        import torch
        from goldcrest_train.nlu.student import narrow_step, odd

        step = narrow_step(self.values)
        found = odd(self.values, step)
        self.assertTrue(bool((found.remainder(2) == 1).all()))
        self.assertEqual(float(found.abs().max()), 15)
        inside = self.values.abs() < 16 * step
        self.assertLessEqual(float((found * step - self.values)[inside].abs().max()), float(step) * 1.001)
        self.assertTrue(torch.equal(odd(-self.values, step), -found))

    def test_two_a_byte_lower_bits_first(self):
        import numpy as np
        from goldcrest_train.nlu.reference import Int8Student

        student = Int8Student.__new__(Int8Student)
        student.table, student.bits = np.array([[1, 15, -1, -15]], np.int8), 4
        self.assertEqual(student.packed(), bytes([0x70, 0x8F]))
        student.bits = 8
        self.assertEqual(student.packed(), bytes([1, 15, 255, 241]))


@unittest.skipUnless(find_spec("torch"), "PyTorch trains students")
class Likeness(unittest.TestCase):
    def test_directions_keep_the_largest_first_and_are_one_in_the_mean(self):
        import numpy as np
        from goldcrest_train.nlu.likeness import Directions

        rng = np.random.default_rng(1)
        vectors = rng.normal(size=(4000, 6)) * [9, 4, 1, 0.5, 0.1, 0.1] + 3
        along = Directions.of(vectors, 3).along(vectors).astype(float)
        squares = (along ** 2).mean(0)
        self.assertEqual(along.shape, (4000, 3))
        self.assertAlmostEqual(float(squares.mean()), 1.0, places=2)
        self.assertTrue(squares[0] > squares[1] > squares[2])
        np.testing.assert_allclose(squares / squares.sum(), np.array([9, 4, 1]) / 14, atol=0.02)


if __name__ == "__main__":
    unittest.main()
