"""Recipes for good accuracy in little time: what may be chosen from, and how one is followed.

A recipe fixes everything beforehand: the network, the batch size, the learning rate, which falls
along a cosine to 0 at the last step, and so the number of epochs. Pixels are scaled to the range
of LeNet-5, -0.1 to 1.175, whose mean is about 0. ``choose_recipe.py`` chooses one for each goal,
on validation images; ``time_to_accuracy.py`` measures it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from common import seconds_of

from mnist_course.data import Split
from mnist_course.data.transforms import scale
from mnist_course.nn import (
    Adam,
    Conv2D,
    CosineDecay,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Sequential,
)
from mnist_course.nn.zoo import lenet5, lenet_20_50, mlp_128_64

CHOICES = Path(__file__).with_name("choices.json")
LOSS = "categorical_crossentropy"


def mlp(first: int, second: int, rate: float = 0.0) -> Callable[[int], Sequential]:
    """Return a maker of 784 → first → second → 10, ReLU and softmax.

    With a `rate`, dropout silences this share of the hidden units.
    """

    def make(seed: int) -> Sequential:
        layers = [
            *(Dense(first, "relu"), Dropout(rate)),
            *(Dense(second, "relu"), Dropout(rate)),
            Dense(10, "softmax"),
        ]
        return Sequential(layers, (784,), seed=seed)

    return make


def lenet(first: int, second: int, hidden: int, rate: float = 0.0) -> Callable[[int], Sequential]:
    """Return a maker of a LeNet with so many filters and hidden units, ReLU, max pooling.

    With a `rate`, dropout silences this share of the inputs of both dense layers.
    """

    def make(seed: int) -> Sequential:
        layers = [
            *(Conv2D(first, 5, activation="relu"), MaxPool2D(2)),
            *(Conv2D(second, 5, activation="relu"), MaxPool2D(2)),
            *(Flatten(), Dropout(rate), Dense(hidden, "relu")),
            *(Dropout(rate), Dense(10, "softmax")),
        ]
        return Sequential(layers, (28, 28, 1), seed=seed)

    return make


NETWORKS: dict[str, Callable[[int], Sequential]] = {
    "MLP 128-64": lambda seed: mlp_128_64(seed=seed),
    "MLP 256-128": mlp(256, 128),
    "MLP 512-128": mlp(512, 128),
    "MLP 512-128, dropout": mlp(512, 128, rate=0.25),
    "LeNet-5, ReLU, max pooling": lambda seed: lenet5("relu", "max", seed=seed),
    "LeNet 8-32-128": lenet(8, 32, 128),
    "LeNet 12-32-128": lenet(12, 32, 128),
    "LeNet 12-32-128, dropout": lenet(12, 32, 128, rate=0.25),
    "LeNet 16-32-128": lenet(16, 32, 128),
    "LeNet 20-50, tanh": lambda seed: lenet_20_50(seed=seed),
}


@dataclass(frozen=True)
class Recipe:
    """Everything that is fixed before training, but the seed."""

    network: str
    epochs: int
    batch: int
    rate: float

    def __str__(self) -> str:
        return f"{self.network}, {self.epochs} epochs, batch {self.batch}, rate {self.rate:g}"

    def train(self, split: Split, seed: int) -> tuple[float, Sequential]:
        """Follow the recipe; return the seconds of training and the network."""
        model = NETWORKS[self.network](seed)
        x = pixels(split, model)
        schedule = CosineDecay(self.rate, self.epochs * -(-len(x) // self.batch))
        settings = {"epochs": self.epochs, "batch_size": self.batch, "seed": seed}
        settings |= {"loss": LOSS, "optimizer": Adam(schedule), "progress": False}
        return seconds_of(model.fit, x, split.labels, **settings), model


def pixels(split: Split, model: Sequential) -> np.ndarray:
    """Return images as the network wants them, from -0.1 (paper) to 1.175 (ink)."""
    return scale(split.images, -0.1, 1.175).reshape(-1, *model.input_shape)


def accuracy(model: Sequential, split: Split) -> float:
    """Return the share of digits that are read correctly."""
    return model.evaluate(pixels(split, model), split.labels, LOSS)["accuracy"]


@dataclass(frozen=True)
class Goal:
    """An accuracy to reach, and the recipes to choose from, declared from cheap to dear.

    A candidate must reach `target` + `margin` on the validation images with every seed. The margin
    is two standard deviations of the share of right answers among 10,000 images, sqrt(p(1-p)/n):
    other images, such as the test images, may be harder by about that much.
    """

    name: str
    target: float
    margin: float
    candidates: tuple[Recipe, ...]
    limit: float | None = None  # seconds

    @property
    def least(self) -> float:
        """What a candidate must reach on the validation images."""
        return round(self.target + self.margin, 6)


GOALS = (
    Goal(
        "MLP",
        target=0.98,
        margin=0.0028,
        candidates=(
            Recipe("MLP 128-64", 8, 128, 0.003),
            Recipe("MLP 128-64", 12, 128, 0.003),
            Recipe("MLP 256-128", 6, 128, 0.003),
            Recipe("MLP 256-128", 8, 128, 0.003),
            Recipe("MLP 512-128", 6, 128, 0.002),
            Recipe("MLP 512-128, dropout", 6, 128, 0.003),
            Recipe("MLP 512-128, dropout", 8, 128, 0.003),
            Recipe("MLP 512-128, dropout", 12, 128, 0.003),
        ),
    ),
    Goal(
        "LeNet",
        target=0.99,
        margin=0.002,
        limit=60,
        candidates=(
            Recipe("LeNet 8-32-128", 6, 128, 0.004),
            Recipe("LeNet 12-32-128", 5, 128, 0.004),
            Recipe("LeNet-5, ReLU, max pooling", 8, 128, 0.003),
            Recipe("LeNet 16-32-128", 4, 128, 0.004),
            Recipe("LeNet 12-32-128", 6, 128, 0.004),
            Recipe("LeNet 20-50, tanh", 3, 128, 0.002),
            Recipe("LeNet 12-32-128, dropout", 6, 128, 0.004),
            Recipe("LeNet 16-32-128", 6, 128, 0.004),
            Recipe("LeNet-5, ReLU, max pooling", 12, 128, 0.003),
            Recipe("LeNet 12-32-128, dropout", 8, 128, 0.004),
            Recipe("LeNet 12-32-128, dropout", 10, 128, 0.004),
        ),
    ),
)


def chosen(goal: Goal) -> tuple[Recipe, dict]:
    """Return the recipe that was chosen for a goal, and the record of the choice."""
    choices = json.loads(CHOICES.read_text(encoding="utf-8")) if CHOICES.exists() else {}
    entry = choices.get(goal.name, {"chosen": None})
    for recipe in goal.candidates:
        if str(recipe) == entry["chosen"]:
            return recipe, entry
    raise SystemExit(
        f"{CHOICES.name} names no recipe for {goal.name} that is a candidate now (it says: "
        f"{entry['chosen']}). Run `python benchmarks/choose_recipe.py`."
    )


def short(goal: Goal) -> tuple[Recipe, ...]:
    """Return the first candidate with a single epoch, for a rehearsal."""
    return (replace(goal.candidates[0], epochs=1),)
