"""The grids behind the lab widget: learning rate × hidden units × start, or × activation.

The network and its training are those of the 74-line network (see `nielsen_network`), for ten
epochs and one seed a point. Only training and validation images are used: these grids are for
choosing.

The second grid changes one thing, the activation of the hidden units. The outputs stay sigmoids
with the quadratic cost, and all weights start scaled; its sigmoid points are those of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.pictures import encode_pictures
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.dense_networks import INITIALISATIONS as STARTS
from mnist_course.experiments.shared.dense_networks import measure_outputs, train
from mnist_course.experiments.sources import named
from mnist_course.nn import SGD, Dense, QuadraticCost, Sequential

LEARNING_RATES = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
HIDDEN = (5, 15, 30, 60, 120)
INITIALISATIONS = ("normal", "scaled")
ACTIVATIONS = ("sigmoid", "tanh", "relu")
ACTIVATION_RATES = LEARNING_RATES[:6]
ACTIVATION_HIDDEN = (5, 15, 30, 120)
PICTURES = 6


def network(settings: Mapping[str, Any], seed: int) -> Sequential:
    """Build [784, hidden, 10]: hidden units of the given activation, sigmoid outputs.

    With sigmoids in both layers it is `sigmoid_network`, weight by weight.
    """
    layers = [
        Dense(units, activation, STARTS[settings["initialisation"]], "random_normal")
        for units, activation in ((settings["hidden"], settings["activation"]), (10, "sigmoid"))
    ]
    return Sequential(layers, input_shape=(784,), seed=seed)


def train_and_measure(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one point of the grid.

    Metrics, lists with one entry an epoch: ``train_cost``, ``train_accuracy`` (running means
    while training), ``validation_accuracy``, ``validation_cost``, ``dead_digits``. Pictures
    ``hidden``: the incoming weights of the first six hidden units (all of them, if fewer; so many
    as the setting ``pictures`` says, if there is one).
    """
    model = network(settings, seed)

    def look(model: Sequential) -> dict[str, Any]:
        seen = measure_outputs(model.predict(dataset.validation.x), dataset.validation)
        return {
            "validation_accuracy": seen["accuracy"],
            "validation_cost": round(seen["loss"], 5),
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
    metrics["train_cost"] = [round(loss, 5) for loss in metrics["train_cost"]]
    metrics["train_accuracy"] = [round(share, 4) for share in metrics["train_accuracy"]]
    del metrics["train_seconds"]
    weights = (
        model.layers[0].params["W"].T[: settings.get("pictures", PICTURES)].reshape(-1, 28, 28)
    )
    return Measurement(metrics, {"hidden": encode_pictures(weights)})


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


def summarize_activations(runs: Sequence[Run]) -> dict[str, float]:
    """Find, for each activation, its best point and the learning rates that pass 90 %."""
    summary: dict[str, float] = {"points": len(runs)}
    for name in dict.fromkeys(run.settings["activation"] for run in runs):
        group = [run for run in runs if run.settings["activation"] == name]
        best = max(group, key=lambda run: run.metrics["validation_accuracy"][-1])
        good = [
            run.settings["learning_rate"]
            for run in group
            if run.metrics["validation_accuracy"][-1] >= 0.9
        ]
        summary |= {
            f"{name}_best_validation": best.metrics["validation_accuracy"][-1],
            f"{name}_best_learning_rate": best.settings["learning_rate"],
            f"{name}_best_hidden": best.settings["hidden"],
            f"{name}_points_above_90_percent": len(good),
        }
        if good:
            summary[f"{name}_smallest_rate_above_90_percent"] = min(good)
            summary[f"{name}_largest_rate_above_90_percent"] = max(good)
    return summary


EXPERIMENTS = (
    Experiment(
        name="learning-rate-lab",
        title="Learning rate × hidden units × start of the weights, ten epochs",
        source=f"our own grid, on the network of: {named('S5')}",
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
    Experiment(
        name="activation-lab",
        title="Learning rate × hidden units × activation, ten epochs",
        source=f"our own grid, on the network of: {named('S5')}",
        claim="Each activation has its own range of learning rates that work.",
        settings={
            "epochs": 10,
            "batch_size": 10,
            "cost": "quadratic",
            "initialisation": "scaled",
            "pictures": 4,
        },
        variations=[
            Variation({"learning_rate": rate, "hidden": hidden, "activation": activation})
            for activation in ACTIVATIONS
            for hidden in ACTIVATION_HIDDEN
            for rate in ACTIVATION_RATES
        ],
        measure=train_and_measure,
        summarize=summarize_activations,
        check=Check(
            {"learning_rate": 0.3, "hidden": 30, "activation": "tanh"},
            ["train_cost", "train_accuracy", "validation_accuracy"],
            0.01,
            0,
            {"epochs": 1},
        ),
    ),
)
