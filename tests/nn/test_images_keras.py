"""Convolution and pooling against TensorFlow: equal weights, random geometry, equal results."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from image_helpers import Case, conv_cases, images, pool_cases
from nn_helpers import assert_close

from mnist_course import nn

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: pip install .[keras]")
import tensorflow as tf

pytestmark = pytest.mark.keras

DTYPES = st.sampled_from(["float32", "float64"])
BENDS = {"linear": tf.identity, "relu": tf.nn.relu, "tanh": tf.tanh}


def compare(layer, case, dtype, twin):
    """Build `layer`; compare outputs and all gradients with those of `twin`(x, *parameters)."""
    layer.name = "tested"
    layer.build(case.shape, np.random.default_rng(case.seed), np.dtype(dtype))
    x = images(case, dtype)
    sources = [tf.constant(v) for v in (x, *layer.params.values())]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        expected = twin(*sources)
        upstream = np.random.default_rng(1).normal(size=expected.shape).astype(dtype)
        total = tf.reduce_sum(expected * upstream)
    slopes = tape.gradient(total, sources)
    kept = x.copy(), upstream.copy()
    assert layer.output_shape == tuple(expected.shape[1:])
    assert_close(layer.forward(x, training=True), expected.numpy())
    found = [layer.backward(upstream), *layer.grads.values()]
    for ours, theirs in zip(found, slopes, strict=True):
        assert ours.dtype == dtype
        # Relative to the array's largest entry: a sum over thousands of places, some of opposite
        # sign, loses digits in float32 whichever way it is added up
        scale = max(1.0, float(np.abs(theirs.numpy()).max()))
        assert_close(ours / scale, theirs.numpy() / scale)
    assert np.array_equal(x, kept[0]) and np.array_equal(upstream, kept[1])


def conv_twin(case, activation):
    padding, (down, across) = case.settings["padding"], case.settings["strides"]

    def twin(x, W, b):
        if isinstance(padding, tuple):
            x = tf.pad(x, [(0, 0), *padding, (0, 0)])
        border = "SAME" if padding == "same" else "VALID"
        return BENDS[activation](tf.nn.conv2d(x, W, (down, across), border) + b)

    return twin


@settings(max_examples=250)
@given(case=conv_cases(), activation=st.sampled_from(list(BENDS)), dtype=DTYPES)
@example(  # stride above the window, one channel, batch 1, odd sizes
    case=Case(
        {"filters": 1, "kernel_size": (2, 3), "strides": (3, 5), "padding": "same"}, (7, 9, 1), 1, 0
    ),
    activation="tanh",
    dtype="float32",
)
@example(  # the first layer of LeNet-5
    case=Case(
        {"filters": 6, "kernel_size": (5, 5), "strides": (1, 1), "padding": "same"},
        (28, 28, 1),
        3,
        0,
    ),
    activation="tanh",
    dtype="float32",
)
def test_convolution(case, activation, dtype):
    options = {"activation": activation, "bias_initializer": "random_normal", **case.settings}
    compare(nn.Conv2D(**options), case, dtype, conv_twin(case, activation))


def pool_twin(case, pool):
    window = case.settings["pool_size"]
    strides = case.settings["strides"] or window
    return lambda x: pool(x, window, strides, case.settings["padding"].upper())


@settings(max_examples=250)
@given(case=pool_cases(), dtype=DTYPES)
def test_max_pooling(case, dtype):
    compare(nn.MaxPool2D(**case.settings), case, dtype, pool_twin(case, tf.nn.max_pool2d))


@settings(max_examples=250)
@given(case=pool_cases(), dtype=DTYPES)
def test_average_pooling(case, dtype):
    compare(nn.AvgPool2D(**case.settings), case, dtype, pool_twin(case, tf.nn.avg_pool2d))


@settings(max_examples=50)
@given(case=pool_cases(), seed=st.integers(0, 1000))
def test_ties_in_max_pooling_are_broken_as_in_tensorflow(case, seed):
    x = np.random.default_rng(seed).integers(0, 2, (case.batch, *case.shape)).astype("float32")
    layer = nn.MaxPool2D(**case.settings)
    layer.build(case.shape, np.random.default_rng(0), np.dtype("float32"))
    source = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(source)
        out = pool_twin(case, tf.nn.max_pool2d)(source)
        upstream = np.random.default_rng(1).normal(size=out.shape).astype("float32")
        total = tf.reduce_sum(out * upstream)
    layer.forward(x)
    assert_close(layer.backward(upstream), tape.gradient(total, source).numpy())
