"""A plain network and one with shortcuts: signal and gradient of every layer, before training."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import traitlets

from mnist_course.widgets import sample
from mnist_course.widgets.first_weights import RECIPES, weight_numbers
from mnist_course.widgets.live import Live

PIXELS, UNITS, CLASSES = 784, 50, 10
#: How many held-out digits pass through the networks.
DIGITS = 50
KINDS = ("plain", "with shortcuts")


class DeeperNetworks(Live):
    """Let a plain network and one with shortcuts grow deeper; both have the same weights.

    Attributes
    ----------
    blocks : int
        Blocks of two layers of 50 units, 1 to 25, behind a first layer of 50 units.
    activation : str
        ``"sigmoid"``, ``"tanh"`` or ``"relu"``.
    after : str
        What follows the sum of a block: ``"nothing"``, or the activation ``"function"``.
    recipe : str
        Of all first weights: ``"fan_in"`` (N(0, 1/d_in)), ``"glorot"``, ``"he"`` or ``"normal"``
        (N(0, 1)).
    second : float
        A factor for the second weights of each block, 0 to 1.
    seed : int
        Which draw of the weights, 0 to 999.
    """

    script: ClassVar[str] = "deeper"
    settings: ClassVar[tuple[str, ...]] = (
        "blocks",
        "activation",
        "after",
        "recipe",
        "second",
        "seed",
    )

    blocks = traitlets.Int(2, min=1, max=25).tag(sync=True)
    activation = traitlets.Enum(("sigmoid", "tanh", "relu"), "sigmoid").tag(sync=True)
    after = traitlets.Enum(("nothing", "function"), "nothing").tag(sync=True)
    recipe = traitlets.Enum(("fan_in", "glorot", "he", "normal"), "glorot").tag(sync=True)
    second = traitlets.Float(1.0, min=0.0, max=1.0).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=999).tag(sync=True)

    def sizes(self) -> dict[str, dict[str, np.ndarray]]:
        """Return ``gradients`` and ``signals`` of both networks, computed by the package.

        Each is an array (layers of 50 units,), from the first layer to the last: root mean squares
        of dL/dW and of the activations. The loss is the cross-entropy after softmax.
        """
        return {kind: self._look(kind == "with shortcuts") for kind in KINDS}

    def _look(self, shortcut: bool) -> dict[str, np.ndarray]:
        from mnist_course import nn

        digits = sample.read().held
        x, labels = digits.x[:DIGITS], digits.labels[:DIGITS]
        after = self.activation if self.after == "function" else None
        layers: list[nn.Layer] = [nn.Dense(UNITS, self.activation)]
        for _ in range(self.blocks):
            first = nn.Dense(UNITS, self.activation)
            if shortcut:
                layers.append(nn.Residual([first, nn.Dense(UNITS)], activation=after))
            else:
                layers += [first, nn.Dense(UNITS, after)]
        model = nn.Sequential([*layers, nn.Dense(CLASSES)], input_shape=(PIXELS,))
        dense = [
            part for layer in model.layers for part in layer.parts() if isinstance(part, nn.Dense)
        ]
        kind, width = RECIPES[self.recipe]
        for number, layer in enumerate(dense):
            W = layer.params["W"]
            W[...] = width(*W.shape) * weight_numbers(kind, self.seed, number, *W.shape)
            if 0 < number < len(dense) - 1 and number % 2 == 0:
                W *= self.second
        p = nn.softmax(model.forward(x))
        model.backward((p - np.eye(CLASSES, dtype=np.float32)[labels]) / np.float32(len(x)))
        gradients = [_size(layer.grads["W"]) for layer in dense[:-1]]
        signals = []
        for layer in model.layers[:-1]:
            if isinstance(layer, nn.Residual):
                signals.append(_size(layer.body.layers[0].a))
            signals.append(_size(layer.a))
        return {"gradients": np.array(gradients), "signals": np.array(signals)}

    def still(self) -> tuple[bytes, str]:
        """Draw both curves of both networks for the settings."""
        import matplotlib as mpl
        from matplotlib.figure import Figure

        from mnist_course.widgets.frames import png

        sizes = self.sizes()
        with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
            figure = Figure(figsize=(7, 3.6), layout="constrained")
            # The axes of the page: a zoom would make much of what is level there.
            panels = (
                ("gradients", "gradient", (1e-12, 1e4)),
                ("signals", "activations", (1e-4, 1e6)),
            )
            for ax, (name, title, ends) in zip(figure.subplots(1, 2), panels, strict=True):
                for kind, line in zip(KINDS, ("o-", "s--"), strict=True):
                    values = sizes[kind][name]
                    ax.plot(np.arange(1, len(values) + 1), values, line, ms=4, label=kind)
                ax.set(title=f"size of the {title}", yscale="log", xlabel="layer", ylim=ends)
                ax.grid(color="#E4E4E4")
            figure.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=2)
            picture = png(figure)
        plain, short = (sizes[kind]["gradients"] for kind in KINDS)
        words = (
            f"Two panels over the layers of two networks of {2 * self.blocks + 2} layers "
            f"({self.activation.replace('relu', 'ReLU')}) before any training. The gradient of the "
            f"plain network is {plain[-1]:.0e} in the last of its layers of 50 units and "
            f"{plain[0]:.0e} in the first; with shortcuts it is {short[-1]:.0e} and {short[0]:.0e}."
        )
        return picture, words


def _size(values: np.ndarray) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))
