"""A softmax that never overflows."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def stable_softmax(Z):
    """Return the softmax of each row of Z (batch, k)."""
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _softmax_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return stable_softmax(Z)


def _ratio(e: np.ndarray, axis: int | None = 1) -> np.ndarray:
    return e / e.sum(axis=axis, keepdims=True)


EXERCISE = Exercise(
    kind="code",
    reference=stable_softmax,
    cases=(
        (np.array([[0.0, 0.0]]),),
        (np.array([[1.0, 2.0], [3.0, 5.0]]),),
        (np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 4.0]]),),
        (np.array([[1000.0, 1001.0]]),),
        (np.array([[-1000.0, -1001.0], [1000.0, 998.0]]),),
        (np.random.default_rng(0).normal(0, 3, (5, 10)),),
    ),
    mistakes=(
        Mistake(
            "overflow",
            lambda Z: _ratio(np.exp(Z)),
            "exp(1000) is too large for a float: infinity divided by infinity is NaN. Subtract "
            "the largest score of each row first; the result stays the same.",
        ),
        Mistake(
            "sums over the wrong axis",
            lambda Z: _ratio(np.exp(Z - Z.max(axis=1, keepdims=True)), 0),
            "Your columns add up to 1. Each row is one sample, so each row must: axis=1.",
        ),
        Mistake(
            "sums over the wrong axis",
            lambda Z: _ratio(np.exp(Z - Z.max(axis=0, keepdims=True)), 0),
            "You work down the columns. Each row is one sample, so each row must add up to 1: "
            "axis=1, for the maximum too.",
        ),
        Mistake(
            "sums over the wrong axis",
            lambda Z: _ratio(np.exp(Z), 0),
            "Your columns add up to 1, where exp does not overflow. Each row is one sample, so "
            "each row must: axis=1.",
        ),
        Mistake(
            "one sum for all",
            lambda Z: _ratio(np.exp(Z - Z.max(axis=1, keepdims=True)), None),
            "The whole batch adds up to 1. Each row is one sample: sum with axis=1.",
        ),
        Mistake(
            "one sum for all",
            lambda Z: _ratio(np.exp(Z - Z.max()), None),
            "You take softmax over the whole batch: all its numbers together add up to 1. Each "
            "row is one sample and must add up to 1: axis=1, for the maximum and for the sum.",
        ),
        Mistake(
            "one sum for all",
            lambda Z: _ratio(np.exp(Z), None),
            "You take softmax over the whole batch: all its numbers together add up to 1. Each "
            "row is one sample and must add up to 1: axis=1. And exp(1000) overflows: subtract "
            "the largest score of each row first.",
        ),
        Mistake(
            "subtracts the maximum of each column",
            lambda Z: _ratio(np.exp(Z - Z.max(axis=0, keepdims=True))),
            "Within a row, every score is shifted by another amount, and that changes the result. "
            "Shift a row by one number: axis=1.",
        ),
        Mistake(
            "one maximum for all",
            lambda Z: _ratio(np.exp(Z - Z.max())),
            "You subtract the largest score of the whole batch. A row far below it becomes "
            "exp(-2000) = 0 everywhere, and 0/0 is NaN. Take the maximum of each row.",
        ),
        Mistake(
            "not divided by the sum",
            lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)),
            "The rows do not add up to 1 yet. Divide by the sum of each row.",
        ),
        Mistake(
            "divides scores, not exponentials",
            lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)) / Z.sum(axis=1, keepdims=True),
            "You divide by the sum of the scores. Divide by the sum of their exponentials.",
        ),
        Mistake(
            "changes its input",
            _softmax_in_place,
            "The values are right, but `Z -= ...` changes the caller's scores. Write "
            "`Z = Z - ...`, which makes a new array.",
        ),
    ),
    hints=(
        "Which number may be taken from all scores of a row, so that exp never gets a large one?",
        "Take the largest score of each row: `Z - Z.max(axis=1, keepdims=True)`. Then exp, then "
        "divide each row by its own sum.",
        "`e = np.exp(Z - Z.max(axis=1, keepdims=True)); return e / e.sum(axis=1, keepdims=True)`",
    ),
    way="Softmax stays the same if one number is taken from all scores of a row. We take the "
    "largest score, so the largest exponent is 0 and exp cannot overflow. `keepdims=True` keeps "
    "the axis of the columns, so that each row is shifted and divided by its own number. `Z - "
    "...` builds a new array and leaves Z alone.",
    note="Subtracting the row's maximum changes no result and prevents every overflow.",
)
