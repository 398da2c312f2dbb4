"""Answers on the linear classifier, made anew."""

import itertools

import numpy as np
from scipy.optimize import linprog


def confused_copy(C):
    errors = C.copy()
    np.fill_diagonal(errors, -1)
    return np.unravel_index(errors.argmax(), C.shape)


def confused_loop(C):
    best, pair = -1, None
    for i in range(len(C)):
        for j in range(len(C)):
            if i != j and C[i][j] > best:
                best, pair = C[i][j], [i, j]
    return pair


def most(measure, *, pairs=itertools.permutations, answer=lambda pair, n: pair):
    """Return an answer that takes the pair of digits for which a measure is largest."""

    def found(C):
        pair = max(pairs(range(len(C)), 2), key=lambda pair: measure(C, *pair))
        return answer(pair, len(C))

    return found


def count(C, i, j):
    return C[i, j]


def diagonal_overwritten(C):
    C[np.diag_indices(len(C))] = -1
    return divmod(int(C.argmax()), len(C))


def in_place(W, b):
    np.multiply(W, 0.5, out=W)
    np.add(b, W.sum(axis=0), out=b)
    return W, b


FIELDS = np.array(list(itertools.product((0, 1), repeat=4)))  # images of 2 × 2, row by row


def separable(features, classes):
    """Whether one linear layer can tell two classes: a linear programme knows."""
    signs = np.where(classes, 1, -1)[:, None]
    rows = -signs * np.column_stack([features, np.ones(len(features))])
    free = [(None, None)] * rows.shape[1]
    return linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(rows)), bounds=free).success


UPPER, LOWER = FIELDS[:, :2].sum(axis=1), FIELDS[:, 2:].sum(axis=1)
DECIDED = UPPER != LOWER
EXACTLY_TWO = FIELDS.sum(axis=1) == 2
PLAIN = np.array([[0, 0, 0, 0], [1, 1, 1, 1], [1, 0, 0, 1], [0, 1, 1, 0]])
IS_PLAIN = np.array([True, True, False, False])


def half_the_ink(bias):
    rng = np.random.default_rng(0)
    images, W = rng.random((100, 4)), rng.normal(size=(4, 3))
    b = bias * rng.normal(size=3)
    whole, half = (images @ W + b).argmax(axis=1), (images / 2 @ W + b).argmax(axis=1)
    return bool((whole == half).all())


LIMITS = {
    "upper or lower half": separable(FIELDS[DECIDED], (UPPER > LOWER)[DECIDED]),
    "exactly 100 inked pixels or not": separable(FIELDS, EXACTLY_TWO),
    "plain or chessboard": separable(PLAIN, IS_PLAIN),
    "half the ink": half_the_ink(bias=0),
}

RIGHT = {
    "linear-classifier.confusion": [confused_copy, confused_loop, most(count)],
    "linear-classifier.limits": [LIMITS],
    "linear-classifier.parameters": [3072 * 100 + 100],
    "linear-classifier.scale": [lambda W, b: (0.5 * W, np.full(len(W), 0.5) @ W + b)],
}

WRONG = {
    "linear-classifier.confusion": {
        "answer before truth": most(count, answer=lambda pair, n: pair[::-1]),
        "the diagonal": lambda C: divmod(int(C.argmax()), len(C)),
        "flat index": most(count, answer=lambda pair, n: pair[0] * n + pair[1]),
        "both directions together": most(
            lambda C, i, j: C[i, j] + C[j, i], pairs=itertools.combinations
        ),
        "rate, not count": most(lambda C, i, j: C[i, j] / C[i].sum()),
        "the smallest": most(lambda C, i, j: -C[i, j]),
        "changes its input": diagonal_overwritten,
    },
    "linear-classifier.limits": {
        "halves out of reach": LIMITS
        | {"upper or lower half": separable(FIELDS[DECIDED, :1], (UPPER > LOWER)[DECIDED])},
        "exactly a number with one threshold": LIMITS
        | {
            "exactly 100 inked pixels or not": separable(
                abs(FIELDS.sum(axis=1, keepdims=True) - 2), EXACTLY_TWO
            )
        },
        "a chessboard with one layer": LIMITS
        | {"plain or chessboard": separable(abs(np.diff(PLAIN, axis=1)), IS_PLAIN)},
        "half the ink changes the winner": LIMITS | {"half the ink": half_the_ink(bias=1)},
    },
    "linear-classifier.parameters": {
        "biases forgotten": 32 * 32 * 3 * 100,
        "one bias for all": 32 * 32 * 3 * 100 + 1,
        "grey images": 32 * 32 * 100 + 100,
        "added instead of multiplied": 32 * 32 * 3 + 100,
        "ten classes": 32 * 32 * 3 * 10 + 10,
        "biases for the inputs too": (32 * 32 * 3 + 1) * 100 + 32 * 32 * 3,
    },
    "linear-classifier.scale": {
        "only the weights": lambda W, b: (W * 0.5, b),
        "the other way round": lambda W, b: (2 * W, b - np.ones(len(W)) @ W),
        "sign of the shift": lambda W, b: (0.5 * W, b - np.full(len(W), 0.5) @ W),
        "the whole column": lambda W, b: (W * 0.5, b + np.ones(len(W)) @ W),
        "one sum for all": lambda W, b: (W * 0.5, b + np.sum(W / 2)),
        "weights doubled": lambda W, b: (W + W, b + np.ones(len(W)) @ W / 2),
        "weights unchanged": lambda W, b: (W, b + np.ones(len(W)) @ W / 2),
        "changes its input": in_place,
    },
}
