"""The gradient of a linear layer with another loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def squared_gradient(X, Y, W, b):
    """Return (dW, db) of the quadratic cost of XW + b with targets Y."""
    delta = (X @ W + b - Y) / len(X)
    return X.T @ delta, delta.sum(axis=0)


def _changed(
    power: int = 1,
    sign: int = 1,
    factor: float = 1,
    transposed: bool = False,
    target: bool = True,
    softmax: bool = False,
) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """Return a gradient with a mistake in it; ``power`` is that of 1/batch."""

    def wrong(X, Y, W, b):
        z = X @ W + b
        if softmax:
            e = np.exp(z - z.max(axis=1, keepdims=True))
            z = e / e.sum(axis=1, keepdims=True)
        delta = sign * factor * (z - Y if target else z) / len(X) ** power
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
    reference=squared_gradient,
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
            "factor 2",
            _changed(factor=2),
            "Yours is twice too large. The half in the loss cancels the 2 of the derivative.",
        ),
        Mistake(
            "softmax is in the way",
            _changed(softmax=True),
            "This loss compares the scores themselves with the targets. There is no softmax in it.",
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
            "You have y − z. The slope of the loss is z − y; the minus comes in the step.",
        ),
        Mistake(
            "targets forgotten",
            _changed(target=False),
            "You use the scores alone. The error is z − y.",
        ),
        Mistake(
            "divided by the classes too",
            lambda X, Y, W, b: tuple(g / Y.shape[1] for g in squared_gradient(X, Y, W, b)),
            "You also divide by the number of neurons. The loss adds their squares up and takes "
            "the mean over the samples only.",
        ),
        Mistake(
            "missing 1/batch in db",
            lambda X, Y, W, b: (
                squared_gradient(X, Y, W, b)[0],
                squared_gradient(X, Y, W, b)[1] * len(X),
            ),
            "dW is right. Divide db by the number of samples too.",
        ),
        Mistake(
            "b left out",
            lambda X, Y, W, b: squared_gradient(X, Y, W, np.zeros_like(b)),
            "You left b out of the scores: z = X @ W + b.",
        ),
        Mistake(
            "db not summed",
            lambda X, Y, W, b: (
                squared_gradient(X, Y, W, b)[0],
                (X @ W + b - Y) / len(X),
            ),
            "b is added to every row, so its gradient is the sum over the rows: sum(axis=0).",
        ),
    ),
    hints=(
        "Only the first of the two steps changes: what is the slope of this loss with respect to "
        "a score?",
        "`delta = (X @ W + b - Y) / len(X)` has shape (batch, k). From there it goes on as with "
        "softmax.",
        "`dW = X.T @ delta` and `db = delta.sum(axis=0)`, with `delta = (X @ W + b - Y) / len(X)`.",
    ),
    way="The slope of half a square is the difference itself, so the error of a score is z − y. "
    "The mean divides it by the number of samples. The second step, from the scores to the "
    "weights, does not ask which loss it was: a weight collects its input times its error.",
    note="The loss decides the error of the scores; everything behind it stays the same.",
)
