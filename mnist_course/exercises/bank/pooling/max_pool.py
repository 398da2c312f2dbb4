"""Max pooling of a batch of images."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def max_pool(images, size):
    """Return the largest number of each window of size × size."""
    n, rows, columns, channels = images.shape
    rows, columns = rows // size, columns // size
    fits = images[:, : rows * size, : columns * size]
    windows = fits.reshape(n, rows, size, columns, size, channels)
    return windows.max(axis=(2, 4))


def _mixed(images, size):
    n, rows, columns, channels = images.shape
    rows, columns = rows // size, columns // size
    fits = images[:, : rows * size, : columns * size]
    return fits.reshape(n, rows, columns, size, size, channels).max(axis=(3, 4))


def _rest_kept(images, size):
    below, right = -images.shape[1] % size, -images.shape[2] % size
    padded = np.pad(images, [(0, 0), (0, below), (0, right), (0, 0)], constant_values=-np.inf)
    return max_pool(padded, size)


def _over_channels(images, size):
    pooled = max_pool(images, size)
    return np.repeat(pooled.max(axis=3, keepdims=True), pooled.shape[3], axis=3)


def _over_batch(images, size):
    pooled = max_pool(images, size)
    return np.repeat(pooled.max(axis=0, keepdims=True), len(pooled), axis=0)


def _mean(images, size):
    n, rows, columns, channels = images.shape
    rows, columns = rows // size, columns // size
    fits = images[:, : rows * size, : columns * size]
    return fits.reshape(n, rows, size, columns, size, channels).mean(axis=(2, 4))


def _upper_left(images, size):
    _, rows, columns, _ = images.shape
    return images[:, : rows // size * size : size, : columns // size * size : size]


def _rows_only(images, size):
    n, rows, columns, channels = images.shape
    rows = rows // size
    return images[:, : rows * size].reshape(n, rows, size, columns, channels).max(axis=2)


def _case(seed, *shape_and_size):
    *shape, size = shape_and_size
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(float), size


EXERCISE = Exercise(
    kind="code",
    reference=max_pool,
    cases=(
        (np.array([[5, 0, 4, 6], [1, 4, 1, 4], [3, 2, 4, 3], [1, 2, 5, 7.0]])[None, ..., None], 2),
        _case(0, 3, 4, 4, 2, 2),
        _case(1, 2, 7, 5, 3, 2),
        _case(2, 2, 6, 9, 1, 3),
        _case(3, 1, 8, 8, 4, 4),
    ),
    mistakes=(
        Mistake(
            "axes mixed up",
            _mixed,
            "Your reshape puts together numbers that lie side by side in a row. A row has to be "
            "cut into (columns, size): reshape(n, rows, size, columns, size, channels).",
        ),
        Mistake(
            "the rest kept",
            _rest_kept,
            "You made a window of the rows and columns that remain at the end. Here they are left "
            "out: only full windows count.",
        ),
        Mistake(
            "one maximum for all channels",
            _over_channels,
            "Each channel is pooled by itself; you take the largest over the channels too.",
        ),
        Mistake(
            "one maximum for the whole batch",
            _over_batch,
            "Each image is pooled by itself; you take the largest over the batch too.",
        ),
        Mistake("the mean", _mean, "You take the mean of each window. Take the largest number."),
        Mistake(
            "only the upper left",
            _upper_left,
            "You keep the number at the upper left of each window. Look at all of them.",
        ),
        Mistake(
            "rows only",
            _rows_only,
            "Only the rows have become fewer. A window reaches over columns too.",
        ),
    ),
    hints=(
        "What does not fill a window is left out: how many rows and columns remain?",
        "Give the windows axes of their own: (batch, rows, size, columns, size, channels).",
        "`images[:, : rows * size, : columns * size].reshape(n, rows, size, columns, size, "
        "channels)`, and then the maximum over axes 2 and 4.",
    ),
    way="Cut off what does not fill a window, split rows into (rows, size) and columns into "
    "(columns, size), and take the maximum over the two axes of length size.",
    note="A batch of one image and one channel hides half of the mistakes one can make here.",
)
