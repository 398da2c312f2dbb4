"""Small arrays as squares with their numbers: images, kernels and maps that one reads by hand."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from mnist_course.plots.style import INK, ORANGE

_CELL = 0.25  # inches a square needs for two characters of the book's lettering
_PAPER, _SHADED = "white", "#D5DDE5"


def show_grid(
    ax: Axes,
    numbers: ArrayLike,
    at: tuple[float, float] = (0, 0),
    title: str = "",
    border: int = 0,
    frame: Sequence[int] = (),
    shade: ArrayLike | None = None,
    blank: ArrayLike | None = None,
) -> None:
    """Draw a matrix as unit squares, each with its number.

    Parameters
    ----------
    numbers : array_like, (rows, columns)
    at : (column, row)
        Where the upper left corner lies; rows count downwards.
    title : str
        Words above the grid.
    border : int
        Squares on every side that are padding; they are drawn with dotted lines.
    frame : (row, column, height, width)
        A part to put a thick frame around.
    shade, blank : array_like of bool, (rows, columns)
        Squares with a darker ground; squares whose number is left out.
    """
    numbers = np.asarray(numbers)
    if numbers.ndim != 2:
        raise ValueError(f"a grid shows a matrix (rows, columns), got shape {numbers.shape}")
    rows, columns = numbers.shape
    shade = np.zeros(numbers.shape, bool) if shade is None else np.asarray(shade, bool)
    blank = np.zeros(numbers.shape, bool) if blank is None else np.asarray(blank, bool)
    left, top = at
    for (row, column), number in np.ndenumerate(numbers):
        outside = not (border <= row < rows - border and border <= column < columns - border)
        ground = _SHADED if shade[row, column] else _PAPER
        style = {"linestyle": ":", "linewidth": 0.8} if outside else {"linewidth": 1}
        corner = (left + column, top + row)
        ax.add_patch(Rectangle(corner, 1, 1, facecolor=ground, edgecolor="#767676", **style))
        if not blank[row, column]:
            # A true minus is half as wide again, and would not fit beside a digit.
            text = f"{number:g}".replace("-", "\N{EN DASH}")
            middle = (corner[0] + 0.5, corner[1] + 0.5)
            ax.text(*middle, text, ha="center", va="center", color=INK)
    if len(frame):
        row, column, height, width = frame
        corner = (left + column, top + row)
        edge = {"fill": False, "edgecolor": INK, "linewidth": 3.5, "zorder": 3}
        ax.add_patch(Rectangle(corner, width, height, **edge))
        ax.add_patch(
            Rectangle(corner, width, height, **edge | {"edgecolor": ORANGE, "linewidth": 2})
        )
    if title:
        ax.text(left + columns / 2, top - 0.3, title, ha="center", va="bottom", color=INK)


def fit_grids(ax: Axes, columns: float, rows: float, title: bool = True) -> None:
    """Show the squares from (0, 0) to (columns, rows), and make the figure as large as they need.

    For a figure with one pair of axes. ``title`` leaves room for words above the first row.
    """
    above, edge = (1.6 if title else 0.1), 0.1
    ax.set(xlim=(-edge, columns + edge), ylim=(rows + edge, -above), aspect="equal")
    ax.axis("off")
    ax.figure.set_size_inches((columns + 2 * edge) * _CELL, (rows + edge + above) * _CELL)
