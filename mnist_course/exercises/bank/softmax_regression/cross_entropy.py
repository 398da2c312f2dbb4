"""The mean cross-entropy from scores and whole-number labels."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def sparse_cross_entropy(z, labels):
    """Return the mean cross-entropy of scores z (batch, k)."""
    z = z - z.max(axis=1, keepdims=True)
    total = np.log(np.exp(z).sum(axis=1))
    return np.mean(total - z[np.arange(len(z)), labels])


def _losses(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the loss of each sample."""
    return np.array([sparse_cross_entropy(z[i : i + 1], labels[i : i + 1]) for i in range(len(z))])


def _probabilities(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _by_probabilities(z, labels):
    return -np.mean(np.log(_probabilities(z)[np.arange(len(z)), labels]))


def _naive(z, labels):
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels])


def _of_scores(z, labels):
    return -np.mean(z[np.arange(len(z)), labels])


def _all_columns(z, labels):
    every = [np.full(len(z), label) for label in labels]
    return np.mean([sparse_cross_entropy(z, column) for column in every])


def _batch(seed: int, n: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return scores (n, k) and labels (n,)."""
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(0, 2, (n, k)), 2), rng.integers(0, k, n)


EXERCISE = Exercise(
    kind="code",
    reference=sparse_cross_entropy,
    cases=(
        (np.array([[0.0, 0.0]]), np.array([0])),
        (np.array([[2.0, 1.0], [0.0, 1.0]]), np.array([0, 0])),
        (np.array([[2.0, 1.0, 0.0], [1.0, 1.0, 3.0]]), np.array([0, 1])),
        _batch(1, 5, 4),
        _batch(2, 8, 10),
        (np.array([[0.0, 1000.0], [3.0, 1.0]]), np.array([0, 1])),
        (np.array([[1000.0, 1000.0], [-1000.0, -1001.0]]), np.array([0, 1])),
    ),
    mistakes=(
        Mistake(
            "logarithm of zero",
            _by_probabilities,
            "For the scores (0, 1000) a probability is exactly 0, and its logarithm is minus "
            "infinity. Take the difference of scores instead: log p = z − log(sum of exp(z)).",
        ),
        Mistake(
            "overflow",
            _naive,
            "exp(1000) is too large for a float. Subtract the largest score of each row first.",
        ),
        Mistake(
            "missing 1/batch",
            lambda z, labels: _losses(z, labels).sum(),
            "You sum over the batch. Take the mean, or the loss grows with the batch.",
        ),
        Mistake(
            "one value per sample",
            _losses,
            "These are the losses of the samples. Return their mean, one number.",
        ),
        Mistake(
            "sign reversed",
            lambda z, labels: -sparse_cross_entropy(z, labels),
            "log of a probability is below 0, and a loss should be above: put a minus in front.",
        ),
        Mistake(
            "the sum is missing",
            _of_scores,
            "You take the score of the right class alone. The loss also has the logarithm of the "
            "sum of all exponentials: without it, every score could grow for ever.",
        ),
        Mistake(
            "logarithm to base 2",
            lambda z, labels: sparse_cross_entropy(z, labels) / np.log(2),
            "Use the natural logarithm, np.log.",
        ),
        Mistake(
            "all labels in every row",
            _all_columns,
            "`z[:, labels]` takes the columns of all labels from every row. Give each row its own "
            "label: `z[np.arange(len(z)), labels]`.",
        ),
    ),
    hints=(
        "The loss of one sample is -z_c + log of the sum of exp(z): which entry of a row is z_c?",
        "`z[np.arange(len(z)), labels]` picks the score of the right class from each row. Before "
        "that, take the largest score of each row away.",
        "With `z = z - z.max(axis=1, keepdims=True)`: the mean of "
        "`np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]`.",
    ),
    way="The label of a sample is the place where its one-hot row would hold the 1, so an index "
    "replaces the sum over the row. Taking the largest score away changes no probability and "
    "keeps every exponential at 1 or below; at least one of them is 1, so the logarithm never "
    "meets a zero.",
    note="Keras calls this SparseCategoricalCrossentropy(from_logits=True).",
)
