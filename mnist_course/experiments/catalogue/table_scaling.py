"""Scaling of features and of the target, on California housing: what it does to the descent.

Ours, for the chapter on gradient descent; the advice to scale both is that of S2, section 15.7. The
valley of a linear model is worked out from its curvatures, without a training; a small network is
trained at many learning rates. Validation rows only: nothing is reported on the test rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.data import Standardizer, Table, fit_standardizer, load_california_housing
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.nn import SGD, Adam, Dense, DivergenceError, Sequential

SOURCE = "our own, for the chapter on gradient descent; the advice: Chen (2021), section 15.7"
SGD_RATES = tuple(float(f"{10 ** (k / 2):.1g}") for k in range(-20, 1))
ADAM_RATES = tuple(float(f"{10 ** (k / 2):.1g}") for k in range(-12, 3))
COLUMNS = {"all": slice(None), "income and population": [0, 4]}
FLOOR = -1.0
"""Lowest value recorded for the explained share of the variance: anything below is as bad."""


def as_it_is(values: np.ndarray) -> Standardizer:
    """Leave the numbers in the units of the file."""
    d = np.atleast_2d(values.T).shape[0]
    return Standardizer(np.zeros(d), np.ones(d))


def fit_unit(values: np.ndarray) -> Standardizer:
    """Move the least training value to 0 and the largest to 1."""
    low, high = np.atleast_1d(values.min(axis=0)), np.atleast_1d(values.max(axis=0))
    return Standardizer(low, high - low)


def dollars(values: np.ndarray) -> Standardizer:
    """Turn a target in 100,000 dollars into dollars."""
    return Standardizer(np.zeros(1), np.full(1, 1e-5))


SCALINGS: dict[str, Callable[[np.ndarray], Standardizer]] = {
    "as in the file": as_it_is,
    "0 to 1": fit_unit,
    "standardised": fit_standardizer,
    "dollars": dollars,
}


def measure_valley(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Work out the descent of a linear model with a bias; half the mean square is its loss.

    Metrics: ``condition``, largest over smallest curvature; ``largest_rate``, 2 over the largest;
    ``steps``, how many steps with half that rate, from weights of 0, leave one hundredth of what
    the loss lies above its least value.
    """
    x = table.train.x[:, COLUMNS[settings["columns"]]]
    x = SCALINGS[settings["features"]](x).transform(x)
    y = fit_standardizer(table.train.y).transform(table.train.y)
    design = np.column_stack([x, np.ones(len(x))])
    curvatures, directions = np.linalg.eigh(design.T @ design / len(x))
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    apart = directions.T @ best  # the start, weights of 0, as seen from the lowest point

    def above(steps: int) -> float:
        left = (1 - curvatures / curvatures[-1]) ** steps * apart
        return float(np.sum(curvatures * left**2) / 2)

    low, high, goal = 0, 1, above(0) / 100
    while above(high) > goal:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if above(middle) <= goal else (middle, high)
    return Measurement(
        {
            "condition": float(curvatures[-1] / curvatures[0]),
            "largest_rate": float(2 / curvatures[-1]),
            "steps": high,
        }
    )


def summarize_valleys(runs: Sequence[Run]) -> dict[str, float]:
    """Give every number its name."""
    return {
        f"{word(run.settings['columns'])}_{word(run.settings['features'])}_{name}": value
        for run in runs
        for name, value in run.metrics.items()
    }


def word(text: str) -> str:
    """Return the text as a part of a name."""
    return text.replace(" ", "_")


def train_scaled(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Train 32 ReLU units: ``validation_r2``, ``train_r2`` (-1 or more), ``diverged``."""
    features = SCALINGS[settings["features"]](table.train.x)
    target = SCALINGS[settings["target"]](table.train.y)
    x = features.transform(table.train.x).astype(np.float32)
    y = target.transform(table.train.y).astype(np.float32)
    make = {"sgd": SGD, "adam": Adam}[settings["optimizer"]]
    layers = [Dense(32, "relu", kernel_initializer="he_normal"), Dense(1)]
    model = Sequential(layers, input_shape=x.shape[1:], seed=seed)
    try:
        history = model.fit(
            x,
            y,
            loss="quadratic_cost",
            optimizer=make(settings["learning_rate"]),
            epochs=settings["epochs"],
            batch_size=settings["batch_size"],
            seed=seed,
            progress=False,
        )
    except DivergenceError:
        return Measurement({"validation_r2": FLOOR, "train_r2": FLOOR, "diverged": 1})
    if history.interrupted:
        raise KeyboardInterrupt
    explained = {}
    for name, rows in (("validation_r2", table.validation), ("train_r2", table.train)):
        outputs = model.predict(features.transform(rows.x).astype(np.float32))[:, 0]
        error = np.mean((target.inverse_transform(outputs) - rows.y) ** 2)
        explained[name] = max(float(1 - error / np.var(rows.y)), FLOOR)
    return Measurement(explained | {"diverged": 0})


def summarize_scaled(runs: Sequence[Run]) -> dict[str, float]:
    """Find the learning rate with the best mean for each scaling, and how many rates are good.

    ``_good`` counts the rates whose mean R² lies within 0.05 of the best of that scaling.
    """
    summary: dict[str, float] = {}
    for (features, target, name), group in group_by(
        runs, "features", "target", "optimizer"
    ).items():
        by_rate = {
            rate: [r.metrics["validation_r2"] for r in same]
            for (rate,), same in group_by(group, "learning_rate").items()
        }
        means = {rate: fmean(values) for rate, values in by_rate.items()}
        best = max(means, key=lambda rate: means[rate])
        key = f"{name}_{word(features)}_{word(target)}"
        summary |= {f"{key}_learning_rate": best, **spread(f"{key}_r2", by_rate[best])}
        summary[f"{key}_good"] = sum(mean > means[best] - 0.05 for mean in means.values())
    gains = "sgd_standardised_standardised_r2_mean"
    summary["features_gain"] = summary[gains] - summary["sgd_as_in_the_file_standardised_r2_mean"]
    summary["target_gain"] = summary[gains] - summary["sgd_standardised_dollars_r2_mean"]
    return summary


PAIRS = (
    ("as in the file", "standardised"),
    ("0 to 1", "standardised"),
    ("standardised", "standardised"),
    ("standardised", "dollars"),
    ("standardised", "0 to 1"),
)

EXPERIMENTS = (
    Experiment(
        name="housing-valley",
        title="The valley of a linear model on California housing, by scaling of the features",
        source=SOURCE,
        claim="Scaled features make the valley rounder, and the descent shorter.",
        settings={"target": "standardised"},
        variations=[
            Variation({"columns": columns, "features": features})
            for columns in COLUMNS
            for features in ("as in the file", "0 to 1", "standardised")
        ],
        measure=measure_valley,
        summarize=summarize_valleys,
        check=Check(
            {"columns": "all", "features": "standardised"},
            ["condition", "largest_rate", "steps"],
            1.5,
        ),
        load=load_california_housing,
    ),
    Experiment(
        name="table-scaling",
        title="A small network on California housing, by scaling of features and target",
        source=SOURCE,
        claim="Features and target of a regression should be scaled.",
        settings={"epochs": 10, "batch_size": 128},
        variations=[
            Variation(
                {
                    "features": features,
                    "target": target,
                    "optimizer": name,
                    "learning_rate": rate,
                },
                seeds=3,
            )
            for features, target in PAIRS
            for name, rates in (("sgd", SGD_RATES), ("adam", ADAM_RATES))
            for rate in rates
        ],
        version=2,
        measure=train_scaled,
        summarize=summarize_scaled,
        check=Check(
            {
                "features": "standardised",
                "target": "standardised",
                "optimizer": "sgd",
                "learning_rate": 0.03,
            },
            ["validation_r2", "train_r2", "diverged"],
            0.03,
        ),
        load=load_california_housing,
        ledger=[
            Reproduction(
                "S2",
                "The features should be scaled before training. Explained share of the variance "
                "(R²) on validation rows, plain gradient descent at the best of 21 learning rates: "
                "standardised features minus features as they stand in the file.",
                None,
                "features_gain",
                0.05,
                inf,
                unit="number",
                why="Turned is the scaling of the features and nothing else; each scaling has its "
                "best learning rate.",
            ),
            Reproduction(
                "S2",
                "The target of a regression should be scaled too. R² as above: standardised "
                "target minus target in dollars.",
                None,
                "target_gain",
                0.05,
                inf,
                unit="number",
                why="Turned is the scaling of the target and nothing else; each scaling has its "
                "best learning rate. In dollars that is "
                "{{ table-scaling.sgd_standardised_dollars_learning_rate | number:6 }}, and a "
                "training at the rate that is best for a standardised target, "
                "{{ table-scaling.sgd_standardised_standardised_learning_rate | number:2 }}, "
                "diverges. So between these two units of the target only the usable rates differ, "
                "and not how good the network becomes.",
            ),
        ],
    ),
)
