"""The knobs of the silent digits: each turns what it says, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.experiments import load_result
from mnist_course.experiments.catalogue import starting_weights as theme


@pytest.fixture(scope="module")
def digits() -> SimpleNamespace:
    """Random images with labels, in the shape of MNIST."""
    rng = np.random.default_rng(0)
    x = rng.random((300, 784), dtype=np.float32) * (rng.random((300, 784)) < 0.2)
    split = SimpleNamespace(x=x.astype(np.float32), labels=np.arange(300) % 10)
    return SimpleNamespace(train=split)


def begun(digits: SimpleNamespace, knob: str):
    """The network at its start, the sums of its outputs, and its parameters."""
    model = theme.start({**theme.USUAL, **theme.SILENCING[knob]}, 3, digits)
    return model, theme.sums(model, digits.train.x), model.params


def test_level_and_spread_are_turned_one_at_a_time(digits):
    _, usual, _ = begun(digits, "as drawn")
    _, levelled, _ = begun(digits, "level -8")
    _, narrow, _ = begun(digits, "spread / 10")
    np.testing.assert_allclose(levelled.mean(axis=0), -8, atol=1e-3)
    np.testing.assert_allclose(levelled.std(axis=0), usual.std(axis=0), rtol=1e-3)
    np.testing.assert_allclose(narrow.mean(axis=0), usual.mean(axis=0), atol=1e-3)
    np.testing.assert_allclose(narrow.std(axis=0), usual.std(axis=0) / 10, rtol=1e-2)


def test_other_labels_are_the_same_ten_units(digits):
    _, usual, _ = begun(digits, "as drawn")
    labels = digits.train.labels
    place = {}
    for knob in ("best labels", "worst labels"):
        _, z, _ = begun(digits, knob)
        np.testing.assert_allclose(np.sort(z, axis=1), np.sort(usual, axis=1), atol=1e-4)
        place[knob] = np.trace(theme.class_means(z, labels) - z.mean(axis=0))
    assert place["worst labels"] < np.trace(theme.class_means(usual, labels) - usual.mean(axis=0))
    assert place["best labels"] > 0 > place["worst labels"]


def test_a_larger_slope_is_felt_on_the_way_back_alone():
    steady, plain = theme.SteadySigmoid(0.1, [2]), theme.Sigmoid()
    z = np.linspace(-9, 9, 10, dtype=np.float32)[np.newaxis]
    a = steady(z)
    np.testing.assert_array_equal(a, plain(z))
    more = steady.backward(np.ones_like(z), z, a) - plain.backward(np.ones_like(z), z, a)
    np.testing.assert_allclose(more, 0.1 * (np.arange(10) == 2)[np.newaxis], atol=1e-7)


def test_without_a_knob_the_first_epoch_is_that_of_the_recorded_runs():
    """Two programs, one order of images: the same digits are silent."""
    drawn = load_result("silent-digits").select(knob="as drawn")
    recorded = load_result("s5-hidden-100").select(initialisation="normal")
    for one, other in zip(drawn, recorded, strict=True):
        assert one.metrics["silent_digits"] == other.metrics["silent_digits"][0]
