"""The lab on learning by heart, on paper: a run of the same settings, trained and drawn in Python.

The run has neither shifts nor early stopping: the still frame is drawn for the settings with which
a page opens.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.widgets import frames
from mnist_course.widgets.stills.lab import short_run, show_unit

UNITS = 14  # pictures of hidden units, in two rows


def draw(settings: dict[str, Any]) -> tuple[bytes, str]:
    """Return a PNG of the losses and of hidden units, and what it shows.

    The words hold no number that depends on the processor.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from mnist_course.plots.style import BLUE, INK, ORANGE

    curves, weights = short_run(settings, settings["epochs"])
    train, held = curves["loss"], curves["val_loss"]
    best = int(np.argmin(held))
    with mpl.rc_context({"font.size": 12, "axes.labelsize": 12, "figure.titlesize": 12}):
        figure = Figure(figsize=(7, 5.4), layout="constrained")
        top, bottom = figure.subfigures(2, 1, height_ratios=[3, 2])
        axes = top.subplots()
        axes.plot(train, "--", color=ORANGE, label="training digits")
        axes.plot(held, color=BLUE, label="held-out digits")
        axes.axvline(best, color=INK, linewidth=1, label="lowest held-out loss")
        axes.set(xlabel="epoch", ylabel="loss", xlim=(0, settings["epochs"]))
        axes.set_ylim(0, 1.1 * max(train[1:].max(), held[1:].max()))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#E4E4E4")
        axes.legend(frameon=False, loc="upper right")
        shown = min(UNITS, weights.shape[1])
        rows = 2 if shown > UNITS // 2 else 1
        bottom.suptitle(f"What {shown} of the {settings['hidden_units']} hidden units look for")
        for i, ax in enumerate(np.ravel(bottom.subplots(rows, -(-shown // rows), squeeze=False))):
            ax.axis("off")
            if i < shown:
                show_unit(ax, weights[:, i].reshape(28, 28))
        picture = frames.png(figure)
    rises = held[-1] > 1.05 * held[best]
    words = (
        f"A network [784, {settings['hidden_units']}, 10] learns {settings['training_images']:,} "
        f"digits for {settings['epochs']} epochs. Its loss on them falls to "
        f"{'nearly 0' if train[-1] < 0.02 else 'its end well above 0'}; on held-out digits it "
        f"falls, and {'then rises again' if rises else 'hardly rises again'}. Below, the incoming "
        f"weights of {shown} hidden units as pictures."
    )
    return picture, words
