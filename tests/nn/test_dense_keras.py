"""Dense, Activation, Flatten and Dropout against TensorFlow: equal results in any geometry."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.nn_helpers import both_passes, built, draw_upstream
from tests.nn.tf_helpers import (
    BENDS,
    TOLERANCES,
    assert_twin_agrees,
    assert_within,
    tensorflow_passes,
    tf,
)

pytestmark = pytest.mark.keras

sizes = st.integers(1, 20)
seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple)  # rows, pictures, images
batches = st.integers(1, 9)


@pytest.mark.parametrize("activation", BENDS)
@settings(max_examples=40)
@given(batch=sizes, d_in=sizes, d_out=sizes, seed=seeds)
@example(batch=1, d_in=1, d_out=1, seed=0)
@example(batch=1, d_in=784, d_out=10, seed=0)
def test_dense(activation, batch, d_in, d_out, seed):
    assert_twin_agrees(
        lambda: nn.Dense(d_out, activation),
        (d_in,),
        batch,
        seed,
        lambda x, W, b: BENDS[activation](tf.matmul(x, W) + b),
    )


def with_corners(rng, shape):
    """Draw inputs of which some are exactly 0, where ReLU and step have their corner."""
    return rng.normal(0, 2, shape) * (rng.random(shape) < 0.9)


@pytest.mark.parametrize("activation", BENDS)
@settings(max_examples=40)
@given(batch=batches, shape=shapes, seed=seeds)
def test_activation_layers(activation, batch, shape, seed):
    make = lambda: nn.Activation(activation)  # noqa: E731
    assert_twin_agrees(make, shape, batch, seed, BENDS[activation], with_corners)


@settings(max_examples=60)
@given(batch=batches, shape=shapes, seed=seeds, slope=st.floats(0, 2))
def test_leaky_relu_of_any_slope(batch, shape, seed, slope):
    make = lambda: nn.Activation(nn.LeakyReLU(slope))  # noqa: E731
    twin = lambda z: tf.where(z > 0, z, slope * z)  # noqa: E731
    assert_twin_agrees(make, shape, batch, seed, twin, with_corners)


@settings(max_examples=200)
@given(batch=batches, shape=shapes, seed=seeds)
def test_flatten(batch, shape, seed):
    assert_twin_agrees(nn.Flatten, shape, batch, seed, lambda x: tf.reshape(x, (batch, -1)))


@settings(max_examples=200)
@given(batch=batches, shape=shapes, seed=seeds, rate=st.floats(0, 0.95))
def test_dropout_with_the_same_units_silenced(batch, shape, seed, rate):
    for dtype in TOLERANCES:
        rng = np.random.default_rng(seed)
        layer = built(nn.Dropout(rate), shape, seed, dtype)
        x = rng.uniform(0.5, 1.5, (batch, *shape)).astype(dtype)  # no zeros: 0 means silenced
        upstream = draw_upstream(rng, x.shape).astype(dtype)
        out, found = both_passes(layer, x, upstream)
        alive = out != 0

        def twin(x, alive=alive):
            return tf.where(alive, x / (1 - rate), tf.zeros_like(x))

        expected, (slope,) = tensorflow_passes(twin, [x], upstream)
        # Inputs and outputs are divided by what is left, which may be as little as 1/20.
        assert_within("output", out * (1 - rate), expected * (1 - rate), dtype)
        assert_within("dL/dx", found["x"], slope, dtype)


@settings(max_examples=50)
@given(batch=batches, shape=shapes, seed=seeds, rate=st.floats(0, 0.95))
def test_dropout_predicts_as_if_it_were_not_there(batch, shape, seed, rate):
    assert_twin_agrees(lambda: nn.Dropout(rate), shape, batch, seed, tf.identity, training=False)
