"""LeNet-5 under X-ray on paper: the digit, each layer's maps, and the ten probabilities."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mnist_course.plots import show_weights
from mnist_course.widgets import frames


def draw(image: np.ndarray, said: Mapping[str, np.ndarray], label: int) -> tuple[bytes, str]:
    """Return a PNG for an image (28, 28), what each layer says of it, and its label (-1: none).

    The second entry is what the picture shows, in words.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from mnist_course.plots.style import BLUE, GREY

    best = int(said["output"].argmax())
    rows = (("C1", 6, 1.1), ("S2", 6, 0.9), ("C3", 16, 0.55), ("S4", 16, 0.55))
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        figure = Figure(figsize=(7, 7), layout="constrained")
        heights = [2.1, *(height + 0.3 for _, _, height in rows), 1.5]
        top, *layers, bottom = figure.subfigures(len(heights), 1, height_ratios=heights)
        digit, bars = top.subplots(1, 2, width_ratios=[1, 2.2])
        digit.imshow(image, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        digit.spines[:].set_visible(True)
        digit.set(xticks=[], yticks=[], title="the digit")
        colours = [BLUE if k == best else GREY for k in range(10)]
        bars.bar(range(10), said["output"], color=colours, edgecolor="black")
        bars.set(xticks=range(10), yticks=[], ylim=(0, 1), title=f"the answer: {best}")
        bars.spines[["top", "right", "left"]].set_visible(False)
        for part, (name, count, _) in zip(layers, rows, strict=True):
            values = said[name]
            side = values.shape[0]
            part.suptitle(
                f"{name}: {count} maps of {side} × {side}", fontsize=12, x=0.01, ha="left"
            )
            for ax, k in zip(part.subplots(1, count), range(count), strict=True):
                show_weights(ax, values[..., k], limit=1.0)
                ax.set(xticks=[], yticks=[])
        for ax, (name, shape) in zip(
            bottom.subplots(1, 2), (("C5", (6, 20)), ("F6", (6, 14))), strict=True
        ):
            show_weights(ax, np.reshape(said[name], shape), limit=1.0)
            ax.set(xticks=[], yticks=[])
            ax.set_title(f"{name}: {said[name].size} units", loc="left")
        picture = frames.png(figure)
    kind = f"A handwritten {label}" if label >= 0 else "A drawn digit"
    words = (
        f"{kind} and what each layer of LeNet-5 makes of it: 6 maps of 28 by 28 in C1, 6 of 14 by "
        "14 in S2, 16 of 10 by 10 in C3, 16 of 5 by 5 in S4, 120 units in C5 and 84 in F6, dark "
        f"for positive and light for negative numbers. Ten bars give its answer, {best}"
    )
    wrong = label >= 0 and best != label
    return picture, f"{words}{', a mistake' if wrong else ''}."
