"""Correct answers written in other ways pass; most come from independent libraries."""

import struct

import numpy as np
import pytest
import scipy.special
import sklearn.linear_model
import sklearn.metrics
import sklearn.preprocessing

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import grade


def update_lists(w, b, x, y, eta):
    z = b + sum(wi * xi for wi, xi in zip(w, x, strict=True))
    if y * z > 0:
        return list(w), b
    return [wi + eta * y * xi for wi, xi in zip(w, x, strict=True)], [b + eta * y]


def update_mask(w, b, x, y, eta):
    wrong = float(y * (np.dot(w, x) + b) <= 0)
    return np.float32(w + wrong * eta * y * x), np.array(b + wrong * eta * y)


def train_sklearn(X, y, eta, epochs):
    """Return the run of scikit-learn's perceptron, one epoch at a time."""
    model = sklearn.linear_model.Perceptron(eta0=eta, shuffle=False, tol=None)
    previous = np.zeros(X.shape[1]), 0.0
    counts = []
    for _ in range(epochs):
        model.partial_fit(X, y, classes=[-1, 1])
        counts.append(_mistakes(*previous, X, y, eta))
        previous = model.coef_[0].copy(), float(model.intercept_[0])
        if counts[-1] == 0:
            break
    return *previous, counts


def _mistakes(w, b, X, y, eta):
    w, b, count = w.copy(), b, 0
    for x_i, y_i in zip(X, y, strict=True):
        if not (y_i * (w @ x_i + b) > 0):
            w, b, count = w + eta * y_i * x_i, b + eta * y_i, count + 1
    return count


def train_all_epochs(X, y, eta, epochs):
    """Keep the bias in the weights and never stop early."""
    rows = np.column_stack([X, np.ones(len(X))])
    w, counts = np.zeros(rows.shape[1]), np.zeros(epochs, int)
    for epoch in range(epochs):
        for row, label in zip(rows, y, strict=True):
            if np.sign(w @ row) != label:
                w = w + eta * label * row
                counts[epoch] += 1
    return [w[:-1], w[-1], counts]


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


def cross_entropy_loop(P, Y):
    losses = []
    for p, y in zip(P, Y, strict=True):
        losses.append(-np.log(np.clip(p, 1e-12, 1)[np.argmax(y)]))
    return sum(losses) / len(losses)


def gradient_by_differences(X, Y, W, b):
    def loss(W, b):
        return sklearn.metrics.log_loss(
            Y.argmax(1), scipy.special.softmax(X @ W + b, axis=1), labels=range(Y.shape[1])
        )

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
        error = scipy.special.softmax(x @ W + b) - y
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
    ("perceptron.predict-gates", (True, True, True, False)),
    ("perceptron.predict-gates", {"xor": "no", "and": "yes", "or": np.True_, "nand": 1}),
    ("perceptron.predict-gates", np.array([True, True, True, False])),
    ("perceptron.hand-weights", (np.array([-2, -2]), 1)),
    ("perceptron.hand-weights", [(-10, -0.6), 0.5]),
    ("perceptron.hand-weights", (np.array([[-1], [-1]]), np.array([0.9]))),
    ("perceptron.update", update_lists),
    ("perceptron.update", update_mask),
    ("perceptron.margin", 225),
    ("perceptron.margin", (1.5 / 0.1) ** 2),
    ("perceptron.margin", np.float32(225)),
    ("perceptron.train", train_sklearn),
    ("perceptron.train", train_all_epochs),
    ("perceptron.pocket", pocket_perfect),
    ("digits.header", lambda data: struct.unpack(">4I", data[:16])),
    ("digits.header", lambda data: np.frombuffer(data, ">i4", count=4)),
    ("digits.header", lambda data: [int(data[i : i + 4].hex(), 16) for i in (0, 4, 8, 12)]),
    ("digits.one-hot", lambda labels, classes: np.eye(classes)[labels]),
    ("digits.one-hot", lambda labels, classes: np.arange(classes) == labels[:, None]),
    ("digits.one-hot", one_hot_loop),
    (
        "digits.one-hot",
        lambda labels, classes: sklearn.preprocessing.label_binarize(
            labels, classes=range(classes)
        ),
    ),
    ("digits.scale", lambda images: (images - 127.5) / 127.5),
    ("digits.scale", lambda images: images.astype("float32") * 2 / 255 - 1),
    ("digits.scale", lambda images: np.interp(images, [0, 255], [-1, 1])),
    ("digits.flatten-index", int(np.ravel_multi_index((10, 15), (28, 28)))),
    ("digits.flatten-index", np.arange(784).reshape(28, 28)[10, 15]),
    ("digits.flatten-index", 295.0),
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
    ("softmax-regression.parameters", 784 * 10 + 10),
    ("softmax-regression.stable", lambda Z: scipy.special.softmax(Z, axis=1)),
    (
        "softmax-regression.stable",
        lambda Z: [np.exp(z - max(z)) / sum(np.exp(z - max(z))) for z in Z],
    ),
    ("softmax-regression.cross-entropy", cross_entropy_loop),
    (
        "softmax-regression.cross-entropy",
        lambda P, Y: sklearn.metrics.log_loss(Y.argmax(1), P, labels=range(P.shape[1])),
    ),
    ("softmax-regression.cross-entropy", lambda P, Y: -np.sum(Y * np.log(P + 1e-9)) / len(P)),
    ("softmax-regression.gradient", gradient_by_differences),
    ("softmax-regression.gradient", gradient_per_sample),
    ("softmax-regression.confusion", confused_copy),
    ("softmax-regression.confusion", confused_loop),
    ("hyperparameters.epochs-iterations", 50_000 / 10),
    ("hyperparameters.parameters", sum(m * n + n for m, n in [(784, 30), (30, 10)])),
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
