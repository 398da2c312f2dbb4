"""Answers on pooling, made anew."""

import numpy as np

from tests.exercises.answer_helpers import slopes


def pooled(image, size, how):
    rows, columns = (side // size for side in image.shape)
    windows = (
        how(image[r * size : (r + 1) * size, c * size : (c + 1) * size])
        for r, c in np.ndindex(rows, columns)
    )
    return np.array(list(windows)).reshape(rows, columns)


def max_pool_one_by_one(images, size):
    maps = [
        [pooled(image[..., k], size, np.max) for k in range(image.shape[2])] for image in images
    ]
    return np.array(maps).transpose(0, 2, 3, 1)


def pool(images, size, how):
    _, rows, columns, _ = images.shape
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    windows = windows[:, : rows - size + 1 : size, : columns - size + 1 : size]
    return how(windows)


def runs_of_a_row(images, size):
    """Take the next size² numbers of a picture, row by row, for a window."""
    n, rows, columns, channels = images.shape
    rows, columns = rows // size, columns // size
    picture = np.moveaxis(images[:, : rows * size, : columns * size], 3, 1)
    windows = picture.reshape(n, channels, rows, columns, size**2)
    return np.moveaxis(windows.max(axis=-1), 1, 3)


def every_number(images, size):
    rows = np.maximum.reduceat(images, range(0, images.shape[1], size), axis=1)
    return np.maximum.reduceat(rows, range(0, images.shape[2], size), axis=2)


def rows_pooled(images, size):
    full = images[:, : images.shape[1] // size * size]
    return np.maximum.reduceat(full, range(0, full.shape[1], size), axis=1)


def largest_along(axis):
    def answer(images, size):
        maps = max_pool_one_by_one(images, size)
        return np.zeros_like(maps) + maps.max(axis=axis, keepdims=True)

    return answer


def told(column, *sizes, how=np.max, same=np.array_equal):
    """Say what becomes of the map when the dot moves from column 4 to another."""

    def through(column):
        image = np.zeros((16, 16))
        image[4, column] = 1
        for size in sizes:
            image = pooled(image, size, how)
        return image

    before, after = through(4), through(column)
    if same(before, after):
        return "same"
    alike = np.array_equal(np.sort(before, axis=None), np.sort(after, axis=None))
    return "moved" if alike else "other numbers"


DOT = {
    "max right": told(5, 2),
    "max left": told(3, 2),
    "mean right": told(5, 2, how=np.mean),
    "max twice right": told(5, 2, 2),
    "max twice left": told(3, 2, 2),
}


def weighted_mean(window):
    return np.average(window, weights=np.arange(1, 5).reshape(2, 2))


def mean_backward(grad, size):
    shape = tuple(side * size for side in grad.shape)
    return slopes(lambda x: np.sum(grad * pooled(x, size, np.mean)), np.zeros(shape))


def upper_left_gets_it(grad, size):
    out = np.zeros(np.multiply(grad.shape, size))
    out[::size, ::size] = grad
    return out


LAYERS = "ccpccp"


def reach(layers=LAYERS):
    """Change one pixel of a row after the other: on how many does a number in the middle depend?"""

    def last(row):
        for layer in layers:
            if layer == "c":
                row = np.convolve(row, np.ones(3), "valid")
            else:
                row = row[: len(row) // 2 * 2].reshape(-1, 2).max(axis=1)
        return row

    depends = [last(100 * unit)[5] != last(0 * unit)[5] for unit in np.eye(100)]
    return sum(depends)


def field(*, of_window=lambda size, jump, doubled: (size - 1) * jump, start=1):
    """Add up the reach of each layer, from the first to the last."""
    seen, jump = start, 1
    for layer in LAYERS:
        size, doubled = (3, jump) if layer == "c" else (2, 2 * jump)
        seen += of_window(size, jump, doubled)
        jump = doubled
    return seen


RIGHT = {
    "pooling.dot": [DOT],
    "pooling.max-pool": [max_pool_one_by_one],
    "pooling.mean-backward-bug": [mean_backward],
    "pooling.receptive-field": [reach(), field()],
}

WRONG = {
    "pooling.max-pool": {
        "the mean": lambda images, size: pool(images, size, lambda w: w.mean(axis=(-1, -2))),
        "only the upper left": lambda images, size: pool(images, size, lambda w: w[..., 0, 0]),
        "axes mixed up": runs_of_a_row,
        "the rest kept": every_number,
        "one maximum for all channels": largest_along(3),
        "one maximum for the whole batch": largest_along(0),
        "rows only": rows_pooled,
    },
    "pooling.mean-backward-bug": {
        "the bug is still there": lambda g, size: np.kron(g, np.ones((size, size))) / size,
        "a quarter for every size": lambda g, size: np.kron(g, np.full((size, size), 0.25)),
        "each gets the whole": lambda g, size: np.kron(g, np.ones((size, size))),
        "tiled, not repeated": lambda g, size: np.tile(g, (size, size)) / size**2,
        "to one pixel only": upper_left_gets_it,
    },
    "pooling.dot": {
        "every move forgotten": DOT
        | {"max left": told(3, 2, same=lambda a, b: a.max() == b.max())},
        "every move seen": DOT | {"max right": told(5)},
        "the mean takes part of it": DOT | {"mean right": told(5, 2, how=weighted_mean)},
        "twice as safe": DOT | {"max twice left": told(3, 8)},
        "twice sees more": DOT | {"max twice right": told(5)},
    },
    "pooling.receptive-field": {
        "steps of one pixel": field(of_window=lambda size, jump, doubled: size - 1),
        "window sizes added": field(of_window=lambda size, jump, doubled: size),
        "last pooling forgotten": reach(LAYERS[:-1]),
        "jump doubled too early": field(of_window=lambda size, jump, doubled: (size - 1) * doubled),
        "the jump": 2 ** LAYERS.count("p"),
    },
}
