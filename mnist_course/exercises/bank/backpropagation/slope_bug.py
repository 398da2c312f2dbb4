"""A planted mistake: the slope of tanh is taken at its output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake

Array = np.ndarray


def tanh_gradients(X, Y, W1, b1, W2, b2):
    """Return dW1, db1, dW2, db2: a tanh layer, a layer without a bend."""
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    out = a1 @ W2 + b2
    delta2 = (out - Y) / len(X)
    delta1 = delta2 @ W2.T * (1 - a1**2)
    return X.T @ delta1, delta1.sum(0), a1.T @ delta2, delta2.sum(0)


def wrong_gradients(X, Y, W1, b1, W2, b2):
    """Return dW1, db1, dW2, db2: a tanh layer, a layer without a bend."""
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    out = a1 @ W2 + b2
    delta2 = (out - Y) / len(X)
    delta1 = delta2 @ W2.T * (1 - np.tanh(a1) ** 2)
    return X.T @ delta1, delta1.sum(0), a1.T @ delta2, delta2.sum(0)


def _with(
    slope: Callable[[Array, Array], Any] = lambda z1, a1: 1 - a1**2,
    at_output: Callable[[Array, Array], Array] = lambda delta2, out: delta2,
) -> Callable[..., tuple[Array, ...]]:
    """Return an answer with another slope of the hidden layer, or another blame of the output."""

    def wrong(X, Y, W1, b1, W2, b2):
        z1 = X @ W1 + b1
        a1 = np.tanh(z1)
        out = a1 @ W2 + b2
        delta2 = at_output((out - Y) / len(X), out)
        delta1 = delta2 @ W2.T * slope(z1, a1)
        return X.T @ delta1, delta1.sum(0), a1.T @ delta2, delta2.sum(0)

    return wrong


def _case(seed: int, samples: int, *sizes: int) -> tuple[Array, ...]:
    rng = np.random.default_rng(seed)
    d_in, hidden, d_out = sizes
    shapes = [(samples, d_in), (samples, d_out), (d_in, hidden), (hidden,), (hidden, d_out)]
    return tuple(np.round(rng.normal(size=shape), 1) for shape in [*shapes, (d_out,)])


EXERCISE = Exercise(
    kind="code",
    reference=tanh_gradients,
    planted=wrong_gradients,
    compare=Arrays("dW1", "db1", "dW2", "db2"),
    cases=(
        tuple(np.array(v) for v in ([[1.0]], [[0.0]], [[1.0]], [0.0], [[1.0]], [0.0])),
        _case(0, 4, 3, 5, 2),
        _case(1, 3, 2, 2, 2),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_gradients,
            "A gradient check finds dW2 and db2 right, dW1 and db1 wrong. Which line is used for "
            "the lower two only? Print the factor that it multiplies by, and what it should be.",
        ),
        Mistake(
            "no slope at all",
            _with(slope=lambda z1, a1: 1.0),
            "The bug is gone, and with it the slope of tanh. The hidden layer bends, so its blame "
            "passes its slope.",
        ),
        Mistake(
            "square of the sum",
            _with(slope=lambda z1, a1: 1 - z1**2),
            "The slope of tanh is 1 minus the square of its output, tanh(z) squared. You squared "
            "the sum z.",
        ),
        Mistake(
            "the sigmoid's slope",
            _with(slope=lambda z1, a1: a1 * (1 - a1)),
            "a (1 − a) is the slope of the sigmoid. The hidden layer is a tanh.",
        ),
        Mistake(
            "the output bent as well",
            _with(at_output=lambda delta2, out: delta2 * (1 - out**2)),
            "The hidden layer is right now. But the output has no bend here, so its blame is the "
            "difference itself: that line was right before.",
        ),
    ),
    hints=(
        "Make a small batch and small weights in float64, write the loss as a function, and let "
        "`numeric_gradient` move each of the four arrays. Which of the four disagree?",
        "dW2 and db2 agree. So delta2 is right, and the mistake comes after it.",
        "The slope of tanh at z1 is 1 − tanh(z1)², and tanh(z1) is a1. What does the line say?",
    ),
    way="The gradient check clears dW2 and db2, so the blame of the output is right and the "
    "mistake lies in delta1. There the slope is taken at a1, which has passed tanh already: "
    "`1 - np.tanh(a1) ** 2` should be `1 - np.tanh(z1) ** 2`, which is `1 - a1**2`.",
    note="Where all sums are small, a1 is close to z1 and the wrong slope close to the right one: "
    "such a mistake trains well enough to stay for years.",
)
