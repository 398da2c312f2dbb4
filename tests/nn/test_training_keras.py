"""Starting weights and training against Keras: equal samples in equal order, equal results."""

import numpy as np
import pytest

from mnist_course import nn
from tests.nn.nn_helpers import assert_close

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: pip install .[keras]")
import keras
import tensorflow as tf

pytestmark = pytest.mark.keras


def half_square(y, out):
    """Write down the quadratic cost once more, with TensorFlow's operations."""
    return tf.reduce_sum((out - y) ** 2, axis=-1) / 2


NETWORKS = {
    "nielsen": (["sigmoid", "sigmoid"], nn.QuadraticCost(), half_square, 3.0),
    "softmax": (["relu", "softmax"], nn.CategoricalCrossentropy(), "categorical_crossentropy", 0.1),
    "yes or no": (["tanh", "sigmoid"], nn.BinaryCrossentropy(), "binary_crossentropy", 0.5),
    "quantity": (["softplus", "linear"], nn.MeanSquaredError(), "mean_squared_error", 0.05),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_fifty_steps_of_training(name):
    activations, loss, twin_loss, eta = NETWORKS[name]
    rng = np.random.default_rng(7)
    x = rng.normal(size=(405, 20)).astype("float32")  # 50 batches of 8, and one of 5
    y = np.eye(4, dtype="float32")[rng.integers(0, 4, len(x))]
    ours = nn.Sequential([nn.Dense(k, f) for k, f in zip((9, 4), activations, strict=True)], (20,))
    theirs = keras.Sequential(
        [keras.Input((20,))]
        + [keras.layers.Dense(k, f) for k, f in zip((9, 4), activations, strict=True)]
    )
    theirs.set_weights(list(ours.params.values()))
    theirs.compile(
        keras.optimizers.SGD(eta, momentum=0.5), loss=twin_loss, metrics=["categorical_accuracy"]
    )
    expected = theirs.fit(
        x, y, batch_size=8, shuffle=False, verbose=0, validation_data=(x, y)
    ).history
    history = ours.fit(
        x,
        y,
        loss=loss,
        optimizer=nn.SGD(eta, momentum=0.5),
        batch_size=8,
        shuffle=False,
        progress=False,
        validation_data=(x, y),
    ).history
    for p, twin in zip(ours.params.values(), theirs.get_weights(), strict=True):
        assert_close(p, twin, rtol=0, atol=1e-5)
    assert history["loss"] == pytest.approx(expected["loss"], rel=1e-4)
    assert history["val_loss"] == pytest.approx(expected["val_loss"], rel=1e-4)
    assert history["accuracy"] == pytest.approx(expected["categorical_accuracy"], abs=1e-6)
    assert history["val_accuracy"] == pytest.approx(expected["val_categorical_accuracy"], abs=1e-6)
    assert_close(ours.predict(x), theirs.predict(x, verbose=0))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("glorot_uniform", "GlorotUniform"),
        ("glorot_normal", "GlorotNormal"),
        ("he_uniform", "HeUniform"),
        ("he_normal", "HeNormal"),
    ],
)
@pytest.mark.parametrize("shape", [(300, 200), (5, 5, 40, 60)])
def test_initialisers_have_the_same_spread_and_bounds(ours, theirs, shape):
    w = nn.get_initializer(ours)(shape, np.random.default_rng(0), np.dtype("float32"))
    twin = keras.ops.convert_to_numpy(getattr(keras.initializers, theirs)(seed=1)(shape))
    assert w.std() == pytest.approx(twin.std(), rel=0.02)
    assert np.abs(w).max() == pytest.approx(np.abs(twin).max(), rel=0.02)


def test_zero_epochs_as_keras_does():
    x, y = np.zeros((4, 2)), np.zeros((4, 1))
    theirs = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    theirs.compile("sgd", "mse")
    ours = nn.Sequential([nn.Dense(1)], (2,))
    history = ours.fit(x, y, loss="mean_squared_error", optimizer="sgd", epochs=0)
    expected = theirs.fit(x, y, epochs=0, verbose=0)
    assert history.epoch == expected.epoch and history.history == expected.history


def test_fifty_steps_with_a_price_on_weights_and_a_schedule():
    rng = np.random.default_rng(7)
    x = rng.normal(size=(405, 6, 5, 2)).astype("float32")
    y = np.eye(4, dtype="float32")[rng.integers(0, 4, len(x))]
    rates = (0.01, 10, 0.8)
    ours = nn.Sequential(
        [
            nn.Conv2D(3, 3, padding="same", activation="tanh", kernel_regularizer=0.01),
            nn.MaxPool2D(2),
            nn.Flatten(),
            nn.Dense(4, "softmax", kernel_regularizer=nn.L2(0.02)),
        ],
        (6, 5, 2),
    )
    layers, l2 = keras.layers, keras.regularizers.L2
    theirs = keras.Sequential(
        [
            keras.Input((6, 5, 2)),
            layers.Conv2D(3, 3, padding="same", activation="tanh", kernel_regularizer=l2(0.01)),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(4, "softmax", kernel_regularizer=l2(0.02)),
        ]
    )
    theirs.set_weights(list(ours.params.values()))
    schedule = keras.optimizers.schedules.ExponentialDecay(*rates)
    theirs.compile(keras.optimizers.Adam(schedule), loss="categorical_crossentropy")
    settings_ = {"batch_size": 8, "shuffle": False, "validation_data": (x, y)}
    expected = theirs.fit(x, y, verbose=0, **settings_).history
    history = ours.fit(
        x,
        y,
        loss="categorical_crossentropy",
        optimizer=nn.Adam(nn.ExponentialDecay(*rates)),
        progress=False,
        **settings_,
    ).history
    for p, twin in zip(ours.params.values(), theirs.get_weights(), strict=True):
        assert_close(p, twin, rtol=0, atol=1e-4)
    assert history["loss"] == pytest.approx(expected["loss"], rel=1e-4)
    assert history["val_loss"] == pytest.approx(expected["val_loss"], rel=1e-4)
