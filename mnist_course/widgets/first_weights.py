"""First weights as the page draws them: recipes, and the numbers of `js/first-weights.js`."""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np

from mnist_course.widgets.page_random import normal_numbers, uniform_numbers

#: Recipe to the kind of its random numbers, and their standard deviation for inputs and outputs.
RECIPES = {
    "normal": ("normal", lambda d_in, d_out: 1.0),
    "uniform": ("uniform", lambda d_in, d_out: 0.7 / sqrt(3)),
    "fan_in": ("normal", lambda d_in, d_out: 1 / sqrt(d_in)),
    "glorot": ("uniform", lambda d_in, d_out: sqrt(2 / (d_in + d_out))),
    "he": ("normal", lambda d_in, d_out: sqrt(2 / d_in)),
    "zeros": ("normal", lambda d_in, d_out: 0.0),
}


@cache
def weight_numbers(kind: str, seed: int, layer: int, d_in: int, d_out: int) -> np.ndarray:
    """Return numbers of mean 0 and standard deviation 1 for the weights of one layer.

    Parameters
    ----------
    kind : {"normal", "uniform"}
    seed : int
        Which draw, 0 to 999.
    layer : int
        The place of the layer in its network, 0 to 99.
    d_in, d_out : int

    Returns
    -------
    ndarray, (d_in, d_out), float32
        Each unit has a generator of its own.
    """
    seeds = [100_000 * seed + 1000 * layer + unit for unit in range(d_out)]
    if kind == "normal":
        return normal_numbers(seeds, d_in).T.astype(np.float32)
    return (sqrt(3) * (2 * uniform_numbers(seeds, d_in) - 1)).T.astype(np.float32)
