"""First weights on paper: a row for each layer, histograms of sums, activations and blames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mnist_course.widgets import frames

_RECIPES = {
    "normal": "N(0, 1)",
    "uniform": "uniform between -0.7 and 0.7",
    "fan_in": "N(0, 1/fan-in)",
    "glorot": "Glorot's",
    "he": "He's",
    "zeros": "all zero",
}
_ACTIVE = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 6)}
_SUMS, _POWERS = (-10, 10), (-8, 4)
_BINS = 40
_AXES = {"z": "{x:g}", "a": "{x:g}", "delta": "$10^{{{x:.0f}}}$"}


def draw(layers: Sequence[Mapping[str, np.ndarray]], state: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return a PNG and its description.

    Parameters
    ----------
    layers : sequence of mapping
        ``z``, ``a`` and ``delta`` of every layer, each (digits, units), the output last.
    state : mapping
        The settings of the figure.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from mnist_course.plots.style import BLUE

    columns = (
        ("sums z", "z", _SUMS),
        ("activations a", "a", _ACTIVE[state["activation"]]),
        ("blames |δ|", "delta", _POWERS),
    )
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        figure = Figure(figsize=(7, 1.2 + 1.15 * len(layers)), layout="constrained")
        figure.get_layout_engine().set(wspace=0.08)
        rows = figure.subplots(len(layers), 3, squeeze=False, sharex="col")
        for number, (row, layer) in enumerate(zip(rows, layers, strict=True)):
            output = number == len(layers) - 1
            for ax, (title, name, ends) in zip(row, columns, strict=True):
                ax.set(yticks=[], xlim=ends, xticks=np.linspace(*ends, 3 if name != "delta" else 4))
                ax.xaxis.set_major_formatter(_AXES[name])
                ax.spines[["top", "right", "left"]].set_visible(False)
                if number == 0:
                    ax.set_title(f"{title}\n")
                if name == "z":
                    ax.set_ylabel("output" if output else number + 1, rotation=0, ha="right")
                if output and name == "a":
                    continue
                values = layer[name]
                shown = _power(values) if name == "delta" else values
                ax.hist(np.clip(shown, *ends).ravel(), _BINS, range=ends, color=BLUE)
                ax.set_title(f"sd {_short(values)}", loc="left", pad=3)
        picture = frames.png(figure)
    first, last = layers[0], layers[-2]
    words = (
        f"A table of histograms, a row for each layer, with standard deviations: {_words(state)}, "
        "before any training, 100 real digits. The sums of layer 1 spread by "
        f"{_short(first['z'])}, those of the last hidden layer by {_short(last['z'])}; "
        f"the blames by {_short(first['delta'])} and {_short(last['delta'])}."
    )
    return picture, words


def _power(values: np.ndarray) -> np.ndarray:
    """Return log10 of sizes; of 0 a number far below all others."""
    return np.log10(np.maximum(np.abs(values), 1e-30))


def _short(values: np.ndarray) -> str:
    """Write a standard deviation with two digits."""
    return f"{values.std(dtype=np.float64):.2g}".replace("e-0", "e-").replace("e+0", "e+")


def _words(state: Mapping[str, Any]) -> str:
    times = "" if state["scale"] == 1 else f", times {state['scale']:g}"
    activation = state["activation"].replace("relu", "ReLU")
    layers = "layer" if state["depth"] == 1 else "layers"
    recipe = _RECIPES[state["recipe"]]
    return f"{state['depth']} hidden {layers} of {activation} units, first weights {recipe}{times}"
