"""Curves of a training: how loss and accuracy change from epoch to epoch."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mnist_course.plots.style import SERIES

#: Each run has a marker of its own, besides its colour.
MARKERS = "osD^vPX*"


def show_curves(runs: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw loss and accuracy over the epochs, training dashed, validation solid.

    Parameters
    ----------
    runs : mapping
        For each name of a run its curves: ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``,
        one number an epoch. With one run, the legend says training and validation; with several,
        each has its own colour and marker, so that they can be told apart without colours.

    Raises
    ------
    ValueError
        If there is no run, or a run without a curve.
    """
    if not runs:
        raise ValueError("there is no run to draw")
    fig, axes = plt.subplots(1, 2, figsize=(7, 3.6), sharex=True)
    for ax, name in zip(axes, ("loss", "accuracy"), strict=True):
        for i, (run, curves) in enumerate(runs.items()):
            if not curves.get(name) or not curves.get(f"val_{name}"):
                raise ValueError(f"{run} has no curve of {name}")
            _draw_run(ax, i, run, curves[name], curves[f"val_{name}"], alone=len(runs) == 1)
        ax.set(xlabel="epoch", ylabel=name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0].set_ylim(bottom=0)
    handles, labels = axes[0].get_legend_handles_labels()
    columns = 2 if len(labels) > 1 else 1
    fig.legend(handles, labels, loc="outside upper center", ncols=columns)
    return fig


def _draw_run(ax, i: int, run: str, train, validation, alone: bool) -> None:
    colour, marker = SERIES[i % len(SERIES)], MARKERS[i % len(MARKERS)]
    epochs = range(1, len(train) + 1)
    every = max(len(train) // 10, 1)  # many epochs: a marker on each would hide the line
    common = {"markevery": (i % every, every), "markersize": 5}
    other = SERIES[1] if alone else colour
    ax.plot(
        epochs,
        train,
        color=other,
        linestyle="--",
        marker=marker if not alone else "s",
        markerfacecolor="white",
        linewidth=1.5,
        label="training" if alone else f"{run}, training",
        **common,
    )
    ax.plot(
        epochs,
        validation,
        color=colour,
        linestyle="-",
        marker=marker,
        label="validation" if alone else f"{run}, validation",
        **common,
    )
