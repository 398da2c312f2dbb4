"""Inverted dropout with given random numbers."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def dropout(a, rate, u, training):
    """Return what the next layer gets: activations a, shape (batch, units)."""
    if not training:
        return a
    return np.where(u < rate, 0, a) / (1 - rate)


def _case(seed: int, rate: float, training: bool) -> tuple:
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(size=(2, 4)), 1), rate, np.round(rng.random((2, 4)), 2), training


EXERCISE = Exercise(
    kind="code",
    reference=dropout,
    cases=(
        (np.array([[2.0, 4.0]]), 0.5, np.array([[0.1, 0.9]]), True),
        (np.array([[3.0, 1.0, -2.0]]), 0.4, np.array([[0.3, 0.5, 0.95]]), True),
        _case(0, 0.2, True),
        _case(1, 0.8, True),
        _case(2, 0.3, False),
    ),
    mistakes=(
        Mistake(
            "not divided",
            lambda a, rate, u, training: np.where(u < rate, 0, a) if training else a,
            "The right entries are silenced. But on average the next layer now gets only the share "
            "1 − rate of what it gets in use.",
        ),
        Mistake(
            "divided by rate",
            lambda a, rate, u, training: np.where(u < rate, 0, a) / rate if training else a,
            "You divide by the share that is silenced. Divide by the share that is kept: 1 − rate.",
        ),
        Mistake(
            "kept and silenced exchanged",
            lambda a, rate, u, training: np.where(u < rate, a, 0) / (1 - rate) if training else a,
            "You keep the entries with u < rate. These are the share that is to be silenced.",
        ),
        Mistake(
            "silenced in use too",
            lambda a, rate, u, training: np.where(u < rate, 0, a) / (1 - rate),
            "In training this is right. In use, nothing is silenced and nothing is divided.",
        ),
        Mistake(
            "scaled in use",
            lambda a, rate, u, training: np.where(u < rate, 0, a) if training else a * (1 - rate),
            "That is dropout as it was first published: silence in training, multiply by 1 − rate "
            "in use. Here training does both, and use does nothing.",
        ),
        Mistake(
            "silenced in use too, and not divided",
            lambda a, rate, u, training: np.where(u < rate, 0, a),
            "The right entries are silenced. Two things are missing: in training, what is kept is "
            "divided by 1 − rate, and in use nothing happens to a.",
        ),
        Mistake(
            "divided in training and multiplied in use",
            lambda a, rate, u, training: (
                np.where(u < rate, 0, a) / (1 - rate) if training else a * (1 - rate)
            ),
            "You make up for the silence twice. Training divides, so use must not multiply: "
            "return a.",
        ),
        Mistake(
            "divided in use too",
            lambda a, rate, u, training: (
                np.where(u < rate, 0, a) / (1 - rate) if training else a / (1 - rate)
            ),
            "In training this is right. In use nobody is silenced, so nothing has to be made up "
            "for: return a.",
        ),
    ),
    hints=(
        "There are two situations, training and use. Which of them is short?",
        "In training, an entry is silenced where its number in u is below rate; `np.where` can do "
        "that.",
        "What is kept is divided by 1 − rate. In use, return a as it is.",
    ),
    way="Of the numbers u, uniform between 0 and 1, the share `rate` is below rate: there the "
    "activation becomes 0. The others are divided by 1 − rate, so that the mean stays. In use the "
    "function returns a.",
    note="Because training divides, a network with dropout is used like any other.",
)
