"""The pages' random numbers in Python: the generator sfc32, as `Random` in js/engine.js has it.

Only for what must be equal on both sides, such as the noise on a digit; all else uses NumPy's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def normal_numbers(seeds: Sequence[int], count: int) -> np.ndarray:
    """Return the first numbers of N(0, 1) that ``new Random(seed).normal()`` gives, for each seed.

    Parameters
    ----------
    seeds : sequence of int, each from 0 to 2³² - 1
    count : int

    Returns
    -------
    ndarray, (len(seeds), count), float64
    """
    state = _Generators(seeds)
    numbers = np.empty((len(seeds), count))
    for k in range(count):  # Box and Muller (1958)
        radius = np.sqrt(-2 * np.log(1 - state.random()))
        numbers[:, k] = radius * np.cos(2 * np.pi * state.random())
    return numbers


def uniform_numbers(seeds: Sequence[int], count: int) -> np.ndarray:
    """Return the first numbers in [0, 1) that ``new Random(seed).random()`` gives, for each seed.

    Parameters
    ----------
    seeds : sequence of int, each from 0 to 2³² - 1
    count : int

    Returns
    -------
    ndarray, (len(seeds), count), float64
    """
    state = _Generators(seeds)
    return np.stack([state.random() for _ in range(count)], axis=1)


class _Generators:
    """One generator for each seed, side by side."""

    def __init__(self, seeds: Sequence[int]):
        self.a = np.asarray(seeds, np.uint32)
        self.b, self.c = np.zeros_like(self.a), np.zeros_like(self.a)
        self.counter = np.uint32(1)
        for _ in range(15):
            self.bits()

    def bits(self) -> np.ndarray:
        """Return 32 random bits of each generator; sums run over, as they are meant to."""
        result = self.a + self.b + self.counter
        self.counter += np.uint32(1)
        self.a = self.b ^ (self.b >> 9)
        self.b = self.c + (self.c << 3)
        self.c = ((self.c << 21) | (self.c >> 11)) + result
        return result

    def random(self) -> np.ndarray:
        """Return a number in [0, 1) of each generator."""
        return ((self.bits() >> 5) * 67108864.0 + (self.bits() >> 6)) / 9007199254740992.0
