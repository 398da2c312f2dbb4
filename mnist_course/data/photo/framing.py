"""Give a digit the size and the place that MNIST's digits have: 20 pixels, in a frame of 28.

Source: LeCun, Bottou, Bengio and Haffner (1998), section III.A.
"""

from __future__ import annotations

import numpy as np

from mnist_course.data.photo.ink import COARSE, grow

Array = np.ndarray

FRAME, BOX = 28, 20


def shrink(picture: Array, size: int) -> Array:
    """Return the picture with at most `size` pixels on its longer side, by averaging."""
    share = size / max(picture.shape)
    height, width = (max(round(share * n), 1) for n in picture.shape)
    return picture if share >= 1 else resize(picture, height, width)


def resize(picture: Array, height: int, width: int) -> Array:
    """Return the picture, 0 to 1, with so many rows and columns, by averaging."""
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(picture, dtype=np.float32))
    # "Hamming" averages all pixels that fall into a new one, those in its middle a little more.
    small = image.resize((width, height), Image.Resampling.HAMMING)
    return np.clip(np.asarray(small), 0, 1)


def soft_edge(ink: Array) -> tuple[int, int]:
    """Return how far the soft edge of a stroke reaches, in pixels."""
    return (1, 1) if max(ink.shape) < COARSE else (2, 2)


def cut_out(ink: Array, digit: Array) -> Array:
    """Return the ink of the digit, 0 to 1, in the smallest rectangle that holds it.

    Paper becomes 0 and the full ink of this pen 1, the soft edges of the strokes stay between.
    """
    coarse = max(ink.shape) < COARSE  # a pixel at the edge may be covered in part, and counts
    paper, full = np.median(ink[~digit]), np.percentile(ink[digit], 90)
    values = np.clip((ink - paper) / max(full - paper, 1e-9), 0, 1)
    values = np.where(grow(digit, *soft_edge(ink)), values, 0)
    inside = values > (0.1 if coarse else 0.5)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    return values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fit_box(cut: Array) -> Array:
    """Scale to 20 pixels on the longer side, keeping the proportions; the strongest ink is 1."""
    share = BOX / max(cut.shape)
    height, width = (max(round(share * n), 1) for n in cut.shape)
    box = resize(cut, height, width) if share != 1 else cut
    return box / max(box.max(), 1e-9)


def centre_of_mass(picture: Array) -> tuple[float, float]:
    """Return the row and column of the centre of mass, ink being the weight."""
    total = picture.sum()
    row, column = (picture.sum(axis=1 - axis) @ np.arange(picture.shape[axis]) for axis in (0, 1))
    return float(row / total), float(column / total)


def centre(box: Array) -> Array:
    """Put the box into the frame, its centre of mass at pixel (14, 14); (28, 28), uint8.

    Whole steps only, as in MNIST, whose centres of mass lie within half a pixel of (14, 14).
    A box whose weight is very uneven stops at the edge of the frame.
    """
    frame = np.zeros((FRAME, FRAME), dtype=np.uint8)
    middle = FRAME // 2
    top, left = (
        int(np.clip(round(middle - mass), 0, FRAME - size))
        for mass, size in zip(centre_of_mass(box), box.shape, strict=True)
    )
    height, width = box.shape
    frame[top : top + height, left : left + width] = np.rint(255 * box)
    return frame
