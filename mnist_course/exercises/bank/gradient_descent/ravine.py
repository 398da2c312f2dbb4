"""A learning rate and a momentum for a valley with the curvatures 1 and 100."""

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
    "pair": "Expected (eta, beta), two numbers; got {got}.",
    "range": "Expected eta above 0, and beta from 0 to below 1; got {eta} and {beta}.",
    "away": "With eta = {eta} and beta = {beta} the weights run away.",
    "late": "After 70 steps the weights are {first} and {second}; both must be within 0.001 of 0.",
}
CURVATURES = np.array([1.0, 100.0])
STEPS, NEAR = 70, 0.001


class ArrivesInTime(Compare):
    """The pair (eta, beta) is judged by where momentum stands after 70 steps."""

    reveals = False

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return what is wrong with the pair, or None if both weights have arrived."""
        pair = as_numbers(got) if isinstance(got, tuple | list | np.ndarray) else None
        if pair is None or pair.size != 2 or not np.isfinite(pair).all():
            return Difference("type", fill(SENTENCES["pair"], got=describe(got)))
        eta, beta = (float(value) for value in pair.reshape(2))
        named = {"eta": show(eta), "beta": show(beta)}
        if not (eta > 0 and 0 <= beta < 1):
            return Difference("value", fill(SENTENCES["range"], **named))
        w = _descend(min(eta, 1e3), beta)
        if np.abs(w).max() > 1:
            return Difference("value", fill(SENTENCES["away"], **named))
        if np.abs(w).max() > NEAR:
            first, second = (show(float(value)) for value in w)
            return Difference("value", fill(SENTENCES["late"], first=first, second=second))
        return None


def _descend(eta: float, beta: float) -> np.ndarray:
    """Return both weights after 70 steps from (1, 1)."""
    w, v = np.ones(2), np.zeros(2)
    for _ in range(STEPS):
        v = beta * v - eta * CURVATURES * w
        w = np.clip(w + v, -1e6, 1e6)
    return w


EXERCISE = Exercise(
    kind="explore",
    stub="eta_beta = (..., ...)",
    solution="eta_beta = (0.033, 0.67)",
    reference=(0.033, 0.67),
    compare=ArrivesInTime(),
    mistakes=(
        Mistake(
            "no momentum",
            (0.0198, 0.0),
            "This is gradient descent at its best learning rate; it needs over 300 steps. Let "
            "it remember.",
        ),
        Mistake(
            "the usual momentum",
            (0.02, 0.9),
            "With beta = 0.9 the weights swing, and the swinging dies away by the root of 0.9 in "
            "each step. Remember less.",
        ),
        Mistake(
            "too short a step",
            (0.005, 0.67),
            "The second weight has arrived, the first has not: a longer step is possible.",
        ),
        Mistake(
            "too long a step",
            (0.1, 0.67),
            "The steep direction allows eta up to 2 (1 + beta) / 100, and this is more.",
        ),
    ),
    hints=(
        "Write a loop of 70 steps for both weights and print where they end. Try beta = 0.5, 0.6, "
        "0.7, 0.8 first, each with several eta.",
        "The steep direction allows eta below 2 (1 + beta) / 100. Stay a little below.",
        "Near eta = 0.033 and beta = 0.67 both weights arrive.",
    ),
    way="A grid over both knobs finds an area around (0.033, 0.67). Polyak worked out where its "
    "middle lies: with κ = 100, beta = ((√κ - 1) / (√κ + 1))² = 0.67 and eta = (2 / (√100 + √1))² "
    "= 0.033. Without momentum the count of steps grows like κ, with it like √κ.",
    note="The best momentum depends on the valley: 0.9 is a good guess, no law.",
)
