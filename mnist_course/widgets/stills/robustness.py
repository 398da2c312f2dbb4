"""Two networks and a distorted digit on paper: before and after, the answers, the curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mnist_course.widgets import frames

_AXES = {
    "rotation": "rotation in degrees, against the clock",
    "right": "shift to the right in pixels",
    "down": "shift down in pixels",
    "noise": "standard deviation of the noise",
    "blur": "width of the blur in pixels",
    "contrast": "share of the contrast that is left",
}


def draw(
    before: np.ndarray,
    after: np.ndarray,
    label: int,
    said: Mapping[str, np.ndarray],
    curve: tuple[str, float, Sequence[float], Mapping[str, Sequence[float]]],
    count: int,
) -> tuple[bytes, str]:
    """Return a PNG of the figure and what it shows.

    Parameters
    ----------
    before, after : ndarray, (28, 28)
        The digit as it was written and as the networks see it, ink from 0 to 1.
    label : int
    said : mapping
        Title of each network to its ten probabilities.
    curve : (slider, its value, values, accuracies)
        What the slider takes, and title to accuracies there: two networks, and perhaps how sure
        each of them is.
    count : int
        How many digits the accuracies count.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    from mnist_course.plots import BLUE, GREY, ORANGE, show_image

    looks = ((ORANGE, "--"), (BLUE, "-"), (ORANGE, ":"), (BLUE, "-."))

    swept, now, values, curves = curve
    reads = []
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        page = Figure(figsize=(7, 5.8), layout="constrained")
        top, bottom = page.subfigures(2, 1, height_ratios=[1, 1.25])
        left, right, *bars = top.subplots(1, 4, width_ratios=[1.2, 1.2, 1, 1])
        for ax, image, title in (
            (left, before, "as written"),
            (right, after, "as seen"),
        ):
            show_image(ax, image, title, vmin=0, vmax=1)
        for ax, (name, p) in zip(bars, said.items(), strict=True):
            best = int(p.argmax())
            ax.barh(range(10), p, color=[BLUE if k == best else GREY for k in range(10)])
            ax.set(xlim=(0, 1), yticks=range(10), xticks=[], ylim=(9.6, -0.6))
            ax.set_title(f"{name.replace(' ', chr(10))}\nreads {best}", loc="left")
            ax.spines[["top", "right", "bottom"]].set_visible(False)
            # Rounded down: no network is 100 % sure.
            reads.append(f"{name} reads {best} and is {int(100 * p[best])} % sure")
        ax = bottom.subplots()
        for (name, shares), (colour, dash) in zip(curves.items(), looks, strict=False):
            ax.plot(values, shares, dash, color=colour, label=name)
        ax.axvline(now, color="black", linewidth=1)
        ax.set(xlim=(values[0], values[-1]), ylim=(0, 1.02), xlabel=_AXES[swept])
        if swept == "rotation":
            ax.set_xticks(range(-180, 181, 90))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f} %"))
        ax.set_title(f"How many of {count} held-out digits they read", loc="left")
        ax.legend(loc="best")
        ax.spines[["top", "right"]].set_visible(False)
        picture = frames.png(page)
    words = (
        f"A handwritten {label} as it was written and as two networks see it now. "
        f"{'; '.join(reads)}. Below, two curves: the share of {count} held-out digits that each "
        f"network reads, along the {_AXES[swept]}"
    )
    words += ", and two more: how sure each is on average." if len(curves) > 2 else "."
    return picture, words
