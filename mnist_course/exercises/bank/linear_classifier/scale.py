"""Weights for pixels from 0 to 1, turned into weights for pixels from -1 to 1."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def rescaled(W, b):
    """Return (W_new, b_new) that give for s = 2x - 1 the scores of x."""
    return W / 2, b + W.sum(axis=0) / 2


def _in_place(W, b):
    W /= 2
    b += W.sum(axis=0)
    return W, b


def _case(seed: int, d: int, k: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(size=(d, k)), 1), np.round(rng.normal(size=k), 1)


EXERCISE = Exercise(
    kind="code",
    reference=rescaled,
    compare=Arrays("W_new", "b_new"),
    cases=(
        (np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([1.0, -1.0])),
        _case(1, 3, 2),
        _case(2, 4, 3),
        _case(3, 9, 5),
    ),
    mistakes=(
        Mistake(
            "only the weights",
            lambda W, b: (W / 2, b),
            "W_new is right. But paper is −1 now, and no longer 0: what does a field of paper add "
            "to each score, and what should it add?",
        ),
        Mistake(
            "weights doubled",
            lambda W, b: (W * 2, b + W.sum(axis=0) / 2),
            "On the new scale the step from paper to ink is twice as long, from −1 to 1. So each "
            "weight must be half as large, not twice.",
        ),
        Mistake(
            "the other way round",
            lambda W, b: (W * 2, b - W.sum(axis=0)),
            "You go from [−1, 1] to [0, 1]. The old layer knows x; the new one is given s, and "
            "x = (s + 1) / 2.",
        ),
        Mistake(
            "weights unchanged",
            lambda W, b: (W, b + W.sum(axis=0) / 2),
            "Put x = (s + 1) / 2 into x @ W: half of W stays with s, the other half goes to b.",
        ),
        Mistake(
            "sign of the shift",
            lambda W, b: (W / 2, b - W.sum(axis=0) / 2),
            "W_new is right. For paper, s is −1, and s @ W_new takes half of each column away; the "
            "bias must bring it back.",
        ),
        Mistake(
            "the whole column",
            lambda W, b: (W / 2, b + W.sum(axis=0)),
            "W_new is right. The shift belongs to the new weights, which are half of the old ones.",
        ),
        Mistake(
            "one sum for all",
            lambda W, b: (W / 2, b + W.sum() / 2),
            "You add one number to all biases. Each neuron has its own column: sum(axis=0).",
        ),
        Mistake(
            "changes its input",
            _in_place,
            "The answer is right, but W and b themselves are changed: the old layer is gone. Make "
            "new arrays.",
        ),
    ),
    hints=(
        "How do you get x back from s?",
        "Put x = (s + 1) / 2 into x @ W + b and sort: what multiplies s, and what does not?",
        "`W_new = W / 2`, and what does not depend on s is `b + W.sum(axis=0) / 2`.",
    ),
    way="From s = 2x − 1 follows x = (s + 1) / 2, so x @ W + b is s @ (W / 2) plus half the sum of "
    "each column plus b. What stands with s are the new weights, the rest are the new biases.",
    note="The two scales can say the same; what differs is how they learn.",
)
