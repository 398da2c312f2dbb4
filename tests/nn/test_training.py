import io
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course import nn


class Spy(nn.Activation):
    """A first layer that changes nothing and writes down the batches of training."""

    def __init__(self):
        super().__init__("linear")
        self.seen = []

    def forward(self, x, training=False):
        if training:
            self.seen.append(x.copy())
        return super().forward(x, training)


def task(n=60, seed=0):
    """Two classes that a line separates."""
    x = np.random.default_rng(seed).normal(size=(n, 2))
    return x, (x.sum(axis=1) > 0).astype(int)


def net(seed=0, **settings):
    return nn.Sequential([nn.Dense(4, "tanh"), nn.Dense(2, "softmax")], (2,), seed, **settings)


def settings(**changes):
    base = {"loss": nn.CategoricalCrossentropy(), "optimizer": nn.SGD(0.5), "progress": False}
    return {**base, **changes}


def numbered(n):
    """Samples that carry their own number."""
    return np.arange(n, dtype=float)[:, None]


@given(n=st.integers(1, 40), batch=st.integers(1, 50), seed=st.integers(0, 1000))
def test_every_sample_once_in_each_epoch_and_the_last_batch_may_be_small(n, batch, seed):
    spy = Spy()
    model = nn.Sequential([spy, nn.Dense(1)], (1,))
    x = numbered(n)
    model.fit(
        x,
        x * 0,
        **settings(loss="mean_squared_error", optimizer=nn.SGD(0), epochs=2),
        batch_size=batch,
        seed=seed,
    )
    per_epoch = -(-n // batch)
    assert len(spy.seen) == 2 * per_epoch
    assert [len(b) for b in spy.seen[: per_epoch - 1]] == [batch] * (per_epoch - 1)
    for epoch in (spy.seen[:per_epoch], spy.seen[per_epoch:]):
        assert sorted(np.concatenate(epoch)[:, 0]) == list(range(n))


def images(n=150, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 5, 5, 1)).astype("float32"), rng.integers(0, 3, n)


def small_lenet(dtype="float32"):
    layers = [
        nn.Conv2D(2, 3, activation="tanh", kernel_regularizer=0.1),
        nn.AvgPool2D(),
        nn.Flatten(),
        nn.Dense(3, "softmax"),
    ]
    return nn.Sequential(layers, (5, 5, 1), seed=1, dtype=dtype)


@pytest.mark.parametrize("batch", [10, 150])  # 150: in pieces, for two threads
def test_all_training_goes_through_the_step(monkeypatch, batch):
    steps = []

    def counted(network, loss, optimizer, x, y, share):
        steps.append(len(x))
        return nn.train_step(network, loss, optimizer, x, y, share)

    x, y = images()
    spied, free = small_lenet(), small_lenet()
    how = settings(epochs=2, batch_size=batch)
    free.fit(x, y, **how)
    monkeypatch.setattr("mnist_course.nn.training.train_step", counted)
    spied.fit(x, y, **how)
    assert steps == [batch] * (2 * 150 // batch)
    assert all(np.array_equal(p, free.params[key]) for key, p in spied.params.items())
    # and nothing else changes a weight
    monkeypatch.setattr(
        "mnist_course.nn.training.train_step",
        lambda network, loss, optimizer, x, y, share: network.forward(x),
    )
    idle, fresh = small_lenet(), small_lenet()
    idle.fit(x, y, **how)
    assert all(np.array_equal(p, fresh.params[key]) for key, p in idle.params.items())


@pytest.mark.parametrize("batch", [10, 150])
def test_steps_written_by_hand_give_the_weights_of_fit(batch):
    x, y = images()
    fitted, stepped, written = (small_lenet("float64") for _ in range(3))
    fitted.fit(x, y, **settings(optimizer=nn.SGD(0.1), epochs=2, batch_size=batch, shuffle=False))
    for i in [*range(0, 150, batch)] * 2:
        x_batch, rows = x[i : i + batch].astype("float64"), np.eye(3)[y[i : i + batch]]
        nn.train_step(stepped, nn.CategoricalCrossentropy(), nn.SGD(0.1), x_batch, rows)
        # and once more with nothing but the formulas: softmax with cross-entropy gives p - y
        p = written(x_batch, training=True)
        written.up_to_logits().backward((p - rows) / len(rows))
        written.grads["conv2d_1/W"][...] += 2 * 0.1 * written.params["conv2d_1/W"]
        for name, w in written.params.items():
            w -= 0.1 * written.grads[name]
    for name, p in fitted.params.items():
        np.testing.assert_allclose(stepped.params[name], p, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(written.params[name], p, rtol=1e-9, atol=1e-12)


def test_blocks_leave_no_sample_out(monkeypatch):
    monkeypatch.setattr("mnist_course.nn.training.BLOCK", 12)
    spy = Spy()
    model = nn.Sequential([spy, nn.Dense(1)], (1,))
    model.fit(
        numbered(101),
        numbered(101),
        **settings(loss="mean_squared_error", optimizer=nn.SGD(0)),
        batch_size=5,
    )
    assert sorted(np.concatenate(spy.seen)[:, 0]) == list(range(101))
    assert {len(b) for b in spy.seen[:-1]} == {5} and len(spy.seen[-1]) == 1


def test_samples_are_shuffled_not_only_batches_and_anew_each_epoch():
    spy = Spy()
    model = nn.Sequential([spy, nn.Dense(1)], (1,))
    x = numbered(100)
    kw = settings(loss="mean_squared_error", optimizer=nn.SGD(0), epochs=2, batch_size=10)
    model.fit(x, x, **kw)
    first, second = (np.concatenate(spy.seen[i : i + 10])[:, 0] for i in (0, 10))
    assert not np.array_equal(first, second)
    ordered_batches = [np.arange(10) + 10 * i for i in range(10)]
    inside = [sorted(first[i : i + 10]) for i in range(0, 100, 10)]
    assert not any(list(b) in inside for b in ordered_batches)
    assert (np.diff(first) == 1).mean() < 0.1  # nor was the list only turned around a little
    spy.seen.clear()
    model.fit(x, x, **{**kw, "epochs": 1, "shuffle": False})
    assert np.concatenate(spy.seen)[:, 0].tolist() == list(range(100))


def test_same_seed_same_result_other_seed_another():
    x, y = task()
    results = []
    for seed in (0, 0, 1):
        model = net()
        model.fit(x, y, **settings(batch_size=7, seed=seed))
        results.append(model.params["dense_1/W"])
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])


@pytest.mark.parametrize("n", [50, 450])  # 450: more than are scored at a time, the last ones few
def test_history_has_running_means_over_the_epoch(n):
    # With a learning rate of 0 nothing moves: running means equal the evaluation, unequal batches
    # included.
    x, y = task(n)
    model = net()
    history = model.fit(
        x, y, **settings(optimizer=nn.SGD(0)), batch_size=8, epochs=3, validation_data=(x, y)
    )
    now = model.evaluate(x, y, nn.CategoricalCrossentropy())
    assert history.epoch == [0, 1, 2] and len(history.seconds) == 3
    assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert {type(v) for values in history.history.values() for v in values} == {float}
    for key in ("loss", "accuracy"):
        assert history.history[key] == pytest.approx([now[key]] * 3, rel=1e-5)
        assert history.history[f"val_{key}"] == pytest.approx([now[key]] * 3, rel=1e-5)


def test_it_learns_and_never_changes_the_data():
    x, y = task(200)
    kept = x.copy(), y.copy()
    history = net().fit(x, y, **settings(epochs=30, batch_size=10))
    assert history.history["accuracy"][-1] >= 0.97
    assert np.array_equal(x, kept[0]) and np.array_equal(y, kept[1])


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("sigmoid", nn.BinaryCrossentropy()),
        ("linear", nn.BinaryCrossentropy(from_logits=True)),
        ("sigmoid", nn.QuadraticCost()),
    ],
)
def test_one_output_counts_right_answers_at_the_right_threshold(activation, loss):
    x, y = task(200)
    model = nn.Sequential([nn.Dense(1, activation)], (2,))
    history = model.fit(x, y, **settings(loss=loss), epochs=20, batch_size=10)
    assert history.history["accuracy"][-1] >= 0.97


@pytest.mark.parametrize(
    ("loss", "expected"),
    [(nn.BinaryCrossentropy(from_logits=True), 0.75), (nn.MeanSquaredError(), 0.5)],
)
def test_one_output_means_yes_above_0_for_logits_and_above_one_half_else(loss, expected):
    model = nn.Sequential([nn.Dense(1, kernel_initializer=nn.constant(1))], (1,))
    x, y = np.array([[-1.0], [0.2], [0.8], [0.9]]), np.array([0, 1, 1, 0])
    history = model.fit(x, y, **settings(loss=loss, optimizer=nn.SGD(0)))
    assert history.history["accuracy"] == [expected]
    assert model.evaluate(x, y, loss)["accuracy"] == expected


def test_saturated_and_wrong_softmax_still_learns():
    # From probabilities the gradient would be cut to 0 here; taken together with the loss it is 1.
    model = nn.Sequential([nn.Dense(2, "softmax", "zeros")], (1,))
    model.params["dense_1/b"][...] = [50, -50]
    history = model.fit(np.ones((4, 1)), np.ones(4, int), **settings(epochs=1, batch_size=4))
    assert history.history["loss"][0] == pytest.approx(100)
    assert model.params["dense_1/b"].tolist() == [49.5, -49.5]


def test_zero_epochs_checks_and_trains_nothing():
    x, y = task()
    model = net()
    before = model.params["dense_1/W"].copy()
    history = model.fit(x, y, **settings(epochs=0))
    assert history.epoch == [] and history.history == {}
    assert np.array_equal(model.params["dense_1/W"], before)


def test_an_unbuilt_model_is_built_by_fit():
    x, y = task()
    model = nn.Sequential([nn.Dense(2, "softmax")])
    model.fit(x, y, **settings())
    assert model.params["dense_1/W"].shape == (2, 2)


def test_callbacks_see_epoch_logs_and_model_and_may_stop():
    x, y = task()
    calls = []

    def callback(epoch, logs, model):
        calls.append((epoch, set(logs), model))
        if epoch == 1:
            raise nn.StopTraining

    model = net()
    history = model.fit(x, y, **settings(epochs=9), callbacks=[callback])
    assert calls == [(0, {"loss", "accuracy"}, model), (1, {"loss", "accuracy"}, model)]
    assert history.epoch == [0, 1] and not history.interrupted


def test_interrupt_in_the_middle_keeps_history_and_model(capsys):
    class Interrupting(Spy):
        def forward(self, x, training=False):
            if training and len(self.seen) == 25:  # in the third epoch of ten batches
                self.seen.append(x)
                raise KeyboardInterrupt
            return super().forward(x, training)

    x, y = task(100)
    model = nn.Sequential([Interrupting(), nn.Dense(2, "softmax")], (2,))
    history = model.fit(x, y, **settings(epochs=9), batch_size=10)
    assert history.epoch == [0, 1] and history.interrupted
    assert "Stopped by hand after 2 of 9 epochs" in capsys.readouterr().out
    again = model.fit(x, y, **settings(epochs=2), batch_size=10)
    assert again.epoch == [0, 1] and again.history["loss"][0] < history.history["loss"][0]


@pytest.mark.filterwarnings("error")
def test_divergence_names_epoch_batch_and_remedy():
    x = np.linspace(-3, 3, 40)[:, None]
    model = nn.Sequential([nn.Dense(1)], (1,))
    with pytest.raises(
        nn.DivergenceError, match=r"epoch (\d+), batch (\d+).*learning rate"
    ) as info:
        model.fit(
            x,
            x,
            **settings(loss="mean_squared_error", optimizer=nn.SGD(5.0)),
            epochs=50,
            batch_size=10,
        )
    assert isinstance(info.value, ValueError)
    assert len(info.value.history.epoch) >= 1
    assert f"epoch {len(info.value.history.epoch) + 1}," in str(info.value)
    assert "(now 5)" in str(info.value)


def test_callbacks_finish_however_training_ended():
    x = np.linspace(-3, 3, 40)[:, None]
    model = nn.Sequential([nn.Dense(1)], (1,))
    best = nn.EarlyStopping("loss", patience=50)
    with pytest.raises(nn.DivergenceError):
        model.fit(
            x,
            x,
            **settings(loss="mean_squared_error", optimizer=nn.SGD(5.0)),
            epochs=50,
            callbacks=[best],
        )
    assert np.isfinite(model.predict(x)).all()  # the weights of the best epoch are back
    assert model.evaluate(x, x, "mean_squared_error")["loss"] < 1e6


@pytest.mark.filterwarnings("error")
def test_a_last_step_into_infinity_is_noticed():
    model = nn.Sequential([nn.Dense(1)], (1,))
    x = np.full((4, 1), 10.0)
    kw = settings(loss="mean_squared_error", optimizer=nn.SGD(1e38), batch_size=4)
    with pytest.raises(nn.DivergenceError, match="weights became infinite in epoch 1"):
        model.fit(x, x, **kw)


def test_the_first_bad_batch_is_named():
    class Poison(Spy):
        def forward(self, x, training=False):
            out = super().forward(x, training)
            return out * np.nan if len(self.seen) >= 3 else out

    model = nn.Sequential([Poison(), nn.Dense(1)], (1,))
    x = numbered(50)
    with pytest.raises(nn.DivergenceError, match=r"became nan in epoch 1, batch 3\."):
        model.fit(x, x, **settings(loss="mean_squared_error", optimizer=nn.SGD(0)), batch_size=5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, got 0"),
        ({"batch_size": 2.5}, r"batch_size must be .* got 2\.5"),
        ({"epochs": -1}, "epochs must be a whole number of at least 0, got -1"),
        ({"loss": "mse!"}, "unknown loss 'mse!'"),
        ({"optimizer": "sdg"}, "Did you mean 'sgd'"),
        ({"x": np.zeros((60, 3))}, r"fit: x has shape \(60, 3\), expected \(n, 2\)"),
        ({"x": np.zeros((60, 2), np.uint8)}, r"fit: x has integer type uint8.*/ 255"),
        ({"x": np.full((60, 2), np.nan)}, r"fit: x holds 120 value\(s\) that are NaN"),
        ({"y": np.zeros(59, int)}, r"fit: 60 samples x, but targets y of shape \(59,\)"),
        ({"y": np.full(60, 2)}, r"labels run from 2 to 2, expected 0\.\.1"),
        ({"y": np.zeros((60, 3))}, r"y has shape \(60, 3\), expected \(60, 2\)"),
        ({"y": 3}, r"targets y of shape \(\)"),
        (
            {"validation_data": (np.zeros((5, 3)), np.zeros(5, int))},
            r"fit: validation: x has shape \(5, 3\)",
        ),
        ({"validation_data": (np.zeros((5, 2)), np.zeros(4, int))}, "fit: validation: 5 samples"),
        ({"validation_data": np.zeros((5, 2))}, "validation_data must be a pair"),
        ({"x": np.full((60, 2), 1e200)}, r"fit: x reaches 1e\+200, too large for float32.*Scale"),
        ({"x": np.full((60, 2), -1e39)}, r"fit: x reaches 1e\+39, too large for float32"),
        ({"x": np.ma.masked_less(np.zeros((60, 2)), 1)}, r"fit: x is a masked array with 120"),
        ({"x": [(np.zeros((2, 1)), np.zeros((3, 1)))] * 60}, r"fit: x is a list .*np\.stack"),
        ({"x": zip([1], [2], strict=True)}, "fit: x is a zip that makes no array"),
        ({"x": np.zeros((60, 2, 1))}, r"Flatten the samples first: x\.reshape\(len\(x\), -1\)"),
        ({"y": np.zeros((60, 2, 1))}, r"expected \(60, 2\)\. Lay them out in rows: y\.reshape"),
        ({"y": [(np.zeros(2), np.zeros(3))] * 60}, r"fit: y is a list that makes no array"),
        ({"y": np.ma.masked_equal(np.zeros(60, int), 0)}, "y is a masked array with 60 masked"),
    ],
)
def test_bad_input_is_named_before_anything_is_learned(changes, message):
    x, y = task()
    changes = {"x": x, "y": y, **changes}
    model = net()
    before = model.params["dense_1/W"].copy()
    with pytest.raises(ValueError, match=message):
        model.fit(changes.pop("x"), changes.pop("y"), **settings(**changes))
    assert np.array_equal(model.params["dense_1/W"], before)


def test_numbers_too_large_for_the_network_are_named_wherever_they_come_in():
    x, y = task(5)
    model = net()
    for call in (model.predict, model.predict_classes, model, model.layers[0]):
        with pytest.raises(ValueError, match=r"reaches 1e\+200, too large for float32"):
            call(np.full((5, 2), 1e200))
    loss = nn.MeanSquaredError()
    with pytest.raises(ValueError, match=r"mean_squared_error: y reaches 1e\+200, too large"):
        model.evaluate(x, np.full((5, 2), 1e200), loss)
    with pytest.raises(ValueError, match="fit: validation: x reaches"):
        model.fit(x, y, **settings(validation_data=(x * 1e200, y)))
    assert np.isfinite(net(dtype="float64").predict(np.full((5, 2), 1e200))).all()


def test_a_mask_that_hides_nothing_is_no_mask():
    x, _ = task(5)
    model = net()
    assert np.array_equal(model.predict(np.ma.masked_array(x)), model.predict(x))


def test_bar_is_shown_on_request_and_hushed_by_the_environment(monkeypatch, capsys):
    x, y = task()
    net().fit(x, y, **settings(progress=True))
    assert "epoch 1/1" in capsys.readouterr().err

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for quiet, shown in (("1", False), ("0", True)):
        screen = Terminal()
        monkeypatch.setenv("MNIST_COURSE_QUIET", quiet)
        monkeypatch.setattr(sys, "stderr", screen)
        net().fit(x, y, **settings(progress=None))
        assert bool(screen.getvalue()) is shown


@pytest.mark.parametrize("size", [1e38, 1e30, 1e20])
def test_numbers_that_are_huge_are_blamed_before_the_learning_rate(size):
    x = np.random.default_rng(0).random((12, 4)) * size
    y = np.arange(12) % 3
    model = nn.Sequential([nn.Dense(5, "relu"), nn.Dense(3, "softmax")], input_shape=(4,))
    with pytest.raises(ValueError, match=r"samples reach [0-9.]+e\+(37|38|29|30|19|20): scale"):
        model.fit(x, y, loss="categorical_crossentropy", optimizer="sgd", epochs=50)


def test_targets_that_are_huge_are_blamed_too():
    x = np.random.default_rng(0).random((12, 4))
    model = nn.Sequential([nn.Dense(1, "linear")], input_shape=(4,))
    with pytest.raises(ValueError, match="targets reach 5e"):
        model.fit(x, np.full(12, 5e30), loss="mean_squared_error", optimizer="sgd", epochs=5)


def test_outputs_that_are_no_numbers_are_not_handed_out():
    model = nn.Sequential([nn.Dense(3, "softmax")], input_shape=(4,))
    model.params["dense_1/W"][...] = 1e30
    with pytest.raises(ValueError, match="outputs are NaN or infinite; the samples reach 1e"):
        model.predict(np.full((2, 4), 1e30))


@pytest.mark.parametrize(
    ("y", "says"),
    [
        (np.array([0.0, 1.0, 2.0]), r"integers: y.astype\(int\)"),
        (np.array([0.0, 0.5, 2.0]), r"one-hot rows of shape \(n, 3\)$"),
        (np.array([[0], [1], [2]]), r"y.ravel\(\)"),
    ],
)
def test_labels_of_another_form_are_told_the_way(y, says):
    model = nn.Sequential([nn.Dense(3, "softmax")], input_shape=(4,))
    with pytest.raises(ValueError, match=says):
        model.fit(np.zeros((3, 4)), y, loss="categorical_crossentropy", optimizer="sgd")
