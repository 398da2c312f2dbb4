"""A softmax with a temperature, which never overflows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def warm_softmax(z, T):
    """Return the softmax of z / T for each row of scores z (batch, k)."""
    z = (z - z.max(axis=1, keepdims=True)) / T
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def _in_place(z, T):
    z -= z.max(axis=1, keepdims=True)
    return warm_softmax(z, T)


def _ratio(shifted: Callable[..., np.ndarray], axis: int | None = 1) -> Callable[..., np.ndarray]:
    """Return a softmax with a mistake in the exponent, or in the axis of the sum."""

    def wrong(z, T):
        e = np.exp(shifted(z, T))
        return e / e.sum(axis=axis, keepdims=True)

    return wrong


def _rows(z: np.ndarray) -> np.ndarray:
    return z - z.max(axis=1, keepdims=True)


EXERCISE = Exercise(
    kind="code",
    reference=warm_softmax,
    cases=(
        (np.array([[0.0, 0.0]]), 2.0),
        (np.array([[1.0, 2.0], [3.0, 5.0]]), 1.0),
        (np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 4.0]]), 2.0),
        (np.array([[2.0, 1.0, 0.0], [1.0, 1.0, 3.0]]), 0.5),
        (np.array([[1000.0, 1001.0]]), 4.0),
        (np.array([[-1000.0, -1001.0], [1000.0, 998.0]]), 0.5),
        (np.random.default_rng(0).normal(0, 3, (5, 10)), 3.0),
    ),
    mistakes=(
        Mistake(
            "overflow",
            _ratio(lambda z, T: z / T),
            "exp of a large score is too large for a float: infinity divided by infinity is NaN. "
            "Subtract the largest score of each row first; the result stays the same.",
        ),
        Mistake(
            "no temperature",
            _ratio(lambda z, T: _rows(z)),
            "You do not use T: this is softmax at the temperature 1.",
        ),
        Mistake(
            "multiplied by T",
            _ratio(lambda z, T: _rows(z) * T),
            "You multiply by T. A high temperature makes differences small: divide by it.",
        ),
        Mistake(
            "divides the probabilities",
            lambda z, T: warm_softmax(z, 1.0) / T,
            "You divide the probabilities by T, so that a row no longer adds up to 1. Divide the "
            "scores.",
        ),
        Mistake(
            "shifted after the division",
            _ratio(lambda z, T: z / T - z.max(axis=1, keepdims=True)),
            "You divide the scores by T and then subtract the largest score as it was before. "
            "That can still be far too much or too little. Subtract first, then divide.",
        ),
        Mistake(
            "sums over the wrong axis",
            _ratio(lambda z, T: _rows(z) / T, 0),
            "Your columns add up to 1. Each row is one sample, so each row must: axis=1.",
        ),
        Mistake(
            "everything along the wrong axis",
            _ratio(lambda z, T: (z - z.max(axis=0, keepdims=True)) / T, 0),
            "You take the maximum of each column, and your columns add up to 1. Each row is one "
            "sample: both need axis=1.",
        ),
        Mistake(
            "one sum for all",
            _ratio(lambda z, T: _rows(z) / T, None),
            "The whole batch adds up to 1. Each row is one sample: sum with axis=1.",
        ),
        Mistake(
            "one sum for all",
            _ratio(lambda z, T: (z - z.max()) / T, None),
            "You take softmax over the whole batch: all its numbers together add up to 1. Each "
            "row is one sample and must add up to 1: axis=1, for the maximum and for the sum.",
        ),
        Mistake(
            "one sum for all",
            _ratio(lambda z, T: z / T, None),
            "You take softmax over the whole batch: all its numbers together add up to 1. Each "
            "row is one sample and must add up to 1: axis=1. And exp of a large score overflows: "
            "subtract the largest score of each row first.",
        ),
        Mistake(
            "one maximum for all",
            _ratio(lambda z, T: (z - z.max()) / T),
            "You subtract the largest score of the whole batch. A row far below it becomes "
            "exp(−4000) = 0 everywhere, and 0/0 is NaN. Take the maximum of each row.",
        ),
        Mistake(
            "not divided by the sum",
            lambda z, T: np.exp(_rows(z) / T),
            "The rows do not add up to 1 yet. Divide by the sum of each row.",
        ),
        Mistake(
            "changes its input",
            _in_place,
            "The values are right, but `z -= ...` changes the caller's scores. Write "
            "`z = z - ...`, which makes a new array.",
        ),
    ),
    hints=(
        "Which number may be taken from all scores of a row, so that exp never gets a large one?",
        "First take the largest score of each row away, `z - z.max(axis=1, keepdims=True)`, then "
        "divide by T. Then exp, then divide each row by its own sum.",
        "`e = np.exp((z - z.max(axis=1, keepdims=True)) / T)`, then "
        "`e / e.sum(axis=1, keepdims=True)`.",
    ),
    way="Dividing all scores by T divides their differences, and only differences count: a large T "
    "brings the probabilities near to equal shares, a small one near to a plain maximum. The "
    "largest score of the row is subtracted first, so the largest exponent is 0 and exp cannot "
    "overflow, however small T is.",
    note="At T = 1 it is the softmax of the chapter.",
)
