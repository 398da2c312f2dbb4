"""Weights for NOR, found by hand."""

from __future__ import annotations

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
    "pair": "Expected (w, b), where w has 2 numbers; got {got}.",
    "above": "At input {corner} the sum is z = {z}; there it must be above 0.",
    "below": "At input {corner} the sum is z = {z}; there it must be below 0.",
}
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


class FiresLike(Compare):
    """Weights and bias (w, b) are judged by where the neuron fires, not by their values."""

    reveals = False

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return the first corner where the neuron does not do what the gate asks for."""
        sums = _sums(got)
        if sums is None:
            return Difference("type", fill(SENTENCES["pair"], got=describe(got)))
        wanted = _sums(expected)
        for corner, z, want in zip(CORNERS, sums, wanted, strict=True):
            if np.sign(z) != np.sign(want):
                template = SENTENCES["above" if want > 0 else "below"]
                return Difference("value", fill(template, corner=show(corner), z=show(z)))
        return None


def _sums(answer: Any) -> np.ndarray | None:
    """Return z at the four corners, or None if the answer is not two weights and a bias."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return None
    w, b = as_numbers(answer[0]), as_numbers(answer[1])
    if w is None or b is None or w.size != 2 or b.size != 1:
        return None
    z = CORNERS @ w.reshape(2).astype(float) + float(b.item())
    return z if np.isfinite(z).all() else None


EXERCISE = Exercise(
    kind="compute",
    stub="w_b = (..., ...)  # ([w1, w2], b)",
    solution="w_b = ([-1, -1], 0.5)",
    reference=([-1.0, -1.0], 0.5),
    compare=FiresLike(),
    mistakes=(
        Mistake(
            "this is OR",
            ([1.0, 1.0], -0.5),
            "Your neuron computes OR, the opposite of NOR. Turn the sign of w and of b.",
        ),
        Mistake(
            "this is AND",
            ([1.0, 1.0], -1.5),
            "Your neuron computes AND. NOR fires only if both inputs are 0.",
        ),
        Mistake(
            "this is NAND",
            ([-1.0, -1.0], 1.5),
            "Your neuron computes NAND: the bias is so large that one input alone cannot stop it.",
        ),
        Mistake(
            "the bias has the wrong sign",
            ([-1.0, -1.0], -0.5),
            "Your neuron never fires. At (0, 0) only the bias speaks, so it must be above 0.",
        ),
        Mistake(
            "the weights have the wrong sign",
            ([1.0, 1.0], 0.5),
            "Your neuron always fires. An input of 1 must push z down.",
        ),
        Mistake(
            "a corner on the line",
            ([-1.0, -1.0], 0.0),
            "At (0, 0) z is exactly 0, on the line itself. Give the bias a value above 0.",
        ),
        Mistake(
            "two corners on the line",
            ([-1.0, -1.0], 1.0),
            "At (0, 1) and (1, 0) z is exactly 0, on the line itself. Make the bias smaller.",
        ),
    ),
    hints=(
        "Start with the corner (0, 0): there z is the bias alone.",
        "At (0, 1) and (1, 0) one weight is added to the bias. It must pull z below 0.",
        "Take b between 0 and 1, and both weights equal to −1.",
    ),
    way="At (0, 0) the sum is the bias alone, so b must be above 0. A single input of 1 must pull "
    "the sum below 0, so each weight must be below −b. With these numbers z is 0.5 at (0, 0), "
    "−0.5 at the two next corners and −1.5 at (1, 1).",
    note="Every answer with 0 < b < −w1 and 0 < b < −w2 works: the line has room to move.",
)
