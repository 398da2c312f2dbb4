import numpy as np
import pytest

from mnist_course import nn
from tests.nn.nn_helpers import assert_close, built


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_silences_its_share_and_keeps_the_mean(rate):
    layer = built(nn.Dropout(rate), (1000,), dtype="float32")
    x = np.ones((200, 1000), "float32")
    out = layer.forward(x, training=True)
    assert set(np.unique(out)) == {np.float32(0), np.float32(1 / (1 - rate))}
    # 200,000 independent draws: four standard deviations around the expected share
    assert abs((out == 0).mean() - rate) < 4 * np.sqrt(rate * (1 - rate) / x.size)
    assert np.array_equal(layer.backward(x), out) and (x == 1).all()
    assert not np.array_equal(layer.forward(x, training=True), out)


def test_dropout_keeps_every_number_on_average():
    layer = built(nn.Dropout(0.3), (4, 3))
    x = np.random.default_rng(0).normal(size=(2, 4, 3))
    mean = np.mean([layer.forward(x, training=True) for _ in range(4000)], axis=0)
    assert (np.abs(mean - x) < 4.5 * np.abs(x) * np.sqrt(0.3 / 0.7 / 4000)).all()


def test_dropout_draws_for_each_number_by_itself():
    layer = built(nn.Dropout(0.5), (6, 5, 8), dtype="float32")
    signs = layer.forward(np.ones((40, 6, 5, 8), "float32"), training=True) - 1  # -1 or 1
    for axis in range(
        4
    ):  # neighbours along any side, from sample to sample too, agree half the time
        ahead, behind = np.delete(signs, 0, axis), np.delete(signs, -1, axis)
        assert abs((ahead * behind).mean()) < 4.5 / np.sqrt(ahead.size)


def test_dropout_does_nothing_when_predicting_or_at_rate_0():
    x = np.random.default_rng(0).normal(size=(5, 7))
    assert np.array_equal(built(nn.Dropout(0.5), (7,)).forward(x), x)
    layer = built(nn.Dropout(0.0), (7,))
    assert np.array_equal(layer.forward(x, training=True), x)
    assert np.array_equal(layer.backward(x), x)


def test_dropout_is_reproducible_and_leaves_the_weights_alone():
    def net(*extra, seed=0):
        return nn.Sequential([nn.Dense(8, "tanh"), *extra, nn.Dense(3)], (5,), seed=seed)

    x = np.ones((4, 5), "float32")
    one, two = net(nn.Dropout(0.5)), net(nn.Dropout(0.5))
    assert np.array_equal(one.forward(x, training=True), two.forward(x, training=True))
    for ours, plain in zip(one.params.values(), net().params.values(), strict=True):
        assert np.array_equal(ours, plain)
    fixed = net(nn.Dropout(0.5, seed=3)), net(nn.Dropout(0.5, seed=3), seed=1)
    for model in fixed:
        model.forward(x, training=True)
    assert np.array_equal(fixed[0].layers[1].mask, fixed[1].layers[1].mask)


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, "half"])
def test_dropout_rate_must_be_below_1(rate):
    with pytest.raises(ValueError, match="Dropout: rate must be"):
        nn.Dropout(rate)


def residual_net(**settings):
    inside = [nn.Conv2D(3, 3, padding="same", activation="tanh"), nn.Conv2D(3, 3, padding="same")]
    half = [nn.Conv2D(4, 3, strides=2, padding="same", activation="tanh"), nn.Dropout(0.3)]
    return nn.Sequential(
        [
            nn.Conv2D(3, 1, kernel_regularizer=0.1),
            nn.Residual(inside, activation="tanh"),
            nn.Residual(half, shortcut=nn.Conv2D(4, 1, strides=2)),
            nn.Flatten(),
            nn.Dense(3, "softmax", kernel_regularizer=nn.L2(0.05)),
        ],
        (5, 6, 2),
        **settings,
    )


def test_gradients_of_a_network_of_everything():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(4, 5, 6, 2)), np.eye(3)[rng.integers(0, 3, 4)]
    model = residual_net()
    report = nn.gradient_check(model, "categorical_crossentropy", x, y, show=False)
    assert report.ok(1e-4), str(report)
    assert "residual_2/shortcut/W" in report.errors and "residual_1/conv2d_2/b" in report.errors
    assert sum(report.checked.values()) == model.count  # every single entry was checked


def test_residual_by_hand():
    body = nn.Dense(2)
    block = built(nn.Residual([body], activation="relu"), (2,))
    body.params["W"][...], body.params["b"][...] = [[1, 0], [2, -3]], [0, 1]
    # body: (1 + 2·2, -3·2 + 1) = (5, -5); plus the input (1, 2): (6, -3); after ReLU (6, 0)
    assert block.forward(np.array([[1.0, 2.0]])).tolist() == [[6, 0]]
    # only the first unit is awake: delta = (1, 0); through the body (1, 2), past it (1, 0)
    assert block.backward(np.array([[1.0, 1.0]])).tolist() == [[2, 2]]
    assert block.backward(np.array([[1.0, 1.0]]), input_grad=False) is None
    assert body.grads["W"].tolist() == [[1, 0], [2, 0]]


def test_both_ways_through_a_block_know_whether_it_is_training():
    block = built(nn.Residual([nn.Dropout(0.5)], shortcut=nn.Dropout(0.5)), (1000,))
    x = np.ones((1, 1000))
    assert set(np.unique(block.forward(x))) == {2}
    assert set(np.unique(block.forward(x, training=True))) == {0, 2, 4}


def test_an_identity_shortcut_passes_gradients_through_dead_bodies():
    dead = [nn.Residual([nn.Dense(3, kernel_initializer="zeros")]) for _ in range(20)]
    model = nn.Sequential(dead, (3,))
    assert_close(model.forward(np.ones((1, 3))), np.ones((1, 3)))
    assert_close(model.backward(np.ones((1, 3), "float32")), np.ones((1, 3)))


def test_residual_names_both_shapes_when_they_cannot_be_added():
    with pytest.raises(ValueError, match=r"'residual_1' \(Residual\).*\(4, 4, 8\).*\(4, 4, 3\)"):
        nn.Sequential([nn.Residual([nn.Conv2D(8, 3, padding="same")])], (4, 4, 3))


def test_blocks_train_copy_and_count():
    model = residual_net(dtype="float32")
    twin = model.astype("float64")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 5, 6, 2)), rng.integers(0, 3, 40)
    settings = {"loss": "categorical_crossentropy", "progress": False, "epochs": 30}
    before = {k: v.copy() for k, v in twin.params.items()}
    history = model.fit(x, y, optimizer="adam", batch_size=8, **settings)
    assert history.history["loss"][-1] < history.history["loss"][0]
    assert all(np.array_equal(v, before[k]) for k, v in twin.params.items())
    assert model.count == 9 + 2 * (9 * 9 + 3) + (9 * 12 + 4) + (12 + 4) + (3 * 3 * 4 * 3 + 3)
    assert f"total: {model.count:,} parameters" in str(model)


def test_a_block_counts_as_its_layers_do():
    inside = nn.SparseConv2D([[1, 1], [0, 1]], 3, padding="same")
    block = built(nn.Residual([inside], nn.SparseConv2D([[1, 0], [0, 1]], 1)), (4, 4, 2))
    assert block.count == (3 * 9 + 2) + (2 + 2)  # weights without a connection are not trained


@pytest.mark.parametrize("loss", ["mean_squared_error", "quadratic_cost"])
def test_large_batches_in_pieces_give_the_gradient_of_the_whole(loss):
    def net(at_once):
        layers = [nn.Conv2D(2, 3, kernel_regularizer=0.1), nn.Flatten(), nn.Dense(3)]
        layers[0].at_once = at_once
        return nn.Sequential(layers, (5, 5, 1), dtype="float64")

    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(150, 5, 5, 1)), rng.normal(size=(150, 3))  # pieces of 64, 64 and 22
    settings = {"loss": loss, "optimizer": nn.SGD(0.1), "batch_size": 150, "progress": False}
    pieces, whole = net(nn.Conv2D.at_once), net(1000)
    assert pieces.at_once == 64
    ours = pieces.fit(x, y, epochs=3, validation_data=(x, y), **settings).history
    theirs = whole.fit(x, y, epochs=3, validation_data=(x, y), **settings).history
    for name, p in pieces.params.items():
        assert_close(p, whole.params[name], rtol=1e-10, atol=1e-12)
    assert ours["loss"] == pytest.approx(theirs["loss"], rel=1e-12)
    assert ours["val_loss"] == pytest.approx(theirs["val_loss"], rel=1e-12)


def test_the_price_of_weights_is_part_of_the_loss():
    model = nn.Sequential([nn.Dense(1, kernel_regularizer=0.5)], (2,), dtype="float64")
    model.set_params({"dense_1/W": [[3.0], [-1.0]], "dense_1/b": [10.0]})
    x, y = np.zeros((2, 2)), np.full((2, 1), 10.0)  # no error at all: what is left is the price
    assert model.evaluate(x, y, "mean_squared_error")["loss"] == pytest.approx(0.5 * (9 + 1))
    model.fit(x, y, loss="mean_squared_error", optimizer=nn.SGD(0.1), progress=False)
    # w - 0.1 · 2 · 0.5 · w = 0.9 w; the bias is free
    assert_close(model.params["dense_1/W"], [[2.7], [-0.9]])
    assert model.params["dense_1/b"].tolist() == [10]
    with pytest.raises(ValueError, match="L2: strength"):
        nn.L2(-1)
