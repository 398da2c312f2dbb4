"""A feature map with stride and padding."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def strided(image, kernel, stride, padding):
    """Return the feature map; padding is the border's width."""
    padded = np.pad(image, padding)
    h, w = kernel.shape
    rows = (padded.shape[0] - h) // stride + 1
    columns = (padded.shape[1] - w) // stride + 1
    z = np.zeros((rows, columns))
    for p in range(rows):
        for q in range(columns):
            top, left = p * stride, q * stride
            window = padded[top : top + h, left : left + w]
            z[p, q] = np.sum(window * kernel)
    return z


def _no_stride(image, kernel, stride, padding):
    return strided(image, kernel, 1, padding)


def _places_without_border(image, kernel, stride, padding):
    rows = (image.shape[0] - kernel.shape[0]) // stride + 1
    columns = (image.shape[1] - kernel.shape[1]) // stride + 1
    return strided(image, kernel, stride, padding)[:rows, :columns]


def _no_padding(image, kernel, stride, padding):
    return strided(image, kernel, stride, 0)


def _turned(image, kernel, stride, padding):
    return strided(image, kernel[::-1, ::-1], stride, padding)


def _transposed(image, kernel, stride, padding):
    return strided(image, kernel.T, stride, padding)


def _size_only(image, kernel, stride, padding):
    every = strided(image, kernel, 1, padding)
    rows, columns = strided(image, kernel, stride, padding).shape
    return every[:rows, :columns]


def _mean(image, kernel, stride, padding):
    return strided(image, kernel, stride, padding) / kernel.size


def _edge(image, kernel, stride, padding):
    padded = np.pad(image, padding, mode="edge")
    return strided(padded, kernel, stride, 0)


def _right_below_only(image, kernel, stride, padding):
    return strided(np.pad(image, (0, 2 * padding)), kernel, stride, 0)


def _case(seed, shape, window, stride, padding):
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 4, shape).astype(float)
    return image, rng.integers(-2, 3, window).astype(float), stride, padding


EXERCISE = Exercise(
    kind="code",
    reference=strided,
    cases=(
        (np.arange(1.0, 10.0).reshape(3, 3), np.array([[1.0, 0.0], [0.0, -2.0]]), 1, 0),
        _case(0, (4, 4), (2, 2), 2, 0),
        _case(1, (5, 5), (3, 3), 2, 1),
        _case(2, (6, 8), (3, 2), 1, 1),
        _case(3, (7, 6), (2, 3), 3, 2),
    ),
    mistakes=(
        Mistake(
            "no stride",
            _no_stride,
            "The window moves by one pixel at a time. It should move by `stride`, so there are "
            "fewer places too.",
        ),
        Mistake(
            "no padding",
            _no_padding,
            "The border of zeros is missing: np.pad(image, padding).",
        ),
        Mistake(
            "places counted without the border",
            _places_without_border,
            "The border is there, but you counted the places on the image without it. Take the "
            "rows and columns of the padded image.",
        ),
        Mistake(
            "kernel turned",
            _turned,
            "You turned the kernel. That is the convolution of mathematics; a layer leaves it as "
            "it is.",
        ),
        Mistake(
            "kernel transposed",
            _transposed,
            "Rows and columns of the kernel are exchanged: entry (i, j) meets the pixel i below "
            "and j to the right of the window's corner.",
        ),
        Mistake(
            "stride in the size only",
            _size_only,
            "The map has the right size, but its windows stand side by side. Place (p, q) begins "
            "at row p · stride and column q · stride.",
        ),
        Mistake("mean, not sum", _mean, "You take the mean of the products. Add them up."),
        Mistake(
            "another border",
            _edge,
            "Your border repeats the outer pixels. Here it is made of zeros.",
        ),
        Mistake(
            "border on two sides",
            _right_below_only,
            "Your zeros stand on the right and below only. They belong on all four sides.",
        ),
    ),
    hints=(
        "Pad the image first. Then how many rows and columns has the feature map?",
        "Rows: (padded rows − kernel rows) // stride + 1. At place (p, q) the window begins at row "
        "p · stride and column q · stride.",
        "`window = padded[p * stride : p * stride + h, q * stride : q * stride + w]`, and then "
        "`z[p, q] = np.sum(window * kernel)`.",
    ),
    way="Pad with zeros, work out the number of places in each direction, and at each place "
    "multiply the window by the kernel, entry by entry, and add up.",
    note="This is one filter of `PlainConv2D`, for one channel and without a bias.",
)
