"""Prepare a drawing as MNIST's digits were, with each of the steps, or without it.

On a drawing nothing has to be looked for: all ink belongs to the digit. So the preparation comes
down to its last steps, and what one of them is worth is seen by leaving it out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mnist_course.data.photo.framing import BOX, FRAME, centre_of_mass, resize

Array = np.ndarray

CENTRES = ("mass", "box", "off")


@dataclass(frozen=True)
class Drawing:
    """A drawing made ready for a network.

    Attributes
    ----------
    rows, columns : slice
        What was cut out of the sheet.
    cut : ndarray, (h, w), float32
        The ink there, 0 to 1.
    box : ndarray, float32
        The same, scaled; the strongest ink is 1.
    top, left : int
        Where the box begins in the frame; an uncut sheet may begin outside of it, below 0.
    image : ndarray, (28, 28), uint8
        What the network sees: ink from 0 to 255, as in MNIST.
    """

    rows: slice
    columns: slice
    cut: Array
    box: Array
    top: int
    left: int
    image: Array


def prepare_drawing(
    ink: Array, *, cut: bool = True, scale: bool = True, smooth: bool = True, centre: str = "mass"
) -> Drawing | None:
    """Cut, scale and centre a drawing as MNIST's digits were, or leave out some of it.

    Parameters
    ----------
    ink : ndarray, (side, side), float
        A square sheet: 0 is paper, 1 full ink.
    cut : bool
        Cut out the smallest rectangle that holds all pixels with more than half of the ink. Else
        the whole sheet goes on.
    scale : bool
        Scale to 20 pixels on the longer side. Else by the factor that makes the sheet 28 pixels.
    smooth : bool
        A new pixel is the average of the old ones that fall into it. Else it is what lies in its
        middle, ink or paper.
    centre : {"mass", "box", "off"}
        What comes to the middle of the frame: the centre of mass of the ink, or the middle of the
        rectangle. ``"off"``: it stays where it stood on the sheet.

    Returns
    -------
    Drawing or None
        None if there is no pixel with more than half of the ink.

    Raises
    ------
    ValueError
        If the sheet is not square, or `centre` is none of the three.

    Notes
    -----
    All steps: LeCun, Bottou, Bengio and Haffner (1998), section III.A.
    """
    ink = np.asarray(ink, dtype=np.float32)
    if ink.ndim != 2 or ink.shape[0] != ink.shape[1]:
        raise ValueError(f"the sheet has shape {ink.shape}, expected a square, (side, side)")
    if centre not in CENTRES:
        raise ValueError(f"centre is {centre!r}, expected one of {', '.join(CENTRES)}")
    side = len(ink)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    area = (slice(0, side), slice(0, side))
    if cut:
        area = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    part = ink[area]
    factor = BOX / max(part.shape) if scale else FRAME / side
    height, width = (max(round(factor * n), 1) for n in part.shape)
    box = _averages(part, height, width) if smooth else _samples(part, height, width)
    box = box / max(float(box.max()), 1e-9)
    top, left = _corner(box, area, side, centre)
    if cut:  # the box stays whole; of an uncut sheet, what moves out of the frame is lost
        top, left = (int(np.clip(at, 0, FRAME - n)) for at, n in ((top, height), (left, width)))
    return Drawing(*area, part, box, top, left, _framed(box, top, left))


def _averages(part: Array, height: int, width: int) -> Array:
    return part if part.shape == (height, width) else resize(part, height, width)


def _samples(part: Array, height: int, width: int) -> Array:
    """Take for each new pixel what lies in its middle: 1 for ink, 0 for paper."""
    rows, columns = (
        ((np.arange(new) + 0.5) * old / new).astype(int)
        for new, old in zip((height, width), part.shape, strict=True)
    )
    return (part[np.ix_(rows, columns)] > 0.5).astype(np.float32)


def _corner(box: Array, area: tuple[slice, slice], side: int, centre: str) -> tuple[int, int]:
    """Return row and column of the frame where the box begins."""
    middle = FRAME / 2
    if centre == "mass" and box.any():
        starts = [middle - mass for mass in centre_of_mass(box)]
    elif centre == "off":
        places = ((s.start + s.stop) / 2 * FRAME / side for s in area)
        starts = [place - size / 2 for place, size in zip(places, box.shape, strict=True)]
    else:
        starts = [middle - size / 2 for size in box.shape]
    top, left = (round(start) for start in starts)
    return top, left


def _framed(box: Array, top: int, left: int) -> Array:
    """Return the frame, (28, 28) uint8, with the part of the box that lies in it."""
    image = np.zeros((FRAME, FRAME), dtype=np.uint8)
    (r, rows), (c, columns) = (
        (max(-at, 0), slice(max(at, 0), max(min(at + n, FRAME), 0)))
        for at, n in zip((top, left), box.shape, strict=True)
    )
    inside = box[r:, c:][: rows.stop - rows.start, : columns.stop - columns.start]
    image[rows, columns] = np.rint(255 * inside)
    return image
