"""Two networks and a distorted digit on paper: before and after, the answers, the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mnist_course.widgets import frames

if TYPE_CHECKING:
    from mnist_course.widgets.robustness import Robustness

_AXES = {
    "rotation": "rotation in degrees, against the clock",
    "right": "shift to the right in pixels",
    "down": "shift down in pixels",
    "noise": "standard deviation of the noise",
    "blur": "width of the blur in pixels",
    "contrast": "share of the contrast that is left",
}
_POINTS = 25


def draw(figure: Robustness) -> tuple[bytes, str]:
    """Return a PNG of the figure and what it shows."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    from mnist_course.plots.style import BLUE, GREY, ORANGE
    from mnist_course.widgets.robustness import COUNT, NAMES, RANGES, digits

    swept, said = figure.swept, figure.probabilities
    low, high = RANGES[swept]
    values = np.linspace(low, high, 21 if swept in ("right", "down") else _POINTS)
    curves = figure.accuracies(list(values))
    reads = []
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        page = Figure(figsize=(7, 5.8), layout="constrained")
        top, bottom = page.subfigures(2, 1, height_ratios=[1, 1.25])
        before, after, *bars = top.subplots(1, 4, width_ratios=[1.2, 1.2, 1, 1])
        for ax, image, title in (
            (before, digits([figure.digit])[0], "as written"),
            (after, figure.image, "as seen"),
        ):
            ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
            ax.set(xticks=[], yticks=[], title=title)
        for ax, (name, p) in zip(bars, said.items(), strict=True):
            best = int(p.argmax())
            ax.barh(range(10), p, color=[BLUE if k == best else GREY for k in range(10)])
            ax.set(xlim=(0, 1), yticks=range(10), xticks=[], ylim=(9.6, -0.6))
            ax.set_title(f"{NAMES[name].replace(' ', chr(10))}\nreads {best}", loc="left")
            ax.spines[["top", "right", "bottom"]].set_visible(False)
            # Rounded down: no network is 100 % sure.
            reads.append(f"{NAMES[name]} reads {best} and is {int(100 * p[best])} % sure")
        ax = bottom.subplots()
        for (name, shares), (colour, dash) in zip(
            curves.items(), ((ORANGE, "--"), (BLUE, "-")), strict=True
        ):
            ax.plot(values, shares, dash, color=colour, label=NAMES[name])
        ax.axvline(getattr(figure, swept), color="black", linewidth=1)
        ax.set(xlim=(low, high), ylim=(0, 1.02), xlabel=_AXES[swept])
        ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
        ax.set_title(f"How many of {COUNT} held-out digits they read", loc="left")
        ax.legend(loc="best")
        ax.spines[["top", "right"]].set_visible(False)
        picture = frames.png(page)
    words = (
        f"A handwritten {figure.label} as it was written and as two networks see it now. "
        f"{'; '.join(reads)}. Below, two curves: the share of {COUNT} held-out digits that each "
        f"network reads, along the {_AXES[swept]}."
    )
    return picture, words
