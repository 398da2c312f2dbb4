"""Weights move between NumPy and Keras, both ways, and the outputs stay the same."""

import subprocess
import sys

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn import zoo
from tests.nn.layer_table import LAYERS
from tests.nn.nn_helpers import assert_close, built, draw_parameters

NAMES = [name for name in zoo.NETWORKS if name != "lenet5_1998"]  # Keras has no layers of 1998


def test_the_module_itself_does_not_import_tensorflow():
    code = "import sys, mnist_course.keras_models; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install .[keras]")
pytest.importorskip("tensorflow")
from mnist_course.keras_models import from_keras, keras_model, tape_gradients, to_keras  # noqa: E402
from tests.nn.tf_helpers import tensorflow_passes  # noqa: E402

pytestmark = pytest.mark.keras


def images_for(model, n=6):
    rng = np.random.default_rng(0)
    return rng.random((n, *model.input_shape)).astype(model.dtype)


@pytest.mark.parametrize("name", NAMES)
def test_equal_outputs_for_equal_weights_both_ways(name):
    ours = zoo.NETWORKS[name](seed=3)
    theirs = keras_model(name, seed=3)
    x = images_for(ours)
    assert theirs.count_params() == ours.count
    assert_close(ours.predict(x), theirs.predict(x, verbose=0), atol=1e-5)
    for layer in ours.layers:  # biases too: they all start at 0
        draw_parameters(layer, ours.rng)
    theirs = to_keras(ours)
    assert_close(ours.predict(x), theirs.predict(x, verbose=0), atol=1e-5)
    back = from_keras(theirs)
    assert str(back) == str(ours)
    assert np.array_equal(back.predict(x), ours.predict(x))
    # The copies are independent: training one leaves the other alone.
    theirs.set_weights([w + 1 for w in theirs.get_weights()])
    assert np.array_equal(back.predict(x), ours.predict(x))
    again = from_keras(theirs)
    assert_close(again.predict(x), theirs.predict(x, verbose=0), rtol=1e-4, atol=1e-4)


def everything(dtype="float32"):
    return nn.Sequential(
        [
            nn.Conv2D(3, (3, 2), (2, 1), ((1, 0), (0, 2)), "tanh", kernel_regularizer=0.25),
            nn.Activation(nn.LeakyReLU(0.5)),
            nn.MaxPool2D(2, 1, "same"),
            nn.AvgPool2D((1, 2), padding="same"),
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Dense(4, nn.LeakyReLU(0.25), kernel_regularizer=0.5, name="my own"),
            nn.Dense(3, "softplus"),
        ],
        (7, 5, 2),
        dtype=dtype,
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_layer_and_setting_crosses_over(dtype):
    ours = everything(dtype)
    theirs = to_keras(ours)
    x = images_for(ours)
    assert_close(ours.predict(x), theirs.predict(x, verbose=0))
    back = from_keras(theirs)
    assert np.array_equal(back.predict(x), ours.predict(x)) and back.dtype == dtype
    assert back.layers[0].padding == ((1, 0), (0, 2))
    assert [la.regularizer.strength for la in back.layers if la.regularizer] == [0.25, 0.5]
    assert back.layers[4].rate == 0.25
    if dtype == "float64":
        return  # Keras cannot add the penalty of float64 weights to a loss
    target = np.zeros((len(x), 3), dtype)
    theirs.compile(loss="mean_squared_error")
    loss = theirs.evaluate(x, target, verbose=0)  # the penalty included
    assert ours.evaluate(x, target, "mean_squared_error")["loss"] == pytest.approx(loss, rel=1e-5)


NO_TWIN = {"SparseConv2D", "Subsampling", "RBF"}


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_of_layer_has_a_twin_with_equal_gradients_or_is_named(kind):
    new, shape, out_shape = LAYERS[kind]
    rng = np.random.default_rng(0)
    ours = nn.Sequential([draw_parameters(built(new(), shape), rng)], shape, dtype="float64")
    draw_parameters(ours.layers[0], rng)
    if kind in NO_TWIN:
        with pytest.raises(ValueError, match=f"Keras has no .*{kind}|no activation 'scaled_tanh'"):
            to_keras(ours)
        return
    x, upstream = rng.normal(size=(3, *shape)), rng.normal(size=(3, *out_shape))
    theirs = to_keras(ours)
    out, (dx, *slopes) = tensorflow_passes(
        lambda x: theirs(x), [x], upstream, more=theirs.trainable_weights
    )
    assert_close(ours(x), out, rtol=1e-9, atol=1e-9)
    assert_close(ours.backpropagate(upstream), dx, rtol=1e-9, atol=1e-9)
    assert len(slopes) == len(ours.grads)
    for (name, grad), slope in zip(ours.grads.items(), slopes, strict=True):
        assert_close(grad, slope, rtol=1e-9, atol=1e-9), name


def test_residual_blocks_become_keras_graphs():
    blocks = [
        nn.Residual([nn.Conv2D(2, 3, padding="same", activation="relu")], activation="tanh"),
        nn.Residual([nn.Conv2D(4, 3, 2, "same")], nn.Conv2D(4, 1, 2)),
        nn.Flatten(),
        nn.Dense(3),
    ]
    ours = nn.Sequential(blocks, (5, 5, 2), seed=1)
    theirs = to_keras(ours)
    x = images_for(ours)
    assert_close(ours.predict(x), theirs.predict(x, verbose=0))
    with pytest.raises(ValueError, match="is not part of a plain stack"):
        from_keras(theirs)


def test_what_cannot_cross_is_named():
    with pytest.raises(ValueError, match="no activation 'scaled_tanh'"):
        keras_model("lenet5_1998")
    with pytest.raises(ValueError, match="no layer like 'subsampling_1', a Subsampling"):
        to_keras(nn.Sequential([nn.Subsampling()], (4, 4, 1)))
    with pytest.raises(ValueError, match="build it first"):
        to_keras(nn.Sequential([nn.Dense(3)]))
    with pytest.raises(ValueError, match=r"unknown network 'lenet'.*Did you mean 'lenet5'"):
        keras_model("lenet")

    def stack(*layers):
        return keras.Sequential([keras.Input((8, 8, 2)), *layers])

    layers = keras.layers
    for model, message in [
        (stack(layers.Conv2D(2, 3, dilation_rate=2)), "has a dilation"),
        (stack(layers.Conv2D(2, 3, use_bias=False)), "has no biases"),
        (stack(layers.Conv2D(2, 3, activation="swish")), "activation 'silu', not known"),
        (stack(layers.BatchNormalization()), "is a BatchNormalization"),
        (stack(layers.Dense(2, kernel_regularizer="l1")), "expected L2"),
        (stack(layers.ZeroPadding2D(1), layers.MaxPooling2D(2)), "before a Conv2D"),
        (stack(layers.ZeroPadding2D(1)), "before a Conv2D"),
        (stack(layers.Conv2D(2, 3, groups=2)), "several groups"),
        (keras.Sequential([layers.Dense(2)]), "must be built"),
    ]:
        with pytest.raises(ValueError, match=message):
            from_keras(model)


def test_a_tape_finds_the_gradients_of_the_engine():
    layers = [nn.Conv2D(3, (3, 2), activation="tanh"), nn.MaxPool2D(2), nn.Flatten()]
    layers += [nn.Dense(4, "sigmoid", name="my own"), nn.Dense(3, "softplus")]
    ours = nn.Sequential(layers, (7, 5, 2), dtype="float64")
    for layer in ours.layers:
        draw_parameters(layer, ours.rng)
    x = images_for(ours)
    y = np.random.default_rng(1).random((len(x), 3))
    found = tape_gradients(ours, lambda y, out: (out - y) ** 2 / (2 * len(y)), x, y)
    ours.backward(nn.QuadraticCost().slope(y, ours.forward(x)))
    assert found.keys() == ours.grads.keys()
    for name, gradient in ours.grads.items():
        assert_close(found[name], gradient, rtol=1e-9, atol=1e-12)
