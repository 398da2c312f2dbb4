"""The engine against TensorFlow and Keras: equal weights, equal inputs, equal results."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nn_helpers import assert_close

from mnist_course import nn

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: pip install .[keras]")
import keras
import tensorflow as tf

pytestmark = [
    pytest.mark.keras,
    # Keras warns of softmax over one class; here that is one of the shapes to be covered.
    pytest.mark.filterwarnings("ignore:You are using a softmax over axis -1"),
    pytest.mark.filterwarnings("ignore:In loss categorical_crossentropy, expected y_pred.shape"),
]

sizes = st.integers(1, 12)
seeds = st.integers(0, 2**32 - 1)
ACTIVATIONS = {
    "linear": keras.activations.linear,
    "sigmoid": keras.activations.sigmoid,
    "tanh": keras.activations.tanh,
    "relu": keras.activations.relu,
    "leaky_relu": lambda z: keras.activations.leaky_relu(z, negative_slope=0.01),
    "softplus": keras.activations.softplus,
    "softmax": keras.activations.softmax,
}


def half_square(y, out):
    """Write down the quadratic cost once more, with TensorFlow's operations."""
    return tf.reduce_sum((out - y) ** 2, axis=-1) / 2


LOSSES = {
    "quadratic": (nn.QuadraticCost(), half_square),
    "mse": (nn.MeanSquaredError(), keras.losses.MeanSquaredError()),
    "bce": (nn.BinaryCrossentropy(), keras.losses.BinaryCrossentropy()),
    "bce logits": (
        nn.BinaryCrossentropy(from_logits=True),
        keras.losses.BinaryCrossentropy(from_logits=True),
    ),
    "cce": (nn.CategoricalCrossentropy(), keras.losses.CategoricalCrossentropy()),
    "cce logits": (
        nn.CategoricalCrossentropy(from_logits=True),
        keras.losses.CategoricalCrossentropy(from_logits=True),
    ),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@settings(max_examples=60)
@given(batch=sizes, d_in=sizes, d_out=sizes, seed=seeds)
def test_dense_outputs_and_gradients(activation, batch, d_in, d_out, seed):
    rng = np.random.default_rng(seed)
    layer = nn.Dense(d_out, activation, "random_normal", "random_normal", name="dense")
    layer.build((d_in,), rng, np.dtype("float32"))
    x, upstream = (rng.normal(size=(batch, d)).astype("float32") for d in (d_in, d_out))
    twin = keras.layers.Dense(d_out, ACTIVATIONS[activation])
    twin.build((None, d_in))
    twin.set_weights([layer.params["W"], layer.params["b"]])
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        out = twin(inputs)
        total = tf.reduce_sum(out * upstream)
    expected = tape.gradient(total, [inputs, *twin.trainable_variables])
    kept = x.copy(), upstream.copy()
    assert_close(layer.forward(x), out.numpy())
    dx = layer.backward(upstream)
    found = [dx, layer.grads["W"], layer.grads["b"]]
    for ours, theirs in zip(found, expected, strict=True):
        assert_close(ours, theirs.numpy())
    assert np.array_equal(x, kept[0]) and np.array_equal(upstream, kept[1])


def draw(name, batch, k, rng):
    """Return targets and outputs; probabilities reach 0 and 1, beyond the clip on both sides."""
    y = np.eye(k)[rng.integers(0, k, batch)] if name.startswith("cce") else rng.random((batch, k))
    out = rng.normal(0, 4, (batch, k))
    if name in ("bce", "cce"):
        out = 1 / (1 + np.exp(-out))
        out[rng.random(out.shape) < 0.1] = 0
        out[rng.random(out.shape) < 0.1] = 1
    if name == "cce":
        out[:, 0] += 0.01  # Keras divides rows by their sum: keep it above 0
    return y, out


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=60)
@given(batch=sizes, k=sizes, seed=seeds)
def test_loss_values_and_gradients(name, dtype, batch, k, seed):
    y, out = (v.astype(dtype) for v in draw(name, batch, k, np.random.default_rng(seed)))
    ours, theirs = LOSSES[name]
    if name != "quadratic":
        theirs = type(theirs)(dtype=dtype, **({"from_logits": True} if "logits" in name else {}))
    scores = tf.constant(out)
    with tf.GradientTape() as tape:
        tape.watch(scores)
        value = tf.reduce_mean(theirs(tf.constant(y), scores))
    assert_close(ours(y, out), float(value))
    assert_close(ours.gradient(y, out), tape.gradient(value, scores).numpy(), rtol=1e-4)


@settings(max_examples=40)
@given(batch=sizes, k=st.integers(2, 12), seed=seeds)
def test_integer_labels(batch, k, seed):
    rng = np.random.default_rng(seed)
    labels, out = rng.integers(0, k, batch), rng.normal(0, 4, (batch, k)).astype("float32")
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    ours = nn.CategoricalCrossentropy(from_logits=True)
    assert_close(ours(labels, out), float(theirs(labels, out)))


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@settings(max_examples=10)
@given(rows=sizes, columns=sizes, seed=seeds)
def test_sgd_step_by_step(momentum, nesterov, weight_decay, rows, columns, seed):
    rng = np.random.default_rng(seed)
    start = [rng.normal(size=s).astype("float32") for s in ((rows, columns), (columns,))]
    ours = [w.copy() for w in start]
    theirs = [keras.Variable(w) for w in start]
    options = {"momentum": momentum, "nesterov": nesterov, "weight_decay": weight_decay}
    optimizer = nn.SGD(0.3, **options)
    reference = keras.optimizers.SGD(0.3, **{**options, "weight_decay": weight_decay or None})
    for _ in range(5):
        grads = [rng.normal(size=w.shape).astype("float32") for w in start]
        kept = [g.copy() for g in grads]
        optimizer.step(ours, grads)
        reference.apply(grads, theirs)
        for w, twin in zip(ours, theirs, strict=True):
            assert_close(w, twin.numpy())
        assert all(np.array_equal(a, b) for a, b in zip(grads, kept, strict=True))


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


ADAPTIVE = {
    "rmsprop": (nn.RMSprop, keras.optimizers.RMSprop, {"rho": 0.8}),
    "adam": (nn.Adam, keras.optimizers.Adam, {"beta_1": 0.8, "beta_2": 0.99}),
    "adam with decay": (nn.Adam, keras.optimizers.Adam, {"weight_decay": 0.1}),
    "rmsprop with decay": (nn.RMSprop, keras.optimizers.RMSprop, {"weight_decay": 0.1}),
}


@pytest.mark.parametrize("name", ADAPTIVE)
@settings(max_examples=10)
@given(rows=sizes, columns=sizes, seed=seeds)
def test_adaptive_optimizers_step_by_step(name, rows, columns, seed):
    rng = np.random.default_rng(seed)
    start = [rng.normal(size=s).astype("float32") for s in ((rows, columns), (columns,))]
    make, twin, options = ADAPTIVE[name]
    ours, theirs = [w.copy() for w in start], [keras.Variable(w) for w in start]
    optimizer, reference = make(0.05, **options), twin(0.05, **options)
    for _ in range(6):
        grads = [rng.normal(size=w.shape).astype("float32") for w in start]
        grads[0][0, 0] = 0  # a weight without gradient must stay where it is
        kept = [g.copy() for g in grads]
        optimizer.step(ours, grads)
        reference.apply(grads, theirs)
        for w, other in zip(ours, theirs, strict=True):
            assert_close(w, other.numpy())
        assert all(np.array_equal(a, b) for a, b in zip(grads, kept, strict=True))


SCHEDULES = [
    (nn.ExponentialDecay, keras.optimizers.schedules.ExponentialDecay, (0.5, 7, 0.3)),
    (nn.ExponentialDecay, keras.optimizers.schedules.ExponentialDecay, (0.5, 7, 0.3, True)),
    (nn.CosineDecay, keras.optimizers.schedules.CosineDecay, (0.5, 20, 0.1)),
    (
        nn.PiecewiseConstantDecay,
        keras.optimizers.schedules.PiecewiseConstantDecay,
        ([3, 9], [0.5, 0.2, 0.1]),
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "arguments"), SCHEDULES)
def test_schedules(ours, theirs, arguments):
    ours, theirs = ours(*arguments), theirs(*arguments)
    for step in range(30):
        assert ours(step) == pytest.approx(float(theirs(step)), rel=1e-5)


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
