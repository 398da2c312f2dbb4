"""The slope of a function that the chapter does not treat. Source: Ramachandran et al. (2017)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def swish_slope(z):
    """Return the slope of z * sigmoid(z), for an array z."""
    a = 1 / (1 + np.exp(-z))
    return a + z * a * (1 - a)


def _of(form: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[..., np.ndarray]:
    """Return an answer that makes of z and of sigmoid(z) what ``form`` says."""

    def wrong(z):
        return form(z, 1 / (1 + np.exp(-z)))

    return wrong


EXERCISE = Exercise(
    kind="code",
    reference=swish_slope,
    cases=(
        (np.array([0.0]),),
        (np.array([1.0, -1.0]),),
        (np.array([-3.0, -1.3, 0.2, 2.5]),),
        (np.random.default_rng(0).normal(0, 3, (3, 4)),),
    ),
    mistakes=(
        Mistake(
            "product rule forgotten",
            _of(lambda z, a: a * (1 - a)),
            "This is the slope of the sigmoid alone. z changes as well: the slope of a product is "
            "the slope of the first times the second plus the first times the slope of the second.",
        ),
        Mistake(
            "first term missing",
            _of(lambda z, a: z * a * (1 - a)),
            "You have z times the slope of the sigmoid. The other half of the product rule is the "
            "slope of z, which is 1, times the sigmoid.",
        ),
        Mistake(
            "second term missing",
            _of(lambda z, a: a),
            "You have the slope of z times the sigmoid. Add z times the slope of the sigmoid.",
        ),
        Mistake(
            "the function itself",
            _of(lambda z, a: z * a),
            "This is the swish itself. The task asks for its slope.",
        ),
        Mistake(
            "minus for plus",
            _of(lambda z, a: a - z * a * (1 - a)),
            "The product rule adds its two terms; the minus belongs to the rule for quotients.",
        ),
        Mistake(
            "slope taken at the output",
            _of(lambda z, a: a + z * a * (1 - z * a)),
            "In the second term you wrote 1 − z · σ(z). The slope of the sigmoid is σ(z) (1 − "
            "σ(z)), without z.",
        ),
    ),
    hints=(
        "The swish is a product of two functions of z. Which rule gives the slope of a product?",
        "The two functions are z, with the slope 1, and σ(z), with the slope σ(z) (1 − σ(z)).",
        "σ(z) + z σ(z) (1 − σ(z)). Compute the sigmoid once and use it three times.",
    ),
    way="The product rule gives 1 · σ(z) + z · σ'(z), and σ'(z) = σ(z) (1 − σ(z)). At z = 0 that "
    "is one half; far to the right it approaches 1, as for ReLU.",
    note="On the left the slope is slightly negative, so the swish has a dip; no other function of "
    "the chapter has one.",
)
