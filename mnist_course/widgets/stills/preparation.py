"""A drawing on paper: three stages of its preparation, and the answers of three networks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mnist_course.data.photo.leaving_out import Drawing
from mnist_course.widgets import frames


def draw(
    ink: np.ndarray, prepared: Drawing, cut: bool, said: Mapping[str, np.ndarray]
) -> tuple[bytes, str]:
    """Return a PNG of the figure and what it shows.

    Parameters
    ----------
    ink : ndarray, (side, side)
        The sheet, ink from 0 to 1.
    prepared : Drawing
    cut : bool
        Whether the ink was cut out.
    said : mapping
        Title of each network to its ten probabilities.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    from mnist_course.plots.style import BLUE, GREY, ORANGE

    reads = []
    with mpl.rc_context({"font.size": 12, "axes.titlesize": 12}):
        page = Figure(figsize=(7, 5.2), layout="constrained")
        top, bottom = page.subfigures(2, 1, height_ratios=[1, 1.2])
        pictures = (("the sheet", ink), ("scaled", prepared.box), ("as seen", prepared.image / 255))
        for ax, (title, picture) in zip(top.subplots(1, 3), pictures, strict=True):
            ax.imshow(picture, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
            ax.set(xticks=[], yticks=[], title=title)
            ax.spines[:].set_visible(True)
            if title == "the sheet" and cut:
                corner = (prepared.columns.start - 0.5, prepared.rows.start - 0.5)
                height, width = prepared.cut.shape
                ax.add_patch(Rectangle(corner, width, height, fill=False, color=ORANGE, lw=2))
        for ax, (name, p) in zip(bottom.subplots(1, 3), said.items(), strict=True):
            best = int(p.argmax())
            ax.barh(range(10), p, color=[BLUE if k == best else GREY for k in range(10)])
            ax.set(xlim=(0, 1), yticks=range(10), xticks=[], ylim=(9.6, -0.6))
            ax.set_title(f"{name}\nsays {best}", loc="left")
            ax.spines[["top", "right", "bottom"]].set_visible(False)
            # Rounded down: no network is 100 % sure.
            reads.append(f"{name} says {best} and is {int(100 * p[best])} % sure")
        picture = frames.png(page)
    words = (
        "A drawing on a sheet, the same scaled, and the 28 by 28 pixels that three networks see. "
        f"{'; '.join(reads)}."
    )
    return picture, words
