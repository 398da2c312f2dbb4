"""The book's knobs: figures that a reader turns, in a notebook and in a page without a kernel.

How they are made, and how one is added, stands in ``README.md`` beside this file.
"""

from importlib import import_module
from typing import Any

_HOME_OF = {
    "Explore": "explore",
    "explore": "explore",
    "ActivationFunctions": "figures.activation",
    "BackpropStepper": "figures.backprop",
    "Convolution": "figures.convolution",
    "PooledImage": "figures.pooling",
    "DeeperNetworks": "figures.deeper",
    "DescentPaths": "figures.descent_paths",
    "ThreeNetworks": "figures.three_networks",
    "Digits": "figures.digits",
    "SoftmaxScores": "figures.softmax",
    "StartingWeights": "figures.starting_weights",
    "PerceptronPlane": "figures.perceptron",
    "Preparation": "figures.preparation",
    "RegularizationLab": "figures.regularization_lab",
    "TrainingLab": "figures.lab",
    "ConfusionExplorer": "figures.confusion",
    "DecisionRegions": "figures.decision_regions",
    "HiddenUnits": "figures.hidden_units",
    "LeNetXray": "figures.xray",
    "NearestNeighbours": "figures.neighbours",
    "Robustness": "figures.robustness",
    "Tape": "figures.tape",
}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    """Import the part that holds ``name``: the book's build needs none of the widget libraries."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOME_OF[name]}")
    # A function may have the name of its file, which importing sets: so all that it holds is set.
    for other, place in _HOME_OF.items():
        if place == _HOME_OF[name]:
            globals()[other] = getattr(home, other)
    return globals()[name]
