"""Backpropagation on a network of five circles: forward, backward, step, every number in sight."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from mnist_course.widgets.live import Live

KNOBS = ("w13", "w23", "b3", "w14", "w24", "b4", "w35", "w45", "b5")
PARTS = 10
"""Parts of a round: three neurons, loss, blame and slopes (five parts), and the step itself."""


class BackpropStepper(Live):
    """Step through the forward and the backward pass of a small network.

    1 and 2 are the inputs, 3 and 4 the hidden neurons, 5 is the output, a sigmoid. The loss is
    half the squared distance of the output to ``y``.

    Attributes
    ----------
    x1, x2, y : float
        The one sample and its target.
    w13, w23, b3, w14, w24, b4, w35, w45, b5 : float
        Weights and biases to start with; ``w13`` leads from 1 to 3.
    eta : float
        Learning rate.
    hidden : str
        ``"sigmoid"``, ``"tanh"`` or ``"relu"``.
    steps : int
        How many parts are done; each tenth changes the weights.
    """

    script: ClassVar[str] = "backprop"
    settings: ClassVar[tuple[str, ...]] = ("x1", "x2", "y", *KNOBS, "eta", "hidden", "steps")

    x1 = traitlets.Float(0.5).tag(sync=True)
    x2 = traitlets.Float(2.0).tag(sync=True)
    y = traitlets.Float(0.0).tag(sync=True)
    w13 = traitlets.Float(2.0).tag(sync=True)
    w23 = traitlets.Float(-1.0).tag(sync=True)
    b3 = traitlets.Float(1.0).tag(sync=True)
    w14 = traitlets.Float(-2.0).tag(sync=True)
    w24 = traitlets.Float(1.5).tag(sync=True)
    b4 = traitlets.Float(0.0).tag(sync=True)
    w35 = traitlets.Float(3.0).tag(sync=True)
    w45 = traitlets.Float(-1.0).tag(sync=True)
    b5 = traitlets.Float(0.0).tag(sync=True)
    eta = traitlets.Float(1.0, min=0.0).tag(sync=True)
    hidden = traitlets.Enum(("sigmoid", "tanh", "relu"), "sigmoid").tag(sync=True)
    steps = traitlets.Int(4, min=0, max=500 * PARTS).tag(sync=True)

    def network(self) -> Any:
        """Return the network as it stands now, an `nn.Sequential` in float64."""
        from mnist_course import nn

        layers = [nn.Dense(2, self.hidden), nn.Dense(1, "sigmoid")]
        network = nn.Sequential(layers, input_shape=(2,), dtype="float64")
        network.set_params(
            {
                "dense_1/W": [[self.w13, self.w14], [self.w23, self.w24]],
                "dense_1/b": [self.b3, self.b4],
                "dense_2/W": [[self.w35], [self.w45]],
                "dense_2/b": [self.b5],
            }
        )
        loss, optimizer = nn.QuadraticCost(), nn.SGD(self.eta)
        for _ in range(self.steps // PARTS):
            nn.train_step(network, loss, optimizer, *self._sample())
        return network

    def numbers(self) -> dict[str, float]:
        """Return all numbers of the present round, by name, as the package computes them.

        ``a3``, ``z3`` and ``d3`` are activation, sum and blame of neuron 3; ``w13`` is a weight and
        ``dw13`` the slope of the loss along it; ``loss``.
        """
        from mnist_course import nn

        network, loss = self.network(), nn.QuadraticCost()
        x, y = self._sample()
        out = network.forward(x)
        network.backward(loss.slope(y, out))
        lower, upper = network.layers
        found = {"a1": self.x1, "a2": self.x2, "loss": float(loss.value(y, out))}
        for j, (layer, k) in {3: (lower, 0), 4: (lower, 1), 5: (upper, 0)}.items():
            found |= {f"z{j}": layer.z[0, k], f"a{j}": layer.a[0, k], f"d{j}": layer.grads["b"][k]}
            found |= {f"b{j}": layer.params["b"][k], f"db{j}": layer.grads["b"][k]}
            for i, h in enumerate((3, 4) if j == 5 else (1, 2)):
                found |= {f"w{h}{j}": layer.params["W"][i, k], f"dw{h}{j}": layer.grads["W"][i, k]}
        return {name: float(value) for name, value in found.items()}

    def still(self) -> tuple[bytes, str]:
        """Draw the network with all weights and all slopes."""
        from mnist_course.widgets.frames import png

        found = self.numbers()
        figure = _draw(found, self.y)
        words = (
            "Two inputs on the left, two hidden neurons in the middle, one output on the right, "
            "joined by six lines. In the circles: "
            f"{found['a1']:.3g} and {found['a2']:.3g}, {found['a3']:.3f} and {found['a4']:.3f}, "
            f"{found['a5']:.3f}; the target is {self.y:.3g}, the loss {found['loss']:.3f}. Each "
            "line carries its weight, and below it the slope of the loss along the weight. The "
            f"blame of the output is {found['d5']:.3f}, those of the hidden neurons are "
            f"{found['d3']:.3f} and {found['d4']:.3f}."
        )
        return png(figure), words

    def _sample(self) -> tuple[np.ndarray, np.ndarray]:
        return np.array([[self.x1, self.x2]]), np.array([[self.y]])


PLACES = {1: (0, 1), 2: (0, -1), 3: (2.3, 1), 4: (2.3, -1), 5: (4.6, 0)}


def _draw(found: dict[str, float], y: float) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.patches import Circle

    figure = Figure(figsize=(7, 4.6), layout="constrained")
    ax = figure.subplots()
    text = {"ha": "center", "va": "center", "fontsize": 13}
    lines = [(h, j) for j, below in {3: (1, 2), 4: (1, 2), 5: (3, 4)}.items() for h in below]
    for h, j in lines:
        (x0, y0), (x1, y1) = PLACES[h], PLACES[j]
        ax.plot([x0, x1], [y0, y1], "-", color="#767676", linewidth=1.5, zorder=1)
        part = {0: 0.5, 1: 0.45, 2: 0.33}[round(abs(y1 - y0))]
        words = f"{_brief(found[f'w{h}{j}'])}\n∂ {_brief(found[f'dw{h}{j}'])}"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(x0 + part * (x1 - x0), y0 + part * (y1 - y0), words, bbox=box, zorder=2, **text)
    for j, (x, height) in PLACES.items():
        ax.add_patch(Circle((x, height), 0.3, facecolor="white", edgecolor="black", zorder=3))
        ax.text(x, height, _brief(found[f"a{j}"]), zorder=4, **text)
        above = f"$a_{j}$" if j < 3 else f"$z_{j}$ = {_brief(found[f'z{j}'])}"
        ax.text(x, height + 0.47, above, zorder=4, **text)
        if j > 2:
            below = f"$b_{j}$ = {_brief(found[f'b{j}'])}\n$\\delta_{j}$ = {_brief(found[f'd{j}'])}"
            ax.text(x, height - 0.62, below, zorder=4, **text)
    ax.text(4.6, -1.5, f"$y$ = {_brief(y)}\n$L$ = {_brief(found['loss'])}", **text)
    ax.set(xlim=(-0.5, 5.3), ylim=(-2.05, 1.75), aspect="equal")
    ax.axis("off")
    return figure


def _brief(value: float) -> str:
    return f"{round(value, 3) + 0:g}".replace("-", "−")
