"""LeNet-5 as it was in 1998, and today's with one old part, trained alike.

Ours, for the chapter on LeNet-5. The same images, batches, optimizer and epochs as in the
experiment `s4-layers`, whose runs with tanh and average pooling are the third network to compare:
the same seeds shuffle the images in the same way. ``sparse`` changes one thing in today's network,
the table of connections of C3; ``whole`` is the network of 1998 with all its old parts.

`lenet-between-digits` asks what the distances of 1998 were for: does a network notice that its
window shows no digit, but the end of one and the beginning of the next? Two things of 1998 could
help, and each is tried with and without the other: the outputs, ten scores (``today``) or distances
to drawings (``distances``), and the loss, cross-entropy or one with a class for rubbish at a fixed
distance (``today_rubbish``, ``distances_rubbish``). ``whole`` is the network of 1998, with both.

Test images are not touched: nothing is claimed about them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.lenet_training import COMMON
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn import (
    RBF,
    Adam,
    CategoricalCrossentropy,
    Dense,
    MaximumAPosteriori,
    Sequential,
    SparseConv2D,
    softmax,
)
from mnist_course.nn.historical import CONNECTIONS_1998
from mnist_course.nn.zoo import lenet5, lenet5_1998

Array = np.ndarray


def sparse(seed: int) -> Sequential:
    """Build today's LeNet-5 with the C3 of 1998, whose filters do not see all maps."""
    today = lenet5()
    layers = [
        SparseConv2D(CONNECTIONS_1998, 5, activation="tanh", name="C3")
        if layer.name == "C3"
        else layer
        for layer in today.layers
    ]
    return Sequential(layers, today.input_shape, seed=seed)


def inputs(images: Array, network: str) -> Array:
    """Return images (n, 28, 28) of 0 to 255 as a network wants them, (n, 28, 28, 1) float32.

    ``whole`` gets the range of the paper, -0.1 (paper) to 1.175 (ink); ``sparse`` 0 to 1.
    """
    x = images[..., np.newaxis].astype(np.float32) / 255
    return x * 1.275 - 0.1 if network == "whole" else x


def train_and_measure(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network for some epochs and look at the validation images after each.

    Metrics: lists with one entry an epoch: ``train_loss``, ``train_accuracy`` (running means while
    training), ``train_seconds`` and ``validation_accuracy``; ``parameters``.
    """
    network = settings["network"]
    whole = network == "whole"
    model = lenet5_1998(seed=seed) if whole else sparse(seed)
    train, validation = dataset.train[: settings["train_images"]], dataset.validation
    loss = MaximumAPosteriori() if whole else "categorical_crossentropy"
    history = model.fit(
        inputs(train.images, network),
        train.one_hot,
        loss=loss,
        optimizer=Adam(settings["learning_rate"]),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        validation_data=(inputs(validation.images, network), validation.one_hot),
        seed=seed,
        progress=False,
    )
    if history.interrupted:  # half a training is no result
        raise KeyboardInterrupt
    return Measurement(
        {
            "train_loss": history.history["loss"],
            "train_accuracy": history.history["accuracy"],
            "train_seconds": history.seconds,
            "validation_accuracy": history.history["val_accuracy"],
            "parameters": model.count,
        }
    )


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Give each network's validation accuracy after the last epoch, its size and its time."""
    summary: dict[str, float] = {}
    for (name,), group in group_by(runs, "network").items():
        last = [run.metrics["validation_accuracy"][-1] for run in group]
        seconds = [s for run in group for s in run.metrics["train_seconds"]]
        summary |= spread(f"{name}_validation", last)
        summary[f"{name}_parameters"] = group[0].metrics["parameters"]
        summary[f"{name}_seconds_per_epoch"] = median(seconds)
    return summary


STEP = 22
"""Pixels from one digit to the next in a row: as close as two frames of 20 pixels may stand."""


def with_output(output: Any, seed: int) -> Sequential:
    """Build today's LeNet-5 with another last layer."""
    today = lenet5()
    return Sequential([*today.layers[:-1], output], today.input_shape, seed=seed)


def between_digits(images: Array, rng: np.random.Generator, count: int) -> Array:
    """Return windows half way between two digits that stand side by side, (count, 28, 28)."""
    left, right = images[rng.integers(0, len(images), (2, count))]
    rows = np.zeros((count, 28, 28 + STEP), images.dtype)
    rows[:, :, :28] = left
    rows[:, :, STEP:] = np.maximum(rows[:, :, STEP:], right)
    return rows[:, :, STEP // 2 : STEP // 2 + 28]


def measure_refusal(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network, and count how often it takes the space between two digits for a digit.

    The limit is set so that ``read`` (a share) of the validation digits are read; of the windows
    between two of them, those above it are taken for digits too.

    Metrics: ``train_loss``, ``train_accuracy`` (lists), ``validation_accuracy``; ``taken``, the
    share of windows between digits that are read: by the nearest distance or the largest score;
    ``today`` also ``taken_by_probability``.
    """
    network = settings["network"]
    scores = network.startswith("today")
    rubbish = network == "whole" or network.endswith("rubbish")
    if network == "whole":
        model = lenet5_1998(seed=seed)
    else:
        model = with_output(Dense(10, name="output") if scores else RBF(name="output"), seed)
    train, validation = dataset.train[: settings["train_images"]], dataset.validation
    history = model.fit(
        inputs(train.images, network),
        train.one_hot,
        loss=MaximumAPosteriori() if rubbish else CategoricalCrossentropy(from_logits=True),
        optimizer=Adam(settings["learning_rate"]),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        seed=seed,
        progress=False,
    )
    if history.interrupted:  # half a training is no result
        raise KeyboardInterrupt
    rng = np.random.default_rng([seed, 3])
    windows = between_digits(validation.images, rng, settings["windows"])
    digits = model.predict(inputs(validation.images, network))
    others = model.predict(inputs(windows, network))

    def taken(good: Array, bad: Array) -> float:
        limit = np.quantile(good.max(axis=1), 1 - settings["read"])
        return float(np.mean(bad.max(axis=1) >= limit))

    seen = {"taken": taken(digits, others)}
    if network == "today":
        seen["taken_by_probability"] = taken(softmax(digits), softmax(others))
    return Measurement(
        {
            "train_loss": history.history["loss"],
            "train_accuracy": history.history["accuracy"],
            "validation_accuracy": float(np.mean(digits.argmax(axis=1) == validation.labels)),
            **seen,
        }
    )


def summarize_refusal(runs: Sequence[Run]) -> dict[str, float]:
    """Give, for each network, accuracy and the share of windows taken for digits."""
    summary: dict[str, float] = {}
    for (name,), group in group_by(runs, "network").items():
        for metric in ("validation_accuracy", "taken", "taken_by_probability"):
            if metric in group[0].metrics:
                summary |= spread(f"{name}_{metric}", [run.metrics[metric] for run in group])
    return summary


_SETTINGS = {key: value for key, value in COMMON.items() if key not in ("network", "loss")}

EXPERIMENTS = (
    Experiment(
        name="lenet5-1998",
        title="LeNet-5 with the parts of 1998, trained as today's is",
        source="our own, for the chapter on LeNet-5; the network is that of LeCun et al. (1998)",
        claim="The network of 1998 and today's read validation digits about equally well.",
        settings={**_SETTINGS, "optimizer": "adam", "learning_rate": 0.001},
        variations=[Variation({"network": name}, seeds=3) for name in ("sparse", "whole")],
        measure=train_and_measure,
        summarize=summarize,
        check=Check(
            {"network": "whole"},
            ["train_loss", "train_accuracy", "parameters"],
            0.02,
            change={"epochs": 1},
        ),
    ),
    Experiment(
        name="lenet-between-digits",
        title="LeNet-5 on windows between two digits: scores, and the distances of 1998",
        source="our own, for the chapter on LeNet-5; the distances are those of LeCun et al. "
        "(1998), whose reasons for them include this one",
        claim="Distances to drawings refuse what is no digit better than scores, if the loss has a "
        "class for rubbish.",
        settings={
            **_SETTINGS,
            "epochs": 3,
            "optimizer": "adam",
            "learning_rate": 0.001,
            "windows": 5_000,
            "read": 0.95,
        },
        variations=[
            Variation({"network": name}, seeds=3)
            for name in ("today", "today_rubbish", "distances", "distances_rubbish", "whole")
        ],
        measure=measure_refusal,
        summarize=summarize_refusal,
        check=Check(
            {"network": "distances"}, ["train_loss", "train_accuracy"], 0.02, change={"epochs": 2}
        ),
    ),
)
