"""Lines of a pen on a pad, as a short text and as ink."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

Array = np.ndarray

SIDE = 280  # of the pad, in its own pixels: ten to a pixel of a digit
PEN = 22  # the width of its pen

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_STEP = (SIDE - 1) / (len(_SIGNS) - 1)
_TEXT = re.compile(r"(?:[\w-]{2}|\.)*", re.ASCII)


def read_strokes(text: str) -> list[Array]:
    """Read a drawing as the pad's links hold it: two characters a point, a dot between two lines.

    Returns
    -------
    list of ndarray, (points, 2)
        Each line as points (x, y) from the pad's upper left corner, in its pixels.

    Raises
    ------
    ValueError
        If there is anything else in the text.
    """
    if not _TEXT.fullmatch(text):
        raise ValueError(
            f"the drawing is {text[:40]!r}, expected points of two characters (letters, digits, - "
            "and _) and dots. Draw in the figure; it makes this text."
        )
    found = []
    for line in filter(None, text.split(".")):
        places = np.array([_SIGNS.index(sign) for sign in line], dtype=float)
        found.append(_STEP * places.reshape(-1, 2))
    return found


def write_strokes(lines: Sequence[Array]) -> str:
    """Write lines of points (x, y), in the pad's pixels, as `read_strokes` reads them."""
    rounded = (np.clip(np.rint(np.asarray(line) / _STEP), 0, 63).astype(int) for line in lines)
    return ".".join("".join(_SIGNS[place] for place in line.ravel()) for line in rounded)


def draw_strokes(lines: Sequence[Array], width: float = PEN, side: int = SIDE) -> Array:
    """Draw lines with a round pen on an empty sheet.

    Parameters
    ----------
    lines : sequence of array, (points, 2)
        Points (x, y), in pixels from the upper left corner of the sheet. A single point is a dot.
    width : float
        Of the pen, in pixels.
    side : int
        Of the sheet, in pixels.

    Returns
    -------
    ndarray, (side, side), float32
        Ink from 0 to 1. A pixel at the edge of a line is covered in part: its ink is the width of
        the line that is left at its middle, from 0 to 1.
    """
    ink = np.zeros((side, side), dtype=np.float32)
    for line in lines:
        points = np.asarray(line, dtype=float)
        ends = points[1:] if len(points) > 1 else points
        for start, end in zip(points, ends, strict=False):
            _draw_segment(ink, start, end, width / 2)
    return ink


def _draw_segment(ink: Array, start: Array, end: Array, radius: float) -> None:
    """Put a straight line with round ends on the sheet; what is there already stays."""
    low, high = np.minimum(start, end) - radius - 1, np.maximum(start, end) + radius + 1
    left, top = np.clip(np.floor(low), 0, len(ink)).astype(int)
    right, bottom = np.clip(np.ceil(high), 0, len(ink)).astype(int)
    y, x = np.mgrid[top:bottom, left:right] + 0.5
    (ax, ay), (dx, dy) = start, end - start
    length = dx * dx + dy * dy
    along = ((x - ax) * dx + (y - ay) * dy) / length if length else np.zeros_like(x)
    along = np.clip(along, 0, 1)
    away = np.sqrt((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2)
    part = ink[top:bottom, left:right]
    np.maximum(part, np.clip(radius + 0.5 - away, 0, 1), out=part, casting="same_kind")
