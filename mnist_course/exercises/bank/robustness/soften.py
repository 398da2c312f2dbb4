"""Divide scores by a temperature when only the probabilities are known."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def with_temperature(p, T):
    """Return softmax(z / T) for the scores z behind p = softmax(z)."""
    powers = p ** (1 / T)
    return powers / powers.sum(axis=1, keepdims=True)


def _power(p, T):
    powers = p**T
    return powers / powers.sum(axis=1, keepdims=True)


def _not_one(p, T):
    return p ** (1 / T)


def _divided(p, T):
    return p / T


def _softmax_of_p(p, T):
    e = np.exp(p / T)
    return e / e.sum(axis=1, keepdims=True)


def _columns(p, T):
    powers = p ** (1 / T)
    return powers / powers.sum(axis=0, keepdims=True)


def _whole(p, T):
    powers = p ** (1 / T)
    return powers / powers.sum()


def _logs(p, T):
    return np.log(p) / T


def _case(seed: int, rows: int, classes: int, T: float) -> tuple[np.ndarray, float]:
    e = np.exp(np.random.default_rng(seed).normal(0, 2, (rows, classes)))
    return e / e.sum(axis=1, keepdims=True), T


EXERCISE = Exercise(
    kind="code",
    reference=with_temperature,
    cases=(
        (np.array([[0.9, 0.1]]), 2.0),
        (np.array([[0.7, 0.2, 0.1], [0.2, 0.2, 0.6]]), 1.0),
        _case(0, 3, 4, 1.5),
        _case(1, 5, 10, 0.5),
    ),
    mistakes=(
        Mistake(
            "the inverse",
            _power,
            "For T above 1 your answers become surer. Dividing the scores by T is the power 1 / T.",
        ),
        Mistake(
            "they do not add up",
            _not_one,
            "The powers are right. Divide each row by its sum.",
        ),
        Mistake(
            "probabilities divided",
            _divided,
            "You divided the probabilities by T. T divides the scores, before softmax.",
        ),
        Mistake(
            "softmax of probabilities",
            _softmax_of_p,
            "You took the probabilities for scores. The scores are their logarithms, up to a "
            "constant in each row.",
        ),
        Mistake("along columns", _columns, "Each row is one answer: add up along `axis=1`."),
        Mistake("one sum for all", _whole, "Each row has a sum of its own: `axis=1`."),
        Mistake(
            "scores, not probabilities",
            _logs,
            "These are the divided scores. Softmax makes probabilities of them.",
        ),
    ),
    hints=(
        "Softmax does not see a constant added to all scores of a row. Which scores can you take?",
        "The scores log p give p. Divided by T they are (log p) / T, and e to that power is p to "
        "the power 1 / T.",
        "`powers = p ** (1 / T)`, then each row divided by its sum.",
    ),
    way="log p has the probabilities p, so it may stand for the scores. Then e^((log p) / T) is "
    "p^(1/T), and softmax divides each row by its sum.",
    note="So a temperature can be set on any network that gives probabilities, without retraining.",
)
