"""Two hands at one batch: equal results every time, errors that surface, no stray warnings."""

import threading
import warnings

import numpy as np
import pytest

from mnist_course import nn
from mnist_course.nn.fast.hands import Hands, hands_in_turn, matrix_library, one_thread_each
from mnist_course.nn.scoring import as_trained
from tests.nn.nn_helpers import assert_close

LOSS = nn.CategoricalCrossentropy()


def net(*extra, **settings):
    layers = [nn.Conv2D(2, 3, activation="tanh"), nn.Flatten(), *extra, nn.Dense(3, "softmax")]
    return nn.Sequential(layers, (6, 6, 1), **settings)


def samples(n=200, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 6, 6, 1)).astype("float32"), np.eye(3, dtype="float32")[
        rng.integers(0, 3, n)
    ]


def backpropagation(loss):
    """Return what fills a network's gradients for some samples."""

    def work(network, x, y):
        out = network.forward(x, training=True)
        network.backward(loss.slope(y, out))
        return out

    return work


@pytest.mark.parametrize("n", [1, 64, 65, 128, 129, 200])
def test_pieces_add_up_to_the_gradient_of_the_batch(n):
    x, y = samples(n)
    x, y = x.astype("float64"), y.astype("float64")
    model = net(dtype="float64")
    network, loss = as_trained(model, LOSS)
    with Hands(network) as hands:
        out = hands.share(backpropagation(loss), hands.first, x, y)
        (found,) = hands.first.gradients()
        # the logits come back in the order of the samples
        assert out.shape == (n, 3)
        assert_close(nn.softmax(out), model.predict(x), rtol=1e-12, atol=1e-14)
    whole, loss = as_trained(net(dtype="float64"), LOSS)
    backpropagation(loss)(whole, x, y)
    assert_close(found, np.concatenate([g.ravel() for g in whole.gradients()]), 1e-10, 1e-14)


@pytest.mark.parametrize("extra", [(), (nn.Dropout,)])
def test_training_on_two_threads_is_reproducible_bit_for_bit(extra):
    x, y = samples(1000)
    runs = []
    for _ in range(3):
        model = net(*(layer(0.3) for layer in extra))
        settings = {"batch_size": 250, "epochs": 3, "progress": False}
        model.fit(x, y, loss=LOSS, optimizer="adam", **settings)
        runs.append(np.concatenate([p.ravel() for p in model.params.values()]))
    assert np.array_equal(runs[0], runs[1]) and np.array_equal(runs[0], runs[2])


def test_two_hands_silence_different_units():
    masks = []

    class Listening(nn.Dropout):
        def forward(self, x, training=False):
            out = super().forward(x, training)
            masks.append((threading.get_ident(), self.mask.copy()))
            return out

    x, y = samples(128)
    network, loss = as_trained(net(Listening(0.5)), LOSS)
    with Hands(network) as hands:
        hands.share(backpropagation(loss), hands.first, x, y)
    (one, first), (two, second) = masks
    assert one != two, "the work was not shared between two threads"
    assert first.shape == second.shape and not np.array_equal(first, second)


def test_hands_in_turn_use_one_thread_and_give_the_same_bits():
    x, y = samples(300)
    threads, parameters = [], []

    class Listening(nn.Dropout):
        def forward(self, x, training=False):
            threads.append(threading.get_ident())
            return super().forward(x, training)

    def train():
        threads.clear()
        model = net(Listening(0.3))
        model.fit(x, y, loss=LOSS, optimizer="adam", batch_size=300, epochs=3, progress=False)
        parameters.append(np.concatenate([p.ravel() for p in model.params.values()]))
        return len(set(threads))

    assert train() > 1
    with hands_in_turn():
        assert train() == 1
    assert train() > 1
    assert np.array_equal(parameters[0], parameters[1])


def test_an_error_in_the_other_thread_is_raised():
    class Broken(nn.Flatten):
        def forward(self, x, training=False):
            if threading.current_thread() is not threading.main_thread():
                raise ValueError("broken on purpose")
            return super().forward(x, training)

    x, y = samples(128)
    model = nn.Sequential([nn.Conv2D(2, 3), Broken(), nn.Dense(3, "softmax")], (6, 6, 1))
    with pytest.raises(ValueError, match="broken on purpose"):
        model.fit(x, y, loss=LOSS, optimizer="sgd", batch_size=128, progress=False)
    assert threading.active_count() == 1 or "ThreadPool" not in str(threading.enumerate())


def test_weights_that_run_away_give_one_error_and_no_warnings():
    x, y = samples(400)
    model = net()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(nn.DivergenceError):
            model.fit(
                x * 1e30,
                y * 1e30,
                loss="mean_squared_error",
                optimizer=nn.SGD(1e30),
                batch_size=200,
                epochs=3,
                progress=False,
            )


def test_training_keeps_the_matrix_library_to_one_thread_and_gives_it_back():
    control = matrix_library()
    assert control is not None, "threadpoolctl is missing: it comes with scikit-learn"

    def threads():
        return [entry["num_threads"] for entry in control.info()]

    before, seen = threads(), []
    x, y = samples(100)
    watch = [lambda epoch, logs, model: seen.extend(threads())]
    net().fit(x, y, loss=LOSS, optimizer="sgd", progress=False, callbacks=watch)
    assert seen and set(seen) == {1} and threads() == before
    with one_thread_each():
        assert set(threads()) == {1}
    assert threads() == before
