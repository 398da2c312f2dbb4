"""Activation functions: value, slope and tangent; a gradient on its way through many layers."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets.live import Live

NAMES = ("step", "sigmoid", "tanh", "relu", "leaky_relu", "softplus")


class ActivationFunctions(Live):
    """Turn z and see a function with its tangent; make a chain longer and see its gradient.

    Attributes
    ----------
    function : str
        ``"step"``, ``"sigmoid"``, ``"tanh"``, ``"relu"``, ``"leaky_relu"`` or ``"softplus"``.
    negative_slope : float
        Slope of leaky ReLU on the left.
    z : float
        Where the tangent touches; also the input of the chain.
    layers, weight, bias : int, float, float
        Length of the chain, and the weight and the bias of each of its neurons.
    """

    script: ClassVar[str] = "activation"
    settings: ClassVar[tuple[str, ...]] = (
        "function",
        "negative_slope",
        "z",
        "layers",
        "weight",
        "bias",
    )

    function = traitlets.Enum(NAMES, "sigmoid").tag(sync=True)
    negative_slope = traitlets.Float(0.01, min=0.0, max=1.0).tag(sync=True)
    z = traitlets.Float(2.0, min=-6.0, max=6.0).tag(sync=True)
    layers = traitlets.Int(10, min=1, max=20).tag(sync=True)
    weight = traitlets.Float(1.0, min=0.1, max=6.0).tag(sync=True)
    bias = traitlets.Float(0.0, min=-4.0, max=4.0).tag(sync=True)

    def still(self) -> tuple[bytes, str]:
        """Draw all six functions with their slopes."""
        from matplotlib.figure import Figure

        from mnist_course import nn
        from mnist_course.widgets.frames import png

        z = np.linspace(-6, 6, 601)
        figure = Figure(figsize=(7, 7.4), layout="constrained")
        for ax, name in zip(
            figure.subplots(3, 2, sharex=True, sharey=True).flat, NAMES, strict=True
        ):
            f = nn.get_activation(name)
            ax.plot(z, np.where(np.abs(np.gradient(f(z))) > 0.5, np.nan, f(z)), label="function")
            ax.plot(z, f.derivative(z), "--", label="slope")
            ax.set(title=name.replace("_", " ").replace("relu", "ReLU"), ylim=(-1.2, 2.2))
            ax.grid(color="#E4E4E4")
        figure.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=2)
        words = (
            "Six panels with a function (solid) and its slope (dashed). Step: a jump from 0 to 1, "
            "slope 0. Sigmoid: a lying S from 0 to 1, its slope a low hill that reaches one "
            "quarter. Tanh: the same from -1 to 1, the hill reaches 1. ReLU and leaky ReLU: flat "
            "or nearly flat on the left, then a straight rise; the slope jumps to 1. Softplus: "
            "a ReLU with a round corner, its slope a lying S."
        )
        return png(figure), words

    def left(self) -> float:
        """Return what is left of the gradient at the input of the chain, in Python."""
        return float(chain(self.state())[1][0])


def chain(state: dict[str, Any]) -> tuple[list[float], list[float]]:
    """Return signals and gradients of the chain, from the input to the last layer."""
    from mnist_course import nn

    name = state["function"]
    f = nn.LeakyReLU(state["negative_slope"]) if name == "leaky_relu" else nn.get_activation(name)
    signals, sums = [state["z"]], []
    for _ in range(state["layers"]):
        sums.append(np.array([state["weight"] * signals[-1] + state["bias"]]))
        signals.append(float(f(sums[-1])[0]))
    gradients = [1.0]
    for z in reversed(sums):
        gradients.insert(0, gradients[0] * state["weight"] * float(f.derivative(z)[0]))
    return signals, gradients
