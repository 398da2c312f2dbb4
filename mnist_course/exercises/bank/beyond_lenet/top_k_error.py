"""The measure of the ImageNet competition: the share of images whose class is not among k."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def top_k_error(scores, labels, k):
    """Return the share of samples whose label is not in the top k."""
    best = np.argsort(-scores, axis=1)[:, :k]
    return 1 - np.mean((best == labels[:, None]).any(axis=1))


def _accuracy(scores, labels, k):
    return 1 - top_k_error(scores, labels, k)


def _first_only(scores, labels, k):
    return np.mean(scores.argmax(axis=1) != labels)


def _smallest(scores, labels, k):
    return top_k_error(-scores, labels, k)


def _count(scores, labels, k):
    return top_k_error(scores, labels, k) * len(labels)


def _kth_only(scores, labels, k):
    return np.mean(np.argsort(-scores, axis=1)[:, k - 1] != labels)


def _one_more(scores, labels, k):
    return top_k_error(scores, labels, k + 1)


def _by_columns(scores, labels, k):
    best = np.argsort(-scores, axis=0)[:k]
    return 1 - np.mean([label in best for label in labels])


def _case(seed: int, samples: int, classes: int, k: int) -> tuple:
    rng = np.random.default_rng(seed)
    scores = np.round(rng.normal(size=(samples, classes)), 2)
    return scores + 0.001 * np.arange(classes), rng.integers(classes, size=samples), k


EXERCISE = Exercise(
    kind="code",
    reference=top_k_error,
    cases=(
        (np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]), np.array([2, 2, 2]), 2),
        _case(0, 10, 6, 3),
        _case(1, 40, 20, 5),
        _case(2, 12, 10, 1),
    ),
    mistakes=(
        Mistake(
            "accuracy, not error",
            _accuracy,
            "This is the share of samples whose label *is* among the k. The error is the rest.",
        ),
        Mistake(
            "only the first",
            _first_only,
            "You look at the largest score alone. The label may be any of the k largest.",
        ),
        Mistake(
            "the smallest",
            _smallest,
            "`np.argsort` begins with the smallest number. The last k of a row are the largest.",
        ),
        Mistake(
            "a count",
            _count,
            "This is the number of samples. Divide by how many there are.",
        ),
        Mistake(
            "the k-th only",
            _kth_only,
            "You compare with the k-th largest alone. Any of the first k will do.",
        ),
        Mistake(
            "one too many",
            _one_more,
            "You take k + 1 classes. `[:, :k]` takes k.",
        ),
        Mistake(
            "along the wrong axis",
            _by_columns,
            "You sort each class over the samples. A row holds the scores of one sample: `axis=1`.",
        ),
    ),
    hints=(
        "For each row you need the places of its k largest scores. `np.argsort` gives places.",
        "`best = np.argsort(-scores, axis=1)[:, :k]` holds the k best classes of each sample.",
        "`(best == labels[:, None]).any(axis=1)` is True where the label is among them. The error "
        "is the share of the others.",
    ),
    way="Sort the places of each row by falling score and keep k of them. Where none of them "
    "equals the label, the answer counts as wrong; the mean of these is the error.",
    note="With k = 1 it is 1 minus the accuracy; ImageNet's competition takes k = 5 of 1,000.",
)
