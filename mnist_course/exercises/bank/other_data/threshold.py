"""The threshold with at most a given share of false alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def threshold(p, y, share):
    """Return the smallest number of p with few enough false alarms."""
    good = p[y == 0]
    return min(t for t in p if np.mean(good > t) <= share)


def _with(**how: Any) -> Callable[..., Any]:
    """Return an answer with a mistake in it."""

    def wrong(p, y, share):
        good = p[y == 0]

        def alarms(t):
            called = p > t
            if how.get("of_all"):
                return np.mean(called & (y == 0))
            if how.get("of_called"):
                return np.mean(y[called] == 0) if called.any() else 0.0
            if how.get("let_through"):
                return np.mean(p[y == 1] <= t)
            if how.get("at_least"):
                return np.mean(good >= t)
            return np.mean(good > t)

        candidates = good if how.get("good_only") else p
        fitting = [t for t in candidates if alarms(t) <= share]
        if how.get("below"):
            fitting = [t for t in candidates if alarms(t) < share]
        if not fitting:
            return 1.0
        return max(fitting) if how.get("largest") else min(fitting)

    return wrong


P = (0.02, 0.10, 0.35, 0.40, 0.55, 0.60, 0.70, 0.80, 0.90, 0.97)
Y = (0, 0, 0, 1, 0, 1, 0, 1, 1, 1)


def _case(p: tuple, y: tuple, share: float) -> tuple:
    return np.array(p, float), np.array(y), share


EXERCISE = Exercise(
    kind="code",
    reference=threshold,
    cases=(
        _case(P, Y, 0.2),
        _case(P, Y, 0.0),
        _case(P, Y, 0.45),
        _case((0.9, 0.1, 0.8, 0.3, 0.6, 0.2, 0.5, 0.95), (1, 0, 0, 0, 1, 0, 1, 1), 0.25),
        _case((0.5, 0.45, 0.7, 0.65, 0.2, 0.9), (0, 1, 0, 1, 0, 1), 1 / 3),
    ),
    mistakes=(
        Mistake(
            "of all mails",
            _with(of_all=True),
            "You divided the false alarms by the number of all mails. The share is of the good "
            "mails.",
        ),
        Mistake(
            "of those called spam",
            _with(of_called=True),
            "You took the share of good mails among those called spam. The question is the other "
            "way round: of the good mails, how many are called spam?",
        ),
        Mistake(
            "spam let through",
            _with(let_through=True),
            "You limited the other kind of mistake, spam that is let through.",
        ),
        Mistake(
            "at least",
            _with(at_least=True),
            "A mail whose p equals the threshold is not called spam: use `>`.",
        ),
        Mistake(
            "the largest",
            _with(largest=True),
            "With the largest one hardly anything is called spam. The smallest that fits lets the "
            "least spam through.",
        ),
        Mistake(
            "fewer than allowed",
            _with(below=True),
            "Exactly this share is allowed too: `<=`.",
        ),
        Mistake(
            "zero for one",
            lambda p, y, share: threshold(p, 1 - y, share),
            "You took spam for good mails: good ones have y = 0.",
        ),
    ),
    hints=(
        "For one number t: which mails are good, and which share of them lies above t?",
        "`good = p[y == 0]`; the share is `np.mean(good > t)`.",
        "Take the smallest of all t in p for which that share is at most `share`: "
        "`min(t for t in p if ...)`.",
    ),
    way="Take the good mails, `good = p[y == 0]`. For each number t in p, `np.mean(good > t)` is "
    "the share of false alarms; the smallest t for which it is at most `share` is the answer. The "
    "larger t, the fewer alarms, so every larger threshold would do as well, and let more spam "
    "through.",
    note="A threshold is a knob: choose it on validation rows, and report on test rows.",
)
