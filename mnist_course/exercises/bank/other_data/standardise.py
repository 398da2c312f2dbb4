"""Standardising later rows by what the training rows say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def standardise(train, later):
    """Return both tables, shifted and scaled by the training rows."""
    m, s = train.mean(axis=0), train.std(axis=0)
    s = np.where(s > 0, s, 1)
    return (train - m) / s, (later - m) / s


def _with(**how: Any) -> Callable[..., Any]:
    """Return an answer with a mistake in it."""

    def wrong(train, later):
        seen = np.concatenate([train, later]) if how.get("together") else train
        axis = None if how.get("one_for_all") else 0
        m = seen.mean(axis=axis)
        s = seen.std(axis=axis, ddof=how.get("ddof", 0))
        if how.get("variance"):
            s = s**2
        s = np.where(s > 0, s, 1)
        first = (train - m) / s
        if how.get("own"):
            m, s = later.mean(axis=0), later.std(axis=0)
            s = np.where(s > 0, s, 1)
        if how.get("later_as_it_is"):
            return first, later
        if how.get("only_shifted"):
            return train - m, later - m
        if how.get("lost"):
            flat = train.std(axis=0) == 0
            return first, np.where(flat, 0, (later - m) / s)
        return first, (later - m) / s

    return wrong


def _case(train: list, later: list) -> tuple:
    return np.array(train, float), np.array(later, float)


EXERCISE = Exercise(
    kind="code",
    reference=standardise,
    compare=Arrays("train", "later"),
    cases=(
        _case([[40], [60], [80]], [[100], [60]]),
        _case([[1, 200], [3, 600], [8, 100], [0, 300]], [[2, 300], [5, 900]]),
        _case([[1, 7, -2], [4, 7, 0], [10, 7, 5]], [[2, 9, 1], [0, 7, -3]]),
    ),
    mistakes=(
        Mistake(
            "later rows by themselves",
            _with(own=True),
            "You gave the later rows a mean and a standard deviation of their own. Then equal "
            "flats would become different numbers; use those of the training rows.",
        ),
        Mistake(
            "all rows together",
            _with(together=True),
            "Mean and standard deviation have seen the later rows too. What is known of them "
            "must not leak into training.",
        ),
        Mistake(
            "variance",
            _with(variance=True),
            "You divided by the variance. Its root is the standard deviation.",
        ),
        Mistake(
            "n - 1",
            _with(ddof=1),
            "You divided by n − 1 inside of the standard deviation. Here it is the one of the n "
            "training rows themselves, divided by n.",
        ),
        Mistake(
            "one mean for all features",
            _with(one_for_all=True),
            "You took one mean for the whole table. Each feature has its own: `axis=0`.",
        ),
        Mistake(
            "later rows left as they are",
            _with(later_as_it_is=True),
            "The later rows must go through the same two steps; the network knows no other unit.",
        ),
        Mistake(
            "only shifted",
            _with(only_shifted=True),
            "The mean is 0 now. Divide by the standard deviation as well.",
        ),
        Mistake(
            "a later difference is lost",
            _with(lost=True),
            "Where a feature never varied in training, the later rows are still shifted: 9 where "
            "all training rows had 7 becomes 2.",
        ),
    ),
    hints=(
        "Which numbers must be computed, from which rows, and along which axis?",
        "`m = train.mean(axis=0)`, `s = train.std(axis=0)`. Both tables use the same m and s.",
        "Where s is 0, divide by 1: `s = np.where(s > 0, s, 1)`.",
    ),
    way="Measure m and s on the training rows, feature by feature. Then `(train - m) / s` and "
    "`(later - m) / s`. A feature that never varies has s = 0; dividing by 1 in its place leaves "
    "the shift alone.",
    note="scikit-learn's StandardScaler does the same: `fit` measures, `transform` applies.",
)
