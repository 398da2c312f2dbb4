"""CIFAR-10: the network that an article calls LeNet-5, and LeNet-5 itself.

What the article on LeNet-5 trains on colour pictures has 30 and 13 filters of 3 × 3, maximum
pooling, 120 and 86 ReLU units: a relative of LeNet-5. It trains on 50,000 pictures and tests on the
10,000 of the published test batch. Here batches 1 to 4 train (40,000 pictures) and batch 5 is held
out: one picture in five fewer to learn from. Nothing is chosen, so there is no validation set; the
held-out pictures are looked at once, after the last epoch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from statistics import median
from typing import Any

from mnist_course.data import load_cifar10
from mnist_course.data.cifar import ColourDataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.lenet_training import SOURCE, measure_network, train_network
from mnist_course.experiments.shared.statistics import group_by, recalls, spread
from mnist_course.nn import AvgPool2D, Conv2D, Dense, Flatten, Sequential
from mnist_course.nn.zoo import COLOUR, lenet_cifar


@cache
def load_pictures() -> ColourDataset:
    """Load CIFAR-10 once in each process: 40,000 pictures train, 10,000 are held out."""
    return load_cifar10(validation=0)


def lenet5_colour(**settings: Any) -> Sequential:
    """LeNet-5 for colour pictures: 62,006 parameters.

    Like the network of 1998 it takes 32 × 32 pixels, so that its first layer needs no padding.
    """
    layers = [
        Conv2D(6, 5, activation="tanh", name="C1"),
        AvgPool2D(2, name="S2"),
        Conv2D(16, 5, activation="tanh", name="C3"),
        AvgPool2D(2, name="S4"),
        Flatten(name="flatten"),
        Dense(120, "tanh", name="C5"),
        Dense(84, "tanh", name="F6"),
        Dense(10, "softmax", name="output"),
    ]
    return Sequential(layers, COLOUR, name="lenet5_colour", **settings)


NETWORKS = {"lenet_cifar": lenet_cifar, "lenet5": lenet5_colour}


def train_and_measure(
    settings: Mapping[str, Any], seed: int, dataset: ColourDataset
) -> Measurement:
    """Train one network on colour pictures.

    Metrics: those of `train_network`, ``held_out_accuracy`` and ``held_out_confusion``,
    ``parameters``.
    """
    model = NETWORKS[settings["network"]](seed=seed)
    return Measurement(
        {
            **train_network(model, dataset.train, dataset.validation, settings, seed),
            **measure_network(model, dataset.held_out, "held_out"),
            "parameters": model.count,
        }
    )


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise each network: held-out and training accuracy, hardest class, time."""
    summary: dict[str, float] = {}
    for (name,), group in group_by(runs, "network").items():
        metrics = [run.metrics for run in group]
        shares = [recalls(m["held_out_confusion"]) for m in metrics]
        by_class = [median(share) for share in zip(*shares, strict=True)]
        summary |= {
            **spread(f"{name}_held_out", [m["held_out_accuracy"] for m in metrics]),
            **spread(f"{name}_train", [m["train_accuracy"][-1] for m in metrics]),
            f"{name}_parameters": metrics[0]["parameters"],
            f"{name}_hardest_class": by_class.index(min(by_class)),
            f"{name}_hardest_class_median": min(by_class),
            f"{name}_seconds_per_epoch": median(s for m in metrics for s in m["train_seconds"]),
        }
    return summary


_FEWER = "Trained on 40,000 pictures, the source on 50,000; tested on a held-out training batch."

LEDGER = (
    Reproduction(
        "S4",
        "Its network for CIFAR-10, ten epochs: 66 % on test pictures (its notebook: 66.87 %).",
        0.6687,
        "lenet_cifar_held_out",
        0.60,
        0.70,
        why=_FEWER,
    ),
    Reproduction(
        "S4",
        "The same network reaches 73 % on training pictures, while it trains.",
        0.73,
        "lenet_cifar_train",
        0.68,
        0.78,
        why="Running mean over the tenth epoch. " + _FEWER,
    ),
    Reproduction(
        "S4",
        "The text calls that network LeNet-5: 66 %.",
        0.6687,
        "lenet5_held_out",
        0.62,
        0.70,
        why="Its notebook builds another network. LeNet-5 itself, with tanh, average pooling and "
        "fewer filters, learns less from colour pictures in ten epochs.",
    ),
)

_LENET5 = {"network": "lenet5"}

EXPERIMENTS = (
    Experiment(
        name="s4-cifar10",
        title="CIFAR-10: a relative of LeNet-5, and LeNet-5, ten epochs",
        source=SOURCE,
        claim="On CIFAR-10 LeNet-5 reaches 73 % in training and 66 % in the test; people 94 %.",
        reported={"train": 0.73, "test": 0.6687, "human": 0.94},
        settings={
            "optimizer": "sgd",
            "learning_rate": 0.01,
            "momentum": 0.9,
            "epochs": 10,
            "batch_size": 64,
            "inputs": "0 to 1",
            "initialisation": "glorot_uniform",
            "loss": "categorical_crossentropy",
        },
        variations=[Variation({"network": "lenet_cifar"}, 3), Variation(_LENET5, 3)],
        measure=train_and_measure,
        summarize=summarize,
        check=Check(
            _LENET5, ["train_cost", "train_accuracy", "parameters"], 0.02, 0, {"epochs": 1}
        ),
        ledger=LEDGER,
        load=load_pictures,
    ),
)
