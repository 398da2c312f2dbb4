"""Every layer against central differences: relative error below 1e-4 in float64.

Some 200 random geometries for each layer; every entry of dL/dx and of every parameter's gradient.
Convolution and pooling are in ``test_images``, activations by themselves in ``test_activations``.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from image_helpers import block_cases, images, pool_cases, sparse_cases
from nn_helpers import (
    assert_gradients,
    away_from_corners,
    built,
    draw_parameters,
    draw_upstream,
    worst_relative_error,
)

from mnist_course import nn

SMOOTH = ["linear", "sigmoid", "tanh", "softplus", "softmax", "scaled_tanh"]
CORNERED = ["relu", "leaky_relu"]
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)


def check(layer, shape, batch, seed, x=None):
    """Build the layer, draw weights, inputs and upstream gradients, and compare everything."""
    rng = np.random.default_rng(seed)
    draw_parameters(built(layer, shape, seed), rng)
    x = rng.normal(size=(batch, *shape)) if x is None else x
    if getattr(getattr(layer, "activation", None), "name", None) in CORNERED:
        layer.forward(x)
        assume(away_from_corners(layer.z, distance=2e-4))
    assert_gradients(layer, x, draw_upstream(rng, (batch, *layer.output_shape)))


@pytest.mark.parametrize("activation", SMOOTH + CORNERED)
@settings(max_examples=40)
@given(batch=sizes, d_in=sizes, d_out=sizes, seed=seeds)
def test_dense(activation, batch, d_in, d_out, seed):
    check(nn.Dense(d_out, activation), (d_in,), batch, seed)


@pytest.mark.parametrize("activation", SMOOTH + CORNERED)
@settings(max_examples=30)
@given(batch=sizes, shape=shapes, seed=seeds)
def test_activation(activation, batch, shape, seed):
    check(nn.Activation(activation), shape, batch, seed)


@settings(max_examples=200)
@given(batch=sizes, shape=shapes, seed=seeds)
def test_flatten(batch, shape, seed):
    check(nn.Flatten(), shape, batch, seed)


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
@given(case=sparse_cases(largest=5), activation=st.sampled_from(["linear", "scaled_tanh"]))
def test_sparse_convolution(case, activation):
    layer = nn.SparseConv2D(activation=activation, **case.settings)
    check(layer, case.shape, case.batch, case.seed, images(case))
    assert not layer.grads["W"][:, :, ~layer.connections].any()


@settings(max_examples=200)
@given(case=pool_cases(largest=5), activation=st.sampled_from(["linear", "scaled_tanh"]))
def test_subsampling(case, activation):
    layer = nn.Subsampling(activation=activation, **case.settings)
    check(layer, case.shape, case.batch, case.seed, images(case))


@settings(max_examples=200)
@given(batch=sizes, d_in=sizes, classes=sizes, seed=seeds)
def test_distances_to_pictures(batch, d_in, classes, seed):
    codes = np.random.default_rng(seed).normal(size=(classes, d_in))
    check(nn.RBF(codes), (d_in,), batch, seed)


@settings(max_examples=200)
@given(batch=sizes, classes=st.integers(2, 6), seed=seeds, j=st.floats(0.05, 20))
def test_maximum_a_posteriori(batch, classes, seed, j):
    from nn_helpers import numeric_gradient

    rng = np.random.default_rng(seed)
    out, labels = -rng.chisquare(3, (batch, classes)), rng.integers(0, classes, batch)
    loss = nn.MaximumAPosteriori(j)
    slope = loss.gradient(labels, out)
    assert worst_relative_error(slope, numeric_gradient(lambda: loss(labels, out), out)) < 1e-4


@settings(max_examples=100)
@given(case=block_cases(largest=4), outer=st.sampled_from(["linear", "tanh", "softmax"]))
def test_residual_blocks_of_convolutions(case, outer):
    windows, filters, stride = (case.settings[key] for key in ("windows", "filters", "stride"))
    body = [
        nn.Conv2D(filters, window, stride if i == 0 else 1, "same", "tanh")
        for i, window in enumerate(windows)
    ]
    shortcut = nn.Conv2D(filters, 1, stride) if case.settings["shortcut"] else None
    check(nn.Residual(body, shortcut, outer), case.shape, case.batch, case.seed)


@settings(max_examples=100)
@given(batch=sizes, d=sizes, k=sizes, seed=seeds, outer=st.sampled_from(["linear", "sigmoid"]))
def test_residual_blocks_of_dense_layers(batch, d, k, seed, outer):
    body = [nn.Dense(k, "tanh"), nn.Residual([nn.Dense(k)]), nn.Dense(d)]
    check(nn.Residual(body, activation=outer), (d,), batch, seed)
