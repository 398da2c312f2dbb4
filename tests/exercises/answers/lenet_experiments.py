"""Answers on experiments with LeNet-5, made anew."""

import itertools
import math

import numpy as np

from tests.exercises.answer_helpers import Ways, with_slip


def precisions_by_lists(C):
    """Write every image down, and ask of each answer how often it was deserved."""
    pairs = [pair for pair in np.ndindex(C.shape) for _ in range(C[pair])]
    answers = [[truth == a for truth, a in pairs if a == answer] for answer in range(len(C))]
    return [sum(right) / len(right) if right else 0 for right in answers]


def per_answer(share):
    """Return an answer that makes a share of right and wrong images of each answer."""
    return lambda C: [share(C[i, i], sum(C[:, i]) - C[i, i]) for i in range(len(C))]


def pile():
    truth = [1] * 900 + [7] * 60 + [4] * 40
    read = [1] * 900 + [7] * 30 + [0] * 30 + [4] * 10 + [0] * 30
    right = [
        [t == r for t, r in zip(truth, read, strict=True) if t == digit] for digit in (1, 7, 4)
    ]
    return np.mean([np.mean(one) for one in right])


def covered_by_index(image, size):
    height, width = image.shape
    places = itertools.product(range(height - size + 1), range(width - size + 1))
    rows, columns = np.indices(image.shape)
    return [
        np.where((r <= rows) & (rows < r + size) & (c <= columns) & (columns < c + size), 0, image)
        for r, c in places
    ]


def squares(image, size, keep=False, step=1, columns_first=False, more=0):
    height, width = image.shape
    places = [
        (r, c)
        for r in range(0, height - size + 1 + more, step)
        for c in range(0, width - size + 1 + more, step)
    ]
    left, copies = image.copy(), []
    for r, c in sorted(places, key=lambda place: place[::-1] if columns_first else place):
        left = left if keep else image.copy()
        left[r : r + size, c : c + size] = 0
        copies.append(left.copy())
    return np.array(copies)


def one_array(image, size):
    places = list(np.ndindex(*np.subtract(image.shape, size - 1)))
    copies = [image.copy()] * len(places)
    for copy, (r, c) in zip(copies, places, strict=True):
        copy[r : r + size, c : c + size] = 0
    return copies


def starts_needed(factor=2**0.5, power=2):
    return (factor * 0.14 / 0.05) ** power


RIGHT = {
    "lenet-experiments.covered": [covered_by_index],
    "lenet-experiments.imbalance": [pile()],
    "lenet-experiments.precision": [precisions_by_lists],
    "lenet-experiments.starts": [
        next(n for n in range(1, 1000) if np.sqrt(0.14**2 / n + 0.14**2 / n) <= 0.05)
    ],
}

WRONG = {
    "lenet-experiments.covered": {
        "one array for all": one_array,
        "old squares stay covered": with_slip(squares, keep=True),
        "columns first": with_slip(squares, columns_first=True),
        "last place missing": with_slip(squares, more=-1),
        "over the edge": lambda image, size: squares(image, size, more=size - 1),
        "squares side by side": lambda image, size: squares(image, size, step=size),
    },
    "lenet-experiments.precision": {
        "recall": lambda C: [row[i] / row.sum() for i, row in enumerate(C)],
        "share of all images": lambda C: [row[i] / C.sum() for i, row in enumerate(C)],
        "an answer never given": Ways(
            per_answer(lambda r, w: r / (r + w) if r + w else 1.0),
            per_answer(lambda r, w: r / (r + w) if r + w else math.nan),
        ),
        "the wrong ones": Ways(
            per_answer(lambda r, w: w / (r + w) if r + w else 0.0),
            per_answer(lambda r, w: 1 - (r / (r + w) if r + w else 0.0)),
        ),
        "right against wrong": per_answer(lambda r, w: r / w if w else 0.0),
    },
    "lenet-experiments.imbalance": {
        "the accuracy": (900 + 30 + 10) / 1000,
        "ones forgotten": (30 / 60 + 10 / 40) / 2,
        "sevens and fours thrown together": (1 + 40 / 100) / 2,
        "a sum": 1 + 1 / 2 + 1 / 4,
        "over all ten digits": (1 + 1 / 2 + 1 / 4) / 10,
    },
    "lenet-experiments.starts": {
        "one mean only": Ways(math.ceil(starts_needed(1)), starts_needed(1)),
        "root forgotten": math.ceil(starts_needed(power=1)),
        "not a whole number": starts_needed(),
        "one too few": math.floor(starts_needed()),
        "2 in place of its root": math.ceil(starts_needed(2)),
    },
}
