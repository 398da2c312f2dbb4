"""Convolution and pooling, plain and quick, and blocks of them: by hand and by differences.

Relative error below 1e-4 in float64; at least 200 random geometries for each quick layer, every
entry of dL/dx and of every gradient. The plain ones must equal the quick ones: fast/.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course import nn
from tests.nn.image_helpers import block_cases, conv_cases, pool_cases, sparse_cases
from tests.nn.nn_helpers import built, check_by_differences

CONVOLUTIONS = [nn.PlainConv2D, nn.Conv2D]
POOLS = [(nn.PlainMaxPool2D, nn.PlainAvgPool2D), (nn.MaxPool2D, nn.AvgPool2D)]


@pytest.mark.parametrize("kind", CONVOLUTIONS)
def test_convolution_by_hand(kind):
    layer = built(kind(1, 2, bias_initializer=nn.constant(10)), (3, 3, 1))
    layer.params["W"][..., 0, 0] = [[1, 2], [0, -1]]
    x = np.arange(9.0).reshape(1, 3, 3, 1)  # 0 1 2 / 3 4 5 / 6 7 8
    # top left: 0·1 + 1·2 + 3·0 - 4·1 + 10 = 8; each place further adds 1 + 2 - 1 = 2
    assert layer.forward(x)[0, :, :, 0].tolist() == [[8, 10], [14, 16]]
    dx = layer.backward(np.array([[1.0, 0], [0, 1]]).reshape(1, 2, 2, 1))
    assert dx[0, :, :, 0].tolist() == [[1, 2, 0], [0, 0, 2], [0, 0, -1]]
    assert layer.grads["W"][..., 0, 0].tolist() == [[4, 6], [10, 12]]
    assert layer.grads["b"].tolist() == [2]


@pytest.mark.parametrize(("largest", "mean"), POOLS)
def test_pooling_by_hand(largest, mean):
    x = np.array([[1.0, 5, 2], [3, 4, 9], [7, 7, 0]]).reshape(1, 3, 3, 1)
    largest, mean = (built(kind(2, 1), (3, 3, 1)) for kind in (largest, mean))
    assert largest.forward(x)[0, ..., 0].tolist() == [[5, 9], [7, 9]]
    assert mean.forward(x)[0, ..., 0].tolist() == [[3.25, 5], [5.25, 5]]
    upstream = np.array([[1.0, 10], [100, 1000]]).reshape(1, 2, 2, 1)
    # 9 wins twice; of the two 7s the first one takes all
    assert largest.backward(upstream)[0, ..., 0].tolist() == [[0, 1, 0], [0, 0, 1010], [100, 0, 0]]
    assert (4 * mean.backward(upstream))[0, ..., 0].tolist() == [
        [1, 11, 10],
        [101, 1111, 1010],
        [100, 1100, 1000],
    ]


@pytest.mark.parametrize("kind", [nn.PlainAvgPool2D, nn.AvgPool2D])
def test_the_mean_of_a_window_larger_than_the_image_by_hand(kind):
    layer = built(kind((5, 1), 1, "same"), (4, 1, 1))  # windows of 3, 4, 4 and 3 pixels
    x = np.arange(4.0).reshape(1, 4, 1, 1)
    assert layer.forward(x).ravel().tolist() == [1, 1.5, 1.5, 2]
    below = layer.backward(np.array([3.0, 40, 400, 3000]).reshape(1, 4, 1, 1))
    assert below.ravel().tolist() == [111, 1111, 1111, 1110]


@pytest.mark.parametrize(("largest", "mean"), POOLS)
def test_ragged_edges_are_left_out_by_valid_and_kept_by_same(largest, mean):
    x = np.arange(1.0, 10).reshape(1, 3, 3, 1)
    for kind, expected in ((largest, [[5, 6], [8, 9]]), (mean, [[3, 4.5], [7.5, 9]])):
        assert built(kind(2), (3, 3, 1)).forward(x).shape == (1, 1, 1, 1)
        same = built(kind(2, padding="same"), (3, 3, 1))
        assert same.forward(x)[0, ..., 0].tolist() == expected


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
