"""The training loop of the perceptron. Source: Rosenblatt (1958)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.bank.perceptron.update import changed_update
from mnist_course.exercises.judge import Arrays, Compare, Difference, Exercise, Mistake, as_numbers


def train(X, y, eta, epochs):
    """Return (w, b, mistakes_per_epoch), starting at zero."""
    w = np.zeros(X.shape[1])
    b = 0.0
    mistakes_per_epoch = []
    for _ in range(epochs):
        mistakes = 0
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i + b) <= 0:
                w = w + eta * y_i * x_i
                b = b + eta * y_i
                mistakes += 1
        mistakes_per_epoch.append(mistakes)
        if mistakes == 0:
            break
    return w, b, mistakes_per_epoch


AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([-1, -1, -1, 1])


XOR = AND[0], np.array([-1, 1, 1, -1])


def cloud(seed: int, n: int, noise: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return separable points in the plane; ``noise`` labels are then turned round."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (3 * n, 2))
    z = X @ np.array([1.0, -0.7]) + 0.2
    X, z = X[np.abs(z) > 0.1][:n], z[np.abs(z) > 0.1][:n]
    y = np.where(z > 0, 1, -1)
    y[rng.choice(n, noise, replace=False)] *= -1
    return X, y


class TrainingRun(Compare):
    """Compares (w, b, mistakes_per_epoch); epochs without a mistake at the end may be left out."""

    def __init__(self) -> None:
        self._arrays = Arrays("w", "b", "mistakes_per_epoch")

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return the first difference between two training runs."""
        return self._arrays.difference(_trim(got), _trim(expected), args)

    def same(self, got: Any, other: Any, args: tuple[Any, ...] = ()) -> bool:
        """Return whether two runs agree."""
        return self._arrays.same(_trim(got), _trim(other), args)


def _trim(run: Any) -> Any:
    """Drop the zeros at the end of the mistake counts."""
    if not isinstance(run, tuple | list) or len(run) != 3:
        return run
    counts = as_numbers(run[2])
    if counts is None or counts.ndim != 1:
        return run
    return run[0], run[1], np.trim_zeros(counts, "b")


def _changed_train(**how: Any) -> Callable[..., Any]:
    """Return a training loop with a mistake in it."""
    rule = changed_update(**how)

    def wrong(X, y, eta, epochs):
        w, b, counts = np.zeros(X.shape[1]), 0.0, []
        for _ in range(epochs):
            if how.get("restart"):
                w, b = np.zeros(X.shape[1]), 0.0
            mistakes = 0
            for x_i, y_i in zip(X, y, strict=True):
                mistakes += bool(y_i * (w @ x_i + b) <= 0)
                w, b = rule(w, b, x_i, y_i, eta)
            counts.append(len(y) - mistakes if how.get("counts_right") else mistakes)
            if mistakes == 0:
                break
        return w, b, list(np.cumsum(counts)) if how.get("running") else counts

    return wrong


def _train_at_once(X, y, eta, epochs):
    w, b, counts = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = y * (X @ w + b) <= 0
        w, b = w + eta * (y[wrong] @ X[wrong]), b + eta * y[wrong].sum()
        counts.append(int(wrong.sum()))
    return w, b, counts


EXERCISE = Exercise(
    kind="code",
    reference=train,
    compare=TrainingRun(),
    cases=(
        (*AND, 1.0, 20),
        (*AND, 0.5, 3),
        (*XOR, 1.0, 5),
        (*cloud(1, 20), 0.3, 50),
        (*cloud(2, 40, noise=4), 1.0, 6),
    ),
    mistakes=(
        Mistake(
            "sign reversed",
            _changed_train(sign=-1),
            "Every update moves the line the wrong way. Add eta y x.",
        ),
        Mistake(
            "y is missing",
            _changed_train(no_y=True),
            "The step must go the other way for y = -1: multiply by y.",
        ),
        Mistake("eta is missing", _changed_train(no_eta=True), "Multiply the step by eta."),
        Mistake(
            "the bias never learns",
            _changed_train(no_bias=True),
            "w moves and b stays at 0, so the line always passes through the origin.",
        ),
        Mistake(
            "never starts from zero",
            _changed_train(strict=True),
            "You count the mistake but do not move when y (w·x + b) is exactly 0, as it is at the "
            "start. Use <= in both places.",
        ),
        Mistake(
            "never starts from zero",
            lambda X, y, eta, epochs: (np.zeros(X.shape[1]), 0.0, [0] * epochs),
            "With w = 0 and b = 0 every y (w·x + b) is exactly 0. You ask for < 0, so learning "
            "never starts. Use <=.",
        ),
        Mistake(
            "updates always",
            _changed_train(always=True),
            "You move for every sample. Move only if y (w·x + b) <= 0.",
        ),
        Mistake(
            "starts again each epoch",
            _changed_train(restart=True),
            "w and b go back to zero at every epoch. Set them once, before the first loop.",
        ),
        Mistake(
            "counts the right ones",
            _changed_train(counts_right=True),
            "Your list counts samples on the right side. Count the mistakes.",
        ),
        Mistake(
            "never resets the count",
            _changed_train(running=True),
            "The count goes on over the epochs. Set it to 0 at the start of each epoch.",
        ),
        Mistake(
            "one step per epoch",
            _train_at_once,
            "You judge all samples with the same weights and add the steps up. The perceptron "
            "moves at once, so that the next sample meets the new weights.",
        ),
    ),
    hints=(
        "Two loops: the outer one over epochs, the inner one over `zip(X, y)`. What must be set "
        "before the first, what before the second?",
        "w and b are set once, before both loops. The count of mistakes is set to 0 at the "
        "start of each epoch and appended to the list at its end.",
        "In the inner loop: if `y_i * (w @ x_i + b) <= 0`, then `w = w + eta * y_i * x_i`, `b = "
        "b + eta * y_i`, and the count goes up by 1. After an epoch with count 0, `break`.",
    ),
    way="Inside the two loops stands the update of the exercise before. What lives through the "
    "whole training is set before the outer loop: w, b and the list. What belongs to one epoch "
    "is set inside it: the count. An epoch without a mistake changed nothing, so no later one "
    "would either, and the training can end.",
    note="On XOR the counts never reach 0: no line separates it.",
)
