"""How far the best of several test scores flatters."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def flattery(scores, truth):
    """Return by how much the best of k scores flatters, on average.

    ``scores`` is (repeats, k): in each row, k equally good networks were
    tested.
    """
    return np.mean(scores.max(axis=1)) - truth


def _scores(seed: int, repeats: int, k: int, truth: float, images: int) -> tuple[Any, float]:
    rng = np.random.default_rng(seed)
    return rng.binomial(images, truth, (repeats, k)) / images, truth


EXERCISE = Exercise(
    kind="explore",
    reference=flattery,
    compare=Arrays(rtol=1e-4, atol=1e-7),
    cases=(
        (np.array([[0.94, 0.96], [0.95, 0.97]]), 0.95),
        (np.array([[0.90, 0.93, 0.88], [0.91, 0.87, 0.92]]), 0.90),
        _scores(0, 50, 5, 0.95, 1000),
        _scores(1, 40, 20, 0.90, 500),
    ),
    mistakes=(
        Mistake(
            "mean of all scores",
            lambda scores, truth: scores.mean() - truth,
            "You average over all networks: that is honest, and close to 0. Take the best of each "
            "row first.",
        ),
        Mistake(
            "the best of all repeats",
            lambda scores, truth: scores.max() - truth,
            "You take the single best score of all repeats. Take the best of each row, then the "
            "mean.",
        ),
        Mistake(
            "the wrong axis",
            lambda scores, truth: scores.max(axis=0).mean() - truth,
            "You take the best of each column, over the repeats. The k networks of one repeat "
            "stand in a row: axis=1.",
        ),
        Mistake(
            "sign reversed",
            lambda scores, truth: truth - scores.max(axis=1).mean(),
            "Your figure is below 0. The report is above the truth: subtract the truth from it.",
        ),
        Mistake(
            "truth not subtracted",
            lambda scores, truth: scores.max(axis=1).mean(),
            "This is the reported figure. Subtract the truth from it.",
        ),
        Mistake(
            "compared with the mean score",
            lambda scores, truth: scores.max(axis=1).mean() - scores.mean(),
            "You subtract the mean score. The truth is known here: subtract `truth`.",
        ),
        Mistake(
            "one value per repeat",
            lambda scores, truth: scores.max(axis=1) - truth,
            "These are the differences of each repeat. Return their mean.",
        ),
        Mistake(
            "in percentage points",
            lambda scores, truth: 100 * flattery(scores, truth),
            "You multiplied by 100. Return a fraction, as the scores are.",
        ),
    ),
    hints=(
        "What is reported in one repeat? Only the best of its k scores.",
        "`scores.max(axis=1)` is the reported figure of each repeat.",
        "`return scores.max(axis=1).mean() - truth`",
    ),
    way="Each repeat reports the best of its k scores, which is the maximum along axis 1. The mean "
    "of these figures, minus the truth, is what luck alone adds.",
    note="Nobody cheated and nothing is better: the best of k is above the truth by luck alone.",
)
