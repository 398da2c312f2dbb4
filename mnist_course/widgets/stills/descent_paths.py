"""The still frame of the four ways down: lines of equal loss, paths, and the loss along them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mnist_course.widgets.frames import png

LIMIT = 4.0
# Mark, dash, and place in the colours of the book: as in js/descent-paths/methods.js (a test
# compares them), so that paper and page show the same path in the same colour.
LOOKS = {
    "gradient descent": ("o", "-", 0),
    "momentum": ("s", "--", 1),
    "Nesterov": ("^", "-.", 3),
    "Adam": ("D", ":", 4),
}


def draw(
    loss: Callable[[np.ndarray], np.ndarray],
    lowest: float,
    minima: Sequence[tuple[float, float]],
    paths: Mapping[str, np.ndarray],
) -> tuple[bytes, str]:
    """Return the PNG, and what it shows in words that never change.

    Parameters
    ----------
    loss : callable
        (..., 2) to (...).
    lowest : float
    minima : sequence of (float, float)
    paths : mapping of str to numpy.ndarray, (steps + 1, 2)
    """
    from matplotlib.figure import Figure

    from mnist_course.plots import SERIES

    figure = Figure(figsize=(7, 8.6), layout="constrained")
    top, bottom = figure.subplots(2, 1, height_ratios=[2, 1])
    axis = np.linspace(-LIMIT, LIMIT, 161)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1)
    levels = lowest + 0.03 * 2.5 ** np.arange(11)
    top.contour(axis, axis, loss(grid), levels, colors="0.65", linewidths=0.8)
    top.plot(*np.array(minima).T, "+", color="black", markersize=14, markeredgewidth=2.5)
    for name, places in paths.items():
        mark, line, k = LOOKS[name]
        look = {"linestyle": line, "color": SERIES[k], "marker": mark, "markerfacecolor": "white"}
        near = places[np.all(np.abs(places) < 100, axis=1)]
        top.plot(*near.T, label=name, markersize=4, **look)
        above = np.maximum(loss(places) - lowest, 1e-9)
        bottom.semilogy(above, color=SERIES[k], linestyle=line, label=name)
    start = next(iter(paths.values()))[0]
    top.plot(*start, "o", color="black", fillstyle="none", markersize=15, markeredgewidth=2)
    top.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT), aspect="equal")
    top.set(xlabel="first weight", ylabel="second weight", title="the loss from above")
    top.legend(loc="upper right", fontsize=12)
    bottom.set(ylim=(1e-6, 1e3), xlabel="step", ylabel="loss above its lowest")
    words = (
        "Lines of equal loss over two weights, as on a map, with a cross at each lowest point. "
        f"From one start lead the paths of {' and '.join(_listed(list(paths)))}, with marks of "
        "different shapes. Below, on a scale of powers of ten, how far the loss of each lies above "
        "its lowest value after every step."
    )
    return png(figure), words


def _listed(names: list[str]) -> list[str]:
    """Return the names, all but the last joined by commas."""
    return names if len(names) < 2 else [", ".join(names[:-1]), names[-1]]
