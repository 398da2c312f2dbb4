"""A planted mistake: the leak of a leaky ReLU does not pass the gradient on."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def leaky_backward(grad, z):
    """Return dL/dz from grad = dL/da, for a leaky ReLU with gamma = 0.1."""
    return grad * np.where(z > 0, 1.0, 0.1)


def wrong_backward(grad, z):
    """Return dL/dz from grad = dL/da, for a leaky ReLU with gamma = 0.1."""
    return np.where(z > 0, grad, 0.1)


EXERCISE = Exercise(
    kind="code",
    reference=leaky_backward,
    planted=wrong_backward,
    cases=(
        (np.array([2.0]), np.array([-1.0])),
        (np.array([1.0, -3.0]), np.array([0.5, -2.0])),
        (np.array([0.5, 2.0, -1.0, 0.0]), np.array([1.0, -1.0, -0.2, -3.0])),
        tuple(np.random.default_rng(0).normal(size=(2, 3, 4))),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_backward,
            "For grad = 1 this is right, and for no other grad. Take grad = 2 and z = −1, compute "
            "2 · f(−1 + h) and 2 · f(−1 − h) by hand, and compare the rise with the answer.",
        ),
        Mistake(
            "z for grad on the left",
            lambda grad, z: np.where(z > 0, grad, 0.1 * z),
            "0.1 · z is the function's value on the left. The way back passes on grad: 0.1 · grad.",
        ),
        Mistake(
            "another gamma",
            lambda grad, z: grad * np.where(z > 0, 1.0, 0.01),
            "Right in every way but one: here gamma is 0.1.",
        ),
        Mistake(
            "the leak closed",
            lambda grad, z: np.where(z > 0, grad, 0.0),
            "Now it is an ordinary ReLU: nothing comes through on the left. A tenth should.",
        ),
        Mistake(
            "the slope alone",
            lambda grad, z: np.where(z > 0, 1.0, 0.1),
            "This is the slope f'(z). The chain rule multiplies it by grad.",
        ),
        Mistake(
            "sides exchanged",
            lambda grad, z: np.where(z > 0, 0.1 * grad, grad),
            "The tenth belongs to the left side, where z is negative.",
        ),
        Mistake(
            "the gradient decides the side",
            lambda grad, z: np.where(grad > 0, grad, 0.1 * grad),
            "The sign of grad does not matter. Which side a unit is on, z says.",
        ),
    ),
    hints=(
        "Take one number each: grad = 2, z = −1. What should come out, and what does?",
        "The chain rule: dL/dz is dL/da times the slope of f at z, on both sides.",
        "On the left, the answer is 0.1 times grad, not 0.1.",
    ),
    way="The slope is 1 on the right and 0.1 on the left, and the chain rule multiplies it by grad "
    "on both sides. The planted line forgot the product on the left. With grad = 1 the product "
    "with 1 hides the mistake, so a test needs gradients that are not 1.",
    note="A check of gradients with a gradient of ones misses exactly this kind of mistake.",
)
