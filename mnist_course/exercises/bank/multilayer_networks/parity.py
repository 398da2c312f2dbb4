"""Three hidden units that say whether the number of ones among three inputs is odd."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from mnist_course.exercises.judge import (
    Compare,
    Difference,
    Exercise,
    Mistake,
    as_numbers,
    describe,
    fill,
    show,
)

SENTENCES = {
    "parts": "Expected (b, v), biases and output weights with 3 numbers each; got {got}.",
    "value": "At input {corner} the hidden units say {hidden} and the output is {z}; it should be "
    "{wanted}.",
}
CORNERS = np.array(list(product((0.0, 1.0), repeat=3)))
ODD = CORNERS.sum(axis=1) % 2


class AnswersParity(Compare):
    """Weights are judged by what the network answers at the eight corners."""

    reveals = False

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return the first corner with a wrong answer."""
        hidden, mine = _run(got)
        if mine is None:
            return Difference("type", fill(SENTENCES["parts"], got=describe(got)))
        _, wanted = _run(expected)
        for corner, a, z, want in zip(CORNERS, hidden, mine, wanted, strict=True):
            if not np.isclose(z, want, atol=1e-4):
                text = fill(
                    SENTENCES["value"],
                    corner=show(corner),
                    hidden=show(a),
                    z=show(z),
                    wanted=show(want),
                )
                return Difference("value", text)
        return None


def _run(answer: Any) -> tuple[Any, Any]:
    """Return the hidden activations (8, 3) and outputs (8,), or None twice."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return None, None
    parts = [as_numbers(part) for part in answer]
    if any(part is None for part in parts) or [p.size for p in parts] != [3, 3]:
        return None, None
    b, v = (np.asarray(part, dtype=float) for part in parts)
    if not all(np.isfinite(part).all() for part in (b, v)):
        return None, None
    hidden = np.maximum(0, CORNERS @ np.ones((3, 3)) + b.ravel())
    return hidden, hidden @ v.ravel()


EXERCISE = Exercise(
    kind="compute",
    stub="b_v = ([..., ..., ...], [..., ..., ...])",
    solution="b_v = ([0, -1, -2], [1, -2, 2])",
    reference=(np.array([0.0, -1, -2]), np.array([1.0, -2, 2])),
    compare=AnswersParity(),
    mistakes=(
        Mistake(
            "the third unit unused",
            (np.array([0.0, -1, -2]), np.array([1.0, -2, 0])),
            "With two units the output goes on falling: three ones give −1. The third unit has to "
            "bend it up again.",
        ),
        Mistake(
            "the last bend too weak",
            (np.array([0.0, -1, -2]), np.array([1.0, -2, 1])),
            "From two ones to three the slope is 1 − 2 + 1 = 0, so the output stays at 0. It has "
            "to rise by 1 again.",
        ),
        Mistake(
            "signs take turns, sizes do not",
            (np.array([0.0, -1, -2]), np.array([1.0, -1, 1])),
            "The weights add up to slopes: 1, then 1 − 1 = 0, then 1. The slopes should be 1, −1, "
            "1.",
        ),
        Mistake(
            "biases with the wrong sign",
            (np.array([0.0, 1, 2]), np.array([1.0, -2, 2])),
            "A unit that should wake up above one 1 needs the bias −1: its sum is then positive "
            "only if the inputs add up to more than 1.",
        ),
        Mistake(
            "all units bend at one place",
            (np.zeros(3), np.array([1.0, -2, 2])),
            "All three units have the same sum, so they are one unit three times. Let them bend at "
            "different places.",
        ),
    ),
    hints=(
        "Only the number of ones matters, s = x1 + x2 + x3. Which outputs belong to s = 0, 1, 2, "
        "3?",
        "0, 1, 0, 1: up, down, up. The first unit makes the line rise; let the second wake up at "
        "s = 1 and the third at s = 2.",
        "The biases are 0, −1, −2. The slopes have to be 1, then −1, then 1; each output weight is "
        "the change of slope where its unit wakes up.",
    ),
    way="All units add up the inputs, and wake up at s = 0, 1 and 2. The slope of the output is "
    "the sum of the output weights of those that are awake: 1, 1 − 2 = −1 and 1 − 2 + 2 = 1, so "
    "the output goes 0, 1, 0, 1.",
    note="Each ReLU unit changes the slope once. For d inputs the same recipe takes d units.",
)
