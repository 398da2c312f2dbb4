"""Any number of layers without a bend, as one layer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def collapse(Ws, bs):
    """Return (W, b) of the one layer that computes the same."""
    W, b = Ws[0], bs[0]
    for W_next, b_next in zip(Ws[1:], bs[1:], strict=True):
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


def _reversed(Ws, bs):
    W, b = Ws[-1], bs[-1]
    for W_next, b_next in zip(Ws[-2::-1], bs[-2::-1], strict=True):
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


def _biases_added(Ws, bs):
    W, _ = collapse(Ws, bs)
    return W, sum(bs[1:], bs[0])


def _last_bias(Ws, bs):
    return collapse(Ws, bs)[0], bs[-1]


def _no_bias(Ws, bs):
    W, b = collapse(Ws, bs)
    return W, np.zeros_like(b)


def _first_two(Ws, bs):
    return collapse(Ws[:2], bs[:2])


def _bias_through_first_only(Ws, bs):
    W, b = Ws[0], bs[0]
    for W_next in Ws[1:]:
        W, b = W @ W_next, b @ W_next
    return W, b + bs[-1]


def _first_twice(Ws, bs):
    W, b = Ws[0], bs[0]
    for W_next, b_next in zip(Ws, bs, strict=True):
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


def _case(seed: int, *sizes: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    Ws = [np.round(rng.normal(size=pair), 1) for pair in pairwise(sizes)]
    return Ws, [np.round(rng.normal(size=width), 1) for width in sizes[1:]]


EXERCISE = Exercise(
    kind="code",
    reference=collapse,
    compare=Arrays("W", "b"),
    cases=(
        ([np.array([[2.0]]), np.array([[3.0]])], [np.array([1.0]), np.array([-4.0])]),
        _case(0, 2, 2, 2),
        _case(1, 3, 3, 3, 3),
        _case(2, 2, 2, 2, 2, 2),
        _case(3, 3, 3),
    ),
    mistakes=(
        Mistake(
            "order reversed",
            _reversed,
            "You begin with the last layer. X meets the first one first: X @ W1, then @ W2.",
        ),
        Mistake(
            "biases only added",
            _biases_added,
            "You add up the biases. The bias of a layer passes through all later layers too, so it "
            "is multiplied by their weights.",
        ),
        Mistake(
            "last bias only",
            _last_bias,
            "You keep the last bias alone. Those before it arrive as well, through the weights "
            "that follow them.",
        ),
        Mistake("no bias", _no_bias, "W is right. Which output do the layers give for X = 0?"),
        Mistake(
            "first layer twice",
            _first_twice,
            "Your loop begins with the first layer again, though (W, b) already are that layer. "
            "Begin the loop with the second: Ws[1:], bs[1:].",
        ),
        Mistake(
            "two layers only",
            _first_two,
            "You melt the first two layers. The lists may hold more: repeat the step for each.",
        ),
        Mistake(
            "inner biases lost",
            _bias_through_first_only,
            "The first and the last bias arrive, those between them do not. Add b_next in each "
            "step of the loop.",
        ),
    ),
    hints=(
        "Two layers become one: you know how from the text. What do you do with the third?",
        "Keep (W, b) of all layers so far, beginning with the first. The next layer computes "
        "(X @ W + b) @ W_next + b_next: multiply out.",
        "In a loop over the other layers: `W, b = W @ W_next, b @ W_next + b_next`.",
    ),
    way="All layers so far compute X @ W + b. The next one makes of it (X @ W + b) @ W_next + "
    "b_next = X @ (W @ W_next) + (b @ W_next + b_next), which is again of the form X @ W + b.",
    note="However many layers without a bend you stack, you can always melt them down to one.",
)
