"""PaddlePaddle's two larger networks: as the tutorial builds them, on which images."""

import numpy as np
import pytest

from mnist_course.experiments.catalogue import paddle_networks
from mnist_course.experiments.catalogue.paddle_networks import NETWORKS, measure_network, summarize
from mnist_course.experiments.record.records import Run
from tests.experiments.tiny_digits import tiny_dataset, without_test

SETTINGS = {
    "network": "mlp",
    "batch_size": 10,
    "momentum": 0.9,
    "images": None,
    "epochs": 3,
    "learning_rate": 0.05,
    "l2": 0.0005,
}


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("mlp", 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10),
        ("cnn", 20 * (25 + 1) + 50 * (500 + 1) + 800 * 128 + 128 + 128 * 10 + 10),
    ],
)
def test_networks_have_s3s_shapes_and_start_as_paddlepaddle(name, parameters):
    model = NETWORKS[name](0)
    assert model.count == parameters
    for key, values in model.params.items():
        if key.endswith("/b"):
            assert not values.any()
        else:
            fan_in = np.prod(values.shape[:-1])
            variance = (2 if values.ndim == 4 else 1) / fan_in
            assert values.std() == pytest.approx(variance**0.5, rel=0.1), key


def test_choosing_never_touches_the_test_images():
    dataset = without_test(tiny_dataset())
    metrics = measure_network({**SETTINGS, "purpose": "choose"}, 0, dataset).metrics
    assert len(metrics["validation_accuracy"]) == 3
    assert not any("test" in name for name in metrics)


@pytest.mark.parametrize(
    ("purpose", "images", "fitted"),
    [("choose", None, 60), ("choose", 20, 20), ("as_source", None, 90), ("final", None, 90)],
)
def test_each_purpose_trains_on_its_images(monkeypatch, purpose, images, fitted):
    """The tutorial has no validation images: to stand beside it, all training images are used."""
    sizes = []

    def spy(model, x, y, *rest):
        sizes.append((len(x), len(y), float(x.min()), float(x.max())))
        return {"train_cost": [1.0], "train_accuracy": [0.5], "train_seconds": [0.1]}

    monkeypatch.setattr(paddle_networks, "train", spy)
    measure_network({**SETTINGS, "purpose": purpose, "images": images}, 0, tiny_dataset())
    assert sizes == [(fitted, fitted, -1.0, 1.0)]


@pytest.mark.parametrize("network", ["mlp", "cnn"])
def test_the_source_s_way_looks_at_every_pass_and_ours_once(network):
    own = {**SETTINGS, "network": network, "epochs": 2}
    theirs = measure_network({**own, "purpose": "as_source"}, 0, tiny_dataset()).metrics
    ours = measure_network({**own, "purpose": "final"}, 0, tiny_dataset()).metrics
    assert len(theirs["test_accuracy"]) == len(theirs["test_cost"]) == 2
    assert theirs["final_test_accuracy"] == theirs["test_accuracy"][-1]
    assert "test_accuracy" not in ours
    # The looking changes nothing: both trained alike.
    assert ours["train_cost"] == theirs["train_cost"]
    assert ours["final_test_accuracy"] == theirs["final_test_accuracy"]


def test_bars_are_learned():
    own = {**SETTINGS, "purpose": "final", "epochs": 20, "learning_rate": 0.01}
    assert measure_network(own, 0, tiny_dataset()).metrics["final_test_accuracy"] >= 0.9


def as_source(costs, accuracies):
    metrics = {
        "test_cost": costs,
        "test_accuracy": accuracies,
        "final_test_accuracy": accuracies[-1],
        "training_seconds": 5.0,
    }
    return Run({"label": "s3", "learning_rate": 0.1}, 0, 1.0, metrics, {})


def test_summary_takes_the_pass_with_the_lowest_loss_not_the_highest_accuracy():
    choose = [
        Run(
            {"label": "choose", "learning_rate": rate},
            0,
            1.0,
            {"validation_accuracy": [0.99] + [accuracy] * 5},
            {},
        )
        for rate, accuracy in ((0.01, 0.8), (0.03, 0.9), (0.1, 0.7))
    ]
    summary = summarize(
        [
            *choose,
            as_source([0.5, 0.2, 0.3], [0.90, 0.94, 0.95]),
            as_source([0.4, 0.6, 0.5], [0.92, 0.80, 0.91]),
        ]
    )
    assert summary["s3_best_pass_test_mean"] == pytest.approx((0.94 + 0.92) / 2)
    assert summary["s3_best_pass_test_cost_mean"] == pytest.approx(0.3)
    assert summary["s3_best_pass_mean"] == 0.5  # passes 1 and 0, counted from 0 as there
    assert summary["s3_test_mean"] == pytest.approx((0.95 + 0.91) / 2)
    assert summary["s3_worst_pass_test"] == 0.80
    assert summary["chosen_learning_rate"] == 0.03
    assert summary["chosen_validation"] == pytest.approx(0.9)
