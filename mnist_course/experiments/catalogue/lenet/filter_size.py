"""Is the size of the filters to blame for what a shift costs? Three knobs, one at a time.

The article on LeNet-5 finds that shifted digits are read badly and lays it to the size of the
filters. Here LeNet-5 gets filters of 3, 5 and 7 pixels, and nothing else changes: both convolutions
keep the size of their maps (``same``), so that every network has the same maps and the same dense
layers. Two other knobs are turned for comparison, both with filters of 5 pixels: the digits that
train it are shifted at random; or each of the sixteen maps is reduced to its largest value, so that
the dense layers cannot know where on the map it stood. No test digit is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.data import Dataset, shift
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.distortions import DIRECTIONS, Examiner
from mnist_course.experiments.shared.lenet_training import train_network
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.experiments.sources import named
from mnist_course.nn import AvgPool2D, Conv2D, Dense, Flatten, MaxPool2D, Sequential
from mnist_course.nn.zoo import DIGIT

SHIFTS = [0, 1, 2, 3, 4, 5]
ARMS: dict[str, dict[str, Any]] = {
    "filters_3": {"filter_size": 3, "shifted": False, "places": "kept"},
    "filters_5": {"filter_size": 5, "shifted": False, "places": "kept"},
    "filters_7": {"filter_size": 7, "shifted": False, "places": "kept"},
    "shifted": {"filter_size": 5, "shifted": True, "places": "kept"},
    "forgotten": {"filter_size": 5, "shifted": False, "places": "forgotten"},
}
"""``shifted``: in training, by up to ``pixels`` each way, anew in every epoch; ``places``: whether
the dense layers see the maps or only the largest value of each."""

LOOKED_AT = 3
"""The shift, in pixels, at which the knobs are compared."""


def network(filter_size: int, places: str, seed: int) -> Sequential:
    """Build LeNet-5 with filters of another size, and maps of one size whatever they are."""
    layers = [
        Conv2D(6, filter_size, padding="same", activation="tanh", name="C1"),
        AvgPool2D(2, name="S2"),
        Conv2D(16, filter_size, padding="same", activation="tanh", name="C3"),
        AvgPool2D(2, name="S4"),
        *([MaxPool2D(7, name="everywhere")] if places == "forgotten" else []),
        Flatten(name="flatten"),
        Dense(120, "tanh", name="C5"),
        Dense(84, "tanh", name="F6"),
        Dense(10, "softmax", name="output"),
    ]
    return Sequential(layers, DIGIT, name="lenet5_same", seed=seed)


def train_and_shift(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train one network and ask it for shifted validation digits.

    Metrics: ``train_cost`` and ``train_accuracy``; ``shift_right``, ``shift_left``, ``shift_down``
    and ``shift_up``, the accuracy for each of the settings' ``shifts``; ``parameters``.
    """
    model = network(settings["filter_size"], settings["places"], seed)
    pixels = settings["pixels"]

    def moved(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return shift(images, *rng.uniform(-pixels, pixels, (2, len(images))))

    train = dataset.train[: settings["train_images"]]
    change = moved if settings["shifted"] else None
    seen = train_network(model, train, [], settings, seed, change)
    metrics: dict[str, Any] = {name: seen[name] for name in ("train_cost", "train_accuracy")}
    examiner = Examiner(model, dataset.validation[: settings["validation_images"]], seed)
    for name, (right, down) in DIRECTIONS.items():
        metrics[f"shift_{name}"] = [
            examiner.accuracy(shift(examiner.images, n * right, n * down))
            for n in settings["shifts"]
        ]
    return Measurement({**metrics, "parameters": model.count})


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Give each arm's accuracy at each shift, the mean of four directions; and what it recovers.

    A knob recovers the share of the loss, at `LOOKED_AT` pixels, that is gone when it is turned;
    negative if the loss has grown. The loss is the accuracy on unshifted digits minus that on
    shifted ones. Seeds are paired.
    """
    summary: dict[str, float] = {}
    lost: dict[str, dict[int, float]] = {}
    for arm, own in ARMS.items():
        group = group_by(runs, *own).get(tuple(own.values()), [])
        curves = {r.seed: mean_of_directions(r) for r in group}
        if not curves:
            continue
        for index, pixels in enumerate(SHIFTS):
            summary |= spread(f"{arm}_shift_{pixels}", [c[index] for c in curves.values()])
        for name in DIRECTIONS:
            at = [r.metrics[f"shift_{name}"][SHIFTS.index(LOOKED_AT)] for r in group]
            summary |= spread(f"{arm}_{name}_{LOOKED_AT}", at)
        summary[f"{arm}_parameters"] = group[0].metrics["parameters"]
        lost[arm] = {s: c[0] - c[SHIFTS.index(LOOKED_AT)] for s, c in curves.items()}
        summary |= spread(f"{arm}_lost", list(lost[arm].values()))
    for arm, before in (
        ("filters_7", "filters_3"),
        ("shifted", "filters_5"),
        ("forgotten", "filters_5"),
    ):
        pairs = [(lost[before][s], lost[arm][s]) for s in lost.get(arm, {}) if s in lost[before]]
        if pairs:
            summary |= spread(f"{arm}_recovered", [1 - new / old for old, new in pairs])
    return summary


def mean_of_directions(run: Run) -> list[float]:
    """Return the accuracy at each shift, the mean of right, left, down and up."""
    series = [run.metrics[f"shift_{name}"] for name in DIRECTIONS]
    return [fmean(at) for at in zip(*series, strict=True)]


LEDGER = (
    Reproduction(
        "S4",
        "Shifts hurt, perhaps because of the size of the filters: from 3 to 7 pixels, at least "
        "half of what a shift by 3 pixels costs comes back.",
        None,
        "filters_7_recovered",
        0.5,
        1.0,
        why="Larger filters were tried with everything else equal. Training digits that are "
        "shifted, with filters of 5 pixels as before, bring back "
        "{{ shifts-and-filters.shifted_recovered_mean | percent:0 }}.",
    ),
)

EXPERIMENTS = (
    Experiment(
        name="shifts-and-filters",
        title="Shifted digits: the size of the filters, shifted training digits, forgotten places",
        source=f"our own, on a guess in: {named('S4')}",
        claim="What a shift costs may be due to the size of the filters.",
        settings={
            "epochs": 6,
            "batch_size": 64,
            "train_images": 12_000,
            "validation_images": 4_000,
            "optimizer": "adam",
            "learning_rate": 0.001,
            "pixels": 5.0,
            "shifts": SHIFTS,
        },
        variations=[Variation(own, seeds=5) for own in ARMS.values()],
        measure=train_and_shift,
        summarize=summarize,
        check=Check(
            ARMS["filters_3"],
            ["train_cost", "train_accuracy"],
            0.01,
            change={"epochs": 1, "shifts": []},
            more_seeds=(1,),
        ),
        ledger=LEDGER,
    ),
)
