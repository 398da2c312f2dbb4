"""Does LeNet-5 live on the neighbourhood of pixels? One rearrangement of all images tells.

Ours, for the chapter of experiments on LeNet-5. PaddlePaddle's tutorial says that local connections
and shared weights make the convolutional network better than the perceptron with two hidden layers.
Shuffle the 784 pixels in the same way in every image: nothing is lost, for the order could be put
back, but neighbours are neighbours no more. A dense layer cannot notice, apart from its random
start. If the neighbourhood is what LeNet-5 uses, LeNet-5 must become worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn import Adam
from mnist_course.nn.zoo import lenet5, mlp_128_64

NETWORKS = {"lenet": lenet5, "mlp": mlp_128_64}


def train_and_measure(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network on images as they are, or with their pixels shuffled; look at validation.

    Metrics: lists with one entry an epoch, ``train_loss``, ``train_accuracy`` and
    ``validation_accuracy``; ``parameters``.
    """
    model = NETWORKS[settings["network"]](seed=seed)
    order = np.arange(784)
    if settings["shuffled"]:
        order = np.random.default_rng([seed, 2]).permutation(784)

    def inputs(split: Any) -> np.ndarray:
        return split.x[:, order].reshape(len(split), *model.input_shape)

    train, validation = dataset.train[: settings["train_images"]], dataset.validation
    history = model.fit(
        inputs(train),
        train.one_hot,
        loss="categorical_crossentropy",
        optimizer=Adam(settings["learning_rate"]),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        validation_data=(inputs(validation), validation.one_hot),
        seed=seed,
        progress=False,
    )
    if history.interrupted:  # half a training is no result
        raise KeyboardInterrupt
    return Measurement(
        {
            "train_loss": history.history["loss"],
            "train_accuracy": history.history["accuracy"],
            "validation_accuracy": history.history["val_accuracy"],
            "parameters": model.count,
        }
    )


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Give each network's validation accuracy with and without shuffling, and what shuffling costs.

    The cost is taken seed by seed: both runs of a seed start from the same weights.
    """
    summary: dict[str, float] = {}
    for (network,), group in group_by(runs, "network").items():
        by_seed: dict[bool, dict[int, float]] = {True: {}, False: {}}
        for run in group:
            last = run.metrics["validation_accuracy"][-1]
            by_seed[run.settings["shuffled"]][run.seed] = last
        for shuffled, name in ((False, "as_they_are"), (True, "shuffled")):
            if by_seed[shuffled]:
                summary |= spread(f"{network}_{name}", list(by_seed[shuffled].values()))
        costs = [by_seed[False][s] - by_seed[True][s] for s in by_seed[True] if s in by_seed[False]]
        if costs:
            summary |= spread(f"{network}_cost", costs)
        summary[f"{network}_parameters"] = group[0].metrics["parameters"]
    return summary


EXPERIMENTS = (
    Experiment(
        name="shuffled-pixels",
        title="LeNet-5 and a perceptron with two hidden layers on images with shuffled pixels",
        source="our own, for the chapter of experiments on LeNet-5",
        claim="Shuffling the pixels makes LeNet-5 worse, and the dense network not.",
        settings={
            "train_images": 48_000,
            "epochs": 5,
            "batch_size": 128,
            "optimizer": "adam",
            "learning_rate": 0.001,
            "inputs": "0 to 1",
        },
        variations=[
            Variation({"network": network, "shuffled": shuffled}, seeds=3)
            for network in NETWORKS
            for shuffled in (False, True)
        ],
        measure=train_and_measure,
        summarize=summarize,
        check=Check(
            {"network": "lenet", "shuffled": True},
            ["train_loss", "train_accuracy", "validation_accuracy"],
            0.01,
            change={"epochs": 1},
        ),
    ),
)
