"""The runs of an experiment on a table, and what is made of them: the choice and the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

import numpy as np

from mnist_course.experiments.declare import Variation
from mnist_course.experiments.record.records import Run
from mnist_course.experiments.shared.statistics import spread


def variation(label: str, epochs: int, rate: float, hidden: Sequence[int], **own: Any) -> Variation:
    """Return a group of three runs; ``own`` may set engine, purpose and standardise."""
    settings = {
        "label": label,
        "purpose": "final",
        "engine": "numpy",
        "standardise": True,
        "hidden": list(hidden),
        "learning_rate": rate,
        "epochs": epochs,
        **own,
    }
    return Variation(settings, seeds=3)


def choices(
    epochs: int, rates: Sequence[float], hidden: Sequence[Sequence[int]]
) -> list[Variation]:
    """Return the runs from which validation rows choose layers, learning rate and epochs."""
    return [
        variation("choose", epochs, rate, units, purpose="choose")
        for units in hidden
        for rate in rates
    ]


def summarize_choice(runs: Sequence[Run]) -> dict[str, float]:
    """Say what validation chooses: the lowest loss, mean over seeds, of any epoch of any setting.

    ``chosen_hidden_1`` is the number of units of the first hidden layer, and so on.
    """
    groups: dict[tuple[Any, ...], list[list[float]]] = {}
    for run in runs:
        if run.settings["purpose"] == "choose":
            key = (*run.settings["hidden"], run.settings["learning_rate"])
            groups.setdefault(key, []).append(run.metrics["validation_loss"])
    best = None
    for key, curves in groups.items():
        means = [fmean(values) for values in zip(*curves, strict=True)]
        epoch = int(np.argmin(means))
        if best is None or means[epoch] < best[0]:
            best = (means[epoch], epoch + 1, key)
    if best is None:
        return {}
    loss, epochs, (*hidden, rate) = best
    return {
        **{f"chosen_hidden_{i}": units for i, units in enumerate(hidden, start=1)},
        "chosen_learning_rate": rate,
        "chosen_epochs": epochs,
        "chosen_validation_loss": loss,
    }


def finals(epochs: int, rate: float, hidden: Sequence[int]) -> list[Variation]:
    """Return the runs that read the test rows: ours, scikit-learn's, linear, raw features."""
    return [
        variation("ours", epochs, rate, hidden),
        variation("sklearn", epochs, rate, hidden, engine="scikit-learn"),
        variation("linear", 100, 0.01, ()),  # long enough for the best linear model
        variation("raw", epochs, rate, hidden, standardise=False),
    ]


def beside_keras(epochs: int, rate: float, hidden: Sequence[int]) -> list[Variation]:
    """Return the runs that compare our engine with Keras's on the test rows."""
    return [
        variation("ours", epochs, rate, hidden),
        variation("keras", epochs, rate, hidden, engine="keras"),
    ]


def summarize(runs: Sequence[Run], main: str) -> dict[str, float]:
    """Summarise every label's test metrics, the choice, and differences in the ``main`` metric.

    ``engines_differ`` is the mean of our engine minus that of the other (scikit-learn's, or
    Keras's where that stands beside it), ``network_gains`` that of the network minus that of the
    same engine without a hidden layer, and ``standardising_gains`` that with standardised features
    minus that with raw ones.
    """
    summary: dict[str, float] = {}
    means: dict[str, float] = {}
    finals = [run for run in runs if run.settings["purpose"] == "final"]
    for label in dict.fromkeys(run.settings["label"] for run in finals):
        group = [run for run in finals if run.settings["label"] == label]
        for metric, value in group[0].metrics.items():
            if not isinstance(value, list):
                summary |= spread(f"{label}_{metric}", [run.metrics[metric] for run in group])
        means[label] = fmean(run.metrics[main] for run in group)
    for name, other in (
        ("engines_differ", "sklearn"),
        ("engines_differ", "keras"),
        ("network_gains", "linear"),
        ("standardising_gains", "raw"),
    ):
        if {"ours", other} <= set(means):
            summary[name] = means["ours"] - means[other]
    return summary | summarize_choice(runs)
