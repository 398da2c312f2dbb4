"""Let the data choose the scale of each layer's first weights."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def measured_start(X, Ws):
    """Scale each W so that the sums of its layer spread by 1; tanh units."""
    scaled, a = [], X
    for W in Ws:
        W = W / np.std(a @ W)
        scaled.append(W)
        a = np.tanh(a @ W)
    return scaled


def _first_sums(X, Ws):
    scaled, a = [], X
    for W in Ws:
        scaled.append(W / np.std(a @ W))
        a = np.tanh(a @ W)
    return scaled


def _no_bend(X, Ws):
    scaled, a = [], X
    for W in Ws:
        scaled.append(W / np.std(a @ W))
        a = a @ scaled[-1]
    return scaled


def _variance(X, Ws):
    scaled, a = [], X
    for W in Ws:
        scaled.append(W / np.var(a @ W))
        a = np.tanh(a @ scaled[-1])
    return scaled


def _each_unit(X, Ws):
    scaled, a = [], X
    for W in Ws:
        scaled.append(W / np.std(a @ W, axis=0))
        a = np.tanh(a @ scaled[-1])
    return scaled


def _times(X, Ws):
    scaled, a = [], X
    for W in Ws:
        scaled.append(W * np.std(a @ W))
        a = np.tanh(a @ scaled[-1])
    return scaled


def _weights(X, Ws):
    return [W / np.std(W) for W in Ws]


def _case(seed: int, samples: int, *sizes: int) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    Ws = [np.round(rng.normal(size=pair), 2) for pair in pairwise(sizes)]
    return np.round(rng.normal(size=(samples, sizes[0])), 2), Ws


EXERCISE = Exercise(
    kind="explore",
    reference=measured_start,
    cases=(_case(0, 4, 3, 2), _case(1, 5, 4, 3, 2), _case(2, 6, 5, 4, 4, 3)),
    mistakes=(
        Mistake(
            "the old weights passed on",
            _first_sums,
            "The first layer is right. The second is measured on what the first would send with "
            "its *old* weights. Scale W first, then pass the samples through it.",
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
            "each unit for itself",
            _each_unit,
            "You gave each unit a factor of its own. One factor for the whole layer is asked for: "
            "the standard deviation over all samples and units.",
        ),
        Mistake(
            "multiplied",
            _times,
            "If the sums spread too far, the weights must become smaller: divide.",
        ),
        Mistake(
            "looked at the weights only",
            _weights,
            "Now the weights spread by 1. The sums should: measure `a @ W`.",
        ),
    ),
    hints=(
        "Begin with the first layer alone: by which number must W be divided, so that `X @ W` has "
        "the standard deviation 1?",
        "Go through the layers in a loop. Keep the activations `a` that the samples have so far, "
        "beginning with X.",
        "In the loop: `W = W / np.std(a @ W)`, keep it, then `a = np.tanh(a @ W)`.",
    ),
    way="The sums of a layer are proportional to its weights, so dividing W by the standard "
    "deviation of the sums makes it 1. The next layer must be measured on what really arrives "
    "there: the activations that the scaled weights give.",
    note="No formula for the fan-in is needed, and no assumption about the pixels: a look at the "
    "data takes their place.",
)
