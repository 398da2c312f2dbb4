"""Layers with untied weights: gradients, and a start that is a convolution's."""

import numpy as np
import pytest

from mnist_course.experiments.catalogue.convolution_and_pooling import (
    UnlikeConv2D,
    UntiedConv2D,
    changed,
    pooled,
    resize,
    windows,
)
from mnist_course.nn import Dense, Flatten, PlainConv2D, Sequential, gradient_check

SETTINGS = {"strides": 2, "padding": "same", "activation": "tanh"}


def network(kind):
    layers = [kind(3, 3, **SETTINGS), kind(2, 3, **SETTINGS), Flatten(), Dense(3, "softmax")]
    return Sequential(layers, input_shape=(7, 7, 2), seed=1)


@pytest.mark.parametrize("kind", [UntiedConv2D, UnlikeConv2D])
def test_gradients_of_untied_weights(kind):
    x = np.random.default_rng(0).normal(size=(4, 7, 7, 2))
    targets = np.eye(3)[[0, 1, 2, 1]]
    report = gradient_check(network(kind), "categorical_crossentropy", x, targets, show=False)
    assert report.ok(1e-6)


def test_untied_weights_begin_as_a_convolution_and_unlike_ones_do_not():
    x = np.random.default_rng(0).normal(size=(4, 7, 7, 2)).astype(np.float32)
    tied, untied, unlike = (
        network(kind).forward(x) for kind in (PlainConv2D, UntiedConv2D, UnlikeConv2D)
    )
    np.testing.assert_allclose(untied, tied, atol=1e-6)
    assert not np.allclose(unlike, tied, atol=1e-3)


def test_only_what_is_compared_differs():
    kinds = [pooled(kind, seed=3) for kind in ("max", "average", "stride")]
    for other in kinds[1:]:
        pairs = zip(kinds[0].params.values(), other.params.values(), strict=True)
        assert all(np.array_equal(mine, its) for mine, its in pairs)
    assert windows(UntiedConv2D, 0).count == 14 * 14 * 26 * 8 + 7 * 7 * 201 * 16 + 7850


def test_digits_are_resized_about_their_centre_and_changes_keep_the_shape():
    square = np.zeros((1, 28, 28), np.uint8)
    square[:, 10:18, 10:18] = 255
    assert resize(square, 1.25)[0, 13].astype(float).sum() / 255 == pytest.approx(10, abs=0.1)
    assert resize(square, 0.5)[0, 13].astype(float).sum() / 255 == pytest.approx(4, abs=0.1)
    assert {images.shape for several in changed(square).values() for images in several} == {
        (1, 28, 28)
    }
