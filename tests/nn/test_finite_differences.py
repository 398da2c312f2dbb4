"""Every layer against central differences: relative error below 1e-4 in float64.

Some 200 random geometries for each layer; every entry of dL/dx and of every parameter's gradient.
Layers of images are in ``test_finite_differences_images``, losses in ``test_losses``.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.nn_helpers import (
    assert_gradients,
    built,
    check_by_differences,
    draw_upstream,
    numeric_gradient,
    worst_relative_error,
)

SMOOTH = ["linear", "sigmoid", "tanh", "softplus", "softmax", "scaled_tanh"]
CORNERED = ["relu", "leaky_relu"]
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize("activation", SMOOTH + CORNERED)
@settings(max_examples=40)
@given(batch=sizes, d_in=sizes, d_out=sizes, seed=seeds)
def test_dense(activation, batch, d_in, d_out, seed):
    check_by_differences(nn.Dense(d_out, activation), (d_in,), batch, seed)


@pytest.mark.parametrize("activation", SMOOTH + CORNERED)
@settings(max_examples=30)
@given(batch=sizes, shape=shapes, seed=seeds)
def test_activation(activation, batch, shape, seed):
    check_by_differences(nn.Activation(activation), shape, batch, seed)


@settings(max_examples=200)
@given(batch=sizes, shape=shapes, seed=seeds)
def test_flatten(batch, shape, seed):
    check_by_differences(nn.Flatten(), shape, batch, seed)


@settings(max_examples=200)
@given(batch=sizes, shape=shapes, seed=seeds, rate=st.floats(0, 0.9))
def test_dropout(batch, shape, seed, rate):
    layer = built(nn.Dropout(rate), shape, seed)
    start = layer.rng.bit_generator.state

    def rewind():
        layer.rng.bit_generator.state = start

    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, *shape))
    assert_gradients(layer, x, draw_upstream(rng, x.shape), before=rewind)


@settings(max_examples=200)
@given(batch=sizes, d_in=sizes, classes=sizes, seed=seeds)
def test_distances_to_pictures(batch, d_in, classes, seed):
    codes = np.random.default_rng(seed).normal(size=(classes, d_in))
    check_by_differences(nn.RBF(codes), (d_in,), batch, seed)


@settings(max_examples=200)
@given(batch=sizes, classes=st.integers(2, 6), seed=seeds, j=st.floats(0.05, 20))
def test_maximum_a_posteriori(batch, classes, seed, j):
    rng = np.random.default_rng(seed)
    out, labels = -rng.chisquare(3, (batch, classes)), rng.integers(0, classes, batch)
    loss = nn.MaximumAPosteriori(j)
    slope = loss.gradient(labels, out)
    assert worst_relative_error(slope, numeric_gradient(lambda: loss(labels, out), out)) < 1e-4


@settings(max_examples=100)
@given(batch=sizes, d=sizes, k=sizes, seed=seeds, outer=st.sampled_from(["linear", "sigmoid"]))
def test_residual_blocks_of_dense_layers(batch, d, k, seed, outer):
    body = [nn.Dense(k, "tanh"), nn.Residual([nn.Dense(k)]), nn.Dense(d)]
    check_by_differences(nn.Residual(body, activation=outer), (d,), batch, seed)
