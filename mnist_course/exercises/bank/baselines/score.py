"""The score of a support vector machine from what it keeps."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def _squared(X, M):
    return ((X[:, np.newaxis] - M) ** 2).sum(axis=2)


def scores(X, M, c, b, gamma):
    """Return b + sum of c_m exp(-gamma |x - m|^2) for each row x of X."""
    squared = ((X[:, np.newaxis] - M) ** 2).sum(axis=2)
    return b + np.exp(-gamma * squared) @ c


def _not_squared(X, M, c, b, gamma):
    return b + np.exp(-gamma * np.sqrt(_squared(X, M))) @ c


def _grows(X, M, c, b, gamma):
    return b + np.exp(gamma * _squared(X, M)) @ c


def _no_bias(X, M, c, b, gamma):
    return np.exp(-gamma * _squared(X, M)) @ c


def _mean(X, M, c, b, gamma):
    return b + np.exp(-gamma * _squared(X, M)) @ c / len(M)


def _no_gamma(X, M, c, b, gamma):
    return b + np.exp(-_squared(X, M)) @ c


def _width(X, M, c, b, gamma):
    return b + np.exp(-_squared(X, M) / gamma) @ c


def _linear(X, M, c, b, gamma):
    return b + (-gamma * _squared(X, M)) @ c


def _signs(X, M, c, b, gamma):
    return np.sign(scores(X, M, c, b, gamma))


def _unweighted(X, M, c, b, gamma):
    return b + np.exp(-gamma * _squared(X, M)).sum(axis=1)


def _case(seed: int, new: int, kept: int, inputs: int, b: float, gamma: float):
    rng = np.random.default_rng(seed)
    return (
        rng.uniform(0, 1, (new, inputs)),
        rng.uniform(0, 1, (kept, inputs)),
        rng.uniform(-2, 2, kept),
        b,
        gamma,
    )


EXERCISE = Exercise(
    kind="code",
    reference=scores,
    cases=(
        (np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([1.0, -0.5]), 0.2, 2),
        _case(0, 3, 4, 5, -0.3, 0.5),
        _case(1, 5, 3, 2, 0.7, 3.0),
    ),
    mistakes=(
        Mistake(
            "not squared",
            _not_squared,
            "You took the distance. The exponent has its square.",
        ),
        Mistake(
            "it grows with the distance",
            _grows,
            "Your similarity grows with the distance. The exponent is negative.",
        ),
        Mistake("without b", _no_bias, "The sum is right. Add b to each score."),
        Mistake(
            "a mean",
            _mean,
            "You divided by the number of images kept. The score is a sum.",
        ),
        Mistake(
            "gamma forgotten",
            _no_gamma,
            "gamma does not occur in your answer. It multiplies the squared distance.",
        ),
        Mistake(
            "divided by gamma",
            _width,
            "You divided by gamma as if it were a width. It multiplies the squared distance.",
        ),
        Mistake(
            "no exponential",
            _linear,
            "The exponents are right. Take e to their power, with `np.exp`.",
        ),
        Mistake(
            "signs, not scores",
            _signs,
            "These are the signs of the scores. Return the scores themselves.",
        ),
        Mistake(
            "everybody counts alike",
            _unweighted,
            "You added the similarities up. Each is first multiplied by its c.",
        ),
    ),
    hints=(
        "`X[:, np.newaxis] - M` has the shape (new, kept, inputs): all differences at once.",
        "Square them and add along `axis=2`: the squared distances, (new, kept).",
        "`b + np.exp(-gamma * squared) @ c`.",
    ),
    way="The squared distances of all pairs have the shape (new, kept). e to the power -gamma "
    "times them are the similarities; the matrix product with c multiplies each by its number and "
    "adds up along the images kept. b is added at the end.",
    note="The whole machine is M, c, b and gamma: what training adds to a memory of images is one "
    "number for each image that it keeps.",
)
