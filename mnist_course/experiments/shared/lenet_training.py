"""What the experiments on convolutional networks share: train, watch, measure.

The article that these experiments repeat splits the 60,000 training images at random into 48,000 to
train on and 12,000 to validate. Here the first 48,000 images train and the last 10,000, the
validation images of the whole course, validate; 2,000 are left out. After each epoch the network is
measured on validation images; the test images are looked at once, after the last epoch.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np

from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import spread
from mnist_course.experiments.sources import named
from mnist_course.metrics import accuracy, confusion_matrix
from mnist_course.nn import SGD, Adam, CategoricalCrossentropy, Sequential
from mnist_course.nn.optimizers import Optimizer

SOURCE = named("S4", "and its notebook")
TRAIN_IMAGES = 48_000
COMMON = {
    "network": "lenet5",
    "epochs": 10,
    "batch_size": 128,
    "train_images": TRAIN_IMAGES,
    "inputs": "0 to 1",
    "initialisation": "glorot_uniform",
    "loss": "categorical_crossentropy",
}
"""LeNet-5's settings in the article's notebook, with Keras's defaults where it names none."""

Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def pictures(split: Any, model: Sequential) -> np.ndarray:
    """Return the images of a split as the network wants them, (n, height, width, channels)."""
    return split.x.reshape(len(split), *model.input_shape)


def make_optimizer(settings: Mapping[str, Any]) -> Optimizer:
    """Return Adam or SGD, with ``learning_rate`` and, for SGD, ``momentum`` (default 0)."""
    if settings["optimizer"] == "adam":
        return Adam(settings["learning_rate"])
    return SGD(settings["learning_rate"], momentum=settings.get("momentum", 0.0))


def train_network(
    model: Sequential,
    train: Any,
    validation: Any,
    settings: Mapping[str, Any],
    seed: int,
    change: Change | None = None,
) -> dict[str, list[float]]:
    """Train with ``settings`` epochs, batch_size and optimizer; measure after each epoch.

    Parameters
    ----------
    model : Sequential
        Ends in a softmax.
    train, validation : Split or ColourSplit
        An empty validation split is not measured.
    settings : mapping
    seed : int
        Fixes the order of the images, and what `change` draws.
    change : callable, optional
        ``change(images, rng)`` gives other images to train on, anew before each epoch:
        augmentation.

    Returns
    -------
    dict of lists, one entry an epoch
        ``train_cost`` and ``train_accuracy`` (running means while training), ``train_seconds``
        (with the change, without the measurement), ``validation_cost``, ``validation_accuracy``.

    Raises
    ------
    KeyboardInterrupt
        If training was stopped by hand: half a training must not be taken for a whole one.
    """
    loss, optimizer = CategoricalCrossentropy(), make_optimizer(settings)
    x, rng = pictures(train, model), np.random.default_rng([seed, 1])
    metrics: dict[str, list[float]] = {}
    for epoch in range(settings["epochs"]):
        start = time.perf_counter()
        history = model.fit(
            x if change is None else change(x, rng),
            train.one_hot,
            loss=loss,
            optimizer=optimizer,
            epochs=epoch + 1,
            initial_epoch=epoch,
            batch_size=settings["batch_size"],
            seed=seed,
            progress=False,
        )
        if history.interrupted:
            raise KeyboardInterrupt
        seen = {
            "train_cost": history.history["loss"][0],
            "train_accuracy": history.history["accuracy"][0],
            "train_seconds": time.perf_counter() - start,
        }
        if len(validation):
            result = model.evaluate(pictures(validation, model), validation.one_hot, loss)
            seen |= {f"validation_{k}": result[v] for k, v in _VALIDATION.items()}
        for name, value in seen.items():
            metrics.setdefault(name, []).append(value)
    return metrics


_VALIDATION = {"cost": "loss", "accuracy": "accuracy"}  # recorded name: ours


def measure_network(model: Sequential, split: Any, name: str = "test") -> dict[str, Any]:
    """Measure the network once: ``{name}_accuracy`` and ``{name}_confusion``.

    The confusion matrix has a row for each true class and a column for each answer.
    """
    answers = model.predict_classes(pictures(split, model))
    return {
        f"{name}_accuracy": accuracy(split.labels, answers),
        f"{name}_confusion": confusion_matrix(split.labels, answers),
    }


def summarize_training(name: str, runs: Sequence[Run]) -> dict[str, float]:
    """Summarise one group of runs: test, validation and training figures, seconds an epoch.

    The seconds are the median over all epochs of all runs; they depend on the machine.
    """
    metrics = [run.metrics for run in runs]
    return {
        **spread(f"{name}_test", [m["test_accuracy"] for m in metrics]),
        **spread(f"{name}_validation", [m["validation_accuracy"][-1] for m in metrics]),
        f"{name}_train_cost_first_epoch": median(m["train_cost"][0] for m in metrics),
        f"{name}_train_cost_last_epoch": median(m["train_cost"][-1] for m in metrics),
        f"{name}_train_accuracy_last_epoch": median(m["train_accuracy"][-1] for m in metrics),
        f"{name}_seconds_per_epoch": median(s for m in metrics for s in m["train_seconds"]),
    }
