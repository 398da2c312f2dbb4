"""Calibration against scikit-learn, a temperature that was put in, a limit found by trying all."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_course.experiments.shared.confidence import (
    best_temperature,
    calibration_error,
    least_limit,
    measure,
    reliability,
    soften,
)


def answers(seed: int, n: int = 2_000, warmth: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and labels; the labels are drawn from them, so the promise is kept.

    With another ``warmth`` the scores are multiplied by it afterwards, and it is not.
    """
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 2.5, (n, 10))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(10, p=row) for row in p])
    louder = np.exp(warmth * z)
    return louder / louder.sum(axis=1, keepdims=True), labels


def test_bins_are_those_of_scikit_learn():
    calibration = pytest.importorskip("sklearn.calibration")
    p, labels = answers(0)
    table = {name: np.array(values) for name, values in reliability(p, labels).items()}
    full = table["bin_count"] > 0
    right = p.argmax(axis=1) == labels
    by_sklearn = calibration.calibration_curve(right, p.max(axis=1), n_bins=10)
    for name, expected in zip(("bin_right", "bin_sure"), by_sklearn, strict=True):
        np.testing.assert_allclose(table[name][full] / table["bin_count"][full], expected, 1e-4)


def test_the_error_by_hand():
    """Five answers at 0.9, four right; five at 0.55, one right: 0.5 · 0.1 + 0.5 · 0.35."""
    p = np.array([[0.9, 0.1]] * 5 + [[0.55, 0.45]] * 5)
    labels = np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 1])
    assert calibration_error(reliability(p, labels)) == pytest.approx(0.225)
    found = measure(p, labels, 0.8)
    assert found["read"] == 0.5 and found["read_right"] == 0.8
    assert found["confidence"] == pytest.approx(0.725)


def test_a_temperature_that_was_put_in_is_found_and_mends_the_error():
    p, labels = answers(1, warmth=2.0)
    temperature = best_temperature(p, labels)
    assert temperature == pytest.approx(2.0, rel=0.1)
    softer = soften(p, temperature)
    np.testing.assert_array_equal(softer.argmax(axis=1), p.argmax(axis=1))
    before, after = (calibration_error(reliability(x, labels)) for x in (p, softer))
    assert before > 0.1 and after < 0.04


def test_the_limit_is_the_least_that_keeps_what_was_wanted():
    p, labels = answers(2, 300)
    sure, right = p.max(axis=1), p.argmax(axis=1) == labels
    keeps = [limit for limit in sure if right[sure >= limit].mean() >= 0.9]
    assert least_limit(p, labels, 0.9) == min(keeps)
