"""LeNet-5 beside Keras: equal logits for equal weights, both ways; equal learning."""

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn import zoo
from tests.nn.nn_helpers import assert_close, draw_parameters

pytest.importorskip("tensorflow", reason="TensorFlow is not installed: pip install .[keras]")
import keras

from mnist_course.keras_models import from_keras, keras_model, to_keras

pytestmark = pytest.mark.keras

LOSS = "categorical_crossentropy"


def with_logits(model, seed):
    """Return LeNet-5 without its softmax, with new weights and biases: none of them is 0."""
    layers = [*model.layers[:-1], nn.Dense(10, name="logits")]
    bare = nn.Sequential(layers, model.input_shape, dtype=model.dtype)
    for layer in bare.layers:
        draw_parameters(layer, np.random.default_rng(seed))
    return bare


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-4), ("float64", 1e-9)])
@pytest.mark.parametrize("pooling", ["average", "max"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_equal_logits_for_equal_weights_both_ways(activation, pooling, dtype, tolerance):
    ours = with_logits(zoo.lenet5(activation, pooling, dtype=dtype), seed=1)
    # Keras's predict rounds samples to float32 first: only such numbers, then.
    x = np.random.default_rng(0).normal(size=(50, 28, 28, 1)).astype("float32").astype(dtype)
    theirs = to_keras(ours)
    logits = theirs.predict(x, verbose=0)
    assert logits.dtype == dtype and np.abs(logits).max() > 1
    assert_close(ours.predict(x), logits, rtol=0, atol=tolerance)
    # And back: weights that were made in Keras.
    rng = np.random.default_rng(2)
    theirs.set_weights([w + rng.normal(0, 0.05, w.shape) for w in theirs.get_weights()])
    moved = theirs.predict(x, verbose=0)
    assert np.abs(moved - logits).max() > 0.1
    assert_close(from_keras(theirs).predict(x), moved, rtol=0, atol=tolerance)


def one_epoch(x, y, batch_size=128):
    """Train both from equal weights in the engine's order of samples; return both, and losses."""
    ours, theirs = zoo.lenet5(seed=1), keras_model("lenet5", seed=1)
    settings = {"batch_size": batch_size, "loss": LOSS, "optimizer": nn.Adam(), "seed": 7}
    history = ours.fit(x, y, progress=False, **settings)
    order = np.random.default_rng(7).permutation(len(x))
    theirs.compile(keras.optimizers.Adam(), loss=LOSS)
    expected = theirs.fit(x[order], y[order], batch_size=batch_size, shuffle=False, verbose=0)
    return ours, theirs, history.history["loss"][0], expected.history["loss"][0]


def test_one_epoch_on_noise_ends_with_equal_weights():
    rng = np.random.default_rng(0)
    x = rng.random((320, 28, 28, 1)).astype("float32")  # two batches of 128, and one of 64
    y = np.eye(10, dtype="float32")[rng.integers(0, 10, len(x))]
    start = zoo.lenet5(seed=1).params
    ours, theirs, loss, expected = one_epoch(x, y)
    assert loss == pytest.approx(expected, rel=1e-4)
    for (name, p), twin in zip(ours.params.items(), theirs.get_weights(), strict=True):
        assert np.abs(p - start[name]).max() > 1e-3  # it has learned
        assert_close(p, twin, rtol=0, atol=1e-4)


@pytest.mark.mnist
def test_one_epoch_on_digits_ends_with_equal_accuracy():
    """On 50 batches and a part of the test digits; `make bench` compares the whole epoch."""
    from mnist_course.data import load_mnist

    digits = load_mnist(validation=0)
    x, y = digits.train.x[:6400].reshape(-1, 28, 28, 1), digits.train.one_hot[:6400]
    ours, theirs, loss, expected = one_epoch(x, y)
    assert loss == pytest.approx(expected, rel=1e-3)
    images, labels = digits.test.x[:5000].reshape(-1, 28, 28, 1), digits.test.labels[:5000]
    accuracies = [
        np.mean(np.argmax(out, axis=1) == labels)
        for out in (ours.predict(images), theirs.predict(images, verbose=0, batch_size=500))
    ]
    assert min(accuracies) > 0.75
    assert abs(accuracies[0] - accuracies[1]) <= 0.003
