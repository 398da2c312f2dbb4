"""How the steps are taken: optimizers and their learning rates, orders of samples, batch sizes.

Ours, for the chapter on gradient descent. All train the same network, 784-100-10 with ReLU, on the
first images of the training set and look at validation images only; nothing is timed. Runs of one
seed begin with the same weights, so that settings can be compared in pairs.
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
from mnist_course.nn import (
    SGD,
    Adam,
    CosineDecay,
    Dense,
    DivergenceError,
    Optimizer,
    Sequential,
)

SOURCE = "our own, for the chapter on gradient descent"
LOSS = "categorical_crossentropy"
IMAGES, BATCH = 10_000, 32
STEP_RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
ADAM_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03)
MAKERS = {
    "sgd": lambda rate: SGD(rate),
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "nesterov": lambda rate: SGD(rate, momentum=0.9, nesterov=True),
    "adam": lambda rate: Adam(rate),
}
ORDERS = ("anew", "once", "with_replacement", "by_digit")
POWERS = (32, 64, 128)


def network(seed: int) -> Sequential:
    """Build 784 inputs, 100 hidden ReLU units and ten softmax outputs."""
    layers = [Dense(100, "relu", kernel_initializer="he_normal"), Dense(10, "softmax")]
    return Sequential(layers, input_shape=(784,), seed=seed)


def accuracy(model: Sequential, dataset: Dataset) -> float:
    """Return the share of validation images that are named rightly."""
    return model.evaluate(dataset.validation.x, dataset.validation.one_hot, LOSS)["accuracy"]


def loss_on(model: Sequential, x: np.ndarray, y: np.ndarray) -> float:
    """Return the mean loss of the model as it is."""
    return model.evaluate(x, y, LOSS)["loss"]


def teach(
    model: Sequential,
    x: np.ndarray,
    y: np.ndarray,
    optimizer: Optimizer,
    batch_size: int,
    **how: Any,
) -> None:
    """Train without a bar; a training stopped by hand is no result."""
    history = model.fit(
        x, y, loss=LOSS, optimizer=optimizer, batch_size=batch_size, progress=False, **how
    )
    if history.interrupted:
        raise KeyboardInterrupt


def train_at_rate(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train once: ``validation_accuracy`` (0 if it diverged), ``train_loss``, ``diverged``."""
    x, y = dataset.train.x[:IMAGES], dataset.train.one_hot[:IMAGES]
    rate: Any = settings["learning_rate"]
    if settings["schedule"] == "cosine":
        steps = settings["epochs"] * -(-len(x) // settings["batch_size"])
        rate = CosineDecay(rate, steps)
    model = network(seed)
    try:
        teach(
            model,
            x,
            y,
            MAKERS[settings["optimizer"]](rate),
            settings["batch_size"],
            epochs=settings["epochs"],
            seed=seed,
        )
    except DivergenceError:
        return Measurement({"validation_accuracy": 0.0, "train_loss": 100.0, "diverged": 1})
    return Measurement(
        {
            "validation_accuracy": accuracy(model, dataset),
            "train_loss": loss_on(model, x, y),
            "diverged": 0,
        }
    )


def summarize_rates(runs: Sequence[Run]) -> dict[str, float]:
    """Find the rate with the best mean for each optimizer and schedule, and how many are good.

    ``_good`` counts the learning rates whose mean lies within one point of the best.
    """
    summary: dict[str, float] = {}
    for (name, schedule), group in group_by(runs, "optimizer", "schedule").items():
        by_rate = {
            rate: [r.metrics["validation_accuracy"] for r in same]
            for (rate,), same in group_by(group, "learning_rate").items()
        }
        best = max(by_rate, key=lambda rate: fmean(by_rate[rate]))
        key = f"{name}_{schedule}"
        summary |= {f"{key}_learning_rate": best, **spread(f"{key}_best", by_rate[best])}
        means = {rate: fmean(values) for rate, values in by_rate.items()}
        summary[f"{key}_good"] = sum(mean > means[best] - 0.01 for mean in means.values())
        for rate, mean in means.items():
            summary[f"{key}_{rate:g}_mean".replace(".", "_")] = mean
    found = {name: summary[f"{name}_constant_best_mean"] for name in ("sgd", "adam")}
    summary["adam_minus_sgd_best"] = found["adam"] - found["sgd"]
    usual = ("adam_constant_0_001_mean", "sgd_constant_0_01_mean")
    summary["adam_minus_sgd_usual"] = summary[usual[0]] - summary[usual[1]]
    return summary


def epoch_order(order: str, labels: np.ndarray, rng: np.random.Generator, first: Any) -> Any:
    """Return the samples of one epoch by number; ``first`` is the order of the first epoch."""
    n = len(labels)
    if order == "with_replacement":
        return rng.integers(n, size=n)
    if order == "by_digit":
        return np.argsort(labels, kind="stable")
    if order == "once" and first is not None:
        return first
    return rng.permutation(n)


def train_in_order(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train once: ``validation_accuracy`` and the ``train_loss``, ``train_accuracy`` at the end."""
    x, y = dataset.train.x[:IMAGES], dataset.train.one_hot[:IMAGES]
    labels = dataset.train.labels[:IMAGES]
    model, rng, first = network(seed), np.random.default_rng(seed), None
    for _ in range(settings["epochs"]):
        order = epoch_order(settings["order"], labels, rng, first)
        first = order if first is None else first
        optimizer = SGD(settings["learning_rate"])
        teach(model, x[order], y[order], optimizer, settings["batch_size"], shuffle=False)
    seen = model.evaluate(x, y, LOSS)
    return Measurement(
        {
            "validation_accuracy": accuracy(model, dataset),
            "train_loss": seen["loss"],
            "train_accuracy": seen["accuracy"],
        }
    )


def summarize_orders(runs: Sequence[Run]) -> dict[str, float]:
    """Spread both metrics; count the seeds in which another order than ``anew`` is worse."""
    summary: dict[str, float] = {}
    usual = {r.seed: r.metrics for r in runs if r.settings["order"] == "anew"}
    for (key,), group in group_by(runs, "order").items():
        for metric in group[0].metrics:
            summary |= spread(f"{key}_{metric}", [r.metrics[metric] for r in group])
        losses = [(r.metrics["train_loss"], usual[r.seed]["train_loss"]) for r in group]
        right = [
            (r.metrics["validation_accuracy"], usual[r.seed]["validation_accuracy"]) for r in group
        ]
        summary[f"{key}_loss_higher"] = sum(one > other for one, other in losses)
        summary[f"{key}_accuracy_lower"] = sum(one < other for one, other in right)
    return summary


def train_with_batch(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train once: ``validation_accuracy``, ``last_batch`` (images in the last batch of an epoch).

    With ``rest`` "left out", the images are cut to a number that makes full batches only.
    """
    size = settings["batch_size"]
    images = IMAGES if settings["rest"] == "kept" else size * (IMAGES // size)
    x, y = dataset.train.x[:images], dataset.train.one_hot[:images]
    model = network(seed)
    optimizer = SGD(settings["learning_rate"])
    teach(model, x, y, optimizer, size, epochs=settings["epochs"], seed=seed)
    last = images % size or size
    seen = {"train_loss": loss_on(model, x, y), "last_batch": last}
    return Measurement({"validation_accuracy": accuracy(model, dataset)} | seen)


def summarize_batches(runs: Sequence[Run]) -> dict[str, float]:
    """Spread the accuracy of each size; compare each power of two with its two neighbours.

    ``left_out_power_32_gain`` is its accuracy minus the mean of 31 and 33, seed by seed.
    """
    summary: dict[str, float] = {}
    for (rest,), group in group_by(runs, "rest").items():
        key = rest.replace(" ", "_")
        found = {
            (r.settings["batch_size"], r.seed): r.metrics["validation_accuracy"] for r in group
        }
        for (size,), same in group_by(group, "batch_size").items():
            values = [r.metrics["validation_accuracy"] for r in same]
            summary |= spread(f"{key}_{size}", values)
            summary[f"{key}_{size}_last_batch"] = same[0].metrics["last_batch"]
        for size in POWERS:
            gains = [
                found[size, seed] - (found[size - 1, seed] + found[size + 1, seed]) / 2
                for seed in dict.fromkeys(seed for _, seed in found)
            ]
            summary |= spread(f"{key}_power_{size}_gain", gains)
        means = [summary[f"{key}_power_{size}_gain_mean"] for size in POWERS]
        summary |= {f"{key}_power_gain_low": min(means), f"{key}_power_gain_high": max(means)}
    return summary


def train_to_loss(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train until the training loss is ``target_loss`` or less; look after every few steps.

    Metrics: ``validation_accuracy``, ``steps`` (updates of the weights), ``train_loss``.
    """
    images = settings["images"]
    x, y = dataset.train.x[:images], dataset.train.one_hot[:images]
    model, optimizer, epoch = network(seed), SGD(settings["learning_rate"]), 0
    while loss_on(model, x, y) > settings["target_loss"]:
        if epoch >= settings["most_epochs"]:
            raise ValueError(f"{settings}: the target loss was not reached")
        rng = np.random.default_rng((seed, epoch))
        epochs = settings["look_every"]
        teach(model, x, y, optimizer, settings["batch_size"], epochs=epochs, seed=rng)
        epoch += epochs
    return Measurement(
        {
            "validation_accuracy": accuracy(model, dataset),
            "steps": optimizer.iterations,
            "train_loss": loss_on(model, x, y),
            "train_accuracy": model.evaluate(x, y, LOSS)["accuracy"],
        }
    )


def summarize_full(runs: Sequence[Run]) -> dict[str, float]:
    """Spread all metrics, by batch size and learning rate; pair full and small batches by seed."""
    summary: dict[str, float] = {}
    for (size, rate), group in group_by(runs, "batch_size", "learning_rate").items():
        key = f"batch_{size}_{rate:g}".replace(".", "_")
        for metric in group[0].metrics:
            summary |= spread(f"{key}_{metric}", [r.metrics[metric] for r in group])
    small = {
        r.seed: r.metrics["validation_accuracy"]
        for r in runs
        if (r.settings["batch_size"], r.settings["learning_rate"]) == (32, 0.1)
    }
    for (rate,), group in group_by(runs, "learning_rate").items():
        lost = [
            small[r.seed] - r.metrics["validation_accuracy"]
            for r in group
            if r.settings["batch_size"] == 1000
        ]
        if lost:
            summary |= spread(f"full_{rate:g}_lost".replace(".", "_"), lost)
    return summary


EXPERIMENTS = (
    Experiment(
        name="optimizer-rates",
        title="Four optimizers × learning rate, with a constant and a falling rate",
        source=SOURCE,
        claim="With the default learning rates Adam is far ahead of gradient descent; with the "
        "best rate of each, little of that is left.",
        settings={"epochs": 5, "batch_size": BATCH, "images": IMAGES},
        variations=[
            Variation({"optimizer": name, "schedule": schedule, "learning_rate": rate}, seeds=3)
            for name in MAKERS
            for schedule in ("constant", "cosine")
            for rate in (ADAM_RATES if name == "adam" else STEP_RATES)
        ],
        measure=train_at_rate,
        summarize=summarize_rates,
        check=Check(
            {"optimizer": "adam", "schedule": "constant", "learning_rate": 0.001},
            ["validation_accuracy", "train_loss", "diverged"],
            0.01,
        ),
    ),
    Experiment(
        name="sample-orders",
        title="The order of the samples: shuffled anew, once, with replacement, or by digit",
        source=SOURCE,
        claim="Batches are drawn without replacement, shuffled anew in each epoch.",
        settings={"epochs": 5, "batch_size": BATCH, "images": IMAGES, "learning_rate": 0.1},
        variations=[Variation({"order": order}, seeds=10) for order in ORDERS],
        version=2,
        measure=train_in_order,
        summarize=summarize_orders,
        check=Check(
            {"order": "with_replacement"},
            ["validation_accuracy", "train_loss", "train_accuracy"],
            0.01,
        ),
    ),
    Experiment(
        name="batch-neighbours",
        title="Batch sizes that are powers of two, and their neighbours",
        source=SOURCE,
        claim="A batch size that is a power of two is no better for the accuracy than its "
        "neighbours.",
        settings={"epochs": 5, "images": IMAGES, "learning_rate": 0.1},
        variations=[
            Variation({"rest": rest, "batch_size": power + side}, seeds=5)
            for rest in ("left out", "kept")
            for power in POWERS
            for side in (-1, 0, 1)
        ],
        version=2,
        measure=train_with_batch,
        summarize=summarize_batches,
        check=Check(
            {"rest": "left out", "batch_size": 127},
            ["validation_accuracy", "train_loss", "last_batch"],
            0.01,
        ),
    ),
    Experiment(
        name="full-batches",
        title="1,000 images in one batch or in small ones, until the same training loss",
        source=SOURCE,
        claim="A batch of all images generalizes worse than small batches.",
        settings={
            "images": 1000,
            "target_loss": 0.05,
            "look_every": 1,
            "most_epochs": 10_000,
        },
        variations=[
            Variation({"batch_size": size, "learning_rate": rate}, seeds=5)
            for size, rate in ((32, 0.1), (1000, 0.1), (1000, 0.5))
        ],
        measure=train_to_loss,
        summarize=summarize_full,
        check=Check(
            {"batch_size": 32, "learning_rate": 0.1},
            ["validation_accuracy", "train_loss", "train_accuracy"],
            0.01,
        ),
    ),
)
