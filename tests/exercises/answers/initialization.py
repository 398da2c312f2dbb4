"""Answers on initialization, made anew."""

import math

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from tests.exercises.answer_helpers import with_slip


def drawn(width):
    return lambda shape, seed: np.random.default_rng(seed).standard_normal(shape) * width(*shape)


def evenly(shape, seed):
    return (2 * np.random.default_rng(seed).random(shape) - 1) * math.sqrt(6 / shape[0])


def turned_round(shape, seed):
    d_in, d_out = shape
    return np.random.default_rng(seed).standard_normal((d_out, d_in)).T * math.sqrt(2 / d_out)


def mean_square(f):
    """Return the mean of f(z)² over sums z that spread by 1."""
    left, _ = quad(lambda z: f(z) ** 2 * norm.pdf(z), -12, 0)
    right, _ = quad(lambda z: f(z) ** 2 * norm.pdf(z), 0, 12)
    return left + right


def width(fan_in, gamma, *, f=lambda z, gamma: z if z > 0 else gamma * z):
    return 1 / math.sqrt(fan_in * mean_square(lambda z: f(z, gamma)))


def scaled_to_spread(X, Ws, *, bend=np.tanh, passed_on=True, spread=np.std):
    found, a = [], X
    for W in Ws:
        sums = a @ W
        found.append(1 / spread(sums))
        a = bend(sums / spread(sums) if passed_on else sums)
    return found


def scaled_by_variance(X, Ws):
    return scaled_to_spread(X, Ws, spread=lambda sums: np.mean((sums - sums.mean()) ** 2))


RNG = np.random.default_rng(0)
INPUTS, TARGETS = RNG.normal(size=(8, 3)), RNG.normal(size=(8, 2))
STARTS = {  # W1 (3, 4), b1 (4,), W2 (4, 2)
    "A": (np.zeros((3, 4)), np.zeros(4), np.zeros((4, 2))),
    "B": (np.zeros((3, 4)), np.zeros(4), RNG.normal(size=(4, 2))),
    "C": (RNG.normal(size=(3, 4)), np.zeros(4), np.zeros((4, 2))),
    "D": (np.full((3, 4), 0.1), np.zeros(4), np.tile(RNG.normal(size=2), (4, 1))),
    "E": (np.full((3, 4), 0.1), RNG.normal(size=4), np.full((4, 2), 0.1)),
}


def trained(W1, b1, W2, steps=20):
    b2 = np.zeros(2)
    for _ in range(steps):
        a = np.tanh(INPUTS @ W1 + b1)
        error = (a @ W2 + b2 - TARGETS) / len(INPUTS)
        blame = error @ W2.T * (1 - a**2)
        W1, b1 = W1 - 0.1 * INPUTS.T @ blame, b1 - 0.1 * blame.sum(axis=0)
        W2, b2 = W2 - 0.1 * a.T @ error, b2 - 0.1 * error.sum(axis=0)
    return W1, b1, W2, b2


def alike(*units):
    """Say whether all hidden units have the same row in each array (units, n)."""
    return "twins" if all(np.allclose(rows, rows[0], atol=1e-9) for rows in units) else "differ"


def trained_units(start):
    W1, b1, W2, _ = trained(*start)
    return alike(W1.T, b1[:, None], W2)


TWINS = {name: trained_units(start) for name, start in STARTS.items()}


def judged(name, look):
    """Judge one of the starts by looking at something else."""
    return TWINS | {name: look(*STARTS[name])}


def anything_moves(W1, b1, W2):
    before, after = (W1, b1, W2, np.zeros(2)), trained(W1, b1, W2)
    still = all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    return "twins" if still else "differ"


RIGHT = {
    "initialization.blame-left": [math.sqrt(sum([1 / 540] * 60))],
    "initialization.fans-bug": [drawn(lambda d_in, d_out: (d_in / 2) ** -0.5)],
    "initialization.leaky-width": [width],
    "initialization.measured-start": [scaled_to_spread],
    "initialization.twins": [TWINS],
}

WRONG = {
    "initialization.blame-left": {
        "variance for standard deviation": sum([1 / 540] * 60),
        "forward for backward": math.sqrt(sum([1 / 540] * 540)),
        "upside down": math.sqrt(540 / 60),
        "upside down, and the variance": 540 / 60,
        "both fans": math.sqrt(60 * 2 / (540 + 60)),
        "the weights alone": 1 / math.sqrt(540),
    },
    "initialization.fans-bug": {
        "the bug is still there": drawn(lambda d_in, d_out: (d_out / 2) ** -0.5),
        "turned round": turned_round,
        "variance for standard deviation": drawn(lambda d_in, d_out: 2 / d_in),
        "Glorot's variance": drawn(lambda d_in, d_out: ((d_in + d_out) / 2) ** -0.5),
        "the mean of the fans": drawn(lambda d_in, d_out: 2 * (d_in + d_out) ** -0.5),
        "evenly spread": evenly,
        "the two forgotten": drawn(lambda d_in, d_out: d_in**-0.5),
    },
    "initialization.leaky-width": {
        "the leak forgotten": with_slip(width, f=lambda z, gamma: max(z, 0)),
        "variance for standard deviation": lambda fan_in, gamma: width(fan_in, gamma) ** 2,
        "gamma not squared": with_slip(
            width, f=lambda z, gamma: z if z > 0 else math.sqrt(gamma) * z
        ),
        "the two halves not halved": lambda fan_in, gamma: width(2 * fan_in, gamma),
        "the leak taken away": lambda fan_in, gamma: (2 / ((1 - gamma**2) * fan_in)) ** 0.5,
    },
    "initialization.measured-start": {
        "the old weights passed on": with_slip(scaled_to_spread, passed_on=False),
        "no bend": with_slip(scaled_to_spread, bend=lambda sums: sums),
        "variance for standard deviation": scaled_by_variance,
        "spreads, not factors": lambda X, Ws: 1 / np.array(scaled_to_spread(X, Ws)),
        "looked at the weights only": lambda X, Ws: [W.std() ** -1 for W in Ws],
        "a formula": lambda X, Ws: [W.shape[0] ** -0.5 for W in Ws],
        "one factor for all": lambda X, Ws: np.full(len(Ws), scaled_to_spread(X, Ws[:1])[0]),
    },
    "initialization.twins": {
        "zeros cannot move": judged("A", anything_moves),
        "blames differ": judged("B", lambda W1, b1, W2: alike(np.tanh(INPUTS @ W1 + b1).T)),
        "activations differ": judged("C", lambda W1, b1, W2: alike(W2)),
        "a random row is not random rows": judged("D", lambda W1, b1, W2: alike(W2.T)),
        "biases count": judged("E", lambda W1, b1, W2: alike(W1.T, W2)),
    },
}
