"""The gradient of softmax regression."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.bank.softmax_regression.stable import stable_softmax as softmax
from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def loss_gradient(X, Y, W, b):
    """Return (dW, db) of the mean cross-entropy of softmax(XW + b)."""
    P = softmax(X @ W + b)
    delta = (P - Y) / len(X)
    return X.T @ delta, delta.sum(axis=0)


def _changed(
    power: int = 1, sign: int = 1, scores: bool = False, transposed: bool = False, p: bool = False
) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """Return a gradient with a mistake in it; ``power`` is that of 1/batch."""

    def wrong(X, Y, W, b):
        Z = X @ W + b
        P = Z if scores else softmax(Z)
        delta = sign * (P if p else P - Y) / len(X) ** power
        dW = X.T @ delta
        return (dW.T if transposed else dW), delta.sum(axis=0)

    return wrong


def _gradient_case(seed: int, n: int, d: int, k: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    X = np.round(rng.uniform(-1, 1, (n, d)), 2)
    Y = np.eye(k)[rng.integers(0, k, n)]
    return X, Y, np.round(rng.normal(size=(d, k)), 2), np.round(rng.normal(size=k), 2)


EXERCISE = Exercise(
    kind="code",
    reference=loss_gradient,
    compare=Arrays("dW", "db"),
    cases=(
        _gradient_case(0, 1, 2, 2),
        _gradient_case(1, 2, 3, 2),
        _gradient_case(2, 4, 3, 3),
        _gradient_case(3, 7, 5, 4),
    ),
    mistakes=(
        Mistake(
            "missing 1/batch",
            _changed(power=0),
            "You sum over the batch. The loss is a mean, so divide by the number of samples.",
        ),
        Mistake(
            "transposed",
            _changed(transposed=True),
            "dW has the shape (k, d_in). It must have the shape of W: X.T @ delta, not "
            "delta.T @ X.",
        ),
        Mistake(
            "sign reversed",
            _changed(sign=-1),
            "You have y - p. The gradient of the loss is p - y; the minus comes in the step.",
        ),
        Mistake(
            "p instead of p - y",
            _changed(p=True),
            "You use the probabilities alone. The error is p - y: where the target is 1, take 1 "
            "away.",
        ),
        Mistake(
            "softmax forgotten",
            _changed(scores=True),
            "You use the scores X @ W + b as they are. Turn them into probabilities first.",
        ),
        Mistake(
            "divided by the batch twice",
            _changed(power=2),
            "You divide by the number of samples twice. Once is enough.",
        ),
        Mistake(
            "missing 1/batch in db",
            lambda X, Y, W, b: (
                loss_gradient(X, Y, W, b)[0],
                loss_gradient(X, Y, W, b)[1] * len(X),
            ),
            "dW is right. Divide db by the number of samples too.",
        ),
        Mistake(
            "missing 1/batch in dW",
            lambda X, Y, W, b: (
                loss_gradient(X, Y, W, b)[0] * len(X),
                loss_gradient(X, Y, W, b)[1],
            ),
            "db is right. Divide dW by the number of samples too.",
        ),
        Mistake(
            "b left out",
            lambda X, Y, W, b: loss_gradient(X, Y, W, np.zeros_like(b)),
            "You left b out of the scores: z = X @ W + b.",
        ),
        Mistake(
            "db not summed",
            lambda X, Y, W, b: (
                loss_gradient(X, Y, W, b)[0],
                (softmax(X @ W + b) - Y) / len(X),
            ),
            "b is added to every row, so its gradient is the sum over the rows: sum(axis=0).",
        ),
    ),
    hints=(
        "First the probabilities, `P = softmax(X @ W + b)`. What is the error of each score?",
        "`delta = (P - Y) / len(X)` has shape (batch, k). dW must have the shape (d_in, k): "
        "which product of X and delta gives it?",
        "`dW = X.T @ delta` and `db = delta.sum(axis=0)`, with `delta = (P - Y) / len(X)`.",
    ),
    way="With softmax and cross-entropy, the slope of a sample's loss with respect to its scores "
    "is p - y. The mean over the batch divides it by the number of samples. A weight collects "
    "its input times this error over all samples, and `X.T @ delta` does this for all weights "
    "at once. A bias has the input 1 in every sample, so it collects the errors alone.",
    note="Every weight learns from its input times its error: x · (p - y), averaged.",
)
