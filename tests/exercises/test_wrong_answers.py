"""Wrong answers as people write them: each is known by its mistake, however it is written.

The bank declares every mistake once, and is tested on its own declarations elsewhere. Here the
same mistakes are made anew, in other code or as a sum on paper: a slip in a declaration shows.
"""

import math

import numpy as np
import pytest
import scipy.signal
from scipy.special import expit, log_softmax, softmax

from mnist_course.exercises import get_exercise
from mnist_course.exercises.judge import grade


def update(w, b, x, y, eta, *, fires=np.greater, error=lambda y, a, z: y - a, rate=True, bias=1):
    z = np.dot(w, x) + b
    step = error(y, float(fires(z, 0)), z) * (eta if rate else 1)
    return w + step * x, b + step * bias


def with_slip(answer, **slip):
    return lambda *args: answer(*args, **slip)


def signs(w, b, x, y, eta):
    return (w + eta * y * x, b + eta * y) if np.sign(np.dot(w, x) + b) != y else (w, b)


PERCEPTRON = {
    "perceptron.update": {
        "the rule for -1 and +1": signs,
        "sign reversed": with_slip(update, error=lambda y, a, z: a - y),
        "the answer is missing": with_slip(update, error=lambda y, a, z: y),
        "the score instead of the answer": with_slip(update, error=lambda y, a, z: y - z),
        "fires at zero": with_slip(update, fires=np.greater_equal),
        "eta is missing": with_slip(update, rate=False),
        "the bias never learns": with_slip(update, bias=0),
    },
    "perceptron.margin": {
        "not squared": 1.5 / 0.1,
        "inverted": (0.1 / 1.5) ** 2,
        "gamma not squared": 1.5**2 / 0.1,
        "R not squared": 1.5 / 0.1**2,
        "gamma twice": (1.5 / 0.2) ** 2,
    },
    "perceptron.hand-weights": {
        "this is OR": ((3, 3), -2),
        "this is AND": ((2, 2), -3),
        "this is NAND": ((-2, -2), 3),
        "a corner on the line": ((-2, -2), 0),
        "two corners on the line": ((-3, -3), 3),
    },
}


def scale(low, high):
    return lambda images: np.interp(images, [0, 255], [low, high])


def one_hot(place=lambda c: c, on=lambda c: 1.0, off=0.0):
    def answer(labels, classes):
        rows = np.full((len(labels), classes), off)
        for row, label in zip(rows, labels, strict=True):
            row[place(label) % classes] = on(label)
        return rows

    return answer


def mean_images(images, labels, how=np.mean):
    return np.array([how(images[labels == d].astype(float), axis=0) for d in range(10)])


def by_rank(key, value):
    return lambda runs: value(sorted(runs, key=key)[0])


DIGITS = {
    "digits.scale": {
        "divides by 256": lambda images: scale(0, 1.275)(images * (255 / 256)) - 0.1,
        "from 0 to 1": scale(0, 1),
        "not stretched": scale(-0.1, 0.9),
        "not shifted": scale(0, 1.275),
        "whole division": lambda images: np.where(images == 255, 1.175, -0.1),
        "upside down": scale(1.175, -0.1),
    },
    "digits.one-hot": {
        "transposed": lambda labels, classes: one_hot()(labels, classes).T,
        "the label instead of 1": one_hot(on=float),
        "-1 instead of 0": one_hot(off=-1.0),
        "all labels in every row": lambda labels, classes: np.tile(
            np.isin(np.arange(classes), labels), (len(labels), 1)
        ),
    },
    "digits.mean-image": {
        "sum, not mean": lambda images, labels: mean_images(images, labels, np.sum),
        "median": lambda images, labels: mean_images(images, labels, np.median),
        "divided by all images": lambda images, labels: (
            mean_images(images, labels, np.sum) / len(images)
        ),
        "the same mean for all": lambda images, labels: np.stack([images.mean(axis=0)] * 10),
        "one number per digit": lambda images, labels: mean_images(images, labels).mean((1, 2)),
    },
    "digits.flatten-index": {
        "channels forgotten": np.ravel_multi_index((10, 15), (32, 32)),
        "the first channel": np.ravel_multi_index((10, 15, 0), (32, 32, 3)),
        "channels counted from 1": np.ravel_multi_index((10, 15, 2), (32, 32, 3)) + 1,
        "one picture for each channel": np.ravel_multi_index((2, 10, 15), (3, 32, 32)),
        "column times 32": np.ravel_multi_index((15, 10, 2), (32, 32, 3)),
        "28 columns": (10 * 28 + 15) * 3 + 2,
    },
}


def slope(z, of=expit):
    return (of(z + 1e-6) - of(z - 1e-6)) / 2e-6


def layers(Ws, bs, *, with_bias=lambda i, n: True):
    n, b = len(Ws), 0
    W = np.linalg.multi_dot(Ws) if n > 1 else Ws[0]
    for i, (after, bias) in enumerate(zip(Ws, bs, strict=True)):
        b = b @ after if np.ndim(b) else np.zeros(after.shape[1])
        b = b + bias if with_bias(i, n) else b
    return W, b


def first_bias_through(Ws, bs):
    W, _ = layers(Ws, bs)
    return W, np.linalg.multi_dot([bs[0], *Ws[1:], np.eye(len(bs[-1]))]) + bs[-1]


def leaky(gain=0.1, decides=lambda grad, z: z):
    return lambda grad, z: np.where(decides(grad, z) > 0, grad, gain * grad)


def two_places(form):
    def answer(w, x):
        a = np.tanh(w * x)
        outer, inner = slope(w * a, np.tanh), slope(w * x, np.tanh)
        return form(w, x, a, outer, inner)

    return answer


def per_image(a, delta, c):
    return np.einsum("ni,no->nio", a, delta), c.reshape(-1, 1, 1)


DEPTH = {
    "activation-functions.collapse": {
        "no bias": with_slip(layers, with_bias=lambda i, n: False),
        "inner biases lost": first_bias_through,
        "last bias only": with_slip(layers, with_bias=lambda i, n: i == n - 1),
        "biases only added": lambda Ws, bs: (layers(Ws, bs)[0], np.sum(bs, axis=0)),
        "order reversed": lambda Ws, bs: layers(Ws[::-1], bs[::-1]),
        "two layers only": lambda Ws, bs: layers(Ws[:2], bs[:2]),
    },
    "activation-functions.leak-bug": {
        "another gamma": leaky(0.01),
        "the leak closed": leaky(0.0),
        "the slope alone": lambda grad, z: leaky()(np.ones_like(z), z),
        "the gradient decides the side": leaky(decides=lambda grad, z: grad),
        "sides exchanged": leaky(decides=lambda grad, z: -z),
    },
    "activation-functions.swish-slope": {
        "product rule forgotten": slope,
        "the function itself": lambda z: z * expit(z),
        "second term missing": expit,
        "first term missing": lambda z: z * slope(z),
        "minus for plus": lambda z: expit(z) - z * slope(z),
    },
    "activation-functions.depth": {
        "weights forgotten": math.ceil(math.log(1000) / -math.log(slope(1.0, np.tanh))),
        "the value, not the slope": math.ceil(math.log(1000) / -math.log(1.2 * math.tanh(1))),
        "the sigmoid's slope": math.ceil(math.log(1000) / -math.log(1.2 * slope(1.0))),
        "not a whole number": math.log(1000) / -math.log(1.2 * slope(1.0, np.tanh)),
    },
    "backpropagation.used-twice": {
        "inner place only": two_places(lambda w, x, a, outer, inner: outer * w * inner * x),
        "outer place only": two_places(lambda w, x, a, outer, inner: outer * a),
        "ways multiplied": two_places(lambda w, x, a, outer, inner: outer * a * w * inner * x),
        "outer slope missing": two_places(lambda w, x, a, outer, inner: a + w * inner * x),
        "outer slope on one way": two_places(
            lambda w, x, a, outer, inner: outer * a + w * inner * x
        ),
        "inner slope missing": two_places(lambda w, x, a, outer, inner: outer * (a + w * x)),
        "outer weight forgotten": two_places(lambda w, x, a, outer, inner: outer * (a + inner * x)),
    },
    "backpropagation.weighted": {
        "c ignored": lambda *args: per_image(*args)[0].mean(axis=0),
        "c ignored, and not divided": lambda *args: per_image(*args)[0].sum(axis=0),
        "divided by the number of images": lambda *args: np.multiply(*per_image(*args)).mean(0),
        "not divided": lambda *args: np.multiply(*per_image(*args)).sum(axis=0),
        "transposed": lambda a, delta, c: np.average(per_image(a, delta, c)[0], 0, c).T,
    },
    "backpropagation.tanh-blame": {
        "slope forgotten": 2 * 0.1 - 0.3 - 0.5 * 0.4,
        "the sigmoid's slope": -0.3 * 0.6 * (1 - 0.6),
        "slope at the activation": -0.3 / math.cosh(0.6) ** 2,
        "activation for slope": -0.3 * 0.6,
        "signs lost": (0.2 + 0.3 + 0.2) * 0.64,
        "sign turned": 0.3 * 0.64,
        "mean for sum": -0.1 * 0.64,
    },
}


def feature_map(image, kernel, stride, padding, mode="constant"):
    padded = np.pad(image, padding, mode=mode) if padding else image
    return scipy.signal.correlate2d(padded, kernel, "valid")[::stride, ::stride]


def squares(image, size, keep=False, step=1, columns_first=False):
    height, width = image.shape
    places = [
        (r, c) for r in range(0, height - size + 1, step) for c in range(0, width - size + 1, step)
    ]
    left, copies = image.copy(), []
    for r, c in sorted(places, key=lambda place: place[::-1] if columns_first else place):
        left = left if keep else image.copy()
        left[r : r + size, c : c + size] = 0
        copies.append(left.copy())
    return np.array(copies)


def pool(images, size, how):
    _, rows, columns, _ = images.shape
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    windows = windows[:, : rows - size + 1 : size, : columns - size + 1 : size]
    return how(windows)


def amounts(sure, digits=lambda p: p.argmax(axis=1)):
    return lambda p, limit: np.where(sure(p.max(axis=1), limit), digits(p), -1)


IMAGES = {
    "convolution.strided": {
        "no stride": lambda image, kernel, s, p: feature_map(image, kernel, 1, p),
        "no padding": lambda image, kernel, s, p: feature_map(image, kernel, s, 0),
        "kernel turned": lambda image, kernel, s, p: scipy.signal.convolve2d(
            np.pad(image, p), kernel, "valid"
        )[::s, ::s],
        "mean, not sum": lambda image, kernel, s, p: (
            feature_map(image, kernel, s, p) / len(kernel.ravel())
        ),
        "another border": lambda image, kernel, s, p: feature_map(image, kernel, s, p, "edge"),
    },
    "convolution.input-gradient-bug": {
        "the bug is still there": lambda delta, kernel: scipy.signal.correlate2d(delta, kernel),
        "turned by half": lambda delta, kernel: scipy.signal.convolve2d(delta, kernel[:, ::-1]),
        "too small": lambda delta, kernel: scipy.signal.convolve2d(delta, kernel)[
            len(kernel) - 1 : 1 - len(kernel), len(kernel[0]) - 1 : 1 - len(kernel[0])
        ],
    },
    "convolution.size-and-weights": {
        "one channel only": 26 * 16 + 10 * 32 + (14 * 14 * 32 + 1) * 10,
        "no biases": 25 * 3 * 16 + 9 * 16 * 32 + 14 * 14 * 32 * 10,
        "no biases in the dense layer": 76 * 16 + 145 * 32 + 14 * 14 * 32 * 10,
        "no biases in the convolutions": 75 * 16 + 144 * 32 + (14 * 14 * 32 + 1) * 10,
        "padding forgotten": 76 * 16 + 145 * 32 + (12 * 12 * 32 + 1) * 10,
        "stride forgotten": 76 * 16 + 145 * 32 + (30 * 30 * 32 + 1) * 10,
        "second convolution taken as padded": 76 * 16 + 145 * 32 + (16 * 16 * 32 + 1) * 10,
        "flattened without channels": 76 * 16 + 145 * 32 + (14 * 14 + 1) * 10,
        "convolutions only": 76 * 16 + 145 * 32,
    },
    "pooling.max-pool": {
        "the mean": lambda images, size: pool(images, size, lambda w: w.mean(axis=(-1, -2))),
        "only the upper left": lambda images, size: pool(images, size, lambda w: w[..., 0, 0]),
    },
    "pooling.mean-backward-bug": {
        "the bug is still there": lambda g, size: np.kron(g, np.ones((size, size))) / size,
        "a quarter for every size": lambda g, size: np.kron(g, np.full((size, size), 0.25)),
        "each gets the whole": lambda g, size: np.kron(g, np.ones((size, size))),
        "tiled, not repeated": lambda g, size: np.tile(g, (size, size)) / size**2,
    },
    "lenet-experiments.covered": {
        "old squares stay covered": with_slip(squares, keep=True),
        "columns first": with_slip(squares, columns_first=True),
        "squares side by side": lambda image, size: squares(image, size, step=size),
    },
    "lenet-experiments.precision": {
        "recall": lambda C: [row[i] / row.sum() for i, row in enumerate(C)],
        "share of all images": lambda C: [row[i] / C.sum() for i, row in enumerate(C)],
    },
    "lenet-experiments.imbalance": {
        "the accuracy": (900 + 30 + 10) / 1000,
        "ones forgotten": (30 / 60 + 10 / 40) / 2,
        "sevens and fours thrown together": (1 + 40 / 100) / 2,
        "a sum": 1 + 1 / 2 + 1 / 4,
        "over all ten digits": (1 + 1 / 2 + 1 / 4) / 10,
    },
    "lenet.read-or-refuse": {
        "each digit by itself": amounts(lambda best, limit: best.min() >= limit),
        "the mean": amounts(lambda best, limit: best.mean() >= limit),
        "refused digit by digit": amounts(lambda best, limit: best >= limit),
        "never refused": amounts(lambda best, limit: True),
        "more than the limit": amounts(lambda best, limit: np.prod(best) > limit),
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
    },
}


def cross_entropy(z, labels, how=np.mean):
    return how([-row[label] for row, label in zip(log_softmax(z, axis=1), labels, strict=True)])


def gradient(X, Y, W, b, error=lambda out, Y: out - Y, factor=1.0):
    E = factor * error(X @ W + b, Y) / len(X)
    return np.einsum("ni,no->io", X, E), E.sum(axis=0)


SOFTMAX = {
    "softmax-regression.cross-entropy": {
        "missing 1/batch": lambda z, labels: cross_entropy(z, labels, np.sum),
        "one value per sample": lambda z, labels: cross_entropy(z, labels, np.array),
        "sign reversed": lambda z, labels: -cross_entropy(z, labels),
        "logarithm to base 2": lambda z, labels: cross_entropy(z, labels) / math.log(2),
    },
    "softmax-regression.gradient": {
        "missing 1/batch": lambda X, *rest: gradient(X, *rest, factor=len(X)),
        "factor 2": with_slip(gradient, factor=2),
        "sign reversed": with_slip(gradient, factor=-1),
        "softmax is in the way": with_slip(gradient, error=lambda out, Y: softmax(out, 1) - Y),
        "targets forgotten": with_slip(gradient, error=lambda out, Y: out),
    },
    "softmax-regression.stable": {
        "no temperature": lambda z, T: softmax(z, axis=1),
        "multiplied by T": lambda z, T: softmax(z * T, axis=1),
        "everything along the wrong axis": lambda z, T: softmax(z / T, axis=0),
        "one sum for all": lambda z, T: softmax(z / T),
        "divides the probabilities": lambda z, T: softmax(z, axis=1) / T,
    },
    "linear-classifier.parameters": {
        "biases forgotten": 32 * 32 * 3 * 100,
        "one bias for all": 32 * 32 * 3 * 100 + 1,
        "grey images": 32 * 32 * 100 + 100,
        "added instead of multiplied": 32 * 32 * 3 + 100,
        "ten classes": 32 * 32 * 3 * 10 + 10,
    },
    "linear-classifier.scale": {
        "only the weights": lambda W, b: (W * 0.5, b),
        "the other way round": lambda W, b: (2 * W, b - np.ones(len(W)) @ W),
        "sign of the shift": lambda W, b: (0.5 * W, b - np.full(len(W), 0.5) @ W),
        "the whole column": lambda W, b: (W * 0.5, b + np.ones(len(W)) @ W),
        "one sum for all": lambda W, b: (W * 0.5, b + np.sum(W / 2)),
    },
    "hyperparameters.geometric-grid": {
        "equal steps": lambda low, high, n: [low + (high - low) * i / (n - 1) for i in range(n)],
        "high is not reached": lambda low, high, n: np.geomspace(low, high, n + 1)[:-1],
        "reversed order": lambda low, high, n: np.geomspace(high, low, n),
        "one value too many": lambda low, high, n: np.geomspace(low, high, n + 1),
        "factor 10": lambda low, high, n: low * 10.0 ** np.arange(n),
    },
    "hyperparameters.choose": {
        "chooses on the test set": by_rank(
            lambda run: -run["test_accuracy"], lambda run: (run["eta"], run["test_accuracy"])
        ),
        "reports the validation accuracy": by_rank(
            lambda run: -run["val_accuracy"], lambda run: (run["eta"], run["val_accuracy"])
        ),
        "the worst run": by_rank(
            lambda run: run["val_accuracy"], lambda run: (run["eta"], run["test_accuracy"])
        ),
        "the last run": lambda runs: (runs[-1]["eta"], runs[-1]["test_accuracy"]),
    },
    "hyperparameters.epochs-iterations": {
        "the last images forgotten": 15 * (50_000 // 128),
        "a fraction of a step": 15 * 50_000 / 128,
        "rounded at the end": math.ceil(15 * 50_000 / 128),
        "one epoch": math.ceil(50_000 / 128),
        "multiplied": 15 * 50_000 * 128,
        "one update per image": 15 * 50_000,
    },
}


def without_class(scores, labels, k, keep=np.greater, wrong=True, share=np.mean):
    """Count the scores above that of the label; the error, or another sum over the samples."""
    own = scores[np.arange(len(labels)), labels]
    above = keep(scores, own[:, None]).sum(axis=1)
    return share(above >= k if wrong else above < k)


def two_ways(grad, x, W1, W2, *, body=1, shortcut="delta", inner=True, outer=True):
    """Return dL/dx of a residual block, sample by sample."""
    rows = []
    for g, row in zip(grad, x, strict=True):
        h = np.clip(row @ W1, 0, None)
        z = row + h @ W2
        delta = np.where(z > 0, g, 0) if outer else g
        inside = W2 @ delta
        inside = np.where(h > 0, inside, 0) if inner else inside
        ways = {"delta": delta, "grad": g, "none": 0 * delta, "twice": 2 * delta}
        rows.append(ways[shortcut] + body * (W1 @ inside))
    return np.array(rows)


def padded(x, grad, *, left=False, back=slice(None)):
    rows = []
    for row, g in zip(x, grad, strict=True):
        zeros = [0.0] * (len(g) - len(row))
        rows.append([*zeros, *row] if left else [*row, *zeros])
    return np.array(rows), back(x, grad) if callable(back) else grad[:, back]


FILTERS = {"layers": 5, "weights of all": 5 * 9 * 64**2, "weights of one": 121 * 64**2}
RATES = {"plain": -0.125, "with shortcuts": 0, "without the second block": 1.875}

BEYOND = {
    "beyond-lenet.top-k-error": {
        "accuracy, not error": with_slip(without_class, wrong=False),
        "only the first": lambda scores, labels, k: without_class(scores, labels, 1),
        "a count": with_slip(without_class, share=np.sum),
        "the smallest": with_slip(without_class, keep=np.less),
        "one too many": lambda scores, labels, k: without_class(scores, labels, k + 1),
    },
    "beyond-lenet.block-bug": {
        "the bug is still there": with_slip(two_ways, shortcut="grad"),
        "no shortcut any more": with_slip(two_ways, shortcut="none"),
        "no body any more": with_slip(two_ways, body=0),
        "the last ReLU left out": with_slip(two_ways, outer=False),
        "the inner ReLU left out": with_slip(two_ways, inner=False),
        "the shortcut twice": with_slip(two_ways, shortcut="twice"),
    },
    "beyond-lenet.padded-shortcut": {
        "zeros on the left": lambda x, grad: padded(
            x, grad, left=True, back=slice(grad.shape[1] - x.shape[1], None)
        ),
        "grad as it is": padded,
        "the wrong part": with_slip(padded, back=lambda x, grad: grad[:, -len(x[0]) :]),
        "multiplied by x": with_slip(padded, back=lambda x, grad: x * grad[:, : len(x[0])]),
    },
    "beyond-lenet.small-filters": {
        "the first layer forgotten": FILTERS | {"layers": (11 - 3) // 2},
        "one channel in, large": FILTERS | {"weights of one": 11**2 * 64},
        "biases counted, small": FILTERS | {"weights of all": 5 * (9 * 64 + 1) * 64},
    },
    "beyond-lenet.lost-anyway": {
        "one for everything": RATES | {"with shortcuts": 1 + 0.5 * -1 * 0.25},
        "nothing comes through": RATES | {"without the second block": 1.5 * 0 * 1.25},
        "two instead of one": RATES | {"without the second block": 1.5 * 2 * 1.25},
        "added, not multiplied": RATES | {"plain": 0.5 - 1 + 0.25},
    },
}

WRONG = [
    (name, mistake, answer)
    for chapter in (PERCEPTRON, DIGITS, DEPTH, IMAGES, SOFTMAX, BEYOND)
    for name, answers in chapter.items()
    for mistake, answer in answers.items()
]


@pytest.mark.parametrize(
    ("name", "mistake", "answer"), WRONG, ids=[f"{name}: {mistake}" for name, mistake, _ in WRONG]
)
def test_a_wrong_answer_is_known_by_its_mistake(name, mistake, answer):
    outcome = grade(get_exercise(name), answer)
    assert (outcome.status, outcome.mistake) == ("wrong", mistake)
