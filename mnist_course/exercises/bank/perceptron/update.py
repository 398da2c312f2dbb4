"""One update of the perceptron with targets 0 and 1. Source: Rosenblatt (1958)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def update(w, b, x, y, eta):
    """Return w and b after one sample (x, y) with y = 0 or 1."""
    a = 1 if w @ x + b > 0 else 0
    return w + eta * (y - a) * x, b + eta * (y - a)


def _changed(**how: Any) -> Callable[..., Any]:
    """Return an update rule with a mistake in it."""

    def wrong(w, b, x, y, eta):
        z = w @ x + b
        a = z if how.get("score") else float(z >= 0 if how.get("at_zero") else z > 0)
        error = how.get("sign", 1) * (y if how.get("no_answer") else y - a)
        step = error * (1.0 if how.get("no_eta") else eta)
        return w + step * x, b + (0 if how.get("no_bias") else step)

    return wrong


def _as_signs(w, b, x, y, eta):
    if y * (w @ x + b) <= 0:
        return w + eta * y * x, b + eta * y
    return w, b


def _in_place(w, b, x, y, eta):
    a = 1 if w @ x + b > 0 else 0
    w += eta * (y - a) * x
    return w, b + eta * (y - a)


def _case(w: list, b: float, x: list, y: int, eta: float) -> tuple:
    return np.array(w, float), b, np.array(x, float), y, eta


EXERCISE = Exercise(
    kind="code",
    reference=update,
    compare=Arrays("w", "b"),
    cases=(
        _case([0, 0], 0.0, [1, 2], 1, 0.5),
        _case([0, 0], 0.0, [1, 2], 0, 0.5),
        _case([1, 1], 0.0, [1, 1], 1, 0.5),
        _case([1, 1], -3.0, [1, 1], 1, 0.1),
        _case([1, -1], 0.5, [2, 1], 0, 0.2),
        _case([0.5, -2, 1], 1.0, [1, 1, 0], 1, 2.0),
        _case([0.5, -2, 1], -3.0, [1, 0, 2], 0, 2.0),
    ),
    mistakes=(
        Mistake(
            "the rule for -1 and +1",
            _as_signs,
            "With y = 0 the product y (w·x + b) is always 0, and the step eta y x too: a sample of "
            "the class 0 can never be corrected. Compare y with the neuron's answer instead.",
        ),
        Mistake(
            "sign reversed",
            _changed(sign=-1),
            "You move away from the right side: every update makes this sample worse. The error "
            "is y − a, not a − y.",
        ),
        Mistake(
            "the answer is missing",
            _changed(no_answer=True),
            "You add eta y x whatever the neuron answers. If it is right already, nothing may "
            "change; if it fires for y = 0, x must be taken away.",
        ),
        Mistake(
            "the score instead of the answer",
            _changed(score=True),
            "You compare y with the score. Compare it with the answer, 0 or 1.",
        ),
        Mistake(
            "fires at zero",
            _changed(at_zero=True),
            "At a score of exactly 0 our neuron stays silent: it fires if z > 0.",
        ),
        Mistake(
            "eta is missing",
            _changed(no_eta=True),
            "The step has the full length of x. Multiply it by the learning rate eta.",
        ),
        Mistake(
            "the bias never learns",
            _changed(no_bias=True),
            "w moves and b stays. The bias is a weight whose input is always 1.",
        ),
        Mistake(
            "changes its input",
            _in_place,
            "The values are right, but `w += ...` writes into the caller's array: the old weights "
            "are lost. Write `w = w + ...`, which makes a new array.",
        ),
    ),
    hints=(
        "Compute the neuron's answer a first. In which two cases is it wrong, and which way must "
        "the score go in each of them?",
        "The difference y − a is 1, −1 or 0: up, down or nothing.",
        "`a = 1 if w @ x + b > 0 else 0`, then `w + eta * (y - a) * x` and `b + eta * (y - a)`.",
    ),
    way="A neuron that is silent though y = 1 needs a larger score, so x is added; one that fires "
    "though y = 0 needs a smaller score, so x is taken away. The difference y − a is 1 in the "
    "first case, −1 in the second and 0 where the answer is right, so one line serves all three.",
    note="Input times error: softmax regression will learn by the same formula.",
)
