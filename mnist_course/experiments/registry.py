"""Every declared experiment, by name."""

from __future__ import annotations

from mnist_course.experiments import (
    baselines,
    best_network,
    learning_rate_lab,
    s1_network,
    s3_networks,
    s5_network,
    s5_svm,
    softmax_regression,
    training_size,
)
from mnist_course.experiments.declare import Experiment
from mnist_course.experiments.records import near

THEMES = (
    s5_network,
    learning_rate_lab,
    softmax_regression,
    s1_network,
    s3_networks,
    s5_svm,
    baselines,
    training_size,
    best_network,
)
"""The modules that declare experiments, in the order of the ledger."""

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment for module in THEMES for experiment in module.EXPERIMENTS
}


def get_experiment(name: str) -> Experiment:
    """Return the experiment of that name.

    Raises
    ------
    ValueError
        If there is none; the text names the near ones.
    """
    try:
        return EXPERIMENTS[name]
    except KeyError:
        raise ValueError(
            f"no experiment '{name}'{near(name, EXPERIMENTS)}; there are: {', '.join(EXPERIMENTS)}"
        ) from None
