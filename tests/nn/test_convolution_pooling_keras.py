"""Convolution and pooling, plain and quick, and blocks against TensorFlow: random geometry."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mnist_course import nn
from mnist_course.nn.fast.convolution import cut_places
from tests.nn.image_helpers import Case, block_cases, conv_cases, pool_cases
from tests.nn.nn_helpers import built
from tests.nn.tf_helpers import BENDS, assert_twin_agrees, assert_within, tensorflow_passes, tf

pytestmark = pytest.mark.keras

CORNERS = [  # what a random draw might leave out: (window, strides, padding, image, batch)
    ((2, 3), (3, 5), "same", (7, 9, 1), 1),  # strides above the window, one channel, odd sizes
    ((5, 5), (1, 1), "same", (28, 28, 1), 3),  # the first layer of LeNet-5
    ((1, 1), (1, 1), "valid", (1, 1, 1), 1),  # one pixel
    ((4, 4), (1, 1), "same", (1, 1, 2), 1),  # a window larger than the image
    ((5, 5), (4, 4), "valid", (5, 8, 1), 2),  # ragged: three columns are left out
]


def corner_cases(**names):
    """Give the test every corner case besides the random ones; `names` are those of its layer."""

    def add(test):
        for window, strides, padding, shape, batch in CORNERS:
            place = {names["window"]: window, "strides": strides, "padding": padding}
            case = Case({**place, **names.get("more", {})}, shape, batch, 0)
            test = example(case=case, **names.get("others", {}))(test)
        return test

    return add


def conv_twin(case, activation):
    padding, strides = case.settings["padding"], case.settings["strides"]

    def twin(x, W, b):
        if isinstance(padding, tuple):
            x = tf.pad(x, [(0, 0), *padding, (0, 0)])
        border = "SAME" if padding == "same" else "VALID"
        return BENDS[activation](tf.nn.conv2d(x, W, strides, border) + b)

    return twin


@pytest.mark.parametrize("kind", [nn.PlainConv2D, nn.Conv2D])
@settings(max_examples=200)
@given(case=conv_cases(), activation=st.sampled_from(["linear", "relu", "tanh", "softmax"]))
@corner_cases(window="kernel_size", more={"filters": 3}, others={"activation": "tanh"})
@corner_cases(window="kernel_size", more={"filters": 1}, others={"activation": "linear"})
def test_convolution(kind, case, activation):
    assert_twin_agrees(
        lambda: kind(activation=activation, **case.settings),
        case.shape,
        case.batch,
        case.seed,
        conv_twin(case, activation),
    )


@pytest.mark.parametrize(
    ("shape", "filters", "padding", "pieces"),
    [((28, 28, 1), 6, "same", 1), ((14, 14, 6), 16, "valid", 2), ((5, 5, 16), 120, "valid", 1)],
)
def test_convolutions_of_lenet_cut_into_pieces(shape, filters, padding, pieces):
    """Large batches: a row's matrix product is made in pieces, which must all arrive."""
    settings_ = {"filters": filters, "kernel_size": (5, 5), "strides": (1, 1), "padding": padding}
    case = Case(settings_, shape, 64, 0)
    places = 64 * (28 if padding == "same" else shape[0] - 4)
    assert cut_places(places, 25 * shape[2] * filters) == pieces
    make = lambda: nn.Conv2D(activation="tanh", **settings_)  # noqa: E731
    assert_twin_agrees(make, shape, 64, 0, conv_twin(case, "tanh"))


def pool_twin(case, pool):
    window = case.settings["pool_size"]
    strides = case.settings["strides"] or window
    return lambda x: pool(x, window, strides, case.settings["padding"].upper())


POOLS = {
    nn.PlainMaxPool2D: tf.nn.max_pool2d,
    nn.MaxPool2D: tf.nn.max_pool2d,
    nn.PlainAvgPool2D: tf.nn.avg_pool2d,
    nn.AvgPool2D: tf.nn.avg_pool2d,
}


@pytest.mark.parametrize("kind", POOLS)
@settings(max_examples=200)
@given(case=pool_cases())
@corner_cases(window="pool_size")
def test_pooling(kind, case):
    # TensorFlow's gradient of the mean counts pixels of the border where the window is larger than
    # the image: for windows of 5 on 4 pixels it says 1/4 where a mean of 3 has 1/3. Such windows
    # are held against differences alone, in test_convolution_pooling.
    sides = zip(case.settings["pool_size"], case.shape, strict=False)
    assume(POOLS[kind] is tf.nn.max_pool2d or all(window <= side for window, side in sides))
    twin = pool_twin(case, POOLS[kind])
    assert_twin_agrees(lambda: kind(**case.settings), case.shape, case.batch, case.seed, twin)


@pytest.mark.parametrize("kind", [nn.PlainMaxPool2D, nn.MaxPool2D])
@settings(max_examples=50)
@given(case=pool_cases())
def test_ties_in_max_pooling_are_broken_as_in_tensorflow(kind, case):
    rng = np.random.default_rng(case.seed)
    x = rng.integers(0, 2, (case.batch, *case.shape)).astype("float64")
    layer = built(kind(**case.settings), case.shape)
    upstream = rng.normal(size=layer.forward(x).shape)
    _, (slope,) = tensorflow_passes(pool_twin(case, tf.nn.max_pool2d), [x], upstream)
    assert_within("dL/dx", layer.backward(upstream), slope, "float64")


def make_block(case, inner, outer):
    """Return a residual block of convolutions; the first of them has the strides."""
    windows, filters, stride = (case.settings[key] for key in ("windows", "filters", "stride"))
    body = [
        nn.Conv2D(filters, window, stride if i == 0 else 1, "same", inner)
        for i, window in enumerate(windows)
    ]
    shortcut = nn.Conv2D(filters, 1, stride) if case.settings["shortcut"] else None
    return nn.Residual(body, shortcut, outer)


def block_twin(case, inner, outer):
    stride, count = case.settings["stride"], len(case.settings["windows"])

    def twin(x, *parameters):
        through, short = x, x
        for i in range(count):
            W, b = parameters[2 * i : 2 * i + 2]
            steps = stride if i == 0 else (1, 1)
            through = BENDS[inner](tf.nn.conv2d(through, W, steps, "SAME") + b)
        if case.settings["shortcut"]:
            short = tf.nn.conv2d(x, parameters[-2], stride, "VALID") + parameters[-1]
        return BENDS[outer](through + short)

    return twin


@settings(max_examples=200)
@given(
    case=block_cases(),
    inner=st.sampled_from(["tanh", "relu"]),
    outer=st.sampled_from(["linear", "relu", "sigmoid"]),
)
def test_residual_blocks_of_convolutions(case, inner, outer):
    make = lambda: make_block(case, inner, outer)  # noqa: E731
    assert_twin_agrees(make, case.shape, case.batch, case.seed, block_twin(case, inner, outer))


@settings(max_examples=60)
@given(batch=st.integers(1, 6), d=st.integers(1, 8), k=st.integers(1, 8), seed=st.integers(0, 999))
def test_a_block_inside_a_block(batch, d, k, seed):
    def make():
        inside = nn.Residual([nn.Dense(k, "tanh"), nn.Dense(d)], activation="sigmoid")
        return nn.Residual([inside, nn.Dense(k, "softplus")], nn.Dense(k))

    def twin(x, W1, b1, W2, b2, W3, b3, W4, b4):
        inside = tf.sigmoid(tf.tanh(x @ W1 + b1) @ W2 + b2 + x)
        return tf.math.softplus(inside @ W3 + b3) + x @ W4 + b4

    assert_twin_agrees(make, (d,), batch, seed, twin)
