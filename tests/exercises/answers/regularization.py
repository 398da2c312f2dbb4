"""Answers on regularization, made anew."""

import math
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize_scalar

from tests.exercises.answer_helpers import with_slip


def lightest(W1, W2):
    """Look for the factor with the smallest penalty."""

    def penalty(log_c):
        c = math.exp(log_c)
        return np.sum((c * W1) ** 2) + np.sum((W2 / c) ** 2)

    return math.exp(minimize_scalar(penalty, tol=1e-12).x)


def stretch(W):
    return np.linalg.svd(W, compute_uv=False)[0]


def silenced(a, rate, u, training, *, training_factor=lambda rate: 1 / (1 - rate), use=None):
    if not training:
        return use(a, rate, u) if use else a
    out = np.array(a)
    out[u < rate] = 0
    return out * training_factor(rate)


def as_in_training(a, rate, u):
    return silenced(a, rate, u, True)


def stopped(losses, patience, *, best=lambda seen: seen.index(min(seen)) + 1):
    """Look back, at each epoch, for the best so far."""
    for epoch in range(1, len(losses) + 1):
        if epoch - best(losses[:epoch]) >= patience:
            break
    return best(losses[:epoch]), epoch


def last_of_the_lowest(seen):
    return len(seen) - seen[::-1].index(min(seen))


def lowest_of_all(losses):
    return int(np.argmin(losses)) + 1


def at_the_first_rise(losses, patience):
    rises = np.flatnonzero(np.diff(losses) >= 0)
    return (rises[0] + 1, rises[0] + 2) if rises.size else (len(losses), len(losses))


def rises_in_a_row(losses, patience):
    marks = "".join("x" if after >= before else "." for before, after in pairwise(losses))
    at = marks.find("x" * patience)
    return (at + 1, at + 1 + patience) if at >= 0 else (len(losses), len(losses))


def steps_to_half(share, *, of_the_first=False):
    left, steps = 1.0, 0
    while left > 0.5:
        left -= share * (1.0 if of_the_first else left)
        steps += 1
    return steps


def fate(factor, steps=40):
    w = factor ** np.arange(steps)
    if abs(w[-1]) > 1:
        return "runs away"
    if w[1] == 0:
        return "gone at once"
    return "swings and fades" if w.min() < 0 else "fades"


FATES = {name: fate(1 - float(name)) for name in ("0.05", "1", "1.5", "2.5")}

RIGHT = {
    "regularization.balance": [lightest],
    "regularization.dropout": [silenced],
    "regularization.early-stopping": [stopped],
    "regularization.half-life": [steps_to_half(0.25 * 0.2)],
    "regularization.too-much": [FATES],
}

WRONG = {
    "regularization.balance": {
        "no root": lambda W1, W2: lightest(W1, W2) ** 2,
        "upside down": lambda W1, W2: lightest(W2, W1),
        "another norm": lambda W1, W2: math.sqrt(stretch(W2) / stretch(W1)),
        "sums of entries": lambda W1, W2: abs(np.sum(W2) / np.sum(W1)) ** 0.5,
        "left as they are": lambda W1, W2: 1,
    },
    "regularization.dropout": {
        "not divided": with_slip(silenced, training_factor=lambda rate: 1),
        "divided by rate": with_slip(silenced, training_factor=lambda rate: 1 / rate),
        "kept and silenced exchanged": lambda a, rate, u, training: (
            a * (u < rate) / (1 - rate) if training else a
        ),
        "silenced in use too": with_slip(silenced, use=as_in_training),
        "scaled in use": with_slip(
            silenced, training_factor=lambda rate: 1, use=lambda a, rate, u: a - rate * a
        ),
        "silenced in use too, and not divided": lambda a, rate, u, training: a * (u >= rate),
        "divided in training and multiplied in use": with_slip(
            silenced, use=lambda a, rate, u: a - rate * a
        ),
        "divided in use too": with_slip(silenced, use=lambda a, rate, u: a / (1 - rate)),
    },
    "regularization.early-stopping": {
        "patience ignored": at_the_first_rise,
        "compared with the epoch before": rises_in_a_row,
        "counted from 0": lambda *task: tuple(epoch - 1 for epoch in stopped(*task)),
        "one epoch too patient": lambda losses, patience: stopped(losses, patience + 1),
        "the last epoch for the best": lambda *task: [stopped(*task)[1]] * 2,
        "the two exchanged": lambda *task: [*reversed(stopped(*task))],
        "a look into the future": lambda losses, patience: (
            lowest_of_all(losses),
            stopped(losses, patience)[1],
        ),
        "never stopped": lambda losses, patience: (lowest_of_all(losses), len(losses)),
        "an equal loss taken for an improvement": with_slip(stopped, best=last_of_the_lowest),
    },
    "regularization.half-life": {
        "the learning rate forgotten": steps_to_half(0.2),
        "not a whole number": math.log(2) / -math.log1p(-0.05),
        "one step too few": steps_to_half(0.05) - 1,
        "as if the same amount went in each step": steps_to_half(0.05, of_the_first=True),
        "two times lambda": steps_to_half(2 * 0.05),
    },
    "regularization.too-much": {
        "more decay is always a faster end": FATES | {"2.5": fate(max(0, 1 - 2.5))},
        "the sign overlooked": FATES | {"1.5": fate(abs(1 - 1.5))},
        "size and sign mixed up": FATES | {"1.5": fate(-1.5)},
        "1 is not special": FATES | {"1": fate(math.exp(-1))},
        "a slow fading taken for a jump": FATES | {"0.05": fate(round(0.05))},
        "too strong to be stable": FATES | {"2.5": fate(1 - 2.5 / 2)},
    },
}
