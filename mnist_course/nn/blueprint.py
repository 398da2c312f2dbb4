"""Describe layers in plain words (numbers, text, lists), and make layers from a description.

That is what a file needs: ``Dense(30, "sigmoid")`` becomes ``{"layer": "Dense", "name": "dense_1",
"settings": {"units": 30, "activation": {"function": "sigmoid"}, ...}}``. Only kinds of layers in
``layers.KINDS`` can be made, so that a file can never name anything else.
"""

from typing import Any

import numpy as np

from mnist_course.nn.activations import ACTIVATIONS, ActivationFunction
from mnist_course.nn.layers import KINDS, Layer
from mnist_course.nn.regularizers import L2


def describe(value: Any) -> Any:
    """Return a layer, or one of its settings, in terms that JSON knows."""
    if isinstance(value, Layer):
        kind = type(value).__name__
        if KINDS.get(kind) is not type(value):
            raise ValueError(
                f"layer {value.name!r} is a {kind}, a kind this package cannot save. It can save "
                f"{', '.join(KINDS)}; keep your own layer's parameters with numpy.savez"
            )
        return {"layer": kind, "name": value.name, "settings": describe(value.config())}
    if isinstance(value, ActivationFunction):
        if ACTIVATIONS.get(value.name) is not type(value):
            raise ValueError(f"cannot save the activation {value!r}: it is not one of ours")
        return {"function": value.name, "settings": vars(value)}
    if isinstance(value, L2):
        return {"l2": value.strength}
    if isinstance(value, dict):
        return {key: describe(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list | np.ndarray):
        return [describe(entry) for entry in value]
    return value.item() if isinstance(value, np.generic) else value


def construct(entry: Any) -> Any:
    """Return what `describe` described."""
    if isinstance(entry, list):
        return [construct(part) for part in entry]
    if not isinstance(entry, dict):
        return entry
    if "layer" in entry:
        if entry["layer"] not in KINDS:
            raise ValueError(f"unknown kind of layer {entry['layer']!r}")
        settings = {key: construct(part) for key, part in entry["settings"].items()}
        return KINDS[entry["layer"]](**settings, name=entry["name"])
    if "function" in entry:
        if entry["function"] not in ACTIVATIONS:
            raise ValueError(f"unknown activation {entry['function']!r}")
        return ACTIVATIONS[entry["function"]](**entry["settings"])
    if "l2" in entry:
        return L2(entry["l2"])
    raise ValueError(f"cannot make anything of {sorted(entry)}")
