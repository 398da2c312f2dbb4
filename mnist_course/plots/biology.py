"""A nerve cell, drawn only as far as the artificial neuron copies it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from mnist_course.plots.style import BLUE, GREY, INK, ORANGE

_BODY = (2.6, 0.0)
# Where each dendrite begins, and the two twigs at its tip.
_DENDRITES = ((0.4, 1.5), (0.0, 0.5), (0.1, -0.6), (0.6, -1.5))
_TERMINALS = ((8.3, 0.9), (8.6, 0.3), (8.6, -0.3), (8.3, -0.9))


def draw_nerve_cell(ax: Axes) -> None:
    """Dendrites on the left, the cell body, the axon and its terminals on the right."""
    for x, y in _DENDRITES:
        _branch(ax, (x, y), _BODY, width=4)
        for tilt in (0.35, -0.35):
            _branch(ax, (x - 0.45, y + tilt), (x, y), width=2.5)
    _branch(ax, _BODY, (7.2, 0.0), width=6, bend=0.25)
    for end in _TERMINALS:
        _branch(ax, (7.2, 0.0), end, width=2.5)
        ax.add_patch(Circle(end, 0.12, facecolor=BLUE, edgecolor=INK, zorder=3))
    ax.add_patch(Circle(_BODY, 0.75, facecolor="#F3D9A4", edgecolor=INK, linewidth=1.8, zorder=3))
    ax.add_patch(Circle(_BODY, 0.25, facecolor=ORANGE, edgecolor=INK, zorder=4))
    for text, x, y in (
        ("dendrites", 0.3, -2.3),
        ("cell body", 2.6, -1.2),
        ("axon", 5.2, -0.5),
        ("terminals", 8.4, -1.5),
    ):
        ax.text(x, y, text, ha="center", va="center")
    ax.set(xlim=(-1.5, 10.1), ylim=(-2.6, 2.1), aspect="equal")
    ax.axis("off")


def _branch(ax: Axes, start, end, width: float, bend: float = 0.15) -> None:
    """A fibre from start to end, slightly bent as grown things are."""
    t = np.linspace(0, 1, 40)
    x = start[0] + t * (end[0] - start[0])
    y = start[1] + t * (end[1] - start[1]) + bend * np.sin(np.pi * t)
    ax.plot(x, y, "-", color=GREY, linewidth=width, solid_capstyle="round", zorder=2)
