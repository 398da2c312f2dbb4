"""Answers on baselines, made anew."""

import math
from collections import Counter

import numpy as np
from scipy.ndimage import gaussian_filter, rotate
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import rbf_kernel

from tests.exercises.answer_helpers import with_slip


def unmoved():
    """Change all images in each way: do the nearest of 40 images among 200 stay the same?"""
    rng = np.random.default_rng(3)
    stored, new = rng.random((200, 12, 12)) ** 3, rng.random((40, 12, 12)) ** 3
    order = rng.permutation(144)

    def nearest(stored, new):
        return cdist(new.reshape(len(new), -1), stored.reshape(len(stored), -1)).argmin(axis=1)

    def blurred(images):
        return gaussian_filter(images, (0, 2, 2))

    def turned(images):
        return rotate(images, 10, axes=(1, 2), reshape=False, order=1)

    pairs = {
        "shuffled": [x.reshape(len(x), -1)[:, order] for x in (stored, new)],
        "half as dark": (stored / 2, new / 2),
        "negative": (1 - stored, 1 - new),
        "blurred": (blurred(stored), blurred(new)),
        "turned by 10°": (turned(stored), turned(new)),
        "only new ones paler": (stored, new / 2),
    }
    before = nearest(stored, new)
    return {
        name: "same" if (nearest(*pair) == before).all() else "may change"
        for name, pair in pairs.items()
    }


def vote_by_counters(distances, labels, k):
    """`Counter.most_common` keeps, among equals, the one that it met first."""
    return [Counter(labels[row.argsort()][:k]).most_common(1)[0][0] for row in distances]


def svm_scores(X, M, c, b, gamma):
    return rbf_kernel(X, M, gamma=gamma) @ c + b


def line_in_powers():
    slope, level = np.polyfit(np.log([1_000, 4_000]), np.log([0.08, 0.04]), 1)
    return np.exp((np.log(0.01) - level) / slope)


def voters(distances, labels, k, tied=lambda near, best: near[0]):
    """Return for each row the label that `tied` takes of those with the most votes."""
    answers = []
    for row in distances:
        near = [int(labels[i]) for i in sorted(range(len(row)), key=row.__getitem__)]
        near = near[:k]
        most = max(map(near.count, near))
        answers.append(tied([label for label in near if near.count(label) == most], most))
    return np.array(answers)


def machine(X, M, c, b, gamma, *, power=2, sign=-1, with_b=1):
    rows = []
    for x in X:
        similar = [math.exp(sign * gamma * np.linalg.norm(x - m) ** power) for m in M]
        rows.append(with_b * b + float(np.dot(similar, c)))
    return np.array(rows)


UNMOVED = unmoved()

RIGHT = {
    "baselines.more-images": [line_in_powers()],
    "baselines.score": [svm_scores],
    "baselines.tie-break": [vote_by_counters],
    "baselines.unmoved": [UNMOVED],
    "baselines.worth": [1 - np.mean([1] * 3 + [0] * 97) / np.mean([1] * 4 + [0] * 96)],
}

WRONG = {
    "baselines.worth": {
        "the accuracy": 97 / 100,
        "the difference": 4 / 100 - 3 / 100,
        "what is left": 3 / 4,
        "of its own errors": 1 / 3,
        "beside guessing": 1 - 3 / 50,
        "the other class": (96 - 3) / 96,
        "in per cent": 100 * (4 - 3) / 4,
    },
    "baselines.more-images": {
        "one halving": 4_000 * 4,
        "points, not halves": 4_000 + 3 * 1_000 * 3 / 4,
        "the second step only doubled": 4_000 * 4 * 2,
        "the images already there": 4_000 * 16 - 4_000,
        "one halving too many": 4_000 * 4**3,
    },
    "baselines.tie-break": {
        "the smaller digit wins": with_slip(voters, tied=lambda near, most: min(near)),
        "the farther one wins": with_slip(voters, tied=lambda near, most: near[-1]),
        "the farthest vote": lambda distances, labels, k: voters(1 / distances, labels, k),
        "only the nearest": lambda distances, labels, k: voters(distances, labels, 1),
        "everybody votes": lambda distances, labels, k: voters(distances, labels, 99),
        "the first in the memory": lambda distances, labels, k: voters(
            np.delete(distances, np.s_[k:], axis=1), labels, k
        ),
        "places, not labels": lambda distances, labels, k: np.argmin(distances, axis=1),
    },
    "baselines.unmoved": {
        mistake: UNMOVED | {change: "same" if UNMOVED[change] == "may change" else "may change"}
        for mistake, change in (
            ("pixels have places", "shuffled"),
            ("half of the ink", "half as dark"),
            ("black and white", "negative"),
            ("a blur is fair", "blurred"),
            ("a turn keeps lengths", "turned by 10°"),
            ("paler is the same digit", "only new ones paler"),
        )
    },
    "baselines.score": {
        "not squared": with_slip(machine, power=1),
        "it grows with the distance": with_slip(machine, sign=1),
        "without b": with_slip(machine, with_b=0),
        "a mean": lambda X, M, c, b, gamma: machine(X, M, c / len(c), b, gamma),
        "gamma forgotten": lambda X, M, c, b, gamma: machine(X, M, c, b, 1),
        "divided by gamma": lambda X, M, c, b, gamma: machine(X, M, c, b, 1 / gamma),
        "no exponential": lambda X, M, c, b, gamma: b - gamma * cdist(X, M, "sqeuclidean") @ c,
        "signs, not scores": lambda *given: np.where(machine(*given) > 0, 1, -1),
        "everybody counts alike": lambda X, M, c, b, gamma: machine(X, M, 0 * c + 1, b, gamma),
    },
}
