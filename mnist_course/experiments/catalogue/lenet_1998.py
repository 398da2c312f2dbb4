"""LeNet-5 as it was in 1998, and today's with one old part, trained alike.

Ours, for the chapter on LeNet-5. The same images, batches, optimizer and epochs as in the
experiment `s4-layers`, whose runs with tanh and average pooling are the third network to compare:
the same seeds shuffle the images in the same way. ``sparse`` changes one thing in today's network,
the table of connections of C3; ``whole`` is the network of 1998 with all its old parts.

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
from mnist_course.nn import Adam, MaximumAPosteriori, Sequential, SparseConv2D
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
)
