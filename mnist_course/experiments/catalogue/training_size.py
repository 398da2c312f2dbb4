"""Accuracy against the number of training images, for every network of the zoo and some baselines.

What helps more, a better method or more data? Each method learns from 100, 300, ... 50,000 training
images. The seed chooses which, and where the weights start. For one seed, the smaller sets are
parts of the larger ones, and all methods get the same images.

A network is trained for a fixed budget: so many *images shown*, whatever the number of different
ones (so many steps, in other words: the batch size is fixed). A small training set is repeated
until it fills a round of about `ROUND` images; after each round, the first `JUDGES` validation
images judge. Training ends when `PATIENCE` rounds brought nothing better by more than `LEAST_GAIN`,
or when the budget is spent. The network of the best round is tested, once. Learning rates are the
same for all sizes: nobody tuned them.

With few training images, 2,000 more to judge are a luxury: somebody with 100 images in all would
have to choose the end of training in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from mnist_course.data import Dataset, Split, scale
from mnist_course.experiments.catalogue.baselines import nearest_mean, nearest_neighbours
from mnist_course.experiments.catalogue.support_vectors import fit_svm
from mnist_course.experiments.declare import Check, Experiment, Measurement, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import spread
from mnist_course.experiments.sources import named
from mnist_course.nn import SGD, Adam, EarlyStopping, MaximumAPosteriori, Optimizer, Sequential, zoo

SIZES = (100, 300, 1_000, 3_000, 10_000, 50_000)
ROUND = 10_000
PATIENCE = 5
LEAST_GAIN = 0.001
JUDGES = 2_000


@dataclass(frozen=True)
class Contender:
    """How a network of the zoo is trained, at every size."""

    make: Callable[..., Sequential]
    budget: int
    """Images shown at most; the number of steps is this over the batch size."""
    batch_size: int = 50
    loss: Any = "categorical_crossentropy"
    optimizer: Callable[[], Optimizer] = Adam
    ink: tuple[float, float] = (0.0, 1.0)
    """What no ink and full ink become."""


RECIPES = {
    "softmax_regression": Contender(zoo.softmax_regression, 500_000),
    "nielsen": Contender(
        partial(zoo.nielsen, initializer="scaled_normal"),
        500_000,
        batch_size=10,
        loss="quadratic_cost",
        optimizer=partial(SGD, 3.0),
    ),
    "mlp_128_64": Contender(zoo.mlp_128_64, 500_000),
    "mlp_256_128": Contender(zoo.mlp_256_128, 500_000, loss="quadratic_cost"),
    "lenet5": Contender(zoo.lenet5, 250_000),
    "lenet5_1998": Contender(
        zoo.lenet5_1998, 250_000, loss=MaximumAPosteriori(), ink=(-0.1, 1.175)
    ),
    "lenet_20_50": Contender(zoo.lenet_20_50, 250_000),
}


def support_vectors(train: Split, validation: Split) -> tuple[Callable[..., Any], dict[str, float]]:
    """Fit scikit-learn's SVC with its defaults; see `baselines` for the form of the result."""
    model = fit_svm(train)
    return model.predict, {"support_share": len(model.support_) / len(train)}


BASELINES = {make.__name__: make for make in (nearest_mean, nearest_neighbours, support_vectors)}


def measure_method(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Let one method learn from ``images`` training images, drawn by the seed, and test it.

    Metrics of a network: lists with one entry a round, ``train_cost`` and ``validation_accuracy``;
    ``best_round`` (from 1), ``images_shown`` in all, ``test_accuracy``. Of a baseline:
    ``test_accuracy`` and what it chose.
    """
    order = np.random.default_rng(seed).permutation(len(dataset.train))
    train, judges = dataset.train[order[: settings["images"]]], dataset.validation[:JUDGES]
    if settings["method"] in BASELINES:
        predict, metrics = BASELINES[settings["method"]](train, judges)
        right = predict(dataset.test.x) == dataset.test.labels
        return Measurement({**metrics, "test_accuracy": float(right.mean())})
    recipe = RECIPES[settings["method"]]
    model = recipe.make(seed=seed)

    def inputs(split: Split) -> np.ndarray:
        return scale(split.images, *recipe.ink).reshape(-1, *model.input_shape)

    repeats = max(ROUND // len(train), 1)
    shown = repeats * len(train)
    stopping = EarlyStopping("val_accuracy", PATIENCE, LEAST_GAIN)
    history = model.fit(
        np.concatenate([inputs(train)] * repeats),
        np.concatenate([train.one_hot] * repeats),
        loss=recipe.loss,
        optimizer=recipe.optimizer(),
        epochs=max(recipe.budget // shown, 1),
        batch_size=recipe.batch_size,
        validation_data=(inputs(judges), judges.one_hot),
        seed=seed,
        callbacks=[stopping],
        progress=False,
    )
    if history.interrupted:  # half a training is no result
        raise KeyboardInterrupt
    answers = model.predict(inputs(dataset.test)).argmax(axis=1)
    return Measurement(
        {
            "train_cost": history.history["loss"],
            "validation_accuracy": history.history["val_accuracy"],
            "best_round": stopping.best_epoch + 1,
            "images_shown": shown * len(history.epoch),
            "test_accuracy": float(np.mean(answers == dataset.test.labels)),
        }
    )


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Give the spread of the test accuracy for each method and size: ``lenet5_1000_test_mean``."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        name = f"{run.settings['method']}_{run.settings['images']}"
        groups.setdefault(name, []).append(run)
    summary: dict[str, float] = {}
    for name, group in groups.items():
        summary |= spread(f"{name}_test", [run.metrics["test_accuracy"] for run in group])
        shown = [run.metrics["images_shown"] for run in group if "images_shown" in run.metrics]
        if shown:
            summary[f"{name}_images_shown_median"] = median(shown)
    return summary


def _seeds(method: str, images: int) -> int:
    """Fewer images differ more from draw to draw; many take long."""
    if images == max(SIZES):
        return 1 if method in BASELINES else 2  # a baseline has nothing random left
    return 5 if images <= 1_000 else 3


EXPERIMENTS = (
    Experiment(
        name="training-size",
        title="Accuracy against the number of training images, method by method",
        source=f"our own; {named('S1')} asks for as many and as varied images as possible, without "
        "a number",
        claim="Every method gains with more images; how much differs from method to method.",
        settings={
            "round": ROUND,
            "patience": PATIENCE,
            "least_gain": LEAST_GAIN,
            "validation_images": JUDGES,
        },
        variations=[
            Variation({"method": method, "images": size}, _seeds(method, size))
            for method in (*RECIPES, *BASELINES)
            for size in SIZES
        ],
        measure=measure_method,
        summarize=summarize,
        packages=("scikit-learn",),
        check=Check(
            {"method": "softmax_regression", "images": 1_000},
            ["train_cost", "validation_accuracy", "test_accuracy"],
            0.02,
        ),
    ),
)
