"""Two moons: points in the plane that no straight line can part, and how many units can.

The chapter *Artificial neural networks* shows them with scikit-learn's MLP as an example of a
curved decision boundary; the text at hand gives no figure, size or noise. The moons are
scikit-learn's `make_moons`. Here they overlap a little (noise 0.2): even a perfect boundary names
some points wrong.

Settings are fixed beforehand, not chosen: 200 epochs are long enough for every network here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import inf
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.data import Table, TableSplit
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction
from mnist_course.experiments.record.pictures import encode_pictures
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import spread
from mnist_course.experiments.shared.table_networks import train_table
from mnist_course.experiments.shared.table_runs import variation
from mnist_course.experiments.sources import named

NOISE = 0.2
GRID_X, GRID_Y, GRID_STEP = (-1.5, 2.5), (-1.0, 1.5), 0.05
EPOCHS, RATE = 200, 0.01
UNITS = (2, 4, 16)


def load_moons() -> Table:
    """Draw the moons: 300 points to train, 300 to validate, 2,000 to test; always the same."""
    from sklearn.datasets import make_moons

    splits = []
    for seed, n in enumerate((300, 300, 2000)):
        x, y = make_moons(n, noise=NOISE, random_state=seed)
        # Rounded: sine and cosine may differ between processors in the last digit.
        splits.append(TableSplit(np.round(x, 4), y))
    return Table("two moons", ("x1", "x2"), "moon", *splits)


@cache
def grid_points() -> np.ndarray:
    """Return the points at which the map of a network is recorded: row by row, (n, 2)."""
    across = np.arange(GRID_X[0], GRID_X[1] + GRID_STEP / 2, GRID_STEP)
    up = np.arange(GRID_Y[0], GRID_Y[1] + GRID_STEP / 2, GRID_STEP)
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def grid_shape() -> tuple[int, int]:
    """Return the rows (x2, from low to high) and columns (x1) of the map."""
    rows, columns = (round((high - low) / GRID_STEP) + 1 for low, high in (GRID_Y, GRID_X))
    return rows, columns


def measure_moons(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Train once; metrics of `train_table` and ``test_accuracy``.

    The picture ``boundary`` of seed 0 holds the probability of moon 1, minus 0.5, at
    `grid_points`: the decision boundary is where it changes its sign.
    """
    problem, predict, metrics = train_table(settings, seed, table)
    called = predict(problem.x(table.test)) > 0.5
    metrics["test_accuracy"] = float(np.mean(called == (table.test.y == 1)))
    if seed:
        return Measurement(metrics)
    points = problem.features.transform(grid_points()).astype(np.float32)
    height = predict(points).reshape(1, *grid_shape()) - 0.5
    return Measurement(metrics, {"boundary": encode_pictures(height)})


def summarize(runs: Sequence[Run]) -> dict[str, float]:
    """Summarise each label; ``bend_gains`` and ``engines_differ`` are differences of means."""
    summary: dict[str, float] = {}
    means: dict[str, float] = {}
    for label in dict.fromkeys(run.settings["label"] for run in runs):
        group = [run.metrics["test_accuracy"] for run in runs if run.settings["label"] == label]
        summary |= spread(f"{label}_test_accuracy", group)
        means[label] = fmean(group)
    for name, first, second in (
        ("bend_gains", "units_16", "line"),
        ("engines_differ", "units_16", "sklearn_16"),
        ("engines_differ", "units_16", "keras_16"),
    ):
        if {first, second} <= set(means):
            summary[name] = means[first] - means[second]
    return summary


_LAST = variation(f"units_{UNITS[-1]}", EPOCHS, RATE, (UNITS[-1],))
_KERAS = variation("keras_16", EPOCHS, RATE, (UNITS[-1],), engine="keras")

EXPERIMENTS = (
    Experiment(
        name="s2-moons",
        title="Two moons: a straight and a curved decision boundary",
        source=named("S2", "section 15.12, with scikit-learn's make_moons"),
        claim="One hidden layer bends the decision boundary around the two moons.",
        settings={"task": "classification", "batch_size": 32, "optimizer": "adam"},
        variations=[
            variation("line", EPOCHS, RATE, ()),
            *(variation(f"units_{units}", EPOCHS, RATE, (units,)) for units in UNITS[:-1]),
            _LAST,
            variation("sklearn_16", EPOCHS, RATE, (UNITS[-1],), engine="scikit-learn"),
        ],
        measure=measure_moons,
        summarize=summarize,
        packages=("scikit-learn",),
        check=Check(_LAST.settings, ["train_loss", "validation_loss", "test_accuracy"], 0.03),
        load=load_moons,
        ledger=[
            Reproduction(
                "S2",
                "A straight line cannot part the two moons (no figure in the text). Test accuracy "
                "of the network without a hidden layer.",
                None,
                "line_test_accuracy",
                0.82,
                0.92,
                why="This is logistic regression: its boundary is a line, so it cuts off the tip "
                "of each moon.",
            ),
            Reproduction(
                "S2",
                "A hidden layer bends the decision boundary (no figure in the text). Test accuracy "
                "with 16 hidden units.",
                None,
                "units_16_test_accuracy",
                0.94,
                0.99,
                why="The moons overlap at this noise, so that no boundary is right about every "
                "point.",
            ),
            Reproduction(
                "S2",
                "Gain in test accuracy from the straight to the curved boundary.",
                None,
                "bend_gains",
                0.05,
                inf,
                unit="points",
                why="The points and the training are the same; only the hidden layer is added.",
            ),
            Reproduction(
                "S2",
                "scikit-learn's MLPClassifier, with the settings of our engine. Comparable are "
                "only these two: test accuracy of ours minus scikit-learn's.",
                None,
                "engines_differ",
                -0.01,
                0.01,
                unit="points",
                why="Equal layers, loss, optimizer and data; the random numbers differ.",
            ),
        ],
    ),
    Experiment(
        name="s2-moons-keras",
        title="Two moons, our engine beside Keras's",
        source=named("S2", "sections 15.12 and 15.14"),
        claim="Keras draws the same boundary.",
        settings={"task": "classification", "batch_size": 32, "optimizer": "adam"},
        variations=[_LAST, _KERAS],
        measure=measure_moons,
        summarize=summarize,
        packages=("keras", "tensorflow"),
        check=Check(_KERAS.settings, ["train_loss", "validation_loss"], 0.05, change={"epochs": 3}),
        load=load_moons,
        ledger=[
            Reproduction(
                "S2",
                "Keras, with the settings of our engine. Comparable are only these two: test "
                "accuracy of ours minus Keras's.",
                None,
                "engines_differ",
                -0.01,
                0.01,
                unit="points",
                why="Equal layers, loss, optimizer and data; the random numbers differ.",
            ),
        ],
    ),
)
