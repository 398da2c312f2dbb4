"""Answers on LeNet-5, made anew."""

import numpy as np
from scipy.signal import correlate2d

from tests.exercises.answer_helpers import Ways

# The maps of S2 that each map of C3 sees: Table I of LeCun et al. (1998).
SEEN = [3] * 6 + [4] * 9 + [6]


def connections(*, filter_bias=1, pooled=5, seen=SEEN, outputs=84, dense_bias=1):
    c1 = (5 * 5 + filter_bias) * 28 * 28 * 6
    c3 = sum(5 * 5 * maps + filter_bias for maps in seen) * 10 * 10
    subsampling = pooled * (14 * 14 * 6 + 5 * 5 * 16)
    c5, f6 = (5 * 5 * 16 + dense_bias) * 120, (120 + dense_bias) * 84
    return c1 + c3 + subsampling + c5 + f6 + outputs * 10


def parameters(pooled=2):
    c1, c3 = 6 * (5 * 5 + 1), sum(5 * 5 * maps + 1 for maps in SEEN)
    return c1 + c3 + pooled * (6 + 16) + (5 * 5 * 16 + 1) * 120 + (120 + 1) * 84


def sparse_by_filters(seen, size):
    return sum(1 + size * size for column in seen.T for one in column if one) + sum(
        1 - sum(column) for column in seen.T.astype(int)
    )


def read_digit_by_digit(p, limit):
    sure = 1.0
    for row in p:
        sure *= max(row)
    return [int(np.argmax(row)) if sure >= limit else -1 for row in p]


def amounts(sure, digits=lambda p: p.argmax(axis=1)):
    return lambda p, limit: np.where(sure(p.max(axis=1), limit), digits(p), -1)


def halved(picture):
    rows, columns = (side // 2 for side in picture.shape)
    return picture[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).mean(axis=(1, 3))


def maps_of(picture):
    first, second = np.random.default_rng(1).normal(size=(2, 5, 5))
    c1 = correlate2d(picture, first, "valid")
    s2 = halved(c1)
    c3 = correlate2d(s2, second, "valid")
    return {"C1": c1, "S2": s2, "C3": c3, "S4": halved(c3)}


def moved(pixels):
    """Follow a pattern through C1 to S4, and look which move explains each map."""
    image = np.zeros((48, 48))
    image[16:28, 16:28] = np.random.default_rng(0).random((12, 12))
    before, after = maps_of(image), maps_of(np.roll(image, pixels, axis=1))

    def move(name):
        moves = [n for n in range(4) if np.allclose(np.roll(before[name], n, 1), after[name])]
        return moves[0] if moves else "new"

    return {name: move(name) for name in before}


MOVED = moved(2)

RIGHT = {
    "lenet.connections": [connections()],
    "lenet.moved": [MOVED],
    "lenet.read-or-refuse": [read_digit_by_digit],
    "lenet.sparse-count": [sparse_by_filters],
    "lenet.wider": [sum([20 * 26, 50 * (25 * 20 + 1), 128 * (800 + 1), 10 * (128 + 1)])],
}

WRONG = {
    "lenet.connections": {
        "parameters": parameters(),
        "subsampling forgotten": connections(pooled=0),
        "subsampling without biases": connections(pooled=4),
        "two for each unit of subsampling": connections(pooled=2),
        "today's C3": connections(seen=[6] * 16),
        "output forgotten": connections(outputs=0),
        "output with biases": connections(outputs=85),
        "biases of the filters and dense layers forgotten": connections(
            filter_bias=0, dense_bias=0
        ),
        "one place for each map": Ways(parameters() + 840, parameters(pooled=5) + 840),
    },
    "lenet.moved": {
        "convolution does not care": MOVED | {"C1": moved(0)["C1"]},
        "convolution makes something new": MOVED | {"C1": moved(1)["S2"]},
        "pooling keeps the distance": MOVED | {"S2": MOVED["C1"]},
        "pooling forgives everything": MOVED | {"S2": moved(0)["S2"]},
        "pooling makes something new": MOVED | {"S2": moved(1)["S2"]},
        "C3 sees pixels": MOVED | {"C3": MOVED["C1"]},
        "half a place": MOVED | {"S4": MOVED["C3"] / 2},
        "S4 moves with C3": MOVED | {"S4": MOVED["C3"]},
        "S4 forgives": MOVED | {"S4": MOVED["C3"] // 2},
    },
    "lenet.read-or-refuse": {
        "each digit by itself": amounts(lambda best, limit: best.min() >= limit),
        "the mean": amounts(lambda best, limit: best.mean() >= limit),
        "refused digit by digit": amounts(lambda best, limit: best >= limit),
        "never refused": amounts(lambda best, limit: True),
        "more than the limit": amounts(lambda best, limit: np.prod(best) > limit),
        "columns taken for digits": lambda p, limit: read_digit_by_digit(p.T, limit),
    },
    "lenet.sparse-count": {
        "every filter sees all": lambda seen, size: (seen.shape[0] * size**2 + 1) * seen.shape[1],
        "no biases": lambda seen, size: np.count_nonzero(seen) * size**2,
        "a bias for each connection": lambda seen, size: np.count_nonzero(seen) * (size**2 + 1),
        "rows taken for filters": lambda seen, size: np.count_nonzero(seen) * size**2 + len(seen),
        "one bias": lambda seen, size: np.count_nonzero(seen) * size**2 + 1,
        "side, not area": lambda seen, size: np.count_nonzero(seen) * size + seen.shape[1],
    },
    "lenet.wider": {
        "biases forgotten": 20 * 25 + 50 * 500 + 800 * 128 + 128 * 10,
        "the output layer forgotten": 20 * 26 + 50 * 501 + 801 * 128,
        "only the convolutions": 20 * 26 + 50 * 501,
        "one number a map": 20 * 26 + 50 * 501 + 51 * 128 + 129 * 10,
        "filters see one map": 20 * 26 + 50 * 26 + 801 * 128 + 129 * 10,
        "a border after all": 20 * 26 + 50 * 501 + (5 * 5 * 50 + 1) * 128 + 129 * 10,
        "borders at both": 20 * 26 + 50 * 501 + (7 * 7 * 50 + 1) * 128 + 129 * 10,
        "second pooling forgotten": 20 * 26 + 50 * 501 + (8 * 8 * 50 + 1) * 128 + 129 * 10,
    },
}
