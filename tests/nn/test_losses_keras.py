"""Losses against Keras: values and gradients of equal outputs and targets, in any shape."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.nn_helpers import locked
from tests.nn.tf_helpers import TOLERANCES, assert_within, tensorflow_passes, tf

import keras  # isort: skip - after tf_helpers, which skips these tests where there is no TensorFlow

pytestmark = [
    pytest.mark.keras,
    # Keras warns of one class only; here that is one of the shapes to be covered.
    pytest.mark.filterwarnings("ignore:In loss categorical_crossentropy, expected y_pred.shape"),
]

sizes = st.integers(1, 12)
seeds = st.integers(0, 2**32 - 1)


def half_square(dtype, from_logits=False):
    """Write down the quadratic cost once more, with TensorFlow's operations."""
    return lambda y, out: tf.reduce_mean(tf.reduce_sum((out - y) ** 2, axis=-1) / 2)


def mean_square(dtype, from_logits=False):
    return keras.losses.MeanSquaredError(dtype=dtype)


def binary(dtype, from_logits=False):
    return keras.losses.BinaryCrossentropy(from_logits=from_logits, dtype=dtype)


def categorical(dtype, from_logits=False):
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits, dtype=dtype)


LOSSES = {
    "quadratic": (nn.QuadraticCost(), half_square),
    "mse": (nn.MeanSquaredError(), mean_square),
    "bce": (nn.BinaryCrossentropy(), binary),
    "bce logits": (nn.BinaryCrossentropy(from_logits=True), binary),
    "cce": (nn.CategoricalCrossentropy(), categorical),
    "cce logits": (nn.CategoricalCrossentropy(from_logits=True), categorical),
}


def draw_targets(name, shape, rng):
    """Return one-hot rows, rows of probabilities, or any numbers from 0 to 1."""
    if not name.startswith("cce"):
        return rng.random(shape)
    if rng.random() < 0.5:
        return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
    rows = rng.random(shape) + 0.01
    return rows / rows.sum(axis=1, keepdims=True)


def compare(name, y, out, dtype):
    """Return our value and gradient, and those of Keras; see that nothing is written into."""
    ours, theirs = LOSSES[name]
    y, out = y.astype(dtype), out.astype(dtype)
    twin = theirs(dtype, from_logits="logits" in name)
    value, (slope,) = tensorflow_passes(lambda out: twin(y, out), [out], np.ones((), dtype))
    return ours(locked(y), locked(out)), ours.gradient(locked(y), locked(out)), value, slope


@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=100)
@given(batch=sizes, k=sizes, seed=seeds)
def test_values_and_gradients(name, batch, k, seed):
    assume(k > 1 or name != "cce")  # one class has probability 1: see the next test
    rng = np.random.default_rng(seed)
    y = draw_targets(name, (batch, k), rng)
    out = rng.uniform(0.05, 0.95, y.shape) if name in ("bce", "cce") else rng.normal(0, 2, y.shape)
    for dtype, tolerance in TOLERANCES.items():
        value, slope, expected, expected_slope = compare(name, y, out, dtype)
        assert abs(value - expected) < tolerance
        assert_within("slope", slope, expected_slope, dtype)


@pytest.mark.parametrize("name", ["bce", "cce"])
@settings(max_examples=60)
@given(batch=sizes, k=sizes, seed=seeds)
def test_probabilities_up_to_0_and_1(name, batch, k, seed):
    """Where slopes reach ten million, what counts is the relative difference."""
    rng = np.random.default_rng(seed)
    y = draw_targets(name, (batch, k), rng)
    out = 1 / (1 + np.exp(-rng.normal(0, 4, (batch, k))))
    out[rng.random(out.shape) < 0.1] = 0
    out[rng.random(out.shape) < 0.1] = 1
    if name == "cce":
        out[:, 0] += 0.01  # Keras divides rows by their sum: keep it above 0
    for dtype, tolerance in {"float64": 1e-9, "float32": 1e-4}.items():
        value, slope, expected, expected_slope = compare(name, y, out, dtype)
        assert value == pytest.approx(float(expected), rel=tolerance, abs=tolerance)
        np.testing.assert_allclose(slope, expected_slope, rtol=tolerance, atol=tolerance)


@settings(max_examples=60)
@given(batch=sizes, k=st.integers(2, 12), seed=seeds, logits=st.booleans())
def test_integer_labels(batch, k, seed, logits):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, batch)
    out = rng.normal(0, 2, (batch, k)) if logits else rng.uniform(0.05, 0.95, (batch, k))
    ours = nn.CategoricalCrossentropy(from_logits=logits)
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=logits, dtype="float64")
    value, (slope,) = tensorflow_passes(lambda out: theirs(labels, out), [out], np.ones(()))
    assert abs(ours(labels, out) - value) < 1e-9
    assert_within("slope", ours.gradient(labels, out), slope, "float64")
