"""One update of the perceptron. Source: Rosenblatt (1958)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def update(w, b, x, y, eta):
    """Return w and b after one sample (x, y) with y = -1 or +1."""
    if y * (w @ x + b) <= 0:
        return w + eta * y * x, b + eta * y
    return w, b


def changed_update(**how: Any) -> Callable[..., Any]:
    """Return an update rule with a mistake in it."""

    def wrong(w, b, x, y, eta):
        score = y * (w @ x + b)
        if not how.get("always") and not (score < 0 or (score == 0 and not how.get("strict"))):
            return w, b
        eta = 1.0 if how.get("no_eta") else eta
        step = eta * how.get("sign", 1) * (1 if how.get("no_y") else y)
        bias_step = 0 if how.get("no_bias") else step
        return w + step * x, b + bias_step

    return wrong


def _update_in_place(w, b, x, y, eta):
    if y * (w @ x + b) <= 0:
        w += eta * y * x
        b = b + eta * y
    return w, b


def _case(w: list, b: float, x: list, y: int, eta: float) -> tuple:
    return np.array(w, float), b, np.array(x, float), y, eta


EXERCISE = Exercise(
    kind="code",
    reference=update,
    compare=Arrays("w", "b"),
    cases=(
        _case([0, 0], 0.0, [1, 2], 1, 0.5),
        _case([0, 0], 0.0, [1, 2], -1, 0.5),
        _case([1, 1], 0.0, [1, 1], 1, 0.5),
        _case([1, 1], -3.0, [1, 1], 1, 0.1),
        _case([1, -1], 0.5, [2, 1], -1, 0.2),
        _case([0.5, -2, 1], 1.0, [1, 1, 0], 1, 2.0),
        _case([0.5, -2, 1], -3.0, [1, 0, 2], -1, 2.0),
    ),
    mistakes=(
        Mistake(
            "sign reversed",
            changed_update(sign=-1),
            "You move away from the right side: every update makes this sample worse. Add "
            "eta y x, do not subtract it.",
        ),
        Mistake(
            "y is missing",
            changed_update(no_y=True),
            "You add eta x whatever the label is. For y = -1 the step must go the other way.",
        ),
        Mistake(
            "eta is missing",
            changed_update(no_eta=True),
            "The step has the full length of x. Multiply it by the learning rate eta.",
        ),
        Mistake(
            "the bias never learns",
            changed_update(no_bias=True),
            "w moves and b stays. The bias is a weight whose input is always 1: add eta y.",
        ),
        Mistake(
            "updates always",
            changed_update(always=True),
            "You also move for samples that are on the right side. Rosenblatt's rule learns "
            "from mistakes only: ask first whether y (w·x + b) <= 0.",
        ),
        Mistake(
            "never starts from zero",
            changed_update(strict=True),
            "You ask for y (w·x + b) < 0. With w = 0 and b = 0 it is exactly 0 for every sample, "
            "so learning never starts. Use <=.",
        ),
        Mistake(
            "updates when it is right",
            lambda w, b, x, y, eta: (
                (w + eta * y * x, b + eta * y) if y * (w @ x + b) > 0 else (w, b)
            ),
            "The condition is turned round: you move when the sample is on the right side.",
        ),
        Mistake(
            "changes its input",
            _update_in_place,
            "The values are right, but `w += ...` writes into the caller's array: the old weights "
            "are lost. Write `w = w + ...`, which makes a new array.",
        ),
    ),
    hints=(
        "First ask whether the sample is on the wrong side. What is the sign of `y * (w @ x + "
        "b)` then?",
        "The condition is `y * (w @ x + b) <= 0`. If it holds, w and b both move; if not, "
        "return them unchanged.",
        "If it holds: `return w + eta * y * x, b + eta * y`. Otherwise: `return w, b`.",
    ),
    way="The product `y * (w @ x + b)` is above 0 exactly where the sample lies on its own side of "
    "the line. Where it is not, w and b move by a step that makes this product larger. `w + "
    "...` builds a new array, so the array of the caller stays as it was.",
    note="One comparison and one addition: this is all that a perceptron ever does.",
)
