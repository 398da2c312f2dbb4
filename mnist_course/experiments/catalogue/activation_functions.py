"""What an activation function does to learning: depth, units that fall silent, a shifted centre.

Ours, for the chapter on activation functions. All three train on the first 10,000 images and look
at validation images only. Each turns one knob: the depth and the function; how long the steps of
one epoch are; the middle of the outputs, with slope and start kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import spread
from mnist_course.nn import SGD, Dense, DivergenceError, Sequential, Sigmoid

IMAGES = 10_000
UNITS = 100
LOSS = "categorical_crossentropy"
DEPTHS = (1, 3, 6)
FUNCTIONS = ("linear", "sigmoid", "tanh", "relu")
RATES = (0.01, 0.03, 0.1, 0.3)
USUAL, LONG = 0.1, 2.0
"""Learning rates of the experiment on silent units: its usual steps, and those far too long."""


class CentredSigmoid(Sigmoid):
    """The sigmoid minus 1/2: equal in every slope, but its outputs lie around 0."""

    name = "centred_sigmoid"

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """Return sigmoid(z) - 1/2."""
        return super().__call__(z) - z.dtype.type(0.5)

    def backward(self, grad: np.ndarray, z: np.ndarray, a: np.ndarray) -> np.ndarray:
        """Chain rule, from the output of the sigmoid itself."""
        return super().backward(grad, z, a + a.dtype.type(0.5))


def network(activation: Any, depth: int, start: str, seed: int) -> Sequential:
    """Build 784 inputs, ``depth`` hidden layers of 100 units, and ten softmax outputs."""
    hidden = [Dense(UNITS, activation, kernel_initializer=start) for _ in range(depth)]
    return Sequential([*hidden, Dense(10, "softmax")], input_shape=(784,), seed=seed)


def accuracy(model: Sequential, dataset: Dataset) -> float:
    """Return the share of validation images that are named rightly."""
    return model.evaluate(dataset.validation.x, dataset.validation.one_hot, LOSS)["accuracy"]


def teach(
    model: Sequential, dataset: Dataset, rate: float, epochs: int, settings: Mapping, seed: int
) -> dict[str, list[float]] | None:
    """Train for some epochs; return the curves of the training, or None if it ran away.

    The curves are ``train_loss`` and ``train_accuracy``, running means while training, one number
    an epoch.
    """
    try:
        history = model.fit(
            dataset.train.x[:IMAGES],
            dataset.train.one_hot[:IMAGES],
            loss=LOSS,
            optimizer=SGD(rate),
            epochs=epochs,
            batch_size=settings["batch_size"],
            seed=seed,
            progress=False,
        )
    except DivergenceError:
        return None
    if history.interrupted:
        raise KeyboardInterrupt
    return {
        f"train_{name}": [round(v, 5) for v in history.history[name]]
        for name in ("loss", "accuracy")
    }


def train_at_depth(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network: ``validation_accuracy`` (0 if it diverged), ``diverged``, curves."""
    model = network(settings["activation"], settings["depth"], "glorot_uniform", seed)
    curves = teach(model, dataset, settings["learning_rate"], settings["epochs"], settings, seed)
    reached = 0.0 if curves is None else accuracy(model, dataset)
    seen = {"validation_accuracy": reached, "diverged": int(curves is None)}
    return Measurement(seen | (curves or {}))


def summarize_depth(runs: Sequence[Run]) -> dict[str, float]:
    """For each depth and function: the learning rate with the best mean, and its accuracies."""
    summary: dict[str, float] = {}
    for depth, name in dict.fromkeys(both(runs, "depth", "activation")):
        group = [r for r in runs if both([r], "depth", "activation") == [(depth, name)]]
        by_rate = {
            rate: [
                r.metrics["validation_accuracy"]
                for r in group
                if r.settings["learning_rate"] == rate
            ]
            for rate in dict.fromkeys(r.settings["learning_rate"] for r in group)
        }
        best = max(by_rate, key=lambda rate: fmean(by_rate[rate]))
        key = f"{name}_{depth}"
        summary |= {f"{key}_learning_rate": best, **spread(f"{key}_validation", by_rate[best])}
        summary[f"{key}_diverged"] = sum(r.metrics["diverged"] for r in group)
    return summary


def start_large(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train six sigmoid layers whose first weights are multiplied by ``factor``."""
    model = network("sigmoid", 6, "glorot_uniform", seed)
    for layer in model.layers[:-1]:
        layer.params["W"] *= settings["factor"]
    curves = teach(model, dataset, settings["learning_rate"], settings["epochs"], settings, seed)
    reached = 0.0 if curves is None else accuracy(model, dataset)
    return Measurement({"validation_accuracy": reached} | (curves or {}))


def summarize_start(runs: Sequence[Run]) -> dict[str, float]:
    """Spread the accuracy over the seeds, for each factor and learning rate."""
    summary: dict[str, float] = {}
    for factor, rate in dict.fromkeys(both(runs, "factor", "learning_rate")):
        group = [r for r in runs if both([r], "factor", "learning_rate") == [(factor, rate)]]
        key = f"factor_{factor}_eta_{rate:g}".replace(".", "_")
        summary |= spread(key, [r.metrics["validation_accuracy"] for r in group])
    return summary


def both(runs: Iterable[Run], *names: str) -> list[tuple]:
    """Return the values of some settings, a tuple a run."""
    return [tuple(run.settings[name] for name in names) for run in runs]


def silence(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one epoch at ``first_rate``, then ``epochs`` at ``learning_rate``.

    A hidden unit is silent while its sum z is at most 0 for every training image. Metrics:
    ``accuracy_first``, ``silent_first`` after the first epoch; ``accuracy_last``, ``silent_last``
    after the others; ``woken``, how many silent units were silent no more; ``moved``, how many
    silent units had a weight that changed.
    """
    model = network(settings["activation"], 1, "he_normal", seed)
    if teach(model, dataset, settings["first_rate"], 1, settings, seed) is None:
        raise ValueError("the first epoch diverged: choose a smaller first_rate")
    hidden = model.layers[0]
    first, before = silent_units(model, dataset), hidden.params["W"].copy()
    metrics = {"accuracy_first": accuracy(model, dataset), "silent_first": int(first.sum())}
    rate, epochs = settings["learning_rate"], settings["epochs"]
    if teach(model, dataset, rate, epochs, settings, seed) is None:
        raise ValueError("the later epochs diverged: choose a smaller learning_rate")
    last = silent_units(model, dataset)
    changed = (hidden.params["W"] != before).any(axis=0)
    metrics |= {
        "accuracy_last": accuracy(model, dataset),
        "silent_last": int(last.sum()),
        "woken": int((first & ~last).sum()),
        "moved": int((first & changed).sum()),
    }
    return Measurement(metrics)


def silent_units(model: Sequential, dataset: Dataset) -> np.ndarray:
    """Return which hidden units have z at most 0 for every training image, (units,) bool."""
    model.forward(dataset.train.x[:IMAGES])
    return (model.layers[0].z <= 0).all(axis=0)


def summarize_silence(runs: Sequence[Run]) -> dict[str, float]:
    """Spread every metric over the seeds, by function and by the steps of the first epoch."""
    summary: dict[str, float] = {}
    for name, rate in dict.fromkeys(both(runs, "activation", "first_rate")):
        group = [r for r in runs if both([r], "activation", "first_rate") == [(name, rate)]]
        steps = "usual" if rate == USUAL else "long"
        for metric in group[0].metrics:
            summary |= spread(f"{name}_{steps}_{metric}", [r.metrics[metric] for r in group])
    return summary


def shift_the_centre(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train sigmoid units, shifted or not; metrics ``validation_accuracy`` and its curves."""
    function = CentredSigmoid if settings["centred"] else Sigmoid
    model = network(function, settings["depth"], "glorot_uniform", seed)
    curves = teach(model, dataset, settings["learning_rate"], settings["epochs"], settings, seed)
    if curves is None:
        raise ValueError("the training diverged: choose a smaller learning_rate")
    return Measurement({"validation_accuracy": accuracy(model, dataset)} | curves)


def summarize_centre(runs: Sequence[Run]) -> dict[str, float]:
    """Spread the accuracy over the seeds, and count in how many of them the shift helped."""
    summary: dict[str, float] = {}
    for depth, rate in dict.fromkeys(both(runs, "depth", "learning_rate")):
        group = [r for r in runs if both([r], "depth", "learning_rate") == [(depth, rate)]]
        key = f"depth_{depth}_eta_{rate:g}".replace(".", "_")
        found = {
            name: {r.seed: r.metrics["validation_accuracy"] for r in group if centred(r) == centre}
            for name, centre in (("sigmoid", False), ("centred", True))
        }
        for name, accuracies in found.items():
            summary |= spread(f"{key}_{name}", list(accuracies.values()))
        pairs = [(found["sigmoid"][s], found["centred"][s]) for s in found["sigmoid"]]
        summary[f"{key}_centred_ahead"] = sum(plain < shifted for plain, shifted in pairs)
    return summary


def centred(run: Run) -> bool:
    """Return whether the outputs of a run were shifted."""
    return run.settings["centred"]


EXPERIMENTS = (
    Experiment(
        name="activation-depth",
        title="Hidden layers × activation function, each at its best learning rate",
        source="our own, for the chapter on activation functions",
        claim="More layers of linear units gain nothing; sigmoid units fall behind as layers are "
        "added, tanh and ReLU do not.",
        settings={"epochs": 10, "batch_size": 32, "images": IMAGES, "units": UNITS},
        variations=[
            Variation({"depth": depth, "activation": name, "learning_rate": rate}, seeds=5)
            for depth in DEPTHS
            for name in FUNCTIONS
            for rate in RATES
        ],
        measure=train_at_depth,
        summarize=summarize_depth,
        check=Check(
            {"depth": 3, "activation": "tanh", "learning_rate": 0.1},
            ["train_loss", "train_accuracy"],
            0.01,
            change={"epochs": 2},
        ),
    ),
    Experiment(
        name="deep-sigmoid-start",
        title="Six sigmoid layers, started with the usual weights and with larger ones",
        source="our own, for the chapter on activation functions",
        claim="Six layers of sigmoid units do not learn from Glorot's start at any of the learning "
        "rates, and do learn from weights four times as large.",
        settings={"epochs": 10, "batch_size": 32, "images": IMAGES, "units": UNITS},
        variations=[
            Variation({"factor": factor, "learning_rate": rate}, seeds=5)
            for factor in (1, 4)
            for rate in (0.3, 1.0)
        ],
        measure=start_large,
        summarize=summarize_start,
        check=Check(
            {"factor": 4, "learning_rate": 0.3},
            ["train_loss", "train_accuracy"],
            0.02,
            change={"epochs": 2},
        ),
    ),
    Experiment(
        name="silent-units",
        title="One epoch of steps far too long, then five gentle ones",
        source="our own, for the chapter on activation functions",
        claim="ReLU units that fall silent on every image never change again; leaky ReLU units do.",
        settings={
            "learning_rate": USUAL,
            "epochs": 5,
            "batch_size": 32,
            "images": IMAGES,
            "units": UNITS,
        },
        variations=[
            Variation({"activation": name, "first_rate": rate}, seeds=10)
            for name in ("relu", "leaky_relu")
            for rate in (USUAL, LONG)
        ],
        measure=silence,
        summarize=summarize_silence,
        # Long steps wander from processor to processor; the usual ones do not.
        check=Check(
            {"activation": "relu", "first_rate": USUAL},
            ["accuracy_first", "silent_first", "accuracy_last", "silent_last"],
            0.01,
        ),
    ),
    Experiment(
        name="centred-outputs",
        title="Sigmoid outputs around 1/2, and the same outputs shifted to lie around 0",
        source="our own, for the chapter on activation functions",
        claim="Outputs that are not centred at zero slow learning down.",
        settings={"epochs": 5, "batch_size": 32, "images": IMAGES, "units": UNITS},
        variations=[
            Variation({"depth": depth, "learning_rate": rate, "centred": shifted}, seeds=10)
            for depth in (1, 3)
            for rate in (0.1, 0.5)
            for shifted in (False, True)
        ],
        measure=shift_the_centre,
        summarize=summarize_centre,
        check=Check(
            {"depth": 1, "learning_rate": 0.5, "centred": True},
            ["validation_accuracy", "train_loss", "train_accuracy"],
            0.01,
        ),
    ),
)
