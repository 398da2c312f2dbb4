"""Answers on gradient descent, made anew."""

import math
from functools import partial

import numpy as np

from tests.exercises.answer_helpers import with_slip


def adagrad(w, g, s, eta, *, sign=-1, keep=1.0, add=1.0, power=2, root=0.5, together=False):
    """One step, number by number."""
    squares = [abs(x) ** power for x in g]
    news = [sum(squares)] * len(g) if together else squares
    after = [keep * old + add * new for old, new in zip(s, news, strict=True)]
    steps = [eta * x / (total**root + 1e-7) for x, total in zip(g, after, strict=True)]
    return [x + sign * step for x, step in zip(w, steps, strict=True)], after


def adagrad_hypot(w, g, s, eta):
    length = np.hypot(np.sqrt(s), g)
    return w - eta * g / (length + 1e-7), length**2


def adagrad_in_place(w, g, s, eta):
    np.add(s, g * g, out=s)
    np.subtract(w, eta * g / (np.sqrt(s) + 1e-7), out=w)
    return w, s


def gradient_descent(slope, eta, state, t):
    return -eta * slope, state


def momentum(slope, eta, state, t, pushes=lambda slope, eta: -eta * slope):
    state = 0.9 * state + pushes(slope, eta)
    return state, state


def adam(slope, eta, state, t, divided=True):
    m, s = state if np.ndim(state) else (0.0, 0.0)
    m, s = 0.9 * m + 0.1 * slope, 0.999 * s + 0.001 * slope**2
    mean, square = m / (1 - 0.9**t), s / (1 - 0.999**t)
    return -eta * mean / (math.sqrt(square) if divided else 1.0), np.array([m, s])


def path(method, louder=1.0, eta=0.02, steps=30):
    """Follow a method down the loss of a valley, ``louder`` times as large."""
    w, state, places = 3.0, 0.0, []
    for t in range(1, steps + 1):
        step, state = method(louder * (w + 0.1 * w**3), eta, state, t)
        w += step
        places.append(w)
    return np.array(places)


def compared(method, eta, last=30, steps=30, louder=10.0):
    """Compare the last places of two paths."""
    plain, loud = path(method, steps=steps), path(method, louder, eta, steps)
    return "same" if np.allclose(plain[-last:], loud[-last:], atol=1e-6) else "other"


METHODS = {"gradient descent": gradient_descent, "momentum": momentum, "Adam": adam}
LOUDER = {name: compared(method, 0.02) for name, method in METHODS.items()}
LOUDER |= {f"{name} (eta / 10)": compared(method, 0.002) for name, method in METHODS.items()}


def ends(curvatures, eta, beta):
    """Return where 70 steps with momentum end, by a power of their matrix."""
    steps = [np.array([[1 - eta * c, beta], [-eta * c, beta]]) for c in curvatures]
    return np.array([np.linalg.matrix_power(step, 70)[0, 0] for step in steps])


def search(curvatures, etas, betas, *, measure=lambda w: max(abs(w)), velocity=1):
    pairs = [(eta, beta) for eta in etas for beta in betas]
    return min(pairs, key=lambda pair: measure(ends(curvatures, pair[0], velocity * pair[1])))


def steps_until_a_hundredth(curvature):
    left, steps = 1.0, 0
    while abs(left) > 0.01:
        left -= 0.05 * curvature * left
        steps += 1
    return steps


def unscaled(w, b, mean, scale, *, seen=lambda x, mean, scale: (x - mean) / scale):
    """Ask the model at zero, and one step along each feature."""

    def model(x):
        return w @ seen(x, mean, scale) + b

    zero = np.zeros(len(w))
    return [model(unit) - model(zero) for unit in np.eye(len(w))], model(zero)


RIGHT = {
    "gradient-descent.adagrad": [adagrad, adagrad_hypot],
    "gradient-descent.louder": [LOUDER],
    "gradient-descent.ravine": [search],
    "gradient-descent.slow-feature": [steps_until_a_hundredth(0.5**2)],
    "gradient-descent.unscale": [unscaled],
}

WRONG = {
    "gradient-descent.adagrad": {
        "the sum of before": lambda w, g, s, eta: (
            w - eta * g / (s**0.5 + 1e-7),
            adagrad(w, g, s, eta)[1],
        ),
        "a running mean": with_slip(adagrad, keep=0.9, add=0.1),
        "no square": with_slip(adagrad, power=1),
        "no root": with_slip(adagrad, root=1),
        "uphill": with_slip(adagrad, sign=1),
        "one length for all": with_slip(adagrad, together=True),
        "the sum is not handed on": lambda w, g, s, eta: (adagrad(w, g, s, eta)[0], s),
        "no eta": lambda w, g, s, eta: adagrad(w, g, s, 1.0),
        "the other way round": lambda w, g, s, eta: tuple(reversed(adagrad(w, g, s, eta))),
        "plain gradient descent": lambda w, g, s, eta: (
            w - eta * g,
            adagrad(w, g, s, eta)[1],
        ),
        "changes its input": adagrad_in_place,
    },
    "gradient-descent.louder": {
        "the lowest point decides": LOUDER
        | {"gradient descent": compared(gradient_descent, 0.02, last=1, steps=3000)},
        "the velocity makes up for it": LOUDER
        | {
            "momentum (eta / 10)": compared(
                partial(momentum, pushes=lambda slope, eta: -0.02 * slope), 0.002
            )
        },
        "momentum divides by the slopes": LOUDER
        | {
            "momentum": compared(
                partial(momentum, pushes=lambda slope, eta: -eta * np.sign(slope)), 0.02
            )
        },
        "Adam like the others": LOUDER | {"Adam": compared(partial(adam, divided=False), 0.02)},
        "Adam needs no eta": LOUDER
        | {"Adam (eta / 10)": compared(lambda slope, eta, *rest: adam(slope, 0.02, *rest), 0.002)},
        "a tenth cancels nothing": LOUDER
        | {"gradient descent (eta / 10)": compared(gradient_descent, 0.002, louder=1.0)},
    },
    "gradient-descent.ravine": {
        "the first weight only": with_slip(search, measure=lambda w: abs(w[0])),
        "the last weight only": with_slip(search, measure=lambda w: abs(w[-1])),
        "negative counts as near": with_slip(search, measure=max),
        "without velocity": with_slip(search, velocity=0),
        "the worst pair": with_slip(search, measure=lambda w: -max(abs(w))),
        "the other way round": lambda *args: tuple(reversed(search(*args))),
    },
    "gradient-descent.slow-feature": {
        "standard deviation for curvature": steps_until_a_hundredth(0.5),
        "the other feature": steps_until_a_hundredth(6**2),
        "the rule of thumb": round(math.log(100) * 6**2 / 0.5**2),
        "one step too few": steps_until_a_hundredth(0.5**2) - 1,
        "not a whole number": math.log(100) / -math.log1p(-0.05 / 4),
    },
    "gradient-descent.unscale": {
        "multiplied": with_slip(unscaled, seen=lambda x, mean, scale: (x - mean) * scale),
        "multiplied, the bias right": lambda w, b, mean, scale: (
            w * scale,
            unscaled(w, b, mean, scale)[1],
        ),
        "the bias stays": with_slip(unscaled, seen=lambda x, mean, scale: x / scale),
        "means not divided": with_slip(unscaled, seen=lambda x, mean, scale: x / scale - mean),
        "means added": with_slip(unscaled, seen=lambda x, mean, scale: (x + mean) / scale),
        "a bias for each feature": lambda w, b, mean, scale: (
            w / scale,
            [b - wi * mi / si for wi, mi, si in zip(w, mean, scale, strict=True)],
        ),
    },
}
