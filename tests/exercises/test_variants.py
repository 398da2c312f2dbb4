"""Correct answers written in other ways pass; most come from independent libraries."""

import math
import struct

import numpy as np
import pytest
import scipy.special
import sklearn.preprocessing

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import grade


def update_lists(w, b, x, y, eta):
    fires = b + sum(wi * xi for wi, xi in zip(w, x, strict=True)) > 0
    if fires == bool(y):
        return list(w), b
    sign = 1 if y else -1
    return [wi + sign * eta * xi for wi, xi in zip(w, x, strict=True)], [b + sign * eta]


def update_mask(w, b, x, y, eta):
    error = y - np.heaviside(np.dot(w, x) + b, 0)
    return np.float32(w + error * eta * x), np.array(b + error * eta)


def pocket_perfect(X, y, eta, epochs):
    """Search many lines: better than any pocket."""
    rng = np.random.default_rng(0)
    lines = rng.normal(size=(20_000, 3))
    z = lines[:, :2] @ X.T + lines[:, 2:]
    best = lines[np.argmin((y * z <= 0).sum(axis=1))]
    return best[:2], best[2]


def one_hot_loop(labels, classes):
    return [[1 if c == label else 0 for c in range(classes)] for label in labels]


def mean_image_loop(images, labels):
    total, count = np.zeros((10, 28, 28)), np.zeros(10)
    for image, label in zip(images, labels, strict=True):
        total[label] += image
        count[label] += 1
    return total / count.reshape(10, 1, 1)


def cross_entropy_loop(z, labels):
    losses = [scipy.special.logsumexp(row) - row[c] for row, c in zip(z, labels, strict=True)]
    return sum(losses) / len(losses)


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


def choose_sorted(runs):
    ordered = sorted(runs, key=lambda run: -run["val_accuracy"])
    return [ordered[0]["eta"], ordered[0]["test_accuracy"]]


def grid_loop(low, high, n):
    values = [low]
    while len(values) < n:
        values.append(values[-1] * (high / low) ** (1 / (n - 1)))
    return values


def flattery_loop(scores, truth):
    return sum(max(row) - truth for row in scores.tolist()) / len(scores)


RIGHT = [
    ("perceptron.predict-gates", (True, False, True, False)),
    (
        "perceptron.predict-gates",
        {
            "x1 equals x2": "no",
            "At least two of three": "yes",
            "x1 but not x2": np.True_,
            "exactly one of three": 0,
        },
    ),
    ("perceptron.predict-gates", np.array([True, False, True, False])),
    ("perceptron.hand-weights", (np.array([-2, -2]), 1)),
    ("perceptron.hand-weights", [(-10, -0.6), 0.5]),
    ("perceptron.hand-weights", (np.array([[-1], [-1]]), np.array([0.9]))),
    ("perceptron.update", update_lists),
    ("perceptron.update", update_mask),
    ("perceptron.margin", 225),
    ("perceptron.margin", (1.5 / 0.1) ** 2),
    ("perceptron.margin", np.float32(225)),
    ("perceptron.pocket", pocket_perfect),
    ("digits.header", lambda data: struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])),
    ("digits.header", lambda data: np.frombuffer(data, ">i4", count=data[3], offset=4)),
    ("digits.one-hot", lambda labels, classes: np.eye(classes)[labels]),
    ("digits.one-hot", lambda labels, classes: np.arange(classes) == labels[:, None]),
    ("digits.one-hot", one_hot_loop),
    (
        "digits.one-hot",
        lambda labels, classes: sklearn.preprocessing.label_binarize(
            labels, classes=range(classes)
        ),
    ),
    ("digits.scale", lambda images: (images - 20.0) / 200),
    ("digits.scale", lambda images: images.astype("float32") * 1.275 / 255 - 0.1),
    ("digits.scale", lambda images: np.interp(images, [0, 255], [-0.1, 1.175])),
    ("digits.flatten-index", int(np.ravel_multi_index((10, 15, 2), (32, 32, 3)))),
    ("digits.flatten-index", np.arange(3072).reshape(32, 32, 3)[10, 15, 2]),
    ("digits.flatten-index", 1007.0),
    ("digits.mean-image", mean_image_loop),
    ("digits.split", ["train", "validation", "validation", "test"]),
    ("softmax-regression.shapes", ((32, 10), [32, 10], (10,), (784, 10))),
    (
        "softmax-regression.shapes",
        {
            "X @ W": (np.ones((32, 784)) @ np.ones((784, 10))).shape,
            "X @ W + b": (np.ones((32, 784)) @ np.ones((784, 10)) + np.ones(10)).shape,
            "x @ W": (np.ones(784) @ np.ones((784, 10))).shape,
            "gradient of W": np.ones((784, 10)).shape,
        },
    ),
    ("linear-classifier.parameters", 3072 * 100 + 100),
    ("softmax-regression.stable", lambda z, T: scipy.special.softmax(z / T, axis=1)),
    (
        "softmax-regression.stable",
        lambda z, T: [np.exp((r - max(r)) / T) / sum(np.exp((r - max(r)) / T)) for r in z],
    ),
    ("softmax-regression.cross-entropy", cross_entropy_loop),
    (
        "softmax-regression.cross-entropy",
        lambda z, labels: -np.mean(scipy.special.log_softmax(z, axis=1)[np.arange(len(z)), labels]),
    ),
    ("softmax-regression.gradient", gradient_by_differences),
    ("softmax-regression.gradient", gradient_per_sample),
    ("linear-classifier.scale", lambda W, b: (0.5 * W, np.full(len(W), 0.5) @ W + b)),
    ("linear-classifier.confusion", confused_copy),
    ("linear-classifier.confusion", confused_loop),
    ("hyperparameters.epochs-iterations", 15 * math.ceil(50_000 / 128)),
    ("hyperparameters.trend", " a "),
    ("hyperparameters.geometric-grid", np.geomspace),
    ("hyperparameters.geometric-grid", grid_loop),
    ("hyperparameters.choose", choose_sorted),
    ("hyperparameters.flattery", flattery_loop),
]


@pytest.mark.parametrize(
    ("name", "answer"), RIGHT, ids=[f"{n}-{i}" for i, (n, _) in enumerate(RIGHT)]
)
def test_another_right_answer(name, answer):
    outcome = grade(get_exercise(name), answer)
    assert outcome.status == "right", outcome.feedback
