"""The precision of each answer, from a confusion matrix."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def precisions(C):
    """Return the precision of each answer, (classes,)."""
    given = C.sum(axis=0)
    return C.diagonal() / np.maximum(given, 1)


def _recall(C):
    return C.diagonal() / np.maximum(C.sum(axis=1), 1)


def _of_all(C):
    return C.diagonal() / C.sum()


def _one_if_never(C):
    given = C.sum(axis=0)
    return np.where(given == 0, 1.0, C.diagonal() / np.maximum(given, 1))


def _wrong_share(C):
    given = C.sum(axis=0)
    return (given - C.diagonal()) / np.maximum(given, 1)


def _never_is_nan(C):
    given = C.sum(axis=0)
    return np.where(given == 0, np.nan, C.diagonal() / np.maximum(given, 1))


def _rest(C):
    return 1 - precisions(C)


def _among_wrong(C):
    return C.diagonal() / np.maximum(C.sum(axis=0) - C.diagonal(), 1)


EXERCISE = Exercise(
    kind="code",
    reference=precisions,
    cases=(
        (np.array([[8, 2], [1, 9]]),),
        (np.array([[50, 1, 4], [2, 40, 3], [1, 7, 45]]),),
        (np.array([[5, 0, 3], [1, 0, 9], [2, 0, 30]]),),
        (np.array([[95, 0, 5, 0], [1, 92, 5, 2], [4, 9, 80, 7], [11, 0, 2, 300]]),),
    ),
    mistakes=(
        Mistake(
            "recall",
            _recall,
            "You divide by the sums of the rows: that is the recall, the share of a digit's images "
            "that were found. What stands behind an answer is in its column.",
        ),
        Mistake(
            "share of all images",
            _of_all,
            "You divide by the number of all images. Divide by the number of those that got this "
            "answer.",
        ),
        Mistake(
            "an answer never given",
            _one_if_never,
            "An answer that was never given has deserved nothing: 0, as the task says.",
        ),
        Mistake(
            "an answer never given",
            _never_is_nan,
            "An answer that was never given leads to 0 / 0, which is NaN. It has deserved nothing: "
            "0, as the task says.",
        ),
        Mistake(
            "the wrong ones",
            _wrong_share,
            "You count the images that did not deserve the answer. The right ones stand on the "
            "diagonal.",
        ),
        Mistake(
            "the wrong ones",
            _rest,
            "You subtract from 1, which leaves the images that did not deserve the answer. The "
            "right ones stand on the diagonal.",
        ),
        Mistake(
            "right against wrong",
            _among_wrong,
            "You divide the right ones by the wrong ones. Divide by all that got the answer.",
        ),
    ),
    hints=(
        "Which entries of the matrix are images that got the answer 3?",
        "They are column 3: `C.sum(axis=0)` has the sums of all columns. The right ones are "
        "`C.diagonal()`.",
        "Where a sum is 0, divide by 1: `np.maximum(C.sum(axis=0), 1)`.",
    ),
    way="A column holds all images that got one answer; its entry on the diagonal holds those that "
    "deserved it. A column of zeros has 0 on the diagonal, so dividing by 1 gives 0.",
    note="Whoever looks for one digit must know both: how many of its images are found, and how "
    "many of those found are that digit.",
)
