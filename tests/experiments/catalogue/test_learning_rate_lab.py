"""The lab's grids: one network, and what changes between points."""

import numpy as np
import pytest

from mnist_course.experiments import decode_pictures
from mnist_course.experiments.catalogue.learning_rate_lab import (
    ACTIVATIONS,
    network,
    summarize_activations,
    train_and_measure,
)
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.dense_networks import sigmoid_network
from tests.experiments.tiny_digits import tiny_dataset, without_test

SETTINGS = {
    "hidden": 7,
    "initialisation": "scaled",
    "activation": "sigmoid",
    "learning_rate": 1.0,
    "epochs": 2,
    "batch_size": 10,
}


@pytest.mark.parametrize("start", ["normal", "scaled"])
def test_with_sigmoids_it_is_the_network_of_the_first_grid(start):
    ours = network({**SETTINGS, "initialisation": start}, 3)
    theirs = sigmoid_network(7, start, 3)
    x = np.random.default_rng(0).random((5, 784), dtype=np.float32)
    np.testing.assert_array_equal(ours.predict(x), theirs.predict(x))


def test_only_the_hidden_activation_changes():
    made = {name: network({**SETTINGS, "activation": name}, 0) for name in ACTIVATIONS}
    for name, model in made.items():
        assert [layer.activation.name for layer in model.layers] == [name, "sigmoid"]
        for key, values in model.params.items():
            np.testing.assert_array_equal(values, made["sigmoid"].params[key])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rate", [0.01, 10.0])
def test_no_corner_of_the_grid_breaks(activation, rate):
    """Steps far too long for ReLU: the sigmoid outputs saturate, nothing becomes infinite."""
    settings = {**SETTINGS, "activation": activation, "learning_rate": rate, "pictures": 4}
    outcome = train_and_measure(settings, 0, without_test(tiny_dataset()))
    assert {len(series) for series in outcome.metrics.values()} == {2}
    assert np.isfinite(outcome.metrics["train_cost"]).all()
    assert decode_pictures(outcome.pictures["hidden"]).shape == (4, 28, 28)


def test_summary_of_activations_by_hand():
    runs = [
        Run(
            {"activation": name, "hidden": 30, "learning_rate": rate},
            0,
            1.0,
            {"validation_accuracy": [0.99, accuracy]},
            {},
        )
        for name, rate, accuracy in [
            ("sigmoid", 0.1, 0.80),
            ("sigmoid", 1.0, 0.91),
            ("sigmoid", 10.0, 0.95),
            ("relu", 0.1, 0.96),
            ("relu", 1.0, 0.20),
            ("tanh", 1.0, 0.50),
        ]
    ]
    summary = summarize_activations(runs)
    assert summary["points"] == 6
    assert summary["sigmoid_best_learning_rate"] == 10.0
    assert summary["sigmoid_points_above_90_percent"] == 2
    assert summary["sigmoid_smallest_rate_above_90_percent"] == 1.0
    assert summary["relu_largest_rate_above_90_percent"] == 0.1
    assert summary["tanh_best_validation"] == 0.50
    assert "tanh_largest_rate_above_90_percent" not in summary
