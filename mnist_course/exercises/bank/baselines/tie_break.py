"""A vote of neighbours in which the nearer ones decide a tie."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def vote(distances, labels, k):
    """Return the answer for each row: the nearer voters decide a tie."""
    answers = []
    for row in distances:
        near = labels[np.argsort(row)[:k]]
        votes = np.bincount(near)
        most = votes.max()
        answers.append(next(label for label in near if votes[label] == most))
    return np.array(answers)


def _smaller(distances, labels, k):
    near = labels[np.argsort(distances, axis=1)[:, :k]]
    return np.array([np.bincount(row).argmax() for row in near])


def _farthest(distances, labels, k):
    return vote(-distances, labels, k)


def _nearest_only(distances, labels, k):
    return labels[distances.argmin(axis=1)]


def _everybody(distances, labels, k):
    return vote(distances, labels, len(labels))


def _last(distances, labels, k):
    """Of tied labels the one that is completed last."""
    answers = []
    for row in distances:
        near = labels[np.argsort(row)[:k]]
        votes = np.bincount(near)
        answers.append([label for label in near if votes[label] == votes.max()][-1])
    return np.array(answers)


def _numbers(distances, labels, k):
    """The places of the nearest, not their labels."""
    return vote(distances, np.arange(len(labels)), k)


def _first_k(distances, labels, k):
    """The first k in the memory, whoever they are."""
    return vote(distances[:, :k], labels[:k], k)


def _case(seed: int, new: int, stored: int, digits: int, k: int):
    rng = np.random.default_rng(seed)
    distances = rng.permuted(np.tile(np.arange(1.0, stored + 1), (new, 1)), axis=1)
    return distances, rng.integers(0, digits, stored), k


EXERCISE = Exercise(
    kind="code",
    reference=vote,
    cases=(
        (np.array([[0.3, 0.1, 0.2]]), np.array([4, 9, 4]), 3),
        (np.array([[0.1, 0.4, 0.2, 0.3, 0.9]]), np.array([9, 9, 4, 4, 1]), 4),
        (np.array([[0.5, 0.6, 0.1, 0.2]]), np.array([0, 0, 7, 2]), 2),
        _case(0, 6, 9, 3, 4),
        _case(1, 8, 12, 4, 5),
    ),
    mistakes=(
        Mistake(
            "the smaller digit wins",
            _smaller,
            "Where two labels have equally many votes, your smaller digit wins. The nearer "
            "neighbour should decide.",
        ),
        Mistake(
            "the farther one wins",
            _last,
            "Of the tied labels you take the one of the farthest voter. Go through the voters "
            "from the nearest.",
        ),
        Mistake(
            "the farthest vote",
            _farthest,
            "You let those with the largest distances vote.",
        ),
        Mistake(
            "only the nearest",
            _nearest_only,
            "Only the nearest neighbour decides. Let the k nearest vote first.",
        ),
        Mistake(
            "everybody votes",
            _everybody,
            "All remembered images vote. Only the k nearest should.",
        ),
        Mistake(
            "the first in the memory",
            _first_k,
            "The first k remembered images vote, near or not. Sort by distance first.",
        ),
        Mistake(
            "places, not labels",
            _numbers,
            "These are the places of the neighbours in the memory. Their labels vote.",
        ),
    ),
    hints=(
        "For one row: `near = labels[np.argsort(row)[:k]]` are the voters, the nearest first.",
        "`votes = np.bincount(near)` counts them. Which labels have `votes.max()` votes?",
        "Go through `near` and take the first label whose votes are `votes.max()`.",
    ),
    way="Sort one row by distance and keep the labels of the first k. `np.bincount` counts the "
    "votes; the first of these labels, from the nearest on, that has the most votes is the answer. "
    "Do so for each row.",
    note="With this rule two voters are exactly as good as one: if they disagree, the nearer wins.",
)
