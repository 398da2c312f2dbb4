"""Answers on backpropagation, made anew."""

import math

import numpy as np
from scipy.special import expit

from tests.exercises.answer_helpers import slope, slopes, with_slip

KNOBS = ("w13", "w23", "b3", "w14", "w24", "b4", "w35", "w45", "b5")


def blameless(a1=0.0, w45=0.0):
    """Move each knob of the network of the chapter."""
    start = dict(zip(KNOBS, (2, -1, 1, -2, 1.5, 0, 3, w45, 0), strict=True))

    def loss(k):
        a3 = expit(k["w13"] * a1 + k["w23"] * 2 + k["b3"])
        a4 = expit(k["w14"] * a1 + k["w24"] * 2 + k["b4"])
        return (expit(k["w35"] * a3 + k["w45"] * a4 + k["b5"]) - 0) ** 2 / 2

    def moved(name):
        return loss({**start, name: start[name] + 0.1}) != loss(start)

    return {name: "not zero" if moved(name) else "zero" for name in KNOBS}


MOVED = blameless()


def tanh_gradients(X, Y, *knobs):
    def loss(W1, b1, W2, b2):
        return np.sum((np.tanh(X @ W1 + b1) @ W2 + b2 - Y) ** 2) / 2 / len(X)

    return tuple(
        slopes(lambda v, i=i: loss(*knobs[:i], v, *knobs[i + 1 :]), knobs[i]) for i in range(4)
    )


def back(X, Y, W1, b1, W2, b2, *, bend=lambda z, a: slope(z, np.tanh), end=lambda out: 1.0):
    z = X @ W1 + b1
    a = np.tanh(z)
    out = a @ W2 + b2
    blame = end(out) * (out - Y) / len(X)
    below = np.einsum("no,ho->nh", blame, W2) * bend(z, a)
    return (
        np.einsum("ni,nh->ih", X, below),
        below.sum(axis=0),
        np.einsum("nh,no->ho", a, blame),
        blame.sum(axis=0),
    )


def tanh_blame():
    after, blames = np.array([2, -1, 0.5]), np.array([0.1, 0.3, -0.4])
    return slope(np.array([np.arctanh(0.6)]), lambda z: np.tanh(z) * (after * blames).sum())


def weighted_one_by_one(a, delta, c):
    return sum(c[i] * np.outer(a[i], delta[i]) for i in range(len(c))) / sum(c)


def two_places(form):
    def answer(w, x):
        a = np.tanh(w * x)
        outer, inner = slope(w * a, np.tanh), slope(w * x, np.tanh)
        return form(w, x, a, outer, inner)

    return answer


def slopes_at_the_outputs(w, x):
    a = np.tanh(w * x)
    return slope(np.tanh(w * a), np.tanh) * (a + w * slope(a, np.tanh) * x)


def per_image(a, delta, c):
    return np.einsum("ni,no->nio", a, delta), c.reshape(-1, 1, 1)


RIGHT = {
    "backpropagation.blameless": [MOVED],
    "backpropagation.slope-bug": [tanh_gradients],
    "backpropagation.tanh-blame": [tanh_blame()],
    "backpropagation.used-twice": [
        lambda w, x: slope(w, lambda v: np.tanh(v * np.tanh(v * x))),
    ],
    "backpropagation.weighted": [weighted_one_by_one],
}

WRONG = {
    "backpropagation.blameless": {
        "a weight of zero has no slope": MOVED | {"w45": "zero"},
        "blame through a closed door": blameless(w45=1.0),
        "the bias of neuron 4 still counts": MOVED | {"b4": blameless(w45=1.0)["b4"]},
        "a silent input has a slope": blameless(a1=1.0),
        "the bias goes with the input": MOVED | {"b3": MOVED["w13"]},
        "one silent input silences the neuron": MOVED | {"w23": MOVED["w13"]},
        "all of the upper layer is right": MOVED | {"w35": MOVED["w24"]},
    },
    "backpropagation.slope-bug": {
        "the bug is still there": with_slip(back, bend=lambda z, a: slope(a, np.tanh)),
        "no slope at all": with_slip(back, bend=lambda z, a: np.ones_like(z)),
        "square of the sum": with_slip(back, bend=lambda z, a: (1 - z) * (1 + z)),
        "the sigmoid's slope": with_slip(back, bend=lambda z, a: a - a**2),
        "the output bent as well": with_slip(back, end=lambda out: (1 - out) * (1 + out)),
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
        "slope at the output": slopes_at_the_outputs,
    },
    "backpropagation.weighted": {
        "c ignored": lambda *args: per_image(*args)[0].mean(axis=0),
        "c ignored, and not divided": lambda *args: per_image(*args)[0].sum(axis=0),
        "divided by the number of images": lambda *args: np.multiply(*per_image(*args)).mean(0),
        "not divided": lambda *args: np.multiply(*per_image(*args)).sum(axis=0),
        "transposed": lambda a, delta, c: np.average(per_image(a, delta, c)[0], 0, c).T,
        "c on both sides": lambda a, delta, c: np.einsum("n,ni,no->io", c**2, a, delta) / sum(c),
        "c taken away again": lambda a, delta, c: (
            np.average(per_image(a, delta, c)[0], 0, c) / len(c)
        ),
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
