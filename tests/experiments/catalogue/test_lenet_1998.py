"""The old parts of LeNet-5 beside today's: what is compared, and the windows between digits."""

import numpy as np

from mnist_course.experiments.catalogue.lenet.of_1998 import between_digits, inputs, sparse
from mnist_course.nn.historical import CONNECTIONS_1998
from mnist_course.nn.zoo import lenet5


def test_only_the_table_of_c3_tells_the_two_networks_apart():
    ours, today = sparse(seed=3), lenet5(seed=3)
    assert today.count - ours.count == 25 * int((~CONNECTIONS_1998).sum()) == 900
    for layer, other in zip(ours.layers, today.layers, strict=True):
        assert layer.name == other.name and layer.output_shape == other.output_shape
        if layer.name != "C3":
            assert type(layer) is type(other)
    unseen = np.broadcast_to(~CONNECTIONS_1998, ours.params["C3/W"].shape)
    assert (ours.params["C3/W"][unseen] == 0).all() and ours.params["C3/W"].any()


def test_a_window_between_digits_ends_one_and_begins_the_next():
    columns = np.arange(1, 29, dtype=np.uint8)  # each column of a digit has its number as ink
    windows = between_digits(np.tile(columns, (4, 28, 1)), np.random.default_rng(0), 6)
    left = np.where(np.arange(28) < 17, np.arange(28) + 12, 0)  # columns 12 to 28 of the left one
    right = np.where(np.arange(28) >= 11, np.arange(28) - 10, 0)  # columns 1 to 17 of the right one
    assert windows.shape == (6, 28, 28)
    np.testing.assert_array_equal(windows, np.broadcast_to(np.maximum(left, right), (6, 28, 28)))


def test_the_pixels_of_1998_have_a_mean_of_about_zero():
    ends = np.array([[[0, 255]]], np.uint8)
    np.testing.assert_allclose(inputs(ends, "whole").ravel(), [-0.1, 1.175], atol=1e-6)
    np.testing.assert_array_equal(inputs(ends, "today").ravel(), [0, 1])
