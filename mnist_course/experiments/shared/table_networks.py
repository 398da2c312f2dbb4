"""One network on a table, trained by our engine, by scikit-learn's or by Keras's, all else equal.

Equal are the layers, Glorot's uniform first weights, the loss, Adam with its constants, the batch
size, the epochs, float32 and the prepared data. Different are the random numbers, and that
scikit-learn draws its first biases too, where ours and Keras's are 0. Given equal weights and an
equal order of samples, the engines take the same steps; tests show it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from mnist_course.data import Standardizer, Table, TableSplit, fit_standardizer, scale_counts
from mnist_course.keras_models import load_keras
from mnist_course.nn import (
    Adam,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dense,
    QuadraticCost,
    Sequential,
)
from mnist_course.nn.losses import Loss

EPSILON = 1e-7  # Keras's and our constant of Adam; scikit-learn's own default is 1e-8

Predict = Callable[[np.ndarray], np.ndarray]
"""Outputs (n,) for inputs (n, d): probabilities, or standardised quantities; (n, k) of classes."""
LAST = {"regression": "linear", "classification": "sigmoid", "classes": "softmax"}
"""The activation of the output, by task."""


class Prepare(Protocol):
    """What makes inputs of features."""

    def transform(self, values: object) -> np.ndarray:
        """Return the inputs, of the shape of ``values``."""


class CountScaler:
    """Bags of words made ready for a network (see `mnist_course.data.scale_counts`)."""

    def transform(self, values: object) -> np.ndarray:
        """Return the scaled counts."""
        return scale_counts(values)


@dataclass(frozen=True)
class Problem:
    """A table made ready for a network, by statistics of its training rows alone.

    Attributes
    ----------
    task : str
        "regression", "classification" (yes or no) or "classes" (one of several).
    features : Standardizer or CountScaler
    target : Standardizer or None
        Of a regression. Classes stay as they are.
    table : Table
    """

    task: str
    features: Prepare
    target: Standardizer | None
    table: Table

    def x(self, split: TableSplit) -> np.ndarray:
        """Return the inputs, (n, d) float32."""
        return self.features.transform(split.x).astype(np.float32)

    def y(self, split: TableSplit) -> np.ndarray:
        """Return the targets, (n,) float32; of several classes one-hot rows, (n, k)."""
        if self.task == "classes":
            return np.eye(self.outputs, dtype=np.float32)[split.y.astype(int)]
        y = split.y if self.target is None else self.target.transform(split.y)
        return y.astype(np.float32)

    @property
    def outputs(self) -> int:
        """How many numbers the network gives."""
        return len(self.table.class_names) if self.task == "classes" else 1

    @property
    def loss(self) -> Loss:
        """The loss of all engines: half the mean square, or a cross-entropy."""
        if self.task == "classes":
            return CategoricalCrossentropy()
        return QuadraticCost() if self.target else BinaryCrossentropy()


def prepare(table: Table, settings: Mapping[str, Any]) -> Problem:
    """Standardise features, and the target of a regression; ``standardise`` False leaves features.

    A quantity to predict is standardised in any case: its unit would only rescale the loss.
    Several classes mean bags of words, whose counts are scaled.
    """
    if settings["task"] == "classes":
        return Problem("classes", CountScaler(), None, table)
    d = len(table.feature_names)
    unchanged = Standardizer(np.zeros(d), np.ones(d))
    features = fit_standardizer(table.train.x) if settings["standardise"] else unchanged
    target = fit_standardizer(table.train.y) if settings["task"] == "regression" else None
    return Problem(settings["task"], features, target, table)


def train_numpy(
    problem: Problem, settings: Mapping[str, Any], seed: int, look: Callable[[Predict], None]
) -> tuple[Predict, list[float], float]:
    """Train with our engine; call ``look(predict)`` after each epoch.

    Returns
    -------
    predict, train_losses, seconds
        The loss of each epoch (running mean while training), and the time without the looks.
    """
    layers = [Dense(units, activation="relu") for units in settings["hidden"]]
    model = Sequential(
        [*layers, Dense(problem.outputs, activation=LAST[problem.task])],
        input_shape=(len(problem.table.feature_names),),
        seed=seed,
    )

    def predict(x: np.ndarray) -> np.ndarray:
        return _flat(model.predict(x))

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

    make = MLPRegressor if problem.task == "regression" else MLPClassifier
    model = make(
        hidden_layer_sizes=tuple(settings["hidden"]),
        alpha=0.0,
        batch_size=settings["batch_size"],
        learning_rate_init=settings["learning_rate"],
        epsilon=EPSILON,
        random_state=seed,
    )

    def predict(x: np.ndarray) -> np.ndarray:
        if problem.task == "regression":
            return model.predict(x)
        p = model.predict_proba(x)
        return p if problem.task == "classes" else p[:, 1]

    train = problem.table.train
    x = problem.x(train)
    y = problem.y(train) if problem.task == "regression" else train.y
    count = max(problem.outputs, 2)
    classes = {} if problem.task == "regression" else {"classes": np.arange(float(count))}
    losses, seconds = [], 0.0
    for _ in range(settings["epochs"]):
        began = time.perf_counter()
        model.partial_fit(x, y, **classes)  # one pass over all rows, shuffled
        seconds += time.perf_counter() - began
        losses.append(float(model.loss_))
        look(predict)
    return predict, losses, seconds


def train_keras(
    problem: Problem, settings: Mapping[str, Any], seed: int, look: Callable[[Predict], None]
) -> tuple[Predict, list[float], float]:
    """Train with Keras; as `train_numpy` otherwise."""
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    dense = keras.layers.Dense
    layers = [dense(units, activation="relu") for units in settings["hidden"]]
    last = dense(problem.outputs, activation=LAST[problem.task])
    d = len(problem.table.feature_names)
    model = keras.Sequential([keras.Input((d,)), *layers, last])

    def half_square(y: Any, out: Any) -> Any:
        return keras.losses.mean_squared_error(y, out) / 2

    losses_by_task = {
        "regression": half_square,
        "classification": "binary_crossentropy",
        "classes": "categorical_crossentropy",
    }
    optimizer = keras.optimizers.Adam(settings["learning_rate"], epsilon=EPSILON)
    model.compile(optimizer, losses_by_task[problem.task])

    def predict(x: np.ndarray) -> np.ndarray:
        return _flat(model.predict(x, batch_size=1024, verbose=0))

    train = problem.table.train
    x, y = problem.x(train), problem.y(train)
    losses, seconds = [], 0.0
    for _ in range(settings["epochs"]):
        began = time.perf_counter()
        found = model.fit(x, y, batch_size=settings["batch_size"], verbose=0)
        seconds += time.perf_counter() - began
        losses.append(float(found.history["loss"][0]))
        look(predict)
    return predict, losses, seconds


def _flat(outputs: np.ndarray) -> np.ndarray:
    """Return a single column as (n,), several as they are."""
    return outputs[:, 0] if outputs.shape[1] == 1 else outputs


ENGINES = {"numpy": train_numpy, "scikit-learn": train_sklearn, "keras": train_keras}


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
        validation.append(problem.loss(_columns(y), _columns(predict(x))))

    train = ENGINES[settings["engine"]]
    predict, losses, seconds = train(problem, settings, seed, look)
    return (
        problem,
        predict,
        {"train_loss": losses, "validation_loss": validation, "training_seconds": seconds},
    )


def _columns(values: np.ndarray) -> np.ndarray:
    """Return (n,) as one column, several columns as they are."""
    return values.reshape(len(values), -1)
