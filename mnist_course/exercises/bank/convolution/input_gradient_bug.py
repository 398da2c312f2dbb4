"""A planted mistake: the way back through a convolution, with a kernel that is not turned."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def input_gradient(delta, kernel):
    """Return dL/dx from delta = dL/dz: stride 1, no padding."""
    h, w = kernel.shape
    rows, columns = delta.shape
    dx = np.zeros((rows + h - 1, columns + w - 1))
    for p in range(rows):
        for q in range(columns):
            dx[p : p + h, q : q + w] += delta[p, q] * kernel
    return dx


def wrong_gradient(delta, kernel):
    """Return dL/dx from delta = dL/dz: stride 1, no padding."""
    h, w = kernel.shape
    rows, columns = delta.shape
    dx = np.zeros((rows + h - 1, columns + w - 1))
    padded = np.pad(delta, ((h - 1, h - 1), (w - 1, w - 1)))
    for r in range(rows + h - 1):
        for c in range(columns + w - 1):
            dx[r, c] = np.sum(padded[r : r + h, c : c + w] * kernel)
    return dx


def _overwritten(delta, kernel):
    h, w = kernel.shape
    rows, columns = delta.shape
    dx = np.zeros((rows + h - 1, columns + w - 1))
    for p in range(rows):
        for q in range(columns):
            dx[p : p + h, q : q + w] = delta[p, q] * kernel
    return dx


def _half_turned(delta, kernel):
    return wrong_gradient(delta, kernel[::-1])


def _transposed(delta, kernel):
    return wrong_gradient(delta, kernel.T) if kernel.shape[0] == kernel.shape[1] else None


def _not_padded(delta, kernel):
    full = input_gradient(delta, kernel)
    h, w = kernel.shape
    return full[h - 1 : full.shape[0] - h + 1, w - 1 : full.shape[1] - w + 1]


def _case(seed, shape, window):
    rng = np.random.default_rng(seed)
    return rng.integers(-2, 3, shape).astype(float), rng.integers(-3, 4, window).astype(float)


EXERCISE = Exercise(
    kind="code",
    reference=input_gradient,
    planted=wrong_gradient,
    cases=(
        (np.array([[2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])),
        (np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[0.0, 1.0], [-2.0, 5.0]])),
        _case(0, (3, 3), (3, 3)),
        _case(1, (4, 3), (3, 3)),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_gradient,
            "For a kernel that looks the same after half a turn this is right. Take the kernel "
            "[[1, 2], [3, 4]] and an image of 2 × 2: there is one window, z = 1 x00 + 2 x01 + "
            "3 x10 + 4 x11. What is the gradient for x00?",
        ),
        Mistake(
            "overwritten",
            _overwritten,
            "A pixel lies under several windows, and each adds its share: +=, not =.",
        ),
        Mistake(
            "turned by half",
            _half_turned,
            "You turned the rows upside down. The columns must be turned as well: "
            "`kernel[::-1, ::-1]`.",
        ),
        Mistake(
            "transposed",
            _transposed,
            "You exchanged rows and columns. What is needed is half a turn: `kernel[::-1, ::-1]`.",
        ),
        Mistake(
            "too small",
            _not_padded,
            "Every pixel of the image gets a gradient, those at the edge too. The answer is larger "
            "than delta.",
        ),
    ),
    hints=(
        "Take the smallest case: a kernel of 2 × 2, an image of 2 × 2, one place. Write down z and "
        "its four slopes.",
        "Which weight does the pixel at the upper left of a window meet, and which one does the "
        "planted function give it?",
        "Turn the kernel by half a turn, `kernel[::-1, ::-1]`, before it slides over delta. Or "
        "give each window its share: `dx[p : p + h, q : q + w] += delta[p, q] * kernel`.",
    ),
    way="At place (p, q) the pixel (p + i, q + j) met the weight (i, j), so it gets delta[p, q] "
    "times that weight, and the shares of all windows add up. Written as a sliding window over "
    "delta, the kernel must be turned by half a turn; the planted function forgot to.",
    note="Kernels such as X or a blur hide this mistake: they look the same after half a turn.",
)
