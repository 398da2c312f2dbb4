"""A multi-layer perceptron and a convolutional network, with the source's settings and with ours.

The source, PaddlePaddle's tutorial *Recognize digits*, trains all its networks alike: inputs in
[-1, 1], all 60,000 training images in batches of 128, momentum 0.9, 100 passes. What it calls
learning rate 0.1 / 128 and decay 0.0005 · 128 is, for the mean gradient of this course, rate 0.1
and decay 0.0005 (`softmax_regression` derives it). It keeps the pass with the lowest *test* loss
and reports the test accuracy of that pass. The runs with ``purpose`` "as_source" do the same, and
only so that their numbers can stand beside the tutorial's: a number chosen on test images flatters.

The weights start as PaddlePaddle's did: N(0, 1/fan_in) in dense layers, N(0, 2/fan_in) in
convolutions, biases 0.

With ``purpose`` "choose", 50,000 images train and the validation images judge: this is how our own
learning rate for the perceptron was found (`CHOSEN_RATE`). With "final", all 60,000 train for a
number of passes fixed beforehand, and the test images are looked at once, after the last.

Its 100 passes take a minute with the perceptron. With the convolutional network they would take
half an hour a run; here it gets `CNN_PASSES`. The tutorial itself remarks how early it is good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean, median
from typing import Any

import numpy as np

from mnist_course.data import Dataset, scale
from mnist_course.experiments.catalogue.softmax_regression import PADDLE_PASSES, SGDWithL2
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.dense_networks import train
from mnist_course.experiments.shared.statistics import spread
from mnist_course.experiments.sources import named
from mnist_course.nn import (
    CategoricalCrossentropy,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Sequential,
    random_normal,
)

SOURCE = named("S3")
RATES = (0.003, 0.01, 0.03, 0.1)
CHOSEN_RATE = 0.01
"""The best of `RATES` by validation accuracy, mean of the last five passes; a test compares."""

OUR_PASSES = 20
CNN_PASSES = 15
HEAVY_PASSES = 5

REPORTED_MLP = {"test_accuracy": 0.9495, "test_cost": 0.164746, "best_pass": 85}
REPORTED_CNN = {"test_accuracy": 0.9920, "test_cost": 0.0244684, "best_pass": 76}
"""Its 100 passes are counted from 0; the best is the one with the lowest test loss (``cost``)."""


def mlp(seed: int) -> Sequential:
    """784 → 128 → 64 → 10, ReLU and softmax, started as PaddlePaddle does."""
    layers = [Dense(128, "relu", "scaled_normal"), Dense(64, "relu", "scaled_normal")]
    return Sequential([*layers, Dense(10, "softmax", "scaled_normal")], (784,), seed=seed)


def cnn(seed: int) -> Sequential:
    """The tutorial's LeNet, started as there: 20 and 50 filters, tanh, max pooling, 128 units."""
    layers = [
        Conv2D(20, 5, activation="tanh", kernel_initializer=random_normal((2 / 25) ** 0.5)),
        MaxPool2D(2),
        Conv2D(50, 5, activation="tanh", kernel_initializer=random_normal((2 / 500) ** 0.5)),
        MaxPool2D(2),
        Flatten(),
        Dense(128, "tanh", "scaled_normal"),
        Dense(10, "softmax", "scaled_normal"),
    ]
    return Sequential(layers, (28, 28, 1), seed=seed)


NETWORKS = {"mlp": mlp, "cnn": cnn}


def measure_network(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one of the two networks once.

    Metrics: lists with one entry a pass: ``train_cost``, ``train_accuracy`` and, of the images
    that are looked at, ``test_cost`` and ``test_accuracy`` ("as_source") or ``validation_cost``
    and ``validation_accuracy`` ("choose"); for "as_source" and "final", ``final_test_accuracy``;
    ``training_seconds``, without the looking.
    """
    model, loss = NETWORKS[settings["network"]](seed), CategoricalCrossentropy()

    def inputs(*images: np.ndarray) -> np.ndarray:
        return scale(np.concatenate(images), low=-1, high=1).reshape(-1, *model.input_shape)

    choosing = settings["purpose"] == "choose"
    parts = [dataset.train] if choosing else [dataset.train, dataset.validation]
    x = inputs(*(part.images for part in parts))[: settings["images"]]
    y = np.concatenate([part.one_hot for part in parts])[: settings["images"]]
    name, judge = ("validation", dataset.validation) if choosing else ("test", dataset.test)
    x_judge = inputs(judge.images)

    def look(model: Sequential) -> dict[str, float]:
        if settings["purpose"] == "final":
            return {}
        seen = model.evaluate(x_judge, judge.one_hot, loss)
        return {f"{name}_cost": seen["loss"], f"{name}_accuracy": seen["accuracy"]}

    optimizer = SGDWithL2(settings["learning_rate"], settings["momentum"], settings["l2"])
    metrics = train(model, x, y, settings, seed, loss, optimizer, look)
    metrics["training_seconds"] = sum(metrics.pop("train_seconds"))
    if not choosing:
        metrics["final_test_accuracy"] = model.evaluate(x_judge, judge.one_hot, loss)["accuracy"]
    return Measurement(metrics)


def _of(runs: Sequence[Run], **settings: Any) -> list[Run]:
    return [r for r in runs if all(r.settings.get(key) == value for key, value in settings.items())]


def _summarize_as_source(label: str, runs: Sequence[Run]) -> dict[str, float]:
    """Evaluate as the tutorial does: the pass with the lowest test loss, and its test accuracy."""
    best = [int(np.argmin(run.metrics["test_cost"])) for run in runs]
    at_best = {
        name: [run.metrics[f"test_{name}"][k] for run, k in zip(runs, best, strict=True)]
        for name in ("accuracy", "cost")
    }
    return {
        **spread(f"{label}_best_pass_test", at_best["accuracy"]),
        **spread(f"{label}_best_pass_test_cost", at_best["cost"]),
        **spread(f"{label}_best_pass", best),
        f"{label}_first_pass_test_median": median(r.metrics["test_accuracy"][0] for r in runs),
        f"{label}_worst_pass_test": min(min(run.metrics["test_accuracy"]) for run in runs),
    }


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise every variation by its label, and say which rate validation images choose."""
    summary: dict[str, float] = {}
    for label in dict.fromkeys(run.settings["label"] for run in runs):
        group = _of(runs, label=label)
        if "final_test_accuracy" in group[0].metrics:
            final = [run.metrics["final_test_accuracy"] for run in group]
            summary |= spread(f"{label}_test", final)
            summary[f"{label}_training_seconds_max"] = max(
                run.metrics["training_seconds"] for run in group
            )
        if "test_cost" in group[0].metrics:
            summary |= _summarize_as_source(label, group)
    late = {
        run.settings["learning_rate"]: mean(run.metrics["validation_accuracy"][-5:])
        for run in _of(runs, label="choose")
    }
    if late:
        summary["chosen_learning_rate"] = max(late, key=late.__getitem__)
        summary["chosen_validation"] = max(late.values())
    return summary


def _variation(label: str, purpose: str, rate: float, l2: float, **own: Any) -> Variation:
    seeds = own.pop("seeds", 1)
    settings = {"label": label, "purpose": purpose, "learning_rate": rate, "l2": l2, **own}
    return Variation(settings, seeds)


_COMMON = {"batch_size": 128, "momentum": 0.9, "images": None}
_LONG = {"epochs": PADDLE_PASSES, "seeds": 3}
_SMALL = _variation("small", "choose", 0.1, 0.0005, images=3_000, epochs=2)

MLP_LEDGER = (
    Reproduction(
        "S3",
        "The multi-layer perceptron: 94.95 % on the test images, at its best pass of 100.",
        0.9495,
        "s3_best_pass_test",
        0.935,
        0.965,
        why="The learning rate is 0.1 for the mean gradient, with momentum 0.9. So long a step "
        "lets the loss jump up and down to the end, and one of our three starts never gets beyond "
        "{{ s3-mlp.s3_best_pass_test_min | percent }}. The middle one of the three has "
        "{{ s3-mlp.s3_best_pass_test_median | percent }}, as good as the source's.",
    ),
    Reproduction(
        "S3",
        "The perceptron's lowest test loss is 0.1647.",
        0.164746,
        "s3_best_pass_test_cost",
        0.13,
        0.20,
        "number",
        why="The start that fails spoils the mean. The middle one of the three has "
        "{{ s3-mlp.s3_best_pass_test_cost_median | number }}: it supports our reading of the "
        "source's units.",
    ),
    Reproduction(
        "S3",
        "The perceptron's best pass is number 85 of 0 to 99.",
        85,
        "s3_best_pass",
        50,
        99,
        "count",
        why="The agreement is worth little: ours are the passes "
        "{{ s3-mlp.s3_best_pass_min | number }}, {{ s3-mlp.s3_best_pass_median | number }} and "
        "{{ s3-mlp.s3_best_pass_max | number }}, and one of them belongs to the start that never "
        "learns.",
    ),
    Reproduction(
        "ours",
        "With a learning rate chosen on validation images, 20 passes bring the tutorial's "
        "perceptron to 97 % and more.",
        None,
        "ours_test",
        0.97,
        0.985,
        why="Much of the tutorial's distance between perceptron and convolution is the length of "
        "the step: with a tenth of the learning rate, and nothing else changed, its 100 passes "
        "end at {{ s3-mlp.s3_rate_lowered_test_mean | percent }}.",
    ),
)

CNN_LEDGER = (
    Reproduction(
        "S3",
        "The convolutional network: 99.20 % on the test images, at its best pass of 100.",
        0.9920,
        "s3_best_pass_test",
        0.990,
        0.994,
        why="We give it 15 passes and choose among them by the test loss, as the source does.",
    ),
    Reproduction(
        "S3",
        "The convolutional network's lowest test loss is 0.0245.",
        0.0244684,
        "s3_best_pass_test_cost",
        0.020,
        0.035,
        "number",
        why="Ours is the lowest of 15 passes, the source's of 100.",
    ),
    Reproduction(
        "ours",
        "The convolutional network of PaddlePaddle's tutorial when nothing is chosen on test "
        "images: its last pass.",
        None,
        "s3_test",
        0.985,
        0.993,
        why="The first of the tutorial's rows on this network is higher because its pass is "
        "chosen on the test images.",
    ),
)

EXPERIMENTS = (
    Experiment(
        name="s3-mlp",
        title="The multi-layer perceptron 784-128-64-10",
        source=SOURCE,
        claim="The multi-layer perceptron names 94.95 % of the test images.",
        reported=REPORTED_MLP,
        settings={**_COMMON, "network": "mlp", "epochs": OUR_PASSES},
        variations=[
            *(_variation("choose", "choose", rate, 0.0005) for rate in RATES),
            _variation("ours", "final", CHOSEN_RATE, 0.0005, seeds=3),
            _variation("s3", "as_source", 0.1, 0.0005, **_LONG),
            _variation("s3_without_l2", "as_source", 0.1, 0.0, **_LONG),
            _variation("s3_l2_heavy", "as_source", 0.1, 0.064, **_LONG),
            _variation("s3_rate_lowered", "as_source", CHOSEN_RATE, 0.0005, **_LONG),
        ],
        measure=measure_network,
        summarize=summarize,
        check=Check(
            _variation("choose", "choose", CHOSEN_RATE, 0.0005).settings,
            ["train_cost", "train_accuracy", "validation_accuracy"],
            0.02,
            0,
            {"epochs": 1},
        ),
        ledger=MLP_LEDGER,
    ),
    Experiment(
        name="s3-cnn",
        title="The convolutional network with 20 and 50 filters",
        source=SOURCE,
        claim="The convolutional network names 99.20 % of the test images.",
        reported=REPORTED_CNN,
        settings={**_COMMON, "network": "cnn", "epochs": CNN_PASSES},
        variations=[
            _variation("s3", "as_source", 0.1, 0.0005, seeds=3),
            _variation("s3_without_l2", "as_source", 0.1, 0.0, seeds=2),
            _variation("s3_l2_heavy", "as_source", 0.1, 0.064, epochs=HEAVY_PASSES),
            _SMALL,
        ],
        measure=measure_network,
        summarize=summarize,
        check=Check(_SMALL.settings, ["train_cost", "train_accuracy", "validation_accuracy"], 0.03),
        ledger=CNN_LEDGER,
    ),
)
