import numpy as np
import pytest

from mnist_course import nn


def samples(n=60):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 4)).astype("float32")
    return x, (x[:, 0] > 0).astype(int)


def net(seed=0):
    return nn.Sequential([nn.Dense(6, "tanh"), nn.Dense(2, "softmax")], (4,), seed=seed)


SETTINGS = {"loss": "categorical_crossentropy", "progress": False, "batch_size": 10}


def test_schedules_by_hand():
    decay = nn.ExponentialDecay(0.8, 10, 0.5)
    assert [decay(s) for s in (0, 10, 20)] == pytest.approx([0.8, 0.4, 0.2])
    assert decay(5) == pytest.approx(0.8 * 0.5**0.5)
    stairs = nn.ExponentialDecay(0.8, 10, 0.5, staircase=True)
    assert [stairs(s) for s in (0, 9, 10, 19)] == pytest.approx([0.8, 0.8, 0.4, 0.4])
    cosine = nn.CosineDecay(1.0, 100, alpha=0.2)
    assert [cosine(s) for s in (0, 50, 100, 999)] == pytest.approx([1, 0.6, 0.2, 0.2])
    steps = nn.PiecewiseConstantDecay([2, 5], [1, 0.1, 0.01])
    assert [steps(s) for s in (0, 2, 3, 5, 6)] == [1, 1, 0.1, 0.1, 0.01]


def test_an_optimizer_follows_its_schedule():
    w, g = np.zeros(1), np.ones(1)
    optimizer = nn.SGD(lambda step: [1.0, 0.5, 0.25][step])
    for expected in (-1, -1.5, -1.75):
        optimizer.step([w], [g])
        assert w[0] == expected
    optimizer.learning_rate = 2
    optimizer.step([w], [g])
    assert w[0] == -3.75 and optimizer.iterations == 4


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.ExponentialDecay(-1, 10, 0.5),
        lambda: nn.ExponentialDecay(1, 0, 0.5),
        lambda: nn.CosineDecay(1, 10, alpha=2),
        lambda: nn.PiecewiseConstantDecay([1, 2], [1, 2]),
        lambda: nn.PiecewiseConstantDecay([5, 2], [1, 2, 3]),
        lambda: nn.SGD(lambda step: -1).step([np.zeros(1)], [np.zeros(1)]),
        lambda: nn.Adam(beta_1=1),
        lambda: nn.RMSprop(rho=1.5),
        lambda: nn.EarlyStopping(patience=-1),
        lambda: nn.EarlyStopping(mode="up"),
        lambda: nn.Checkpoint("x.npz", every=0),
    ],
)
def test_impossible_settings(make):
    with pytest.raises(ValueError):
        make()


def scripted(values, callback, key="val_loss"):
    """Play a history to a callback; return the epochs played and the weight at the end.

    In epoch i the model's first weight is i, so that the weight tells which epoch was restored.
    """
    model = net()
    weight = model.params["dense_1/W"]
    played = 0
    try:
        for epoch, value in enumerate(values):
            weight[0, 0] = epoch
            played += 1
            callback(epoch, {key: value}, model)
    except nn.StopTraining:
        pass
    callback.finish(model)
    return played, weight[0, 0]


def test_early_stopping_waits_and_restores_the_best_epoch():
    losses = [5, 3, 4, 2, 2.5, 2.4, 2.3, 1]
    assert scripted(losses, nn.EarlyStopping(patience=3)) == (7, 3)
    assert scripted(losses, nn.EarlyStopping(patience=0)) == (3, 1)
    assert scripted(losses, nn.EarlyStopping(patience=4)) == (8, 7)
    assert scripted(losses, nn.EarlyStopping(patience=3, restore_best=False)) == (7, 6)
    assert scripted([5, 4.9, 4.8, 4.7], nn.EarlyStopping(patience=2, min_delta=0.5)) == (3, 0)
    rising = nn.EarlyStopping("val_accuracy", patience=1)
    assert scripted([0.5, 0.7, 0.6, 0.9], rising, "val_accuracy") == (3, 1)
    assert scripted([0.5, 0.7, 0.6, 0.9], rising, "val_accuracy") == (3, 1)  # and once more


def test_early_stopping_counts_from_the_start_while_there_is_no_best_epoch():
    bad = [np.inf, np.inf, np.nan, 1]
    assert scripted(bad, nn.EarlyStopping(patience=1))[0] == 1
    assert scripted(bad, nn.EarlyStopping(patience=2))[0] == 2
    assert scripted(bad, nn.EarlyStopping(patience=3)) == (3, 2)  # no best epoch: nothing restored
    assert scripted(bad, nn.EarlyStopping(patience=4)) == (4, 3)


def test_early_stopping_modes_and_the_smallest_improvements():
    slow = [1, 1 - 1e-9, 1 - 2e-9, 1 - 3e-9]
    assert scripted(slow, nn.EarlyStopping(patience=1)) == (4, 3)  # by default, any improvement
    assert scripted([1, 1, 1], nn.EarlyStopping(patience=1)) == (2, 0)  # an equal value is none
    rising = [0.1, 0.2, 0.3]
    for mode, monitor, played in (
        ("auto", "val_accuracy", 3),
        ("auto", "val_loss", 2),
        ("max", "val_loss", 3),
        ("min", "val_accuracy", 2),
    ):
        stop = nn.EarlyStopping(monitor, patience=1, mode=mode)
        assert scripted(rising, stop, monitor)[0] == played


def test_early_stopping_in_fit_and_its_missing_entry():
    x, y = samples()
    model = net()
    stop = nn.EarlyStopping(patience=2)
    # y and 1 - y: what is learned from the one makes the other worse
    history = model.fit(
        x, y, optimizer="adam", epochs=50, validation_data=(x, 1 - y), callbacks=[stop], **SETTINGS
    )
    assert len(history.epoch) < 50
    best = min(history.history["val_loss"])
    assert model.evaluate(x, 1 - y, SETTINGS["loss"])["loss"] == pytest.approx(best)
    with pytest.raises(ValueError, match=r"no 'val_loss'.*Give fit validation_data"):
        model.fit(x, y, optimizer="adam", callbacks=[nn.EarlyStopping()], **SETTINGS)


@pytest.mark.parametrize("make", [nn.Adam, nn.RMSprop, lambda: nn.SGD(0.1, momentum=0.9)])
def test_an_interrupted_training_goes_on_bit_for_bit(tmp_path, make):
    x, y = samples()
    straight, optimizer = net(), make()
    straight.fit(x, y, optimizer=optimizer, epochs=6, **SETTINGS)
    path = tmp_path / "run.npz"

    def interrupt(epoch, logs, model):
        if epoch == 3:
            raise KeyboardInterrupt

    first, optimizer = net(), make()
    callbacks = [interrupt, nn.Checkpoint(path, optimizer)]  # epoch 3 is never written
    history = first.fit(x, y, optimizer=optimizer, epochs=6, callbacks=callbacks, **SETTINGS)
    assert history.interrupted
    second, optimizer = net(seed=9), make()
    done = nn.load_checkpoint(path, second, optimizer)
    assert done == 3
    history = second.fit(x, y, optimizer=optimizer, epochs=6, initial_epoch=done, **SETTINGS)
    assert history.epoch == [3, 4, 5]
    for name, p in straight.params.items():
        assert np.array_equal(p, second.params[name])
    assert np.array_equal(nn.load_model(path).predict(x).shape, (60, 2))


def test_a_checkpoint_half_written_leaves_the_last_one_alone(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    model = net()
    save = nn.Checkpoint(path)
    save(0, {}, model)
    good = path.read_bytes()

    def power_cut(file, **arrays):
        file.write(b"PK half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", power_cut)
    with pytest.raises(KeyboardInterrupt):
        save(1, {}, model)
    assert path.read_bytes() == good
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_checkpoint_every_and_best_only(tmp_path):
    path = tmp_path / "run.npz"
    model = net()
    best = nn.Checkpoint(path, monitor="val_loss")
    for epoch, loss in enumerate([3, 1, 2]):
        best(epoch, {"val_loss": loss}, model)
    assert nn.load_checkpoint(path, model) == 2
    path.unlink()
    third = nn.Checkpoint(path, every=3)
    third(0, {}, model)
    assert not path.exists()
    third(2, {}, model)
    assert nn.load_checkpoint(path, model) == 3


def test_a_checkpoint_of_something_else_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    model = net()
    nn.Checkpoint(path, nn.Adam())(0, {}, model)
    with pytest.raises(ValueError, match="holds the memory of Adam, but you gave a SGD"):
        nn.load_checkpoint(path, model, nn.SGD())
    other = nn.Sequential([nn.Dense(3)], (4,))
    with pytest.raises(ValueError, match="does not fit this network"):
        nn.load_checkpoint(path, other)
    model.save(path)
    with pytest.raises(ValueError, match="is a saved model, not a checkpoint"):
        nn.load_checkpoint(path, model)


def test_training_that_runs_into_nan_stops_with_the_history_so_far():
    x, y = samples()
    y = np.eye(2)[y] * 1e3
    with pytest.raises(nn.DivergenceError, match="lower the learning rate") as caught:
        nn.Sequential([nn.Conv2D(3, 2), nn.Flatten(), nn.Dense(2)], (2, 2, 1)).fit(
            x.reshape(-1, 2, 2, 1),
            y,
            **{**SETTINGS, "loss": "mean_squared_error"},
            optimizer=nn.SGD(50),
            epochs=20,
        )
    assert isinstance(caught.value.history, nn.History)
