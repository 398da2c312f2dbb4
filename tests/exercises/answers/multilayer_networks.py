"""Answers on networks of several layers, made anew."""

from itertools import pairwise

import numpy as np

from tests.exercises.answer_helpers import with_slip


def two_layers(X, W1, b1, W2, b2, *, bend=lambda sums, b: (sums + b) * (sums + b > 0), end=1):
    hidden = bend(np.einsum("ni,ih->nh", X, W1), b1)
    return np.einsum("nh,ho->no", hidden, W2) + end * b2


def bent_twice(*network):
    return np.clip(two_layers(*network), 0, None)


def pieces(x, centre, width):
    return np.interp(x, [centre - width, centre, centre + width], [0, 1, 0])


def climb(x, centre, width):
    """Rise from 0 to 1, and stay there."""
    return np.clip((x - centre) / width + 1, 0, 1)


def without_end(x, centre, width):
    return np.where(x < centre - width, 0, 1 - abs(x - centre) / width)


def level_roof(x, centre, width):
    return np.minimum(climb(x, centre, width), 2 - (x - centre) / width)


def parameters(*sizes):
    return sum((left + 1) * right for left, right in pairwise(sizes))


BUDGET = parameters(784, 128, 64, 10)


def widest(fits):
    return max(m for m in range(1, 1000) if fits(m))


PROMISED = {
    "exists": "yes",
    "hundred": "no",
    "found": "no",
    "new days": "no",
    "outside": "no",
}

RIGHT = {
    "multilayer-networks.forward-bug": [two_layers],
    "multilayer-networks.parity": [
        ([-0.5, -1, -2], [2, -3, 2]),
        (np.array([-2, 0, -1]), np.array([2, 1, -2])),
    ],
    "multilayer-networks.promises": [PROMISED, [True, False, False, False, False]],
    "multilayer-networks.same-size": [widest(lambda m: parameters(784, m, 10) <= BUDGET)],
    "multilayer-networks.tent": [
        pieces,
        lambda x, centre, width: np.maximum(0, 1 - abs(x - centre) / width),
    ],
}

WRONG = {
    "multilayer-networks.forward-bug": {
        "the bug is still there": with_slip(two_layers, bend=lambda sums, b: sums * (sums > 0) + b),
        "no bend": with_slip(two_layers, bend=np.add),
        "the output bent too": bent_twice,
        "hidden biases lost": with_slip(two_layers, bend=lambda sums, b: sums * (sums > 0)),
        "output bias lost": with_slip(two_layers, end=0),
    },
    "multilayer-networks.parity": {
        "the third unit unused": ([-0.5, -1, -3], [2, -3, 5]),
        "the last bend too weak": ([-0.5, -1, -2], [2, -3, 1]),
        "signs take turns, sizes do not": ([-2, -1, 0], [1, -1, 1]),
        "biases with the wrong sign": ([2, 1, 0], [2, -2, 1]),
        "all units bend at one place": ([0, 0, 0], [2, -2, 1]),
    },
    "multilayer-networks.promises": {
        "nothing promised": dict.fromkeys(PROMISED, "no"),
        "a number of units": PROMISED | {"hundred": 1},
        "the way to the weights": PROMISED | {"found": "True"},
        "days never seen": [True, False, False, True, False],
        "beyond the interval": [1, 0, 0, 0, 1],
    },
    "multilayer-networks.same-size": {
        "not a whole number": (BUDGET - 10) / (784 + 1 + 10),
        "not a whole number, rounded": round((BUDGET - 10) / (784 + 1 + 10), 2),
        "rounded up": widest(lambda m: parameters(784, m - 1, 10) <= BUDGET),
        "output weights forgotten": widest(lambda m: parameters(784, m) + 10 <= BUDGET),
        "the two widths added": 128 + 64,
    },
    "multilayer-networks.tent": {
        "the end forgotten": without_end,
        "it never falls": climb,
        "the roof stays level": level_roof,
        "the height depends on the width": lambda x, centre, width: np.maximum(
            0, width - abs(x - centre)
        ),
        "half as wide": lambda x, centre, width: pieces(x, centre, width / 2),
        "to the right of its place": lambda x, centre, width: pieces(x - width, centre, width),
    },
}
