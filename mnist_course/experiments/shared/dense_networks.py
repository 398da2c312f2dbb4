"""What the experiments on dense networks share: build, train, watch, measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mnist_course.data import Split
from mnist_course.nn import Dense, QuadraticCost, Sequential
from mnist_course.nn.losses import Loss
from mnist_course.nn.optimizers import Optimizer

INITIALISATIONS = {"normal": "random_normal", "scaled": "scaled_normal"}
"""``normal``: weights N(0, 1). ``scaled``: weights N(0, 1/fan_in). Biases are N(0, 1) in both."""


def sigmoid_network(hidden: int, initialisation: str, seed: int) -> Sequential:
    """Build the network [784, hidden, 10] of sigmoid units.

    Source: Nielsen (2015), chapter 1: weights and biases drawn from N(0, 1).
    """
    weights = INITIALISATIONS[initialisation]
    layers = [
        Dense(
            units,
            activation="sigmoid",
            kernel_initializer=weights,
            bias_initializer="random_normal",
        )
        for units in (hidden, 10)
    ]
    return Sequential(layers, input_shape=(784,), seed=seed)


def train(
    model: Sequential,
    x: np.ndarray,
    y: np.ndarray,
    settings: Mapping[str, Any],
    seed: int,
    loss: Loss,
    optimizer: Optimizer,
    look: Callable[[Sequential], Mapping[str, Any]],
) -> dict[str, Any]:
    """Train with ``settings`` epochs and batch_size, quietly; look at the model after each epoch.

    Returns
    -------
    dict of lists, one entry an epoch
        ``train_cost`` and ``train_accuracy`` (running means while training), ``train_seconds``
        and everything that ``look`` returns.

    Raises
    ------
    KeyboardInterrupt
        If training was stopped by hand. `fit` then returns what it has; an experiment must not
        take half a training for a whole one.
    """
    watch = Diary(look)
    history = model.fit(
        x,
        y,
        loss=loss,
        optimizer=optimizer,
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        seed=seed,
        callbacks=[watch],
        progress=False,
    )
    if len(history.epoch) < settings["epochs"]:
        raise KeyboardInterrupt
    return {
        "train_cost": history.history["loss"],
        "train_accuracy": history.history["accuracy"],
        **watch.metrics,
        "train_seconds": history.seconds,
    }


class Diary:
    """A callback for ``fit`` that appends the numbers of ``look(model)`` to lists, per epoch."""

    def __init__(self, look: Callable[[Sequential], Mapping[str, Any]]):
        self.look = look
        self.metrics: dict[str, list[Any]] = {}

    def __call__(self, epoch: int, logs: dict[str, float], model: Sequential) -> None:
        """Look at the model after an epoch."""
        for name, value in self.look(model).items():
            self.metrics.setdefault(name, []).append(value)


def measure_outputs(scores: np.ndarray, split: Split) -> dict[str, Any]:
    """Measure ten sigmoid outputs on a split: accuracy, quadratic cost, and dead digits.

    Parameters
    ----------
    scores : ndarray, shape (n, 10)
        Outputs of the network, between 0 and 1.
    split : Split
        The n images with their labels.

    Returns
    -------
    dict
        ``accuracy``; ``loss`` (half the squared error, summed over outputs, mean over images);
        ``dead``: digits that are the answer to no image; ``silent``: digits whose output never
        exceeds 0.5.
    """
    answers = scores.argmax(axis=1)
    counts = np.bincount(answers, minlength=10)
    return {
        "accuracy": float(np.mean(answers == split.labels)),
        "loss": float(QuadraticCost()(split.one_hot, scores)),
        "dead": [int(digit) for digit in np.flatnonzero(counts == 0)],
        "silent": [int(digit) for digit in np.flatnonzero(scores.max(axis=0) <= 0.5)],
    }
