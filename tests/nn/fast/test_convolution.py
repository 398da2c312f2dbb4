"""The quick convolution and pooling equal the plain ones; how products are cut and rows stacked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_equal

from mnist_course import nn
from mnist_course.nn.fast.convolution import cut_places, stacks
from tests.nn.image_helpers import conv_cases, pool_cases
from tests.nn.nn_helpers import assert_close, both_passes, built, draw_parameters, draw_upstream


def assert_equal_layers(case, plain, quick, **more):
    """Compare outputs and all gradients, in float64 and in float32 (largest difference 1e-5)."""
    for dtype, tolerance in (("float64", 1e-12), ("float32", 1e-5)):
        rng = np.random.default_rng(case.seed)
        layers = [
            built(kind(**case.settings, **more), case.shape, 0, dtype) for kind in (plain, quick)
        ]
        draw_parameters(layers[0], rng)
        for key, value in layers[0].params.items():
            layers[1].params[key][...] = value
        x = rng.normal(size=(case.batch, *case.shape)).astype(dtype)
        upstream = draw_upstream(rng, (case.batch, *layers[0].output_shape)).astype(dtype)
        (out, found), (expected, theirs) = (both_passes(layer, x, upstream) for layer in layers)
        assert list(found) == list(theirs) and out.dtype == dtype
        for ours, other in zip((out, *found.values()), (expected, *theirs.values()), strict=True):
            assert_close(ours, other, rtol=0, atol=tolerance)


@settings(max_examples=200)
@given(case=conv_cases(), activation=st.sampled_from(["linear", "relu", "tanh", "softmax"]))
def test_the_quick_convolution_equals_the_plain_one(case, activation):
    assert_equal_layers(case, nn.PlainConv2D, nn.Conv2D, activation=activation)


@pytest.mark.parametrize("kind", ["MaxPool2D", "AvgPool2D"])
@settings(max_examples=200)
@given(case=pool_cases())
def test_quick_pooling_equals_the_plain_one(kind, case):
    assert_equal_layers(case, getattr(nn, f"Plain{kind}"), getattr(nn, kind))


@pytest.mark.parametrize("weights", [1, 150, 2400, 2501, 10**6])
@pytest.mark.parametrize("places", [1, 7, 640, 1792, 50_176, 99_991])
def test_cuts_are_even_and_small_or_not_made(places, weights):
    pieces = cut_places(places, weights)
    assert places % pieces == 0
    if weights > 2500:
        assert pieces == 1
    elif pieces > 1:
        assert places // pieces * weights <= 1_000_000


def test_a_product_in_pieces_equals_the_whole(monkeypatch):
    layer = nn.Conv2D(16, 5, name="C3")
    layer.build((14, 14, 6), np.random.default_rng(0), np.dtype("float64"))
    rng = np.random.default_rng(0)
    x, upstream = rng.normal(size=(60, 14, 14, 6)), rng.normal(size=(60, 10, 10, 16))
    assert cut_places(60 * 10, 2400) > 1
    results = []
    for _ in range(2):
        out, below = layer.forward(x), layer.backward(upstream)
        results.append([out, below, *(g.copy() for g in layer.grads.values())])
        monkeypatch.setattr(
            "mnist_course.nn.fast.convolution.cut_places", lambda places, weights: 1
        )
    for pieces, whole in zip(*results, strict=True):
        assert_close(pieces, whole, rtol=1e-12, atol=1e-10)


def test_cuts_of_lenet():
    assert cut_places(28 * 64, 150) == 1  # 25 × 6 weights: 268,800 multiplications a row
    assert cut_places(10 * 64, 2400) == 2  # 1,536,000 a row


@pytest.mark.parametrize(
    ("height", "stride", "pieces"), [(3, 1, 1), (3, 2, 4), (2, 5, 3), (1, 1, 2)]
)
def test_stacks_are_neighbouring_rows_and_no_copy(height, stride, pieces):
    rows = np.arange(11 * 2 * 12.0).reshape(11, 2, 12)
    found = stacks(rows, height, stride, pieces)
    assert np.shares_memory(found, rows) and not found.flags.writeable
    first_rows = range(0, 11 - height + 1, stride)
    assert found.shape == (len(first_rows), pieces, height * 2, 12 // pieces)
    for whole, first in zip(found, first_rows, strict=True):
        assert_equal(np.hstack(whole), rows[first : first + height].reshape(-1, 12))
