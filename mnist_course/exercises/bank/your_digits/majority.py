"""What at least two of three networks say, or a refusal."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def majority(p):
    """Return the digit that two networks or more name, else -1; (n,) int."""
    first, second, third = p.argmax(axis=2)
    answer = np.where(second == third, second, first)
    agree = (first == second) | (first == third) | (second == third)
    return np.where(agree, answer, -1)


def _all_three(p):
    a = p.argmax(axis=2)
    return np.where((a[0] == a[1]) & (a[1] == a[2]), a[0], -1)


def _mean(p):
    return p.mean(axis=0).argmax(axis=1)


def _never_refused(p):
    first, second, third = p.argmax(axis=2)
    return np.where(second == third, second, first)


def _smallest(p):
    return np.array([np.bincount(column).argmax() for column in p.argmax(axis=2).T])


def _surest(p):
    best = p.max(axis=2).argmax(axis=0)
    return p.argmax(axis=2)[best, np.arange(p.shape[1])]


def _only_the_first(p):
    first, second, third = p.argmax(axis=2)
    return np.where((first == second) | (first == third), first, -1)


def _case(answers: list[list[int]], shares: list[list[float]]) -> np.ndarray:
    """Probabilities of three networks: ``shares`` for ``answers``, the rest for all others."""
    p = np.empty((3, len(answers[0]), 10))
    for k in range(3):
        for i, (digit, share) in enumerate(zip(answers[k], shares[k], strict=True)):
            p[k, i] = (1 - share) / 9
            p[k, i, digit] = share
    return p


EXERCISE = Exercise(
    kind="code",
    reference=majority,
    cases=(
        (_case([[3], [3], [3]], [[0.9], [0.8], [0.7]]),),
        (_case([[4, 4], [9, 9], [9, 4]], [[0.98, 0.3], [0.4, 0.98], [0.4, 0.4]]),),
        (_case([[7, 2], [1, 2], [2, 5]], [[0.9, 0.5], [0.4, 0.5], [0.6, 0.99]]),),
        (_case([[8, 6, 0], [3, 5, 0], [5, 5, 6]], [[0.6, 0.9, 0.4], [0.9, 0.4, 0.4], [0.5] * 3]),),
    ),
    mistakes=(
        Mistake(
            "all three",
            _all_three,
            "You ask that all three agree. Two are enough here.",
        ),
        Mistake(
            "the mean of the probabilities",
            _mean,
            "You average the probabilities, and one network that is very sure outvotes two. Each "
            "has one vote.",
        ),
        Mistake(
            "never refused",
            _never_refused,
            "Where all three answers differ, there is no majority: −1.",
        ),
        Mistake(
            "the smallest of three",
            _smallest,
            "Where all three answers differ, your count is 1 for each, and the smallest digit is "
            "taken. That is no majority: −1.",
        ),
        Mistake(
            "the surest",
            _surest,
            "You believe the network that is surest. The question is what two of them say.",
        ),
        Mistake(
            "the first must agree",
            _only_the_first,
            "The second and the third can agree against the first.",
        ),
    ),
    hints=(
        "`p.argmax(axis=2)` has the three answers, (3, n). Which pairs can agree?",
        "If the second and the third agree, theirs is the answer; else only that of the first can "
        "have two votes.",
        "`answer = np.where(second == third, second, first)`, and −1 where no two are equal.",
    ),
    way="Three answers have a majority if any two are equal. If the second and third agree, the "
    "answer is theirs; otherwise only the first can be in the majority. Where no pair agrees, −1.",
    note="A vote among networks that make the same mistakes is worth little.",
)
