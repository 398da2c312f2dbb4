"""How images lie in memory, and that nobody outside has to care."""

import numpy as np

from mnist_course import nn
from mnist_course.nn.fast.windows import batch_first, batch_last
from tests.nn.nn_helpers import built


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
