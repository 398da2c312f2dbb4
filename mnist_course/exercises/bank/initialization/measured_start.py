"""Let the data choose the scale of each layer's first weights."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def measured_start(X, Ws):
    """Return a factor for each W, so that every layer's sums spread by 1."""
    factors, a = [], X
    for W in Ws:
        factors.append(1 / np.std(a @ W))
        a = np.tanh(a @ W * factors[-1])
    return factors


def _old_weights(X, Ws):
    factors, a = [], X
    for W in Ws:
        factors.append(1 / np.std(a @ W))
        a = np.tanh(a @ W)
    return factors


def _no_bend(X, Ws):
    factors, a = [], X
    for W in Ws:
        factors.append(1 / np.std(a @ W))
        a = a @ W * factors[-1]
    return factors


def _variance(X, Ws):
    factors, a = [], X
    for W in Ws:
        factors.append(1 / np.var(a @ W))
        a = np.tanh(a @ W * factors[-1])
    return factors


def _spreads(X, Ws):
    return [1 / factor for factor in measured_start(X, Ws)]


def _weights(X, Ws):
    return [1 / np.std(W) for W in Ws]


def _formula(X, Ws):
    return [1 / np.sqrt(len(W)) for W in Ws]


def _only_x(X, Ws):
    return [1 / np.std(X @ Ws[0])] * len(Ws)


def _case(seed: int, samples: int, *sizes: int) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    Ws = [np.round(rng.normal(size=pair), 2) for pair in pairwise(sizes)]
    return np.round(rng.normal(size=(samples, sizes[0])), 2), Ws


EXERCISE = Exercise(
    kind="explore",
    reference=measured_start,
    compare=Arrays(rtol=1e-4, atol=1e-7),
    cases=(_case(0, 4, 3, 2), _case(1, 3, 2, 2, 2), _case(2, 6, 5, 4, 4, 3)),
    mistakes=(
        Mistake(
            "the old weights passed on",
            _old_weights,
            "The first factor is right. The second is measured on what the first layer would send "
            "with its *old* weights. Scale W first, then pass the samples through it.",
        ),
        Mistake(
            "no bend",
            _no_bend,
            "The layers get the sums of the layer before. They should get its activations: tanh is "
            "missing.",
        ),
        Mistake(
            "variance for standard deviation",
            _variance,
            "You divided by the variance. If the sums spread by 5, weights a fifth as large are "
            "needed, not a twenty-fifth.",
        ),
        Mistake(
            "spreads, not factors",
            _spreads,
            "These are the numbers to divide by. The factors are one over them.",
        ),
        Mistake(
            "looked at the weights only",
            _weights,
            "With these factors the weights spread by 1. The sums should: measure `a @ W`.",
        ),
        Mistake(
            "a formula",
            _formula,
            "This is LeCun's rule, which knows the number of inputs and not their size. Here you "
            "may look: measure how far `a @ W` spreads.",
        ),
        Mistake(
            "one factor for all",
            _only_x,
            "The first factor is right. The other layers get other inputs and have other fan-ins: "
            "measure each.",
        ),
    ),
    hints=(
        "Begin with the first layer alone: which number must W be multiplied by, so that `X @ W` "
        "has the standard deviation 1?",
        "Go through the layers in a loop. Keep the activations `a` that the samples have so far, "
        "beginning with X.",
        "In the loop: `factor = 1 / np.std(a @ W)`, keep it, then `a = np.tanh(a @ W * factor)`.",
    ),
    way="The sums of a layer are proportional to its weights, so one over their standard deviation "
    "is the factor. The next layer must be measured on what really arrives there: the activations "
    "that the scaled weights give.",
    note="No formula for the fan-in is needed, and no assumption about the pixels: a look at the "
    "data takes their place.",
)
