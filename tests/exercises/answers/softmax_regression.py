"""Answers on softmax regression, made anew."""

import math

import numpy as np
import scipy.special
from scipy.special import log_softmax, logsumexp, softmax

from tests.exercises.answer_helpers import Ways, with_slip


def cross_entropy(z, labels, how=np.mean):
    return how([-row[label] for row, label in zip(log_softmax(z, axis=1), labels, strict=True)])


def cross_entropy_loop(z, labels):
    losses = [logsumexp(row) - row[c] for row, c in zip(z, labels, strict=True)]
    return sum(losses) / len(losses)


def without_shift(z, labels):
    losses = [np.log(np.exp(row).sum()) - row[c] for row, c in zip(z, labels, strict=True)]
    return sum(losses) / len(losses)


def chosen(z, labels):
    return np.take_along_axis(z, labels[:, None], axis=1)


def gradient(X, Y, W, b, error=lambda out, Y: out - Y, factor=1.0):
    E = factor * error(X @ W + b, Y) / len(X)
    return np.einsum("ni,no->io", X, E), E.sum(axis=0)


def gradient_by_differences(X, Y, W, b):
    def loss(W, b):
        return np.sum((X @ W + b - Y) ** 2) / 2 / len(X)

    def slopes(array, f):
        out = np.zeros_like(array)
        for i in np.ndindex(array.shape):
            step = np.zeros_like(array)
            step[i] = 1e-5
            out[i] = (f(array + step) - f(array - step)) / 2e-5
        return out

    return slopes(W, lambda V: loss(V, b)), slopes(b, lambda c: loss(W, c))


def gradient_per_sample(X, Y, W, b):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for x, y in zip(X, Y, strict=True):
        error = x @ W + b - y
        dW += np.outer(x, error) / len(X)
        db += error / len(X)
    return dW, db


def with_parts(dW=lambda dW, task: dW, db=lambda db, task: db):
    """Return an answer that spoils one of the two gradients."""

    def answer(*task):
        first, second = gradient_per_sample(*task)
        return dW(first, task), db(second, task)

    return answer


X, W, B = np.ones((32, 784)), np.ones((784, 10)), np.ones(10)
SCORES = X @ W
SHAPES = {
    "X @ W": SCORES.shape,
    "X @ W + b": (SCORES + B).shape,
    "x @ W": (X[0] @ W).shape,
    "gradient of W": W.shape,
}


def quotient(exponent, axis=1):
    def answer(z, T):
        e = np.exp(exponent(z, T))
        return e / e.sum(axis=axis, keepdims=True)

    return answer


def shifted_in_place(z, T):
    np.subtract(z, z.max(axis=1, keepdims=True), out=z)
    return softmax(z / T, axis=1)


RIGHT = {
    "softmax-regression.shapes": [((32, 10), [32, 10], (10,), (784, 10)), SHAPES],
    "softmax-regression.stable": [
        lambda z, T: scipy.special.softmax(z / T, axis=1),
        lambda z, T: [np.exp((r - max(r)) / T) / sum(np.exp((r - max(r)) / T)) for r in z],
    ],
    "softmax-regression.cross-entropy": [
        cross_entropy_loop,
        lambda z, labels: -np.mean(log_softmax(z, axis=1)[np.arange(len(z)), labels]),
    ],
    "softmax-regression.gradient": [gradient_by_differences, gradient_per_sample],
}

WRONG = {
    "softmax-regression.cross-entropy": {
        "missing 1/batch": lambda z, labels: cross_entropy(z, labels, np.sum),
        "one value per sample": lambda z, labels: cross_entropy(z, labels, np.array),
        "sign reversed": lambda z, labels: -cross_entropy(z, labels),
        "logarithm to base 2": lambda z, labels: cross_entropy(z, labels) / math.log(2),
        "logarithm of zero": lambda z, labels: -np.log(chosen(softmax(z, axis=1), labels)).mean(),
        "overflow": without_shift,
        "the sum is missing": lambda z, labels: -chosen(z, labels).mean(),
        "all labels in every row": lambda z, labels: -log_softmax(z, axis=1)[:, labels].mean(),
    },
    "softmax-regression.gradient": {
        "missing 1/batch": lambda X, *rest: gradient(X, *rest, factor=len(X)),
        "factor 2": with_slip(gradient, factor=2),
        "sign reversed": with_slip(gradient, factor=-1),
        "softmax is in the way": with_slip(gradient, error=lambda out, Y: softmax(out, 1) - Y),
        "targets forgotten": with_slip(gradient, error=lambda out, Y: out),
        "transposed": with_parts(dW=lambda dW, task: dW.T),
        "divided by the classes too": with_slip(
            gradient, error=lambda out, Y: (out - Y) / len(Y[0])
        ),
        "missing 1/batch in db": with_parts(db=lambda db, task: db * len(task[0])),
        "b left out": lambda X, Y, W, b: gradient(X, Y, W, 0),
        "db not summed": with_parts(
            db=lambda db, task: (task[0] @ task[2] + task[3] - task[1]) / len(task[0])
        ),
    },
    "softmax-regression.stable": {
        "no temperature": lambda z, T: softmax(z, axis=1),
        "multiplied by T": lambda z, T: softmax(z * T, axis=1),
        "everything along the wrong axis": lambda z, T: softmax(z / T, axis=0),
        "one sum for all": Ways(
            lambda z, T: softmax(z / T),
            quotient(lambda z, T: (z.T - z.max(axis=1)).T / T, axis=None),
            quotient(lambda z, T: z / T, axis=None),
        ),
        "divides the probabilities": lambda z, T: softmax(z, axis=1) / T,
        "overflow": quotient(lambda z, T: z / T),
        "shifted after the division": quotient(lambda z, T: (z.T / T - z.max(axis=1)).T),
        "sums over the wrong axis": quotient(lambda z, T: (z.T - z.max(axis=1)).T / T, axis=0),
        "one maximum for all": quotient(lambda z, T: (z - np.max(z)) / T),
        "not divided by the sum": lambda z, T: np.exp((z.T - z.max(axis=1)).T / T),
        "changes its input": shifted_in_place,
    },
    "softmax-regression.shapes": {
        "rows and columns exchanged": SHAPES | {"X @ W": (W.T @ X.T).shape},
        "the inner size stays": SHAPES | {"X @ W": (X.T @ X).shape},
        "b adds columns": SHAPES | {"X @ W + b": np.hstack([SCORES, [B] * 32]).shape},
        "b adds a row": SHAPES | {"X @ W + b": np.vstack([SCORES, B]).shape},
        "one image is a matrix": SHAPES | {"x @ W": (X[:1] @ W).shape},
        "gradient transposed": SHAPES | {"gradient of W": (SCORES.T @ X).shape},
        "gradient per sample": SHAPES | {"gradient of W": SCORES.shape},
    },
}
