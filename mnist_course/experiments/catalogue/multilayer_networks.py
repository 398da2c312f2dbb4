"""What a hidden layer buys: XOR from many starts, and digits with few and many hidden units.

Ours, for the chapter on multilayer networks. Two units suffice for XOR when a person sets their
weights; `xor-starts` counts from how many random starts gradient descent finds such weights, and
`hidden-units` lets networks with one hidden layer of growing width learn MNIST.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.data import Dataset, Table, TableSplit
from mnist_course.data.toy import logic_gate
from mnist_course.experiments.declare import Check, Experiment, Measurement, Reproduction, Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import group_by, spread
from mnist_course.experiments.sources import named
from mnist_course.nn import SGD, Dense, Sequential
from mnist_course.nn.initializers import random_normal

XOR_UNITS = (1, 2, 3, 4, 8, 16)
XOR_FUNCTIONS = ("tanh", "relu")
STUCK = {"stuck_pair": np.log(2) / 2, "stuck_three": 3 / 4 * np.log(3) - np.log(2) / 2}
"""The loss where a network answers 1/2 to two points of different classes and is right about the
others; and where it answers 1/3 or 2/3 to three points, of which two are of one class."""
NEAR = 0.01

DIGIT_UNITS = (1, 2, 3, 5, 10, 30, 100, 300)


def load_xor() -> Table:
    """Return the four points of XOR with the answers 0 and 1; there is nothing held out."""
    x, y = logic_gate("XOR")
    none = TableSplit(np.zeros((0, 2)), np.zeros(0))
    return Table("XOR", ("x1", "x2"), "answer", TableSplit(x, y > 0), none, none)


def small_network(units: int, activation: str, seed: int) -> Sequential:
    """Build two inputs, one hidden layer and one sigmoid output.

    Weights and biases of the hidden layer are drawn from N(0, 1), the output's weights from
    N(0, 0.5²), and its bias is 0.
    """
    hidden = Dense(units, activation, "random_normal", "random_normal")
    output = Dense(1, "sigmoid", random_normal(stddev=0.5))
    return Sequential([hidden, output], input_shape=(2,), seed=seed)


def learn_xor(settings: Mapping[str, Any], seed: int, table: Table) -> Measurement:
    """Learn the four points, all in one batch.

    Metrics: ``right``, how many points are named rightly at the end; ``last_loss``.
    """
    model = small_network(settings["units"], settings["activation"], seed)
    x, y = table.train.x.astype(np.float32), table.train.y[:, np.newaxis].astype(np.float32)
    history = model.fit(
        x,
        y,
        loss="binary_crossentropy",
        optimizer=SGD(settings["learning_rate"]),
        epochs=settings["epochs"],
        batch_size=len(x),
        shuffle=False,
        seed=seed,
        progress=False,
    )
    if history.interrupted:  # half a training is no result
        raise KeyboardInterrupt
    end = model.evaluate(x, y, "binary_crossentropy")
    return Measurement(
        {"right": round(len(x) * end["accuracy"]), "last_loss": round(end["loss"], 5)}
    )


def summarize_xor(runs: Sequence[Run]) -> dict[str, float]:
    """Count, by function and units, the starts that end right about all four points.

    Of the others, ``..._stuck_pair`` and ``..._stuck_three`` count those that end within `NEAR`
    of a loss in `STUCK`; ``..._failed`` counts all of them.
    """
    summary: dict[str, float] = {}
    for (name, units), group in group_by(runs, "activation", "units").items():
        key = f"{name}_{units}"
        failed = [run.metrics["last_loss"] for run in group if run.metrics["right"] < 4]
        summary[f"{key}_starts"] = len(group)
        summary[f"{key}_solved"] = len(group) - len(failed)
        summary[f"{key}_solved_share"] = 1 - len(failed) / len(group)
        summary[f"{key}_failed"] = len(failed)
        for how, loss in STUCK.items():
            summary[f"{key}_{how}"] = sum(abs(value - loss) < NEAR for value in failed)
    return summary


def learn_digits(settings: Mapping[str, Any], seed: int, dataset: Dataset) -> Measurement:
    """Train 784-units-10 (``units`` 0: no hidden layer) with plain gradient descent.

    Metrics: ``train_loss`` and ``train_accuracy``, running means while training, one number an
    epoch; ``train_accuracy_at_end`` and ``validation_accuracy`` of the network as it then is.
    """
    units = settings["units"]
    hidden = [Dense(units, "relu", kernel_initializer="he_normal")] if units else []
    model = Sequential([*hidden, Dense(10, "softmax")], input_shape=(784,), seed=seed)
    history = model.fit(
        dataset.train.x,
        dataset.train.one_hot,
        loss="categorical_crossentropy",
        optimizer=SGD(settings["learning_rate"]),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        seed=seed,
        progress=False,
    )
    if history.interrupted:
        raise KeyboardInterrupt
    curves = {
        f"train_{name}": [round(v, 5) for v in history.history[name]]
        for name in ("loss", "accuracy")
    }
    ends = {
        "train_accuracy_at_end": named_rightly(model, dataset.train),
        "validation_accuracy": named_rightly(model, dataset.validation),
    }
    return Measurement(curves | ends)


def named_rightly(model: Sequential, split: Any) -> float:
    """Return the share of images that are named rightly."""
    return float(np.mean(model.predict_classes(split.x) == split.labels))


def summarize_digits(runs: Sequence[Run]) -> dict[str, float]:
    """Spread both accuracies over the seeds, for each number of hidden units."""
    summary: dict[str, float] = {}
    for (units,), group in group_by(runs, "units").items():
        for pile, metric in (
            ("train", "train_accuracy_at_end"),
            ("validation", "validation_accuracy"),
        ):
            values = [run.metrics[metric] for run in group]
            summary |= spread(f"units_{units}_{pile}", values)
    return summary


EXPERIMENTS = (
    Experiment(
        name="xor-starts",
        title="XOR learned from many random starts, with few and many hidden units",
        source="our own, for the chapter on multilayer networks; that several neurons can give "
        f"XOR its boundary says {named('S2', 'section 15.3')}",
        claim="Two hidden units can compute XOR; gradient descent finds it surely only with more.",
        settings={"learning_rate": 0.5, "epochs": 2_000},
        variations=[
            Variation({"activation": name, "units": units}, seeds=50)
            for name in XOR_FUNCTIONS
            for units in XOR_UNITS
        ],
        measure=learn_xor,
        summarize=summarize_xor,
        check=Check(
            {"activation": "tanh", "units": 8}, ["right", "last_loss"], 0.01, more_seeds=(1,)
        ),
        load=load_xor,
        ledger=[
            Reproduction(
                "S2",
                "A network with a hidden layer can draw the boundary that XOR needs (no figure in "
                "the text). Share of 50 random starts from which 8 tanh units learn it.",
                None,
                "tanh_8_solved_share",
                0.9,
                1.0,
                why="It can, and with 8 units gradient descent finds it. With 2 units, which "
                "suffice, it does so from {{ xor-starts.tanh_2_solved | number:0 }} of 50 starts.",
            ),
        ],
    ),
    Experiment(
        name="hidden-units",
        title="One hidden layer on MNIST, from no unit to 300",
        source="our own, for the chapter on multilayer networks",
        claim="More hidden units name more digits rightly; a hidden layer of one or two units is "
        "worse than none.",
        settings={"learning_rate": 0.1, "epochs": 10, "batch_size": 32},
        variations=[Variation({"units": units}, seeds=3) for units in (0, *DIGIT_UNITS)],
        measure=learn_digits,
        summarize=summarize_digits,
        check=Check(
            {"units": 30},
            ["train_loss", "train_accuracy"],
            0.02,
            change={"epochs": 2},
        ),
    ),
)
