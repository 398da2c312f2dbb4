"""The layers of 1998 against TensorFlow, which has none of them: their formulas in its operations.

Sparse convolution, subsampling, the distances to pictures, the loss for them, and the whole network
of 60,000 parameters with all its gradients.
"""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_course import nn
from mnist_course.nn import zoo
from mnist_course.nn.historical import CONNECTIONS_1998, digit_codes
from tests.nn.image_helpers import Case, pool_cases, sparse_cases
from tests.nn.nn_helpers import built, draw_parameters, parameters
from tests.nn.tf_helpers import (
    BENDS,
    TOLERANCES,
    assert_twin_agrees,
    assert_within,
    tensorflow_passes,
    tf,
)

pytestmark = pytest.mark.keras

sizes = st.integers(1, 9)
seeds = st.integers(0, 2**32 - 1)


def sparse_twin(case, activation):
    padding, table = case.settings["padding"], case.settings["connections"]

    def twin(x, W, b):
        if isinstance(padding, tuple):
            x = tf.pad(x, [(0, 0), *padding, (0, 0)])
        border = "SAME" if padding == "same" else "VALID"
        seen = W * tf.cast(table, W.dtype)
        return BENDS[activation](tf.nn.conv2d(x, seen, case.settings["strides"], border) + b)

    return twin


C3 = {"kernel_size": (5, 5), "strides": (1, 1), "padding": "valid"}


@settings(max_examples=200)
@given(case=sparse_cases(), activation=st.sampled_from(["linear", "scaled_tanh"]))
@example(
    case=Case({"connections": CONNECTIONS_1998, **C3}, (14, 14, 6), 2, 0), activation="scaled_tanh"
)
def test_sparse_convolution(case, activation):
    # The weights without a connection are drawn at random too: they must not count.
    assert_twin_agrees(
        lambda: nn.SparseConv2D(activation=activation, **case.settings),
        case.shape,
        case.batch,
        case.seed,
        sparse_twin(case, activation),
    )


def subsampling_twin(case, activation):
    """Sum of a window = mean times size, over the image with a border of zeros."""
    window = case.settings["pool_size"]
    strides = case.settings["strides"] or window

    def border(size, k, s):
        missing = max((-(-size // s) - 1) * s + k - size, 0)
        return missing // 2, missing - missing // 2

    def twin(x, W, b):
        if case.settings["padding"] == "same":
            sides = zip(case.shape[:2], window, strides, strict=True)
            x = tf.pad(x, [(0, 0), *(border(*side) for side in sides), (0, 0)])
        total = tf.nn.avg_pool2d(x, window, strides, "VALID") * (window[0] * window[1])
        return BENDS[activation](total * W + b)

    return twin


@settings(max_examples=200)
@given(case=pool_cases(), activation=st.sampled_from(["scaled_tanh", "linear", "sigmoid"]))
@example(
    case=Case({"pool_size": (2, 2), "strides": None, "padding": "valid"}, (28, 28, 6), 2, 0),
    activation="scaled_tanh",
)
def test_subsampling(case, activation):
    assert_twin_agrees(
        lambda: nn.Subsampling(activation=activation, **case.settings),
        case.shape,
        case.batch,
        case.seed,
        subsampling_twin(case, activation),
    )


def distances(x, codes):
    return -tf.reduce_sum((x[:, None] - tf.cast(codes, x.dtype)[None]) ** 2, axis=2)


@settings(max_examples=200)
@given(batch=sizes, d_in=sizes, classes=sizes, seed=seeds)
def test_distances_to_pictures(batch, d_in, classes, seed):
    codes = np.random.default_rng(seed).normal(size=(classes, d_in)) / np.sqrt(d_in)
    assert_twin_agrees(
        lambda: nn.RBF(codes),
        (d_in,),
        batch,
        seed,
        lambda x: distances(x, codes),
        lambda rng, shape: rng.normal(size=shape) / np.sqrt(d_in),
    )


def map_loss(out, labels, j):
    """Equation (9) of the paper as it stands there, with distances y = -out."""
    y = -out
    right = tf.reduce_sum(y * tf.one_hot(labels, out.shape[1], dtype=y.dtype), axis=1)
    return tf.reduce_mean(right + tf.math.log(np.exp(-j) + tf.reduce_sum(tf.exp(-y), axis=1)))


@settings(max_examples=200)
@given(batch=sizes, classes=st.integers(2, 9), seed=seeds, j=st.floats(0.05, 20))
def test_maximum_a_posteriori(batch, classes, seed, j):
    rng = np.random.default_rng(seed)
    out, labels = -rng.chisquare(3, (batch, classes)), rng.integers(0, classes, batch)
    loss = nn.MaximumAPosteriori(j)
    for dtype, tolerance in TOLERANCES.items():
        scores = out.astype(dtype)
        value, (slope,) = tensorflow_passes(
            lambda out: map_loss(out, labels, j), [scores], np.ones((), dtype)
        )
        assert abs(loss(labels, scores) - value) < tolerance
        assert_within("slope", loss.gradient(labels, scores), slope, dtype)


def twin_of_1998(x, C1, b1, S2, b2, C3, b3, S4, b4, C5, b5, F6, b6):
    """The network of 1998 once more, layer by layer as in Figure 2 of the paper."""
    f, mask = BENDS["scaled_tanh"], tf.cast(CONNECTIONS_1998, x.dtype)
    c1 = f(tf.nn.conv2d(tf.pad(x, [(0, 0), (2, 2), (2, 2), (0, 0)]), C1, 1, "VALID") + b1)
    s2 = f(4 * tf.nn.avg_pool2d(c1, 2, 2, "VALID") * S2 + b2)
    c3 = f(tf.nn.conv2d(s2, C3 * mask, 1, "VALID") + b3)
    s4 = f(4 * tf.nn.avg_pool2d(c3, 2, 2, "VALID") * S4 + b4)
    c5 = f(tf.nn.conv2d(s4, C5, 1, "VALID") + b5)
    f6 = f(tf.reshape(c5, (len(x), 120)) @ F6 + b6)
    return distances(f6, digit_codes())


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_the_whole_network_of_1998(dtype):
    rng = np.random.default_rng(5)
    model = zoo.lenet5_1998(dtype=dtype)
    for layer in model.layers:
        draw_parameters(layer, rng)
    x = rng.normal(size=(4, 28, 28, 1)).astype(dtype)
    labels, loss = np.array([3, 0, 9, 9]), nn.MaximumAPosteriori(5.0)
    value, slopes = tensorflow_passes(
        lambda x, *p: map_loss(twin_of_1998(x, *p) / 100, labels, 5.0),
        [x, *model.params.values()],
        np.ones((), dtype),
    )
    out = model.forward(x, training=True) / 100  # distances of order 1, so that none is too far
    below = model.backward(loss.gradient(labels, out) / np.asarray(100, dtype))
    assert abs(loss(labels, out) - value) < TOLERANCES[dtype]
    for (name, ours), theirs in zip({"x": below, **model.grads}.items(), slopes, strict=True):
        assert np.abs(theirs).max() > 1e-4, f"dL/d{name} is hardly tested"
        assert_within(f"dL/d{name}", ours, theirs, dtype)


def test_the_helper_finds_a_wrong_layer():
    class Wrong(nn.Subsampling):
        def backward(self, grad, input_grad=True):
            below = super().backward(grad, input_grad)
            self.grads["b"] *= 1.0001
            return below

    case = Case({"pool_size": (2, 2), "strides": None, "padding": "valid"}, (4, 4, 1), 2, 0)
    with pytest.raises(AssertionError, match=r"dL/dtested/b differs by .* in float64"):
        assert_twin_agrees(Wrong, case.shape, 2, 0, subsampling_twin(case, "scaled_tanh"))
    layer = built(nn.Subsampling(), (4, 4, 1))
    assert list(parameters(layer)) == ["tested/W", "tested/b"]
