"""The learning rate and the momentum that suit a valley best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def best_pair(curvatures, etas, betas):
    """Return the (eta, beta) whose 70 steps end nearest to 0."""
    found = {}
    for eta in etas:
        for beta in betas:
            w, v = np.ones(len(curvatures)), 0
            for _ in range(70):
                v = beta * v - eta * curvatures * w
                w = w + v
            found[eta, beta] = np.abs(w).max()
    return min(found, key=found.get)


def _search(measure: Callable[..., float], ahead: float = 0.0) -> Callable[..., Any]:
    """Return a search with another measure of the weights, or one that forgets the velocity."""

    def search(curvatures, etas, betas):
        found = {}
        for eta in etas:
            for beta in betas:
                w, v = np.ones(len(curvatures)), 0
                for _ in range(70):
                    v = ahead * beta * v - eta * curvatures * w
                    w = w + v
                found[eta, beta] = measure(w)
        return min(found, key=found.get)

    return search


def _largest(w: np.ndarray) -> float:
    return float(np.abs(w).max())


_RATES = np.geomspace(0.001, 0.1, 9)

EXERCISE = Exercise(
    kind="explore",
    reference=best_pair,
    compare=Arrays("eta", "beta"),
    cases=(
        (np.array([1.0, 4.0]), np.array([0.1, 0.3]), np.array([0.0, 0.3])),
        (np.array([1.0, 100.0]), _RATES, np.array([0.0, 0.5, 0.7, 0.9])),
        (np.array([0.5, 20.0]), 5 * _RATES, np.array([0.0, 0.4, 0.6, 0.8, 0.95])),
    ),
    mistakes=(
        Mistake(
            "the first weight only",
            _search(lambda w: float(abs(w[0])), 1.0),
            "You look at the first weight only. The pair must suit all of them: take the weight "
            "that is furthest from 0.",
        ),
        Mistake(
            "the last weight only",
            _search(lambda w: float(abs(w[-1])), 1.0),
            "You look at the last weight only. The pair must suit all of them: take the weight "
            "that is furthest from 0.",
        ),
        Mistake(
            "negative counts as near",
            _search(lambda w: float(w.max()), 1.0),
            "A weight far below 0 passes for a near one. Take sizes, np.abs, before the maximum.",
        ),
        Mistake(
            "without velocity",
            _search(_largest),
            "beta makes no difference in your loop: v must keep beta times the v of before.",
        ),
        Mistake(
            "the worst pair",
            _search(lambda w: -_largest(w), 1.0),
            "You return the pair that ends furthest away. Use the smallest distance.",
        ),
        Mistake(
            "the other way round",
            lambda curvatures, etas, betas: best_pair(curvatures, etas, betas)[::-1],
            "You return (beta, eta). Return eta first.",
        ),
    ),
    hints=(
        "Two loops around the 70 steps of momentum; keep for each pair how far the weights are.",
        "How far: the largest of their sizes, `np.abs(w).max()`. A dictionary can have pairs as "
        "keys.",
        "`found[eta, beta] = np.abs(w).max()`, and at the end `min(found, key=found.get)`.",
    ),
    way="Each pair takes its 70 steps, and the weight that is furthest from 0 speaks for it. For "
    "the curvatures 1 and 100 a fine grid finds eta near 0.03 and beta near 0.7; Polyak worked "
    "out what is best in the long run: with κ = 100, beta = ((√κ − 1) / (√κ + 1))² and eta "
    "= (2 / (√100 + √1))², that is 0.67 and 0.033.",
    note="The best momentum depends on the valley: 0.9 is a good guess, and no law.",
)
