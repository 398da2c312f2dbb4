"""First weights: sums, activations and blames of every layer, on real digits, before training."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import traitlets

from mnist_course.widgets import sample
from mnist_course.widgets.first_weights import RECIPES, weight_numbers
from mnist_course.widgets.live import Live

PIXELS, UNITS, CLASSES = 784, 100, 10
#: How many held-out digits pass through the network.
DIGITS = 100


class StartingWeights(Live):
    """Choose first weights and see what they make of the signal and of the blame, layer by layer.

    Attributes
    ----------
    recipe : str
        ``"normal"`` (N(0, 1)), ``"uniform"`` (between -0.7 and 0.7), ``"fan_in"`` (N(0, 1/d_in)),
        ``"glorot"`` (uniform, variance 2/(d_in + d_out)), ``"he"`` (N(0, 2/d_in)) or ``"zeros"``.
    scale : float
        A factor for all weights, 0.01 to 100.
    activation : str
        Of the hidden layers: ``"sigmoid"``, ``"tanh"`` or ``"relu"``.
    depth : int
        Hidden layers of 100 units, 1 to 8; ten softmax outputs follow.
    seed : int
        Which draw of the weights, 0 to 999.
    """

    script: ClassVar[str] = "starting-weights"
    settings: ClassVar[tuple[str, ...]] = ("recipe", "scale", "activation", "depth", "seed")

    recipe = traitlets.Enum(tuple(RECIPES), "normal").tag(sync=True)
    scale = traitlets.Float(1.0, min=0.01, max=100.0).tag(sync=True)
    activation = traitlets.Enum(("sigmoid", "tanh", "relu"), "sigmoid").tag(sync=True)
    depth = traitlets.Int(4, min=1, max=8).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=999).tag(sync=True)

    def layers(self) -> list[dict[str, np.ndarray]]:
        """Return ``z``, ``a`` and ``delta`` of every layer, each (100 digits, units), output last.

        They are computed by the package, with the weights of the page. ``delta`` is dL/dz for the
        loss of a single digit, cross-entropy after softmax.
        """
        from mnist_course import nn

        digits = sample.read().held
        x, labels = digits.x[:DIGITS], digits.labels[:DIGITS]
        model = nn.Sequential(
            [*(nn.Dense(UNITS, self.activation) for _ in range(self.depth)), nn.Dense(CLASSES)],
            input_shape=(PIXELS,),
        )
        kind, width = RECIPES[self.recipe]
        for number, layer in enumerate(model.layers):
            W = layer.params["W"]
            W[...] = (
                self.scale * width(*W.shape) * weight_numbers(kind, self.seed, number, *W.shape)
            )
        grad = nn.softmax(model.forward(x)) - np.eye(CLASSES, dtype=np.float32)[labels]
        found: list[dict[str, np.ndarray]] = []
        for layer in reversed(model.layers):
            delta = layer.activation.backward(grad, layer.z, layer.a)
            found.insert(0, {"z": layer.z.copy(), "a": layer.a.copy(), "delta": delta.copy()})
            grad = layer.backward_from_delta(delta)
        return found

    def deviations(self) -> list[dict[str, float]]:
        """Return the standard deviations of ``z``, ``a`` and ``delta``, a dict a layer."""
        return [
            {name: float(values.std(dtype=np.float64)) for name, values in layer.items()}
            for layer in self.layers()
        ]

    def still(self) -> tuple[bytes, str]:
        """Draw the table of histograms for the settings."""
        from mnist_course.widgets.stills import starting_weights

        return starting_weights.draw(self.layers(), self.state())
