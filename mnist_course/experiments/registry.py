"""Every declared experiment, by name."""

from __future__ import annotations

from mnist_course.experiments import (
    activation_functions,
    baselines,
    best_network,
    learning_rate_lab,
    lenet_all_images,
    s1_network,
    s2_moons,
    s2_tables,
    s3_networks,
    s4_augmentation,
    s4_batch_sizes,
    s4_cifar,
    s4_layers,
    s4_optimizers,
    s4_robustness,
    s5_network,
    s5_svm,
    softmax_regression,
    training_size,
)
from mnist_course.experiments.declare import Experiment
from mnist_course.experiments.records import near

THEMES = (
    s1_network,
    s2_tables,
    s2_moons,
    softmax_regression,
    s3_networks,
    s4_optimizers,
    lenet_all_images,
    s4_layers,
    s4_batch_sizes,
    s4_robustness,
    s4_augmentation,
    s4_cifar,
    s5_network,
    s5_svm,
    learning_rate_lab,
    activation_functions,
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
