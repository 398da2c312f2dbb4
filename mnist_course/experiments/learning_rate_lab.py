"""The grid behind the lab widget: learning rate × hidden units × start of the weights.

The network and its training are those of the 74-line network (see `s5_network`), for ten epochs
and one seed a point. Only training and validation images are used: this grid is for choosing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Outcome, Variation
from mnist_course.experiments.pictures import encode_pictures
from mnist_course.experiments.records import Run
from mnist_course.experiments.training import measure_outputs, sigmoid_network, train
from mnist_course.nn import SGD, QuadraticCost, Sequential

LEARNING_RATES = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
HIDDEN = (5, 15, 30, 60, 120)
INITIALISATIONS = ("normal", "scaled")
PICTURES = 6


def train_and_measure(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Outcome:
    """Train one point of the grid.

    Metrics, lists with one entry an epoch: ``train_cost``, ``train_accuracy`` (running means
    while training), ``validation_accuracy``, ``validation_cost``, ``dead_digits``. Pictures
    ``hidden``: the incoming weights of the first six hidden units (all of them, if fewer).
    """
    model = sigmoid_network(settings["hidden"], settings["initialisation"], seed)

    def look(model: Sequential) -> dict[str, Any]:
        seen = measure_outputs(model.predict(dataset.validation.x), dataset.validation)
        return {
            "validation_accuracy": seen["accuracy"],
            "validation_cost": round(seen["cost"], 5),
            "dead_digits": seen["dead"],
        }

    metrics = train(
        model,
        dataset.train.x,
        dataset.train.one_hot,
        settings,
        seed,
        QuadraticCost(),
        SGD(settings["learning_rate"]),
        look,
    )
    # Short numbers: this result travels inside a page.
    metrics["train_cost"] = [round(cost, 5) for cost in metrics["train_cost"]]
    metrics["train_accuracy"] = [round(share, 4) for share in metrics["train_accuracy"]]
    del metrics["train_seconds"]
    weights = model.layers[0].params["W"].T[:PICTURES].reshape(-1, 28, 28)
    return Outcome(metrics, {"hidden": encode_pictures(weights)})


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Find the best point by validation accuracy after the last epoch, and the grid's extent."""
    summary: dict[str, float] = {
        "points": len(runs),
        "points_at_chance": sum(run.metrics["validation_accuracy"][-1] < 0.2 for run in runs),
        "points_above_90_percent": sum(
            run.metrics["validation_accuracy"][-1] >= 0.9 for run in runs
        ),
    }
    groups = {
        name: [run for run in runs if run.settings["initialisation"] == name]
        for name in INITIALISATIONS
    }
    for name, group in {"best": list(runs), **{f"best_{k}": v for k, v in groups.items()}}.items():
        if group:
            best = max(group, key=lambda run: run.metrics["validation_accuracy"][-1])
            summary |= {
                f"{name}_validation": best.metrics["validation_accuracy"][-1],
                f"{name}_learning_rate": best.settings["learning_rate"],
                f"{name}_hidden": best.settings["hidden"],
            }
    for name, group in groups.items():
        summary[f"{name}_points_above_90_percent"] = sum(
            run.metrics["validation_accuracy"][-1] >= 0.9 for run in group
        )
    return summary


EXPERIMENTS = (
    Experiment(
        name="learning-rate-lab",
        title="Learning rate × hidden units × start of the weights, ten epochs",
        source="our own grid, on the network of S5",
        claim="Between a learning rate that hardly moves and one that stays at chance lies a "
        "wide range that works; scaled starts make it wider.",
        settings={"epochs": 10, "batch_size": 10, "cost": "quadratic", "activation": "sigmoid"},
        variations=[
            Variation({"learning_rate": rate, "hidden": hidden, "initialisation": start})
            for start in INITIALISATIONS
            for hidden in HIDDEN
            for rate in LEARNING_RATES
        ],
        measure=train_and_measure,
        summarize=summarize,
        check=Check(
            {"learning_rate": 1.0, "hidden": 30, "initialisation": "scaled"},
            ["train_cost", "train_accuracy", "validation_accuracy"],
            0.01,
            0,
            {"epochs": 1},
        ),
    ),
)
