"""The width of first weights that suits a leaky ReLU."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def leaky_width(fan_in, gamma):
    """Return the standard deviation of a leaky ReLU layer's weights."""
    return np.sqrt(2 / ((1 + gamma**2) * fan_in))


EXERCISE = Exercise(
    kind="code",
    reference=leaky_width,
    compare=Arrays(rtol=1e-6, atol=1e-9),
    cases=((100, 0.0), (100, 0.9), (784, 0.01), (50, 0.3), (300, 0.5)),
    mistakes=(
        Mistake(
            "the leak forgotten",
            lambda fan_in, gamma: np.sqrt(2 / fan_in),
            "That is He's width, for a ReLU. With gamma = 1 the function is no bend at all, and "
            "the width should be 1/√fan-in.",
        ),
        Mistake(
            "variance for standard deviation",
            lambda fan_in, gamma: 2 / ((1 + gamma**2) * fan_in),
            "This is the variance of the weights. The standard deviation is its root.",
        ),
        Mistake(
            "gamma not squared",
            lambda fan_in, gamma: np.sqrt(2 / ((1 + gamma) * fan_in)),
            "On the left a = gamma · z. What is a squared there?",
        ),
        Mistake(
            "the two halves not halved",
            lambda fan_in, gamma: np.sqrt(1 / ((1 + gamma**2) * fan_in)),
            "For gamma = 0 this gives 1/√fan-in, and He's width is √2 times as large. Each half "
            "of the sums counts with the weight one half.",
        ),
        Mistake(
            "the leak taken away",
            lambda fan_in, gamma: np.sqrt(2 / ((1 - gamma**2) * fan_in)),
            "With a leak more comes through than without one, so the weights may be smaller.",
        ),
    ),
    hints=(
        "What is the mean square of a, if half of the sums are positive and half negative?",
        "The positive half passes as it is, the negative half times gamma: the mean square of a is "
        "(1 + gamma²)/2 times that of z.",
        "fan_in · Var(w) · (1 + gamma²)/2 should be 1. Solve for Var(w), and take the root.",
    ),
    way="Half of the sums are positive and pass unchanged; the other half is multiplied by gamma, "
    "so its square by gamma². The mean square of a is (1 + gamma²)/2 times that of z. For the next "
    "sums to keep the size of these, fan_in · Var(w) · (1 + gamma²)/2 must be 1.",
    note="With gamma = 0 it is He's recipe, with gamma = 1 the one for no bend at all.",
)
