"""From a lab's settings to a network of the Python engine, as ``js/lab/network.js`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mnist_course.nn import Optimizer, Sequential


def build(settings: dict[str, Any]) -> Sequential:
    """Return the untrained network of the lab's settings, as the script builds it."""
    from mnist_course.nn import Dense, Dropout, Sequential

    start = settings["initializer"]
    # Nielsen's networks draw the biases as well; the later starts leave them at zero.
    bias = "random_normal" if start in ("random_normal", "scaled_normal") else "zeros"
    shared = {
        "kernel_initializer": start,
        "bias_initializer": bias,
        "kernel_regularizer": settings["l2"] or None,
    }
    last = "softmax" if settings["loss"] == "categorical_crossentropy" else "sigmoid"
    layers = [
        Dense(settings["hidden_units"], settings["activation"], **shared),
        *([Dropout(settings["dropout"])] if settings["dropout"] else []),
        Dense(10, last, **shared),
    ]
    return Sequential(layers, input_shape=(784,), seed=settings["seed"])


def optimizer(settings: dict[str, Any]) -> Optimizer:
    """Return the optimizer of the lab's settings."""
    from mnist_course.nn import SGD, Adam

    rate, decay = settings["learning_rate"], settings.get("weight_decay", 0.0)
    if settings["optimizer"] == "adam":
        return Adam(rate, weight_decay=decay)
    momentum = 0.9 if settings["optimizer"] == "momentum" else 0.0
    return SGD(rate, momentum=momentum, weight_decay=decay)
