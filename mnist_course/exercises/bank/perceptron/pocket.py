"""The pocket algorithm. Source: Gallant (1990)."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.exercises.judge import (
    Arrays,
    Compare,
    Difference,
    Exercise,
    Mistake,
    fill,
)

XOR = (
    np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
    np.array([-1, 1, 1, -1]),
)


def _cloud(seed: int, n: int, noise: int) -> tuple[np.ndarray, np.ndarray]:
    """Return separable points in the plane, ``noise`` of whose labels are turned round."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (3 * n, 2))
    z = X @ np.array([1.0, -0.7]) + 0.2
    X, z = X[np.abs(z) > 0.1][:n], z[np.abs(z) > 0.1][:n]
    y = np.where(z > 0, 1, -1)
    y[rng.choice(n, noise, replace=False)] *= -1
    return X, y


def _learn(w, b, x, y, eta):
    """Return w and b after one look at a sample with y = -1 or +1."""
    if y * (w @ x + b) <= 0:
        return w + eta * y * x, b + eta * y
    return w, b


def pocket(X, y, eta, epochs):
    """Return the best (w, b) that the perceptron visits on its way."""
    w = np.zeros(X.shape[1])
    b = 0.0
    best = w, b
    best_errors = len(y)
    for _ in range(epochs):
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i + b) <= 0:
                w = w + eta * y_i * x_i
                b = b + eta * y_i
                errors = np.sum(y * (X @ w + b) <= 0)
                if errors < best_errors:
                    best, best_errors = (w, b), errors
    return best


SENTENCES = {"errors": "Yours makes {mine} errors in {count} samples, the best line {best}."}
ANY_LINE = Arrays("w", "b", atol=1e300)


class AtLeastAsGood(Compare):
    """(w, b) is judged by its errors on the case's own data (X, y, ...)."""

    reveals = False

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return a difference if ``got`` makes more errors than ``expected``."""
        wrong_form = ANY_LINE.difference(got, expected)
        if wrong_form:
            return wrong_form
        X, y = args[:2]
        mine, best = _errors(*got, X, y), _errors(*expected, X, y)
        if mine <= best:
            return None
        text = fill(SENTENCES["errors"], mine=mine, count=len(y), best=best)
        return Difference("value", text)

    def same(self, got: Any, other: Any, args: tuple[Any, ...] = ()) -> bool:
        """Return whether two answers are the same line."""
        return Arrays("w", "b").same(got, other)


def _errors(w: Any, b: Any, X: np.ndarray, y: np.ndarray) -> int:
    z = X @ np.asarray(w, float) + float(np.asarray(b).item())
    return int(np.sum(~(y * z > 0)))


def _pocket_last(X, y, eta, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x_i, y_i in zip(X, y, strict=True):
            w, b = _learn(w, b, x_i, y_i, eta)
    return w, b


def _pocket_by_epoch(X, y, eta, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    best, fewest = (w, b), len(y)
    for _ in range(epochs):
        for x_i, y_i in zip(X, y, strict=True):
            w, b = _learn(w, b, x_i, y_i, eta)
        if _errors(w, b, X, y) < fewest:
            best, fewest = (w, b), _errors(w, b, X, y)
    return best


def _pocket_worst(X, y, eta, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    kept, most = (w, b), 0
    for _ in range(epochs):
        for x_i, y_i in zip(X, y, strict=True):
            w, b = _learn(w, b, x_i, y_i, eta)
            if _errors(w, b, X, y) > most:
                kept, most = (w, b), _errors(w, b, X, y)
    return kept


def _pocket_copy(X, y, eta, epochs):
    w, b, fewest = np.zeros(X.shape[1]), 0.0, len(y)
    kept_w, kept_b = w, b
    for _ in range(epochs):
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i + b) <= 0:
                w += eta * y_i * x_i
                b += eta * y_i
                if _errors(w, b, X, y) < fewest:
                    kept_w, kept_b, fewest = w, b, _errors(w, b, X, y)
    return kept_w, kept_b


EXERCISE = Exercise(
    kind="explore",
    reference=pocket,
    compare=AtLeastAsGood(),
    cases=(
        (*XOR, 1.0, 10),
        (*_cloud(3, 30, noise=4), 1.0, 10),
        (*_cloud(4, 60, noise=8), 0.5, 10),
        (*_cloud(5, 80, noise=12), 1.0, 8),
    ),
    mistakes=(
        Mistake(
            "returns the last weights",
            _pocket_last,
            "This is the plain perceptron: the last line is not the best one it has seen. Keep the "
            "best and return that.",
        ),
        Mistake(
            "the pocket is not a copy",
            _pocket_copy,
            "The pocket and w are the same array, so `w += ...` changes both. Keep w.copy(), or "
            "write w = w + ....",
        ),
        Mistake(
            "looks once an epoch",
            _pocket_by_epoch,
            "You compare only at the end of an epoch. The best line often comes in the middle: "
            "compare after each update.",
        ),
        Mistake(
            "keeps the worst",
            _pocket_worst,
            "The comparison is turned round: you keep the line with the most errors.",
        ),
    ),
    hints=(
        "Two pairs of weights: those that learn, and those in the pocket. When does the second "
        "pair change?",
        "After each update count the errors on all samples: `np.sum(y * (X @ w + b) <= 0)`. If "
        "there are fewer than ever before, put the pair and the count into the pocket.",
        "Before the loops: `best = (w, b); best_errors = len(y)`. After each update: `if errors "
        "< best_errors: best, best_errors = (w, b), errors`. Update with `w = w + ...`, not "
        "`+=`. At the end `return best`.",
    ),
    way="The learning is that of the perceptron, and the pocket only watches it: after each update "
    "it counts the errors on all samples, and keeps the pair (w, b) if there were never fewer. "
    "Because `w = w + ...` builds a new array each time, later updates do not touch what lies "
    "in the pocket.",
    note="The pocket never gets worse: its count of errors can only fall.",
)
