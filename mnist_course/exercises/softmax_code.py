"""The code exercises on softmax regression: stable softmax and cross-entropy."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.core import Exercise, Mistake


def softmax(Z):
    """Return the softmax of each row of Z (batch, k)."""
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(P, Y):
    """Return the mean cross-entropy of P with targets Y (batch, k)."""
    return -np.mean(np.sum(Y * np.log(P), axis=1))


def _softmax_in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return softmax(Z)


def _ratio(e: np.ndarray, axis: int | None = 1) -> np.ndarray:
    return e / e.sum(axis=axis, keepdims=True)


STABLE = Exercise(
    name="softmax.stable",
    kind="code",
    statement="Write softmax for each row of Z (batch, k). It must also work for scores such as "
    "1000, and it must leave Z unchanged.",
    reference=softmax,
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
        "softmax does not change if the same number is subtracted from all scores of a row. "
        "Which number makes exp safe?",
        "Subtract the largest score of each row: Z.max(axis=1, keepdims=True). Then no exponent "
        "is above 0.",
        "e = np.exp(Z - Z.max(axis=1, keepdims=True)); return e / e.sum(axis=1, keepdims=True).",
    ),
    note="Subtracting the row's maximum changes no result and prevents every overflow.",
)


def _batch(seed: int, n: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities (n, k) and one-hot targets (n, k)."""
    rng = np.random.default_rng(seed)
    return softmax(rng.normal(size=(n, k))), np.eye(k)[rng.integers(0, k, n)]


CROSS_ENTROPY = Exercise(
    name="softmax.cross-entropy",
    kind="code",
    statement="Write the mean cross-entropy of a batch: P holds probabilities, Y one-hot targets, "
    "both (batch, k). For each sample take -log of the probability given to the true class, then "
    "the mean over the batch.",
    reference=cross_entropy,
    cases=(
        (np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]])),
        (np.array([[0.8, 0.2], [0.4, 0.6]]), np.array([[1.0, 0.0], [1.0, 0.0]])),
        (np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]), np.eye(3)[[0, 1]]),
        _batch(1, 5, 4),
        _batch(2, 8, 10),
    ),
    mistakes=(
        Mistake(
            "missing 1/batch",
            lambda P, Y: -np.sum(Y * np.log(P)),
            "You sum over the batch. Divide by the number of samples, or the loss grows with the "
            "batch.",
        ),
        Mistake(
            "divided by the classes too",
            lambda P, Y: -np.mean(Y * np.log(P)),
            "np.mean divides by all entries, batch times classes. Sum over the classes first, "
            "then take the mean over the samples.",
        ),
        Mistake(
            "sign reversed",
            lambda P, Y: -cross_entropy(P, Y),
            "log of a probability is below 0, and a loss should be above: put a minus in front.",
        ),
        Mistake(
            "logarithm to base 2",
            lambda P, Y: cross_entropy(P, Y) / np.log(2),
            "Use the natural logarithm, np.log.",
        ),
        Mistake(
            "logarithm to base 10",
            lambda P, Y: cross_entropy(P, Y) / np.log(10),
            "Use the natural logarithm, np.log.",
        ),
        Mistake(
            "one value per sample",
            lambda P, Y: -np.sum(Y * np.log(P), axis=1),
            "These are the losses of the samples. Return their mean, one number.",
        ),
        Mistake(
            "log of the mean",
            lambda P, Y: -np.log(np.mean(np.sum(Y * P, axis=1))),
            "You take the mean before the logarithm. First -log for each sample, then the mean.",
        ),
        Mistake(
            "binary cross-entropy",
            lambda P, Y: -np.mean(np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P), axis=1)),
            "You also count log(1 - p) of the other classes. With softmax the probability of the "
            "true class says it all.",
        ),
        Mistake(
            "P and Y exchanged",
            lambda P, Y: -np.mean(np.sum(P * np.log(Y), axis=1)),
            "You take the logarithm of the targets, and log(0) is minus infinity. The logarithm "
            "belongs to the probabilities.",
        ),
        Mistake(
            "mean squared error",
            lambda P, Y: np.mean((P - Y) ** 2),
            "This is the mean squared error. Cross-entropy takes -log of one probability.",
        ),
    ),
    hints=(
        "Y * np.log(P) keeps one number in each row. Which one?",
        "Sum over each row (axis=1), then take the mean over the batch, with a minus in front.",
        "return -np.mean(np.sum(Y * np.log(P), axis=1))",
    ),
    note="A network that guesses among ten digits starts near log(10) ≈ 2.303.",
)
