"""Deep networks with and without shortcuts: each knob turns what it says, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.data import Dataset, Split
from mnist_course.experiments.catalogue import deeper_networks as theme
from mnist_course.experiments.record.records import Run
from mnist_course.nn import Sequential


def settings(kind: str, blocks: int, **own) -> dict:
    common = {"epochs": 1, "batch_size": 10, "learning_rate": 0.01}
    return {**(theme.KINDS | theme.FROM_IDENTITY)[kind], **common, "blocks": blocks, **own}


def digits(n: int = 40) -> Dataset:
    rng = np.random.default_rng(0)
    splits = (
        Split(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8), np.arange(n) % 10)
        for _ in range(3)
    )
    return Dataset("tiny", False, *splits)


def scores(model: Sequential, x: np.ndarray) -> np.ndarray:
    model.forward(x)
    return model.layers[-1].z


def test_all_kinds_of_one_seed_share_the_first_layer_and_three_share_their_function():
    x = digits().train.x
    kinds = [k for k in theme.KINDS | theme.FROM_IDENTITY if k != "plain_tanh"]
    models = {k: theme.deep_network(settings(k, 3), 7) for k in kinds}
    first = {name: model.layers[0].params["W"] for name, model in models.items()}
    for W in first.values():
        np.testing.assert_array_equal(W, first["plain"])
    # These hand on what the first layer gives, along weights of 1 or along shortcuts.
    for name in ("plain_identity", "residual_zero", "residual_identity"):
        for layer in models[name].layers[1:-1]:
            np.testing.assert_array_equal(layer.forward(models[name].layers[0](x)), layer.a)
            np.testing.assert_allclose(layer.a, models[name].layers[0].a, rtol=1e-6)
    inner = {k: theme.inner_layers(models[k])[1:] for k in ("plain_identity", "residual_identity")}
    for plain, short in zip(*(layers[::2] for layers in inner.values()), strict=True):
        np.testing.assert_array_equal(plain.params["W"], short.params["W"])
    # Shortcuts alone tell the other two apart: the same weights, layer by layer.
    pairs = zip(*(theme.inner_layers(models[k]) for k in ("plain", "residual")), strict=True)
    for plain, short in pairs:
        np.testing.assert_array_equal(plain.params["W"], short.params["W"])
    assert not np.allclose(scores(models["plain"], x), scores(models["residual"], x))


def test_likeness_is_the_mean_cosine_of_all_pairs():
    a = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 3.0]])
    # Cosines of the three pairs: 0, 1/√2, 1/√2.
    assert theme.likeness(a) == pytest.approx(2 / np.sqrt(2) / 3)
    assert theme.likeness(np.ones((4, 5)) * np.arange(1, 5)[:, None]) == pytest.approx(1)


def test_gradients_are_those_of_the_mean_loss_by_small_moves():
    data, how = digits(20), settings("residual", 2)
    model = theme.deep_network(how, 0)
    theme.look(model, data)
    W = theme.inner_layers(model)[0]
    x, y = data.train.x, data.train.one_hot
    slopes = W.grads["W"].copy()
    place = np.unravel_index(np.abs(slopes).argmax(), slopes.shape)
    losses = []
    for move in (1e-2, -2e-2):
        W.params["W"][place] += np.float32(move)
        p = model.forward(x).astype(np.float64)
        losses.append(-np.mean(np.log(p[y > 0])))
    assert (losses[0] - losses[1]) / 2e-2 == pytest.approx(slopes[place], rel=0.02)


def test_the_best_rate_is_chosen_by_the_mean_and_what_diverged_counts_as_nothing():
    def run(rate: float, seed: int, reached: float) -> Run:
        metrics = dict.fromkeys(theme.look_names(), 1.0)
        metrics |= {"validation_accuracy": reached, "diverged": int(reached == 0)}
        if reached:
            metrics["train_accuracy"] = [0.1, reached - 0.1]
        own = {**theme.KINDS["plain"], "blocks": 5, "learning_rate": rate}
        return SimpleNamespace(settings=own, seed=seed, metrics=metrics)

    runs = [run(0.01, 0, 0.5), run(0.01, 1, 0.7), run(0.1, 0, 0.9), run(0.1, 1, 0.0)]
    found = theme.summarize_deep(runs)
    assert found["plain_5_learning_rate"] == 0.01
    assert found["plain_5_validation_mean"] == pytest.approx(0.6)
    assert found["plain_5_train_mean"] == pytest.approx(0.5)
    assert (found["plain_5_diverged"], found["plain_5_runs"]) == (1, 4)
