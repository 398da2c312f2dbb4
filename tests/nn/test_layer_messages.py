"""Impossible settings and shapes: the message names the layer, what it got, and what to do."""

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn import zoo
from tests.nn.nn_helpers import built

SETTINGS = [
    (lambda: nn.Dense(0), "Dense: units must be a whole number of at least 1, got 0"),
    (lambda: nn.Conv2D(0, 5), "Conv2D: filters must be a whole number of at least 1, got 0"),
    (lambda: nn.Conv2D(6, 0), "Conv2D: kernel_size must be a whole number of at least 1"),
    (lambda: nn.Conv2D(6, (5, 5, 5)), "Conv2D: kernel_size must be a whole number or a pair"),
    (lambda: nn.Conv2D(6, 5, strides=0), "Conv2D: strides must be a whole number of at least 1"),
    (lambda: nn.Conv2D(6, 5, padding="sane"), "Conv2D: padding 'sane'. Did you mean 'same'"),
    (lambda: nn.Conv2D(6, 5, padding=-1), "Conv2D: padding must be a whole number of at least 0"),
    (lambda: nn.Conv2D(6, 5, padding=(1, 2, 3)), "Conv2D: padding must be 'valid', 'same', a"),
    (lambda: nn.MaxPool2D(0), "MaxPool2D: pool_size must be a whole number of at least 1, got 0"),
    (lambda: nn.MaxPool2D(2, strides=0), "MaxPool2D: strides must be a whole number of at least 1"),
    (lambda: nn.MaxPool2D(2, padding=1), "unknown MaxPool2D: padding 1"),
    (lambda: nn.AvgPool2D(2.5), "AvgPool2D: pool_size must be a whole number or a pair"),
    (lambda: nn.AvgPool2D(2, strides=-1), "AvgPool2D: strides must be a whole number"),
    (lambda: nn.Subsampling((2, 0)), "Subsampling: pool_size must be a whole number of at least 1"),
    (lambda: nn.Residual([]), "Residual needs at least one layer, got an empty list"),
]


@pytest.mark.parametrize(("make", "message"), SETTINGS)
def test_impossible_settings(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert message in str(caught.value)


@pytest.mark.parametrize("units", [0, -1, 2.5, "ten", True, None])
def test_units_must_be_a_positive_whole_number(units):
    with pytest.raises(ValueError, match="Dense: units must be a whole number of at least 1, got"):
        nn.Dense(units)


UNKNOWN = [
    lambda f: nn.Conv2D(2, 3, activation=f),
    lambda f: nn.SparseConv2D([[1]], 3, activation=f),
    lambda f: nn.Residual([nn.Dense(2)], activation=f),
    lambda f: nn.Dense(2, f),
    lambda f: nn.Activation(f),
    lambda f: nn.Subsampling(activation=f),
]


@pytest.mark.parametrize("make", UNKNOWN)
def test_an_unknown_activation_names_the_kind_of_layer_and_the_nearest_name(make):
    kind = type(make("relu")).__name__
    with pytest.raises(ValueError) as caught:
        make("tan")
    assert f"unknown {kind}: activation 'tan'. Did you mean 'tanh'? Known:" in str(caught.value)


def test_impossible_geometry_names_layer_window_image_and_remedy():
    layers = [nn.Conv2D(6, 5), nn.MaxPool2D(2), nn.Conv2D(16, 5, name="third")]
    with pytest.raises(ValueError) as caught:
        nn.Sequential(layers, (8, 8, 1))
    assert str(caught.value) == (
        "layer 'third' (Conv2D): a window of 5 x 5 does not fit into an image of 2 x 2 with padding"
        " 'valid'. Use a smaller window, padding='same', or fewer pooling layers before this one."
    )
    for kind in (nn.MaxPool2D, nn.AvgPool2D, nn.Subsampling):
        with pytest.raises(
            ValueError, match=rf"'p' \({kind.__name__}\): a window of 3 x 1 .* 2 x 9"
        ):
            built(kind((3, 1), name="p"), (2, 9, 1))
    with pytest.raises(ValueError, match=r"'c' \(Conv2D\).* padding \(\(0, 1\), \(0, 0\)\)"):
        built(nn.Conv2D(1, 4, padding=((0, 1), (0, 0)), name="c"), (2, 9, 1))
    small = zoo.lenet5()
    with pytest.raises(ValueError, match=r"'C3' \(Conv2D\): a window of 5 x 5 .* 4 x 4"):
        nn.Sequential(small.layers, (8, 8, 1))


@pytest.mark.parametrize(
    "layer", [nn.Conv2D(6, 5), nn.MaxPool2D(), nn.AvgPool2D(), nn.Subsampling()]
)
def test_samples_that_are_no_images(layer):
    layer.name = "first"
    with pytest.raises(ValueError) as caught:
        built(layer, (28, 28))
    message = str(caught.value)
    assert f"layer 'first' ({type(layer).__name__}) got samples of shape (28, 28)" in message
    assert "expected images of shape (height, width, channels)" in message
    assert "x[..., np.newaxis]" in message
    for empty in ((0, 5, 1), (5, 0, 1), (5, 5, 0)):
        with pytest.raises(ValueError) as caught:
            built(layer, empty)
        message = str(caught.value)
        assert f"layer 'first' ({type(layer).__name__}) got samples of shape {empty}" in message
        assert "expected sides and channels of at least 1" in message and "reshape" in message


def test_dense_behind_images_asks_for_a_flatten_layer():
    with pytest.raises(ValueError) as caught:
        nn.Sequential([nn.Conv2D(6, 5), nn.Dense(10)], (28, 28, 1))
    assert "layer 'dense_1' (Dense) got samples of shape (24, 24, 6)" in str(caught.value)
    assert "Put a Flatten() layer before it" in str(caught.value)
    with pytest.raises(
        ValueError, match=r"'dense_1': number of inputs must be .* at least 1, got 0"
    ):
        nn.Sequential([nn.Dense(10)], (0,))


def test_a_wrong_number_of_channels_is_named_in_a_network():
    model = nn.Sequential([nn.Conv2D(2, 3), nn.Flatten(), nn.Dense(2)], (8, 8, 1), name="net")
    with pytest.raises(ValueError, match=r"has shape \(5, 8, 8, 3\), expected \(n, 8, 8, 1\)"):
        model.predict(np.ones((5, 8, 8, 3)))
    with pytest.raises(ValueError, match=r"net: x has shape .* expected \(n, 8, 8, 1\)"):
        model(np.ones((5, 8, 8, 3), "float32"))
    with pytest.raises(ValueError, match=r"network 'net': call it with samples before"):
        model.backpropagate(np.ones((5, 2)))
    assert model(np.ones((5, 8, 8, 1))).shape == (5, 2)
    with pytest.raises(ValueError, match=r"network 'net': .* shape \(5, 3\), expected \(5, 2\)"):
        model.backpropagate(np.ones((5, 3)))
    assert model.backpropagate(np.ones((5, 2))).shape == (5, 8, 8, 1)
