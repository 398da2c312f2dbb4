"""Every declared experiment, by name: whatever stands in the folder `catalogue`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Sequence
from importlib import import_module

from mnist_course.experiments import catalogue
from mnist_course.experiments.declare import Experiment
from mnist_course.ground.near import did_you_mean

ORDER = (
    "squared_error_mlp",
    "housing_and_spam",
    "two_moons",
    "multilayer_networks",
    "softmax_regression",
    "paddle_networks",
    "lenet.optimizers",
    "lenet.all_images",
    "lenet.layers",
    "lenet.batch_sizes",
    "lenet.robustness",
    "lenet.augmentation",
    "lenet.cifar",
    "nielsen_network",
    "support_vectors",
    "learning_rate_lab",
    "baselines",
    "training_size",
    "best_network",
    "page_networks",
)
"""The order of the ledger's themes, by their files and folders; written on purpose.

A file that is not named here comes after all that are, by alphabet.
"""


def in_order(names: Iterable[str], order: Sequence[str] = ORDER) -> list[str]:
    """Put the names of themes into the order of the ledger.

    Raises
    ------
    ValueError
        If the order names a theme that is not there, or one of them twice.
    """
    there = set(names)
    for name in order:
        if name not in there:
            raise ValueError(
                f"the order of the ledger names the theme '{name}', which is no file of "
                f"experiments/catalogue.{did_you_mean(name, there)} Correct ORDER in "
                "experiments/registry.py"
            )
        if order.count(name) > 1:
            raise ValueError(f"the order of the ledger names the theme '{name}' twice")
    return [*order, *sorted(there.difference(order))]


def collect(themes: Iterable[Sequence[Experiment]]) -> dict[str, Experiment]:
    """Gather the experiments of all themes by name.

    Raises
    ------
    ValueError
        If two experiments have the same name: they would write the same result.
    """
    found: dict[str, Experiment] = {}
    for experiment in (experiment for theme in themes for experiment in theme):
        if experiment.name in found:
            raise ValueError(f"two experiments are called '{experiment.name}'; rename one of them")
        found[experiment.name] = experiment
    return found


def load_themes() -> list[Sequence[Experiment]]:
    """Import every file of the catalogue; return what each declares, in the order of the ledger.

    Raises
    ------
    ValueError
        If a file declares nothing; see also `in_order`.
    """
    themes = []
    prefix = f"{catalogue.__name__}."
    found = pkgutil.walk_packages(catalogue.__path__, prefix)
    for name in in_order(file.name.removeprefix(prefix) for file in found if not file.ispkg):
        module = import_module(f"{prefix}{name}")
        if not getattr(module, "EXPERIMENTS", ()):
            raise ValueError(
                f"{module.__file__} declares no experiment: give it a tuple EXPERIMENTS. What "
                "several themes share stands in experiments/shared"
            )
        themes.append(module.EXPERIMENTS)
    return themes


EXPERIMENTS: dict[str, Experiment] = collect(load_themes())
"""All of them, theme by theme in the order of the ledger."""


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
            f"no experiment '{name}'.{did_you_mean(name, EXPERIMENTS)} "
            f"There are: {', '.join(EXPERIMENTS)}"
        ) from None
