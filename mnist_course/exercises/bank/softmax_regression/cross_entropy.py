"""The mean cross-entropy of a batch."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.bank.softmax_regression.stable import stable_softmax
from mnist_course.exercises.judge import Exercise, Mistake


def mean_cross_entropy(P, Y):
    """Return the mean cross-entropy of P with targets Y (batch, k)."""
    return -np.mean(np.sum(Y * np.log(P), axis=1))


def _batch(seed: int, n: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities (n, k) and one-hot targets (n, k)."""
    rng = np.random.default_rng(seed)
    return stable_softmax(rng.normal(size=(n, k))), np.eye(k)[rng.integers(0, k, n)]


EXERCISE = Exercise(
    kind="code",
    reference=mean_cross_entropy,
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
            lambda P, Y: -mean_cross_entropy(P, Y),
            "log of a probability is below 0, and a loss should be above: put a minus in front.",
        ),
        Mistake(
            "logarithm to base 2",
            lambda P, Y: mean_cross_entropy(P, Y) / np.log(2),
            "Use the natural logarithm, np.log.",
        ),
        Mistake(
            "logarithm to base 10",
            lambda P, Y: mean_cross_entropy(P, Y) / np.log(10),
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
        "`Y * np.log(P)` keeps one number in each row. Which one?",
        "Sum over each row (`axis=1`), then take the mean over the batch, with a minus in front.",
        "`return -np.mean(np.sum(Y * np.log(P), axis=1))`",
    ),
    way="Y is 1 at the true class and 0 elsewhere, so of each row of `np.log(P)` only the "
    "logarithm of the true class is left, and the sum over axis 1 picks it up. The mean over "
    "the batch, with a minus in front, is the loss.",
    note="A network that guesses among ten digits starts near log(10) ≈ 2.303.",
)
