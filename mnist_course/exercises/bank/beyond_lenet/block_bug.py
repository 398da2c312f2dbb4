"""A planted mistake: the shortcut of a residual block does not pass the ReLU behind the sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake

Array = np.ndarray


def block_backward(grad, x, W1, W2):
    """Return dL/dx of a = relu(x + relu(x W1) W2), from grad = dL/da."""
    h = np.maximum(x @ W1, 0)
    z = x + h @ W2
    delta = grad * (z > 0)
    through = (delta @ W2.T * (h > 0)) @ W1.T
    return delta + through


def wrong_backward(grad, x, W1, W2):
    """Return dL/dx of a = relu(x + relu(x W1) W2), from grad = dL/da."""
    h = np.maximum(x @ W1, 0)
    z = x + h @ W2
    delta = grad * (z > 0)
    through = (delta @ W2.T * (h > 0)) @ W1.T
    return grad + through


def _with(
    sum_up: Callable[[Array, Array, Array], Any] = lambda grad, delta, through: delta + through,
    bend: Callable[[Array], Any] = lambda h: h > 0,
    shortcut: Callable[[Array], Array] = lambda x: x,
    slope: Callable[[Array], Any] = lambda z: z > 0,
) -> Callable[..., Array]:
    """Return an answer with one of its parts exchanged."""

    def wrong(grad, x, W1, W2):
        h = np.maximum(x @ W1, 0)
        z = shortcut(x) + h @ W2
        delta = grad * slope(z)
        through = (delta @ W2.T * bend(h)) @ W1.T
        return sum_up(grad, delta, through)

    return wrong


def _case(seed: int, samples: int, units: int, hidden: int) -> tuple[Array, ...]:
    rng = np.random.default_rng(seed)
    shapes = ((samples, units), (samples, units), (units, hidden), (hidden, units))
    return tuple(np.round(rng.normal(size=shape), 2) for shape in shapes)


EXERCISE = Exercise(
    kind="code",
    reference=block_backward,
    planted=wrong_backward,
    cases=(
        tuple(np.array(v) for v in ([[1.0, 2.0]], [[-1.0, 1.0]], np.eye(2), np.eye(2))),
        _case(0, 3, 4, 5),
        _case(1, 2, 3, 3),
        _case(2, 4, 2, 6),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_backward,
            "The check disagrees where z is negative: there a is 0 and stays 0, so nothing of "
            "grad may reach x, on either way. Which of the two ways lets it through?",
        ),
        Mistake(
            "no shortcut any more",
            _with(sum_up=lambda grad, delta, through: through),
            "Now the whole gradient goes through the body. The shortcut carries blame as well: "
            "that of the sum.",
        ),
        Mistake(
            "no body any more",
            _with(sum_up=lambda grad, delta, through: delta),
            "The shortcut is right now, but the way through the body is gone.",
        ),
        Mistake(
            "the last ReLU left out",
            _with(slope=lambda z: 1.0),
            "Now neither way passes the ReLU behind the sum. Both must: its slope is 0 where z is "
            "not positive.",
        ),
        Mistake(
            "the inner ReLU left out",
            _with(bend=lambda h: 1.0),
            "The shortcut is right now. But the ReLU inside the body has a slope too, and it is 0 "
            "where h is 0.",
        ),
        Mistake(
            "the shortcut twice",
            _with(sum_up=lambda grad, delta, through: 2 * delta + through),
            "x is added once, so its blame comes back once.",
        ),
        Mistake(
            "the shortcut forgotten forward",
            _with(shortcut=lambda x: 0 * x),
            "z was right before: the sum of x and the body's output decides where the last ReLU is "
            "flat.",
        ),
        Mistake(
            "half and half",
            _with(sum_up=lambda grad, delta, through: (delta + through) / 2),
            "Gradients of two ways are added, not averaged.",
        ),
    ),
    hints=(
        "Write the loss as `np.sum(g * a)` for some array g, move one number of x by 1e-6, and "
        "compare. In which columns do the two disagree?",
        "They disagree where z = x + h W2 is negative and nowhere else. Which line forgets that?",
        "The last ReLU stands behind the sum, so its slope belongs to both terms: the shortcut "
        "gets delta, not grad.",
    ),
    way="The ReLU behind the sum turns grad into delta before the two ways part. The planted line "
    "hands the shortcut grad, as if the ReLU stood inside the body; it should be "
    "`delta + through`.",
    note="Where all sums are positive the two are equal, so a check with friendly numbers would "
    "have found nothing.",
)
