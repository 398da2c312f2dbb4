"""Convolution and pooling by hand, and how images lie in memory."""

import numpy as np
import pytest
from nn_helpers import assert_close, built

from mnist_course import nn
from mnist_course.nn.images import batch_first, batch_last


def test_convolution_by_hand():
    layer = built(nn.Conv2D(1, 2, bias_initializer=nn.constant(10)), (3, 3, 1))
    layer.params["W"][..., 0, 0] = [[1, 2], [0, -1]]
    x = np.arange(9.0).reshape(1, 3, 3, 1)  # 0 1 2 / 3 4 5 / 6 7 8
    # top left: 0·1 + 1·2 + 3·0 - 4·1 + 10 = 8; each place further adds 1 + 2 - 1 = 2
    assert layer.forward(x)[0, :, :, 0].tolist() == [[8, 10], [14, 16]]
    dx = layer.backward(np.array([[1.0, 0], [0, 1]]).reshape(1, 2, 2, 1))
    assert dx[0, :, :, 0].tolist() == [[1, 2, 0], [0, 0, 2], [0, 0, -1]]
    assert layer.grads["W"][..., 0, 0].tolist() == [[4, 6], [10, 12]]
    assert layer.grads["b"].tolist() == [2]


def test_pooling_by_hand():
    x = np.array([[1.0, 5, 2], [3, 4, 9], [7, 7, 0]]).reshape(1, 3, 3, 1)
    largest, mean = built(nn.MaxPool2D(2, 1), (3, 3, 1)), built(nn.AvgPool2D(2, 1), (3, 3, 1))
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


def test_ragged_edges_are_left_out_by_valid_and_kept_by_same():
    x = np.arange(1.0, 10).reshape(1, 3, 3, 1)
    for kind, expected in ((nn.MaxPool2D, [[5, 6], [8, 9]]), (nn.AvgPool2D, [[3, 4.5], [7.5, 9]])):
        assert built(kind(2), (3, 3, 1)).forward(x).shape == (1, 1, 1, 1)
        same = built(kind(2, padding="same"), (3, 3, 1))
        assert same.forward(x)[0, ..., 0].tolist() == expected


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "layer", [nn.Conv2D(3, 2, activation="relu"), nn.MaxPool2D(), nn.AvgPool2D(), nn.Flatten()]
)
def test_type_and_other_images_of_the_batch_are_kept(layer, dtype):
    built(layer, (5, 4, 2), dtype=dtype)
    x = np.random.default_rng(0).normal(size=(3, 5, 4, 2)).astype(dtype)
    together = layer.forward(x).copy()
    assert together.dtype == layer.backward(np.ones_like(together)).dtype == dtype
    assert together.shape == (3, *layer.output_shape)
    alone = np.concatenate([layer.forward(x[i : i + 1]) for i in range(3)])
    assert_close(together, alone, rtol=1e-6, atol=1e-6)


def test_results_of_one_batch_survive_the_next():
    for layer in (nn.Conv2D(3, 2), nn.MaxPool2D(), nn.AvgPool2D()):
        built(layer, (4, 4, 1))
        rng = np.random.default_rng(0)
        x, other = rng.normal(size=(2, 2, 4, 4, 1))
        out = layer.forward(x)
        dx = layer.backward(np.ones_like(out))
        kept = out.copy(), dx.copy()
        layer.backward(2 * np.ones_like(layer.forward(other)))
        assert np.array_equal(out, kept[0]) and np.array_equal(dx, kept[1])


def test_first_layer_saves_its_product():
    layer = built(nn.Conv2D(3, 2), (4, 4, 1))
    out = layer.forward(np.ones((2, 4, 4, 1)))
    assert layer.backward(np.ones_like(out), input_grad=False) is None
    once = layer.grads["W"].copy()
    assert layer.backward(np.ones_like(out)).shape == (2, 4, 4, 1)
    assert np.array_equal(layer.grads["W"], once)
    for pool in (nn.MaxPool2D(), nn.AvgPool2D()):
        out = built(pool, (4, 4, 1)).forward(np.ones((2, 4, 4, 1)))
        assert pool.backward(out, input_grad=False) is None


def test_memory_order_turns_once_and_comes_back_free():
    x = np.arange(2.0 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    inside = batch_last(x)
    assert inside.flags.c_contiguous and inside.shape == (5, 3, 4, 2)
    assert np.array_equal(batch_first(inside), x)
    assert np.shares_memory(batch_last(batch_first(inside)), inside)
    # Element-wise functions keep the order, so that no layer between has to turn it again.
    assert batch_last(np.tanh(batch_first(inside))).base is not None
    assert np.tanh(batch_first(inside)).strides == batch_first(inside).strides


def test_flatten_puts_channels_innermost_also_for_turned_images():
    x = np.arange(2.0 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    layer = built(nn.Flatten(), (3, 4, 5))
    for images_ in (x, batch_first(batch_last(x))):
        rows = layer.forward(images_)
        assert np.array_equal(rows, np.arange(120.0).reshape(2, 60))
        assert np.array_equal(layer.backward(rows), x)
