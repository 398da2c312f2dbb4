"""Where the weights begin: what silences an output and what wakes it, one knob at a time.

Ours, for the chapter on first weights. The network is that of the 74 lines with 100 hidden units
(see ``nielsen_network``): sigmoid units, quadratic cost, mini-batches of ten, learning rate 3,
weights and biases from N(0, 1). A digit is *silent* if its output exceeds 0.5 for none of the
10,000 validation images. Test images are not read.

- ``silent-digits`` turns one knob of the start, of the cost or of the training, and counts the
  silent digits after it.
- ``waking-digits`` trains one epoch as usual, then turns one knob for the silent outputs or for the
  training that follows, and counts who is silent still.
- ``first-weights`` trains networks with five hidden layers from five recipes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import fmean
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from mnist_course.data import Dataset
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.dense_networks import sigmoid_network
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn import (
    SGD,
    BinaryCrossentropy,
    Dense,
    DivergenceError,
    QuadraticCost,
    Sequential,
    Sigmoid,
)
from mnist_course.nn.losses import Loss

IMAGES = 10_000
"""Training images that the sums of a start are measured on, and that deep networks learn."""
CROSS_ENTROPY_RATE = 7.5
"""With cross-entropy, a mean over ten outputs, a step as long as that of the quadratic cost with
learning rate 3 at z = 0: 3 · 1/4 · 10."""

DEEP, SHALLOW = -12, -10
"""Mean sums of an output over its own images: below the one they lie deep, above the other not."""

Array = np.ndarray


class SteadySigmoid(Sigmoid):
    """A sigmoid whose slope is, for chosen units and on the way back only, larger by ``extra``."""

    name = "steady_sigmoid"

    def __init__(self, extra: float, units: Sequence[int]):
        self.extra = np.zeros(10, np.float32)
        self.extra[list(units)] = extra

    def backward(self, grad: Array, z: Array, a: Array) -> Array:
        """Chain rule with a (1 - a) + extra."""
        return grad * (a * (1 - a) + self.extra)


class WeightedCost(QuadraticCost):
    """The quadratic cost, in which some outputs count more."""

    name = "weighted_cost"

    def __init__(self, factor: float, outputs: Sequence[int]):
        self.weights = np.ones(10, np.float32)
        self.weights[list(outputs)] = factor

    def slope(self, y: Array, out: Array) -> Array:
        """Return the gradient of the quadratic cost, column by column times its factor."""
        return super().slope(y, out) * self.weights


def sums(model: Sequential, x: Array) -> Array:
    """Return the sums z of the ten outputs, (images, 10)."""
    model.forward(x)
    return model.layers[-1].z.copy()


def teach(
    model: Sequential, dataset: Dataset, loss: Loss, rate: float, epochs: int, seed: int
) -> None:
    """Train on all training images in mini-batches of ten."""
    history = model.fit(
        dataset.train.x,
        dataset.train.one_hot,
        loss=loss,
        optimizer=SGD(rate),
        epochs=epochs,
        batch_size=10,
        seed=seed,
        progress=False,
    )
    if history.interrupted:
        raise KeyboardInterrupt


def first_epoch(
    model: Sequential, dataset: Dataset, loss: Loss, rates: tuple[float, float], seed: int
) -> Array:
    """Train one epoch, its first 1,000 batches at a rate of their own.

    Returns the sums z of the ten outputs after 100 batches, for the first training images. The
    order of the images is that of `Sequential.fit` with this seed.
    """
    order = np.random.default_rng(seed).permutation(len(dataset.train.x))
    seen = np.empty(0)
    for part, rate in (
        (order[:1000], rates[0]),
        (order[1000:10_000], rates[0]),
        (order[10_000:], rates[1]),
    ):
        history = model.fit(
            dataset.train.x[part],
            dataset.train.one_hot[part],
            loss=loss,
            optimizer=SGD(rate),
            batch_size=10,
            shuffle=False,
            progress=False,
        )
        if history.interrupted:
            raise KeyboardInterrupt
        if len(part) == 1000:
            seen = sums(model, dataset.train.x[:IMAGES])
    return seen


def see(model: Sequential, dataset: Dataset) -> tuple[list[int], float]:
    """Return the silent digits and the accuracy on the validation images."""
    z = sums(model, dataset.validation.x)
    silent = [int(digit) for digit in np.flatnonzero(z.max(axis=0) <= 0)]
    return silent, float(np.mean(z.argmax(axis=1) == dataset.validation.labels))


def class_means(z: Array, labels: Array) -> Array:
    """Return the mean of each output's z over the images of each digit, (digits, outputs)."""
    return np.stack([z[labels == digit].mean(axis=0) for digit in range(10)])


def describe_outputs(z: Array, labels: Array, prefix: str) -> dict[str, list[float]]:
    """For each output: mean and deviation of its z over all images, and its mean over its own."""
    own = np.diag(class_means(z, labels))
    found = {"level": z.mean(axis=0), "spread": z.std(axis=0), "own": own}
    return {
        f"{prefix}_{name}": [round(float(value), 2) for value in values]
        for name, values in found.items()
    }


# ---- what silences a digit ----

SILENCING: dict[str, dict[str, Any]] = {
    "as drawn": {},
    "other order": {"order": 100},
    "first steps / 10": {"first_rate": 0.3},
    "eta 1": {"first_rate": 1.0, "learning_rate": 1.0},
    "eta 10": {"first_rate": 10.0, "learning_rate": 10.0},
    "output / 10": {"output_factor": 0.1},
    "hidden / 28": {"hidden_factor": 1 / 28},
    "hidden / 28, first steps / 10": {"hidden_factor": 1 / 28, "first_rate": 0.3},
    "both": {"hidden_factor": 1 / 28, "output_factor": 0.1},
    "five outputs / 10": {"output_factor": 0.1, "outputs": [0, 1, 2, 3, 4]},
    "spread / 10": {"output_factor": 0.1, "level": "as drawn"},
    "level 0": {"level": 0},
    "level -8": {"level": -8},
    "biases 0": {"biases": "zeros"},
    "best labels": {"labels": "best"},
    "worst labels": {"labels": "worst"},
    "output / 1.8": {"output_factor": sqrt(30 / 100)},
    "thirty units": {"hidden": 30},
    "thirty units, output x 1.8": {"hidden": 30, "output_factor": sqrt(100 / 30)},
    "slope + 0.1": {"extra_slope": 0.1},
    "cross-entropy": {
        "cost": "cross-entropy",
        "first_rate": CROSS_ENTROPY_RATE,
        "learning_rate": CROSS_ENTROPY_RATE,
    },
}
"""Knob to the settings that it changes; all others stay as they are in ``USUAL``."""
USUAL: dict[str, Any] = {
    "hidden": 100,
    "first_rate": 3.0,
    "learning_rate": 3.0,
    "epochs": 1,
    "order": 0,
    "hidden_factor": 1.0,
    "output_factor": 1.0,
    "outputs": list(range(10)),
    "biases": "normal",
    "level": None,
    "labels": "as drawn",
    "extra_slope": 0.0,
    "cost": "quadratic",
}


def start(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Sequential:
    """Build the network and turn the knobs of its start."""
    model = sigmoid_network(settings["hidden"], "normal", seed)
    hidden, output = model.layers
    hidden.params["W"] *= settings["hidden_factor"]
    kept = sums(model, dataset.train.x[:IMAGES]).mean(axis=0)
    output.params["W"][:, settings["outputs"]] *= settings["output_factor"]
    if settings["biases"] == "zeros":
        hidden.params["b"][...] = 0
        output.params["b"][...] = 0
    z = sums(model, dataset.train.x[:IMAGES])
    if (level := settings["level"]) is not None:  # biases alone bring the outputs to this mean sum
        wanted = kept if level == "as drawn" else level
        output.params["b"] += (wanted - z.mean(axis=0)).astype(np.float32)
    if settings["labels"] != "as drawn":  # the same ten units, given to other digits
        own = class_means(z, dataset.train.labels[:IMAGES]) - z.mean(axis=0)
        _, units = linear_sum_assignment(own, maximize=settings["labels"] == "best")
        for values in output.params.values():
            values[...] = values[..., units].copy()
    if settings["extra_slope"]:
        output.activation = SteadySigmoid(settings["extra_slope"], range(10))
    return model


def silence(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network from one start.

    Metrics: ``start_level``, ``start_spread``, ``start_own`` and the same with ``plunge`` (after
    100 batches) and ``end``, a number an output (see `describe_outputs`), on the first training
    images; ``silent_digits`` and ``validation_accuracy`` at the end.
    """
    model = start(settings, seed, dataset)
    x, labels = dataset.train.x[:IMAGES], dataset.train.labels[:IMAGES]
    found = describe_outputs(sums(model, x), labels, "start")
    loss = QuadraticCost() if settings["cost"] == "quadratic" else BinaryCrossentropy()
    rates, order = (settings["first_rate"], settings["learning_rate"]), seed + settings["order"]
    z = first_epoch(model, dataset, loss, rates, order)
    found |= describe_outputs(z, labels, "plunge")
    if settings["epochs"] > 1:
        teach(model, dataset, loss, rates[1], settings["epochs"] - 1, order + 1000)
    found |= describe_outputs(sums(model, x), labels, "end")
    silent, accuracy = see(model, dataset)
    return Measurement({**found, "silent_digits": silent, "validation_accuracy": accuracy})


def key_of(knob: str) -> str:
    """Return a knob's name as its numbers' names begin: ``"level -8"`` gives ``level_minus_8``."""
    return "_".join(re.findall(r"[a-z0-9]+", re.sub(r"-(?=\d)", "minus ", knob)))


def summarize_silence(runs: Sequence[Run]) -> dict[str, float]:
    """For each knob: silent digits in all, seeds without any, and the accuracies."""
    summary: dict[str, float] = {}
    for (knob,), group in group_by(runs, "knob").items():
        key = key_of(knob)
        silent = [len(run.metrics["silent_digits"]) for run in group]
        summary[f"{key}_silent"] = sum(silent)
        summary[f"{key}_seeds_without"] = silent.count(0)
        summary |= spread(f"{key}_silent_digits", silent)
        summary |= spread(f"{key}_accuracy", [r.metrics["validation_accuracy"] for r in group])
        pairs = [  # where an output's own images lay after 100 batches; is it silent at the end
            (own, digit in run.metrics["silent_digits"])
            for run in group
            for digit, own in enumerate(run.metrics["plunge_own"])
        ]
        deep = [asleep for own, asleep in pairs if own < DEEP]
        shallow = [asleep for own, asleep in pairs if own > SHALLOW]
        summary |= {
            f"{key}_deep": len(deep),
            f"{key}_deep_silent": sum(deep),
            f"{key}_shallow": len(shallow),
            f"{key}_shallow_silent": sum(shallow),
        }
    return summary


# ---- what wakes it ----

WAKING: dict[str, dict[str, Any]] = {
    "nothing": {},
    "eta 0.3": {"learning_rate": 0.3},
    "eta 10": {"learning_rate": 10.0},
    "error x 10": {"error_factor": 10.0},
    "level -5": {"level": -5},
    "spread / 10": {"narrow": 0.1},
    "spread / 10, level -5": {"narrow": 0.1, "level": -5},
    "new small weights": {"redraw": 0.1},
    "slope + 0.1": {"extra_slope": 0.1},
    "cross-entropy": {"cost": "cross-entropy", "learning_rate": CROSS_ENTROPY_RATE},
}
"""Knob to what it changes after the first epoch. All but the rate and the cost are changed for the
outputs that are silent then, and for no others."""
AFTER: dict[str, Any] = {
    "learning_rate": 3.0,
    "error_factor": 1.0,
    "level": None,
    "narrow": 1.0,
    "redraw": None,
    "extra_slope": 0.0,
    "cost": "quadratic",
}


def wake(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one epoch as usual, turn the knob, and train on.

    Metrics: ``silent_digits`` after the first epoch and after each of the others;
    ``validation_accuracy`` likewise.
    """
    model = sigmoid_network(100, "normal", seed)
    first_epoch(model, dataset, QuadraticCost(), (3.0, 3.0), seed)
    seen = [see(model, dataset)]
    silent = seen[0][0]
    output = model.layers[-1]
    if settings["narrow"] != 1 or settings["level"] is not None:
        before = sums(model, dataset.train.x[:IMAGES]).mean(axis=0)
        output.params["W"][:, silent] *= settings["narrow"]
        now = sums(model, dataset.train.x[:IMAGES]).mean(axis=0)
        wanted = before if settings["level"] is None else np.full(10, settings["level"])
        output.params["b"][silent] += (wanted - now)[silent].astype(np.float32)
    if settings["redraw"] is not None:
        rng = np.random.default_rng(seed)
        output.params["W"][:, silent] = rng.normal(0, settings["redraw"], (100, len(silent)))
        output.params["b"][silent] = 0
    if settings["extra_slope"]:
        output.activation = SteadySigmoid(settings["extra_slope"], silent)
    loss: Loss = WeightedCost(settings["error_factor"], silent)
    if settings["cost"] != "quadratic":
        loss = BinaryCrossentropy()
    for epoch in range(1, settings["epochs"] + 1):
        teach(model, dataset, loss, settings["learning_rate"], 1, 1000 * epoch + seed)
        seen.append(see(model, dataset))
    return Measurement(
        {
            "silent_digits": [one[0] for one in seen],
            "validation_accuracy": [one[1] for one in seen],
        }
    )


def summarize_waking(runs: Sequence[Run]) -> dict[str, float]:
    """For each knob: how many silent digits there were, how many of them are so at the end."""
    summary: dict[str, float] = {}
    for (knob,), group in group_by(runs, "knob").items():
        key = key_of(knob)
        silent = [run.metrics["silent_digits"] for run in group]
        summary[f"{key}_silent_before"] = sum(len(series[0]) for series in silent)
        for epochs in (1, len(silent[0]) - 1):
            left = sum(len(set(series[0]) & set(series[epochs])) for series in silent)
            summary[f"{key}_silent_after_{epochs}"] = left
            summary[f"{key}_woken_after_{epochs}"] = summary[f"{key}_silent_before"] - left
        summary |= spread(f"{key}_accuracy", [r.metrics["validation_accuracy"][-1] for r in group])
    return summary


# ---- five hidden layers ----

RECIPES = ("random_normal", "random_uniform", "scaled_normal", "glorot_uniform", "he_normal")
RATES = (0.03, 0.3)


def learn(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train five hidden layers of 100 units: ``validation_accuracy`` (0 if it ran away)."""
    units = [
        Dense(100, settings["activation"], kernel_initializer=settings["start"]) for _ in range(5)
    ]
    last = Dense(10, "softmax", kernel_initializer=settings["start"])
    model = Sequential([*units, last], input_shape=(784,), seed=seed)
    try:
        history = model.fit(
            dataset.train.x[:IMAGES],
            dataset.train.one_hot[:IMAGES],
            loss="categorical_crossentropy",
            optimizer=SGD(settings["learning_rate"]),
            epochs=settings["epochs"],
            batch_size=settings["batch_size"],
            seed=seed,
            progress=False,
        )
    except DivergenceError:
        return Measurement({"validation_accuracy": 0.0, "diverged": 1})
    if history.interrupted:
        raise KeyboardInterrupt
    z = sums(model, dataset.validation.x)
    accuracy = float(np.mean(z.argmax(axis=1) == dataset.validation.labels))
    return Measurement({"validation_accuracy": accuracy, "diverged": 0})


def summarize_learning(runs: Sequence[Run]) -> dict[str, float]:
    """For each activation and start: the rate with the best mean, and its accuracies."""
    summary: dict[str, float] = {}
    for (activation, recipe), group in group_by(runs, "activation", "start").items():
        by_rate = {
            rate: [run.metrics["validation_accuracy"] for run in same]
            for (rate,), same in group_by(group, "learning_rate").items()
        }
        best = max(by_rate, key=lambda rate: fmean(by_rate[rate]))
        key = f"{activation}_{recipe}"
        summary |= {f"{key}_learning_rate": best, **spread(key, by_rate[best])}
        summary[f"{key}_diverged"] = sum(run.metrics["diverged"] for run in group)
    return summary


EXPERIMENTS = (
    Experiment(
        name="silent-digits",
        title="One knob of the start turned: which digits are silent afterwards",
        source="our own, for the chapter on first weights",
        claim="Digits fall silent because the first weights of the output layer are too large.",
        settings={"batch_size": 10, "activation": "sigmoid"},
        variations=[
            Variation({"knob": knob, **USUAL, **own}, seeds=10) for knob, own in SILENCING.items()
        ],
        measure=silence,
        summarize=summarize_silence,
        check=Check(
            {"knob": "both", **USUAL, **SILENCING["both"]},
            ["start_level", "start_own", "validation_accuracy"],
            0.02,
        ),
    ),
    Experiment(
        name="waking-digits",
        title="One knob turned after the first epoch: which silent digits wake up",
        source="our own, for the chapter on first weights",
        claim="A silent digit is silent because the slope of its output is near zero.",
        settings={"batch_size": 10, "activation": "sigmoid", "epochs": 3},
        variations=[
            Variation({"knob": knob, **AFTER, **own}, seeds=6) for knob, own in WAKING.items()
        ],
        measure=wake,
        summarize=summarize_waking,
        # Seed 1 has no silent digit; its accuracy wanders least.
        check=Check(
            {"knob": "eta 0.3", **AFTER, **WAKING["eta 0.3"]},
            ["validation_accuracy"],
            0.03,
            seed=1,
            change={"epochs": 1},
            more_seeds=(2,),
        ),
    ),
    Experiment(
        name="first-weights",
        title="Five hidden layers, five recipes for the first weights",
        source="our own, for the chapter on first weights",
        claim="Recipes that keep the size of signal and blame let deep networks learn.",
        settings={"epochs": 5, "batch_size": 32, "images": IMAGES, "units": 100, "depth": 5},
        variations=[
            Variation({"activation": activation, "start": recipe, "learning_rate": rate}, seeds=5)
            for activation in ("sigmoid", "tanh", "relu")
            for recipe in RECIPES
            for rate in RATES
        ],
        measure=learn,
        summarize=summarize_learning,
        check=Check(
            {"activation": "tanh", "start": "glorot_uniform", "learning_rate": 0.03},
            ["validation_accuracy"],
            0.01,
            more_seeds=(1, 2),
        ),
    ),
)
