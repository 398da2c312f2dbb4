"""Two classes of points in a plane, and the line a neuron draws between them."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mnist_course.plots.style import BLUE, GREY, INK, ORANGE


def plot_points(ax: Axes, X: ArrayLike, y: ArrayLike, size: float = 110) -> None:
    """Points X (n, 2) with labels y (n,): filled discs for +1 (or 1), open squares for the rest."""
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"points in a plane have shape (n, 2), got {X.shape}")
    on = y > 0
    ax.scatter(*X[on].T, s=size, color=BLUE, edgecolor=INK, label="+1", zorder=3)
    ax.scatter(
        *X[~on].T,
        s=size,
        marker="s",
        facecolor="white",
        edgecolor=ORANGE,
        linewidth=2.5,
        label="−1",
        zorder=3,
    )


def plot_line(ax: Axes, w: ArrayLike, b: float, *, arrow: bool = True, **style) -> None:
    """The line w·x + b = 0 inside the limits of ``ax``; an arrow shows the side where it is +1.

    Where w = 0 there is no line: nothing is drawn.
    """
    w = np.asarray(w, dtype=float)
    length = np.linalg.norm(w)
    if length == 0:
        return
    limits = ax.get_xlim(), ax.get_ylim()
    foot = _foot(w, b, limits)
    along = np.array([-w[1], w[0]]) / length
    ends = np.stack([foot - 100 * along, foot + 100 * along])
    ax.plot(*ends.T, **({"color": INK, "linestyle": "-"} | style), zorder=2)
    if arrow:
        reach = 0.09 * (limits[0][1] - limits[0][0])
        ax.annotate(
            "",
            xy=foot + reach * w / length,
            xytext=foot,
            arrowprops={"arrowstyle": "-|>", "color": style.get("color", GREY), "linewidth": 2},
        )
    ax.set(xlim=limits[0], ylim=limits[1])


def _foot(w: np.ndarray, b: float, limits) -> np.ndarray:
    """The point of the line nearest to the middle of the picture."""
    middle = np.array([sum(limits[0]) / 2, sum(limits[1]) / 2])
    return middle - (w @ middle + b) / (w @ w) * w
