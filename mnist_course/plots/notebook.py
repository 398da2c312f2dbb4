"""What a notebook is told about a figure: where its pictures are.

A page has a light and a dark look. Lines and letters of a figure change with it, but a picture
must not: a dark digit stays a dark digit. So each figure that a notebook shows says where its
pictures lie, in the output's metadata, and the build draws the rest for the dark page.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The key in the metadata of an ``image/png`` output.
PICTURES = "mnist_course_pictures"


def picture_boxes(figure: Figure) -> list[list[float]]:
    """Return where the pictures of a drawn figure are, as parts of what a notebook shows.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Already drawn: its layout does not change any more.

    Returns
    -------
    boxes : list of [left, top, right, bottom]
        Each from 0 to 1, of the figure cut to its content as notebooks show it. Images and grids
        of coloured fields (a heat map, its colour bar) count as pictures.
    """
    import matplotlib as mpl
    from matplotlib.collections import QuadMesh
    from matplotlib.image import AxesImage
    from matplotlib.transforms import Bbox

    whole = figure.get_tightbbox()
    whole = whole.padded(mpl.rcParams["savefig.pad_inches"]).extents * figure.dpi
    (left, bottom), size = whole[:2], whole[2:] - whole[:2]
    boxes = []
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        for artist in axes.get_children():
            if not isinstance(artist, AxesImage | QuadMesh) or not artist.get_visible():
                continue
            seen = Bbox.intersection(artist.get_window_extent(), axes.get_window_extent())
            if seen is None or not seen.width or not seen.height:
                continue
            x = (seen.x0 - left) / size[0], (seen.x1 - left) / size[0]
            y = 1 - (seen.y1 - bottom) / size[1], 1 - (seen.y0 - bottom) / size[1]
            boxes.append([round(float(part), 4) for part in (x[0], y[0], x[1], y[1])])
    return boxes


def tell_pictures() -> None:
    """Let every figure that this session shows say where its pictures are.

    Outside a notebook, or where figures are not shown as PNG, nothing changes.
    """
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    from matplotlib import get_backend
    from matplotlib.figure import Figure

    shell = get_ipython()
    if shell is None:
        return
    if "inline" in get_backend():
        # Loaded late by itself, it would then put its own way of showing in the place of ours.
        importlib.import_module("matplotlib_inline.backend_inline")
    formatter = shell.display_formatter.formatters["image/png"]
    try:
        usual = formatter.lookup_by_type(Figure)
    except KeyError:
        return
    if getattr(usual, "tells_pictures", False):
        return

    def show(figure: Figure) -> Any:
        drawn = usual(figure)
        if drawn is None or isinstance(drawn, tuple):
            return drawn
        return drawn, {PICTURES: picture_boxes(figure)}

    show.tells_pictures = True  # type: ignore[attr-defined]
    formatter.for_type(Figure, show)
