"""One network on a table, trained by our engine or by scikit-learn's, all else equal.

Equal are the layers, Glorot's uniform first weights, the loss, Adam with its constants, the batch
size, the epochs, float32 and the standardised data. Different are the random numbers, and that
scikit-learn draws its first biases too, where ours are 0. Given equal weights and an equal order
of samples, the two engines take the same steps; a test shows it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_course.data import Standardizer, Table, TableSplit, fit_standardizer
from mnist_course.nn import Adam, BinaryCrossentropy, Dense, QuadraticCost, Sequential
from mnist_course.nn.losses import Loss

EPSILON = 1e-7  # Keras's and our constant of Adam; scikit-learn's own default is 1e-8

Predict = Callable[[np.ndarray], np.ndarray]
"""Outputs (n,) for inputs (n, d): probabilities, or standardised quantities."""


@dataclass(frozen=True)
class Problem:
    """A table made ready for a network, by statistics of its training rows alone.

    Attributes
    ----------
    features : Standardizer
    target : Standardizer or None
        None where the target is 0 or 1, which stay as they are.
    table : Table
    """

    features: Standardizer
    target: Standardizer | None
    table: Table

    def x(self, split: TableSplit) -> np.ndarray:
        """Return the inputs, (n, d) float32."""
        return self.features.transform(split.x).astype(np.float32)

    def y(self, split: TableSplit) -> np.ndarray:
        """Return the targets, (n,) float32."""
        y = split.y if self.target is None else self.target.transform(split.y)
        return y.astype(np.float32)

    @property
    def loss(self) -> Loss:
        """The loss of both engines: half the mean square, or binary cross-entropy."""
        return QuadraticCost() if self.target else BinaryCrossentropy()


def prepare(table: Table, settings: Mapping[str, Any]) -> Problem:
    """Standardise features, and the target of a regression; ``standardise`` False leaves features.

    A quantity to predict is standardised in any case: its unit would only rescale the loss.
    """
    d = len(table.feature_names)
    unchanged = Standardizer(np.zeros(d), np.ones(d))
    features = fit_standardizer(table.train.x) if settings["standardise"] else unchanged
    target = fit_standardizer(table.train.y) if settings["task"] == "regression" else None
    return Problem(features, target, table)


def train_numpy(
    problem: Problem, settings: Mapping[str, Any], seed: int, look: Callable[[Predict], None]
) -> tuple[Predict, list[float], float]:
    """Train with our engine; call ``look(predict)`` after each epoch.

    Returns
    -------
    predict, train_losses, seconds
        The loss of each epoch (running mean while training), and the time without the looks.
    """
    last = "sigmoid" if problem.target is None else "linear"
    layers = [Dense(units, activation="relu") for units in settings["hidden"]]
    model = Sequential(
        [*layers, Dense(1, activation=last)],
        input_shape=(len(problem.table.feature_names),),
        seed=seed,
    )

    def predict(x: np.ndarray) -> np.ndarray:
        return model.predict(x)[:, 0]

    looking = 0.0

    def watch(*_: Any) -> None:
        nonlocal looking
        began = time.perf_counter()
        look(predict)
        looking += time.perf_counter() - began

    train = problem.table.train
    began = time.perf_counter()
    history = model.fit(
        problem.x(train),
        problem.y(train),
        loss=problem.loss,
        optimizer=Adam(settings["learning_rate"], epsilon=EPSILON),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        seed=seed,
        callbacks=[watch],
        progress=False,
    )
    seconds = time.perf_counter() - began - looking
    if len(history.epoch) < settings["epochs"]:
        raise KeyboardInterrupt  # stopped by hand: half a training is no result
    return predict, history.history["loss"], seconds


def train_sklearn(
    problem: Problem, settings: Mapping[str, Any], seed: int, look: Callable[[Predict], None]
) -> tuple[Predict, list[float], float]:
    """Train with scikit-learn's MLPRegressor or MLPClassifier; as `train_numpy` otherwise."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    make = MLPClassifier if problem.target is None else MLPRegressor
    model = make(
        hidden_layer_sizes=tuple(settings["hidden"]),
        alpha=0.0,
        batch_size=settings["batch_size"],
        learning_rate_init=settings["learning_rate"],
        epsilon=EPSILON,
        random_state=seed,
    )

    def predict(x: np.ndarray) -> np.ndarray:
        return model.predict_proba(x)[:, 1] if problem.target is None else model.predict(x)

    train = problem.table.train
    x, y = problem.x(train), problem.y(train)
    classes = {"classes": (0.0, 1.0)} if problem.target is None else {}
    losses, seconds = [], 0.0
    for _ in range(settings["epochs"]):
        began = time.perf_counter()
        model.partial_fit(x, y, **classes)  # one pass over all rows, shuffled
        seconds += time.perf_counter() - began
        losses.append(float(model.loss_))
        look(predict)
    return predict, losses, seconds


ENGINES = {"numpy": train_numpy, "scikit-learn": train_sklearn}


def train_table(
    settings: Mapping[str, Any], seed: int, table: Table
) -> tuple[Problem, Predict, dict[str, Any]]:
    """Train one network; measure the loss on the validation rows after each epoch.

    Returns
    -------
    problem, predict
    metrics : dict
        ``train_loss`` and ``validation_loss``, lists with one entry an epoch;
        ``training_seconds``.
    """
    problem = prepare(table, settings)
    x, y = problem.x(table.validation), problem.y(table.validation)
    validation: list[float] = []

    def look(predict: Predict) -> None:
        validation.append(problem.loss(y[:, None], predict(x)[:, None]))

    train = ENGINES[settings["engine"]]
    predict, losses, seconds = train(problem, settings, seed, look)
    return (
        problem,
        predict,
        {"train_loss": losses, "validation_loss": validation, "training_seconds": seconds},
    )
