"""Answers on activation functions, made anew."""

import math

import numpy as np
from scipy.special import expit

from tests.exercises.answer_helpers import Ways, slope, slopes, with_slip


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


def collapse_by_unit_vectors(Ws, bs):
    def through(x):
        for W, b in zip(Ws, bs, strict=True):
            x = x @ W + b
        return x

    b = through(np.zeros(len(Ws[0])))
    return np.array([through(unit) - b for unit in np.eye(len(Ws[0]))]), b


def depth_by_multiplying():
    left, layers = 1.0, 0
    while left >= 1 / 1000:
        left *= 1.2 * slope(1.0, np.tanh)
        layers += 1
    return layers


def depth(factor):
    return math.log(1000) / -math.log(factor)


FUNCTIONS = {
    "sigmoid": expit,
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0),
    "leaky ReLU": lambda z: np.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: np.logaddexp(0, z),
}


def wide_slope(f, z):
    return (f(z + 1.0) - f(z - 1.0)) / 2


def sides(f, flat=lambda f, z: abs(wide_slope(f, z)) < 1e-20):
    words = {(1, 1): "both", (1, 0): "left", (0, 1): "right", (0, 0): "neither"}
    return words[bool(flat(f, -100.0)), bool(flat(f, 100.0))]


WHERE_FLAT = {name: sides(f) for name, f in FUNCTIONS.items()}


def looked_at(name, flat):
    """Judge one of the functions by another idea of what flat means."""
    return WHERE_FLAT | {name: sides(FUNCTIONS[name], flat)}


def gentle_near_zero(f, z):
    return slope(z / 100, f) < 0.1


def straight(f, z):
    return abs(f(z + 1) - 2 * f(z) + f(z - 1)) < 1e-12


def leak(grad, z):
    return slopes(lambda v: np.sum(grad * np.maximum(v, 0.1 * v)), z)


def leaky(gain=0.1, decides=lambda grad, z: z):
    return lambda grad, z: np.where(decides(grad, z) > 0, grad, gain * grad)


def swish_at_the_output(z):
    swish = z * expit(z)
    return expit(z) + swish * (1 - swish)


RIGHT = {
    "activation-functions.collapse": [collapse_by_unit_vectors],
    "activation-functions.depth": [depth_by_multiplying()],
    "activation-functions.flat": [WHERE_FLAT],
    "activation-functions.leak-bug": [leak],
    "activation-functions.swish-slope": [lambda z: slope(z, lambda v: v * expit(v))],
}

WRONG = {
    "activation-functions.collapse": {
        "no bias": with_slip(layers, with_bias=lambda i, n: False),
        "inner biases lost": first_bias_through,
        "last bias only": with_slip(layers, with_bias=lambda i, n: i == n - 1),
        "biases only added": lambda Ws, bs: (layers(Ws, bs)[0], np.sum(bs, axis=0)),
        "order reversed": lambda Ws, bs: layers(Ws[::-1], bs[::-1]),
        "two layers only": lambda Ws, bs: layers(Ws[:2], bs[:2]),
        "first layer twice": lambda Ws, bs: layers(Ws[:1] + Ws, bs[:1] + bs),
    },
    "activation-functions.depth": {
        "weights forgotten": Ways(
            math.ceil(depth(slope(1.0, np.tanh))), depth(slope(1.0, np.tanh))
        ),
        "the value, not the slope": math.ceil(depth(1.2 * math.tanh(1))),
        "the sigmoid's slope": math.ceil(depth(1.2 * slope(1.0))),
        "not a whole number": depth(1.2 * slope(1.0, np.tanh)),
        "one layer too few": math.floor(depth(1.2 * slope(1.0, np.tanh))),
    },
    "activation-functions.flat": {
        "flat at one end only": Ways(
            looked_at("sigmoid", lambda f, z: f(z) > 0.99),
            looked_at("sigmoid", lambda f, z: f(z) < 0.01),
        ),
        "steep tanh": looked_at("tanh", gentle_near_zero),
        "ReLU saturates on both sides": looked_at("ReLU", straight),
        "value taken for slope": looked_at("ReLU", lambda f, z: f(z) == z - 1),
        "the leak overlooked": looked_at("leaky ReLU", lambda f, z: wide_slope(f, z) < 0.05),
        "softplus is not ReLU with a leak": looked_at("softplus", gentle_near_zero),
        "softplus saturates on both sides": looked_at(
            "softplus", lambda f, z: wide_slope(expit, z) < 1e-20
        ),
    },
    "activation-functions.leak-bug": {
        "another gamma": leaky(0.01),
        "the leak closed": leaky(0.0),
        "the slope alone": lambda grad, z: leaky()(np.ones_like(z), z),
        "the gradient decides the side": leaky(decides=lambda grad, z: grad),
        "sides exchanged": leaky(decides=lambda grad, z: -z),
        "the bug is still there": lambda grad, z: np.choose(z > 0, [np.full_like(grad, 0.1), grad]),
        "z for grad on the left": lambda grad, z: grad * (z > 0) + np.minimum(z, 0) / 10,
    },
    "activation-functions.swish-slope": {
        "product rule forgotten": slope,
        "the function itself": lambda z: z * expit(z),
        "second term missing": expit,
        "first term missing": lambda z: z * slope(z),
        "minus for plus": lambda z: expit(z) - z * slope(z),
        "slope taken at the output": swish_at_the_output,
    },
}
