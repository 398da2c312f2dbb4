"""A confusion matrix as a picture: right answers pale, mistakes darker the more there are."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mnist_course.plots.style import INK


def show_confusion(ax: Axes, counts: ArrayLike, size: float = 12) -> None:
    """Draw a confusion matrix, counts (k, k), rows the truth, columns the answer.

    Only mistakes are shaded: right answers are so many that beside them no mistake would be seen.

    Raises
    ------
    ValueError
        If `counts` is not a square table.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"a confusion matrix has shape (k, k), got {counts.shape}")
    mistakes = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    top = max(int(mistakes.max()), 1)
    ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=1.8 * top)
    for (truth, answer), count in np.ndenumerate(counts):
        right = truth == answer
        ink = INK if count or right else "#6E6E6E"
        weight = "bold" if right else "normal"
        ax.text(
            answer, truth, f"{count}", ha="center", va="center", size=size, color=ink, weight=weight
        )
    ticks = range(len(counts))
    ax.set(xticks=ticks, yticks=ticks, xlabel="answer", ylabel="truth")
    ax.grid(False)
