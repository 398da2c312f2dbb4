"""Layers of images against central differences: relative error below 1e-4 in float64.

At least 200 random geometries for each layer; every entry of dL/dx and of every gradient.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from image_helpers import block_cases, conv_cases, pool_cases, sparse_cases
from nn_helpers import check_by_differences

from mnist_course import nn


def apart(case):
    """Return images without two similar pixels: a small move must not change the largest one."""
    shape = (case.batch, *case.shape)
    size = int(np.prod(shape))
    return (np.random.default_rng(case.seed).permutation(size) * (4 / size) - 2).reshape(shape)


@settings(max_examples=200)
@given(case=conv_cases(largest=5), activation=st.sampled_from(["linear", "tanh", "softmax"]))
def test_convolution(case, activation):
    layer = nn.Conv2D(activation=activation, **case.settings)
    check_by_differences(layer, case.shape, case.batch, case.seed)


@pytest.mark.parametrize("kind", [nn.MaxPool2D, nn.AvgPool2D])
@settings(max_examples=200)
@given(case=pool_cases(largest=5))
def test_pooling(kind, case):
    layer = kind(**case.settings)
    check_by_differences(layer, case.shape, case.batch, case.seed, apart(case))


@settings(max_examples=200)
@given(case=sparse_cases(largest=5), activation=st.sampled_from(["linear", "scaled_tanh"]))
def test_sparse_convolution(case, activation):
    layer = nn.SparseConv2D(activation=activation, **case.settings)
    check_by_differences(layer, case.shape, case.batch, case.seed)
    assert not layer.grads["W"][:, :, ~layer.connections].any()


@settings(max_examples=200)
@given(case=pool_cases(largest=5), activation=st.sampled_from(["linear", "scaled_tanh"]))
def test_subsampling(case, activation):
    layer = nn.Subsampling(activation=activation, **case.settings)
    check_by_differences(layer, case.shape, case.batch, case.seed)


@settings(max_examples=100)
@given(case=block_cases(largest=4), outer=st.sampled_from(["linear", "tanh", "softmax"]))
def test_residual_blocks_of_convolutions(case, outer):
    windows, filters, stride = (case.settings[key] for key in ("windows", "filters", "stride"))
    body = [
        nn.Conv2D(filters, window, stride if i == 0 else 1, "same", "tanh")
        for i, window in enumerate(windows)
    ]
    shortcut = nn.Conv2D(filters, 1, stride) if case.settings["shortcut"] else None
    block = nn.Residual(body, shortcut, outer)
    check_by_differences(block, case.shape, case.batch, case.seed)
