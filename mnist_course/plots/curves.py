"""Curves of a training: how loss and accuracy change from epoch to epoch."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mnist_course.plots.style import SERIES

#: Each run has a marker of its own, besides its colour.
MARKERS = "osD^vPX*"

LONG = 20  # letters of a name; two of them, and more words, would not fit beside each other


def show_curves(runs: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw loss and accuracy over the epochs, training dashed, validation solid.

    Parameters
    ----------
    runs : mapping
        For each name of a run its curves: ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``,
        one number an epoch. With one run, the legend says training and validation; with several,
        each has its own colour and marker, so that they can be told apart in grey, too.

    Raises
    ------
    ValueError
        If there is no run, or a run without a curve.
    """
    if not runs:
        raise ValueError("there is no run to draw")
    columns = 2 if max(map(len, runs)) <= LONG else 1
    rows = 2 * len(runs) // columns
    fig, axes = plt.subplots(1, 2, figsize=(7, 3.2 + 0.26 * rows), sharex=True)
    for ax, name in zip(axes, ("loss", "accuracy"), strict=True):
        for i, (run, curves) in enumerate(runs.items()):
            if not curves.get(name) or not curves.get(f"val_{name}"):
                raise ValueError(f"{run} has no curve of {name}")
            draw = _draw_single if len(runs) == 1 else _draw_one_of_many
            draw(ax, i, run, curves[name], curves[f"val_{name}"])
        ax.set(xlabel="epoch", ylabel=name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0].set_ylim(bottom=0)
    handles = axes[0].get_lines()
    if columns == 2:  # a legend is filled column by column: training left, validation right
        handles = [*handles[::2], *handles[1::2]]
    fig.legend(handles=handles, loc="outside upper center", ncols=columns)
    return fig


def _draw_single(ax: Axes, i: int, run: str, train: Sequence, validation: Sequence) -> None:
    _draw(ax, train, "training", SERIES[1], "s", dashed=True)
    _draw(ax, validation, "validation", SERIES[0], "o")


def _draw_one_of_many(ax: Axes, i: int, run: str, train: Sequence, validation: Sequence) -> None:
    colour, marker = SERIES[i % len(SERIES)], MARKERS[i % len(MARKERS)]
    _draw(ax, train, f"{run}, training", colour, marker, i, dashed=True)
    _draw(ax, validation, f"{run}, validation", colour, marker, i)


def _draw(
    ax: Axes,
    values: Sequence,
    label: str,
    colour: str,
    marker: str,
    first: int = 0,
    dashed: bool = False,
) -> None:
    every = max(len(values) // 10, 1)  # many epochs: a marker on each would hide the line
    ax.plot(
        range(1, len(values) + 1),
        values,
        label=label,
        color=colour,
        linestyle="--" if dashed else "-",
        linewidth=1.5 if dashed else 2,
        marker=marker,
        markerfacecolor="white" if dashed else colour,
        markersize=5,
        markevery=(first % every, every),
    )
