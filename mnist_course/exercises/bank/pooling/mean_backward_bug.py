"""A planted mistake: the way back through mean pooling."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def mean_backward(grad, size):
    """Return dL/dx from grad = dL/d(means)."""
    share = grad / size**2
    return np.repeat(np.repeat(share, size, axis=0), size, axis=1)


def wrong_backward(grad, size):
    """Return dL/dx from grad = dL/d(means)."""
    share = grad / size
    return np.repeat(np.repeat(share, size, axis=0), size, axis=1)


def _case(seed, rows, columns, size):
    return np.random.default_rng(seed).integers(-4, 5, (rows, columns)).astype(float), size


EXERCISE = Exercise(
    kind="code",
    reference=mean_backward,
    planted=wrong_backward,
    cases=((np.array([[4.0]]), 2), _case(0, 2, 2, 2), _case(1, 2, 3, 3), _case(2, 3, 1, 4)),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_backward,
            "Take one window of 2 × 2 with the mean m. If one of its pixels grows by 1, by how "
            "much does m grow?",
        ),
        Mistake(
            "a quarter for every size",
            lambda grad, size: np.repeat(np.repeat(grad / 4, size, axis=0), size, axis=1),
            "A quarter is right for windows of 2 × 2 only. How many pixels has a window of size × "
            "size?",
        ),
        Mistake(
            "each gets the whole",
            lambda grad, size: np.repeat(np.repeat(grad, size, axis=0), size, axis=1),
            "Every pixel gets the whole gradient of its mean. A mean of n numbers grows by 1/n of "
            "what one of them grows.",
        ),
        Mistake(
            "tiled, not repeated",
            lambda grad, size: np.tile(grad / size**2, (size, size)),
            "The shares are right, the places are not: the pixels of one window lie side by side, "
            "so each number is repeated, not the whole map.",
        ),
        Mistake(
            "to one pixel only",
            lambda grad, size: np.kron(grad, np.eye(size**2)[0].reshape(size, size)),
            "All of it goes to the pixel at the upper left. Every pixel of a window has a share in "
            "its mean.",
        ),
    ),
    hints=(
        "One window, one mean: what is the slope of the mean along one of its pixels?",
        "A window of size × size has size² pixels.",
        "Each pixel gets the gradient of its mean, divided by size².",
    ),
    way="A mean of size² numbers grows by 1/size² of what one of them grows, so each pixel gets "
    "that share. The planted function divides by size, the length of one side.",
    note="A sum test finds it too: what goes back through a mean adds up to what came.",
)
