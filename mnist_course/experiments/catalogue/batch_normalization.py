"""What batch normalization changes for a network with two hidden layers, at several step lengths.

Ours, for the chapter on frameworks. The network 784-128-64-10 learns on the first 10,000 images in
Keras, once plain and once with a batch normalization between each hidden layer's sums and its ReLU.
A seed gives both the same first weights and the same order of the images, so that nothing else
differs. Only validation images are looked at.

A trained network with batch normalization is asked in two ways: as one asks it, with the running
averages, and with the mean and variance of the 128 validation images that stand in one batch. Only
this knob is turned between the two, so their difference is that of the averages.

10,000 images make 78 batches of 128 and one of 16, which takes a whole step too, the last of each
epoch. At two learning rates the same is done without it (``images`` 9,984).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.keras_models import load_keras

IMAGES = 10_000
WHOLE_BATCHES = 78 * 128
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
KINDS = {"plain": False, "normalized": True}


def network(normalized: bool) -> Any:
    """Build 784-128-64-10 in Keras, with or without batch normalization before each ReLU."""
    keras = load_keras()
    model = keras.Sequential([keras.Input((784,))])
    for units in (128, 64):
        model.add(keras.layers.Dense(units))
        if normalized:
            model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


def measure(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train once: ``validation_accuracy`` after each epoch, ``train_loss``, ``diverged``.

    The loss is that of training, a running mean over the epoch. A run whose loss is no number any
    more counts as ``diverged``. ``validation_accuracy_by_batch`` is the last accuracy, asked with
    the averages of each batch in place of the running ones.
    """
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    model = network(settings["normalized"])
    model.compile(
        keras.optimizers.SGD(settings["learning_rate"]), "sparse_categorical_crossentropy"
    )
    order = np.random.default_rng(seed)
    losses, accuracies = [], []
    for _ in range(settings["epochs"]):
        rows = order.permutation(IMAGES)[: settings.get("images", IMAGES)]
        found = model.fit(
            dataset.train.x[rows],
            dataset.train.labels[rows],
            batch_size=settings["batch_size"],
            shuffle=False,
            verbose=0,
        )
        losses.append(float(found.history["loss"][0]))
        p = model.predict(dataset.validation.x, batch_size=1000, verbose=0)
        accuracies.append(float(np.mean(p.argmax(axis=1) == dataset.validation.labels)))
    size = settings["batch_size"]
    batches = [dataset.validation.x[i : i + size] for i in range(0, len(dataset.validation), size)]
    answers = [np.argmax(model(x, training=True), axis=1) for x in batches]
    by_batch = float(np.mean(np.concatenate(answers) == dataset.validation.labels))
    diverged = not np.all(np.isfinite(losses))
    metrics = {
        "validation_accuracy": accuracies,
        "validation_accuracy_by_batch": by_batch,
        "diverged": int(diverged),
    }
    if not diverged:
        metrics["train_loss"] = [round(loss, 5) for loss in losses]
    return Measurement(metrics)


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """For each kind and rate: the accuracy after the last epoch, asked both ways; the best rate."""
    summary: dict[str, float] = {}
    for kind, normalized in KINDS.items():
        group = [run for run in runs if run.settings["normalized"] == normalized]
        whole = [run for run in group if "images" in run.settings]
        for (rate,), same in group_by(whole, "learning_rate").items():
            last = [run.metrics["validation_accuracy"][-1] for run in same]
            summary |= spread(f"{kind}_eta_{rate:g}_whole_batches".replace(".", "_"), last)
        group = [run for run in group if run not in whole]
        means = {}
        for (rate,), same in group_by(group, "learning_rate").items():
            last = [run.metrics["validation_accuracy"][-1] for run in same]
            by_batch = [run.metrics["validation_accuracy_by_batch"] for run in same]
            means[rate] = fmean(last)
            key = f"{kind}_eta_{rate:g}".replace(".", "_")
            summary |= {**spread(key, last), **spread(f"{key}_by_batch", by_batch)}
        if means:
            best = max(means, key=means.__getitem__)
            reached = [
                run.metrics["validation_accuracy"][-1]
                for run in group
                if run.settings["learning_rate"] == best
            ]
            summary |= {f"{kind}_best_rate": best, **spread(f"{kind}_best", reached)}
    return summary


EXPERIMENTS = (
    Experiment(
        name="batch-normalization",
        title="Batch normalization at six learning rates",
        source="our own, for the chapter on frameworks",
        claim="With batch normalization the network learns at learning rates that are too long "
        "for the plain one.",
        settings={"batch_size": 128, "epochs": 5},
        variations=[
            Variation({"normalized": normalized, "learning_rate": rate}, 5)
            for normalized in KINDS.values()
            for rate in RATES
        ]
        + [
            Variation({"normalized": normalized, "learning_rate": rate, "images": WHOLE_BATCHES}, 5)
            for normalized in KINDS.values()
            for rate in (0.3, 1.0)
        ],
        measure=measure,
        summarize=summarize,
        check=Check(
            {"normalized": True, "learning_rate": 0.1},
            ["validation_accuracy", "train_loss"],
            0.02,
            0,
            {"epochs": 2},
        ),
        packages=("keras", "tensorflow"),
    ),
)
