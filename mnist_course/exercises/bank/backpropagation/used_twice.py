"""A weight that stands at two places: the slopes of both are added."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def used_twice(w, x):
    """Return the slope of tanh(w * tanh(w * x)) along w."""
    inner = np.tanh(w * x)
    outer = np.tanh(w * inner)
    return (1 - outer**2) * (inner + w * (1 - inner**2) * x)


def _of(form: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return an answer that makes of w, x, the inner and the outer tanh what ``form`` says."""

    def wrong(w, x):
        inner = np.tanh(w * x)
        return form(w, x, inner, np.tanh(w * inner))

    return wrong


EXERCISE = Exercise(
    kind="code",
    reference=used_twice,
    cases=(
        (1.0, np.array([0.5])),
        (-0.7, np.array([1.2, -0.4])),
        (2.0, np.array([-1.0, 0.3, 0.8])),
        (0.3, np.random.default_rng(0).normal(size=(2, 3))),
    ),
    mistakes=(
        Mistake(
            "inner place only",
            _of(lambda w, x, inner, outer: (1 - outer**2) * w * (1 - inner**2) * x),
            "You followed the way through the inner w. The outer w changes too, and it multiplies "
            "tanh(w x).",
        ),
        Mistake(
            "outer place only",
            _of(lambda w, x, inner, outer: (1 - outer**2) * inner),
            "You followed the way through the outer w. The inner w changes too, further from the "
            "end.",
        ),
        Mistake(
            "ways multiplied",
            _of(lambda w, x, inner, outer: (1 - outer**2) * inner * w * (1 - inner**2) * x),
            "Rates along one way are multiplied. Those of two different ways are added.",
        ),
        Mistake(
            "outer slope missing",
            _of(lambda w, x, inner, outer: inner + w * (1 - inner**2) * x),
            "This is the slope of w · tanh(w x). One more tanh stands in front of it.",
        ),
        Mistake(
            "outer slope on one way",
            _of(lambda w, x, inner, outer: (1 - outer**2) * inner + w * (1 - inner**2) * x),
            "Both ways end in the outer tanh, so both pass its slope.",
        ),
        Mistake(
            "inner slope missing",
            _of(lambda w, x, inner, outer: (1 - outer**2) * (inner + w * x)),
            "The way through the inner w passes the slope of the inner tanh.",
        ),
        Mistake(
            "outer weight forgotten",
            _of(lambda w, x, inner, outer: (1 - outer**2) * (inner + (1 - inner**2) * x)),
            "On its way out, what the inner tanh says is multiplied by the outer w.",
        ),
        Mistake(
            "slope at the output",
            _of(
                lambda w, x, inner, outer: (
                    (1 - np.tanh(outer) ** 2) * (inner + w * (1 - np.tanh(inner) ** 2) * x)
                )
            ),
            "`inner` and `outer` are outputs of tanh already: the slope is 1 minus their square.",
        ),
    ),
    hints=(
        "Pretend that the two places hold two weights, u inside and v outside. What are the slopes "
        "along u and along v?",
        "Turning w turns both at once: add the two slopes, then put w back for u and for v.",
        "Along v: (1 − outer²) · inner. Along u: (1 − outer²) · v · (1 − inner²) · x.",
    ),
    way="Call the weights of the two places u (inside) and v (outside). Along v, the slope is that "
    "of the outer tanh times the activation before it. Along u it passes the outer tanh, v, and "
    "the inner tanh, and ends at x. One turn of w turns both, so the two are added.",
    note="In a convolution one weight stands at hundreds of places, and its slope is the sum over "
    "all of them.",
)
