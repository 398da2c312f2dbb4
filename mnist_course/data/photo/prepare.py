"""From a photo of a handwritten digit to 28 × 28 pixels like those of MNIST.

A network has only ever seen MNIST's digits: light ink on black, the longer side exactly 20 pixels,
the centre of mass in the middle of a frame of 28. To a photo the same must be done, or the best
network fails. The steps, each a function:

1. `read_grey`: open the file, upright and in grey;
2. `find_ink`: what is shadow, what is stroke?
3. `find_digit`: the largest spot of ink, with the pieces that belong to it;
4. `cut_out`: what lies in the smallest rectangle around it;
5. `fit_box`: scaled to 20 pixels on the longer side, averaging, so that strokes stay smooth;
6. `centre`: put into the frame.

Steps 2 and 3 are done twice, for dark ink on light paper and for light ink on a dark board. The
side on which a digit stands out more clearly is the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course.data.photo.files import PhotoError, read_grey
from mnist_course.data.photo.finding import find_digit, find_ink
from mnist_course.data.photo.framing import centre, cut_out, fit_box, shrink

Array = np.ndarray

WORKING_SIZE = 600  # pixels across while ink is looked for: a digit there is far above 20
CLEAR = 7  # how many times stronger than the grain of the paper ink must be


@dataclass(frozen=True)
class Step:
    """One step on the way: its name, what was done, and the picture after it, (h, w), 0 to 1."""

    name: str
    text: str
    picture: Array


@dataclass(frozen=True)
class Photo:
    """A photo made ready for a network.

    Attributes
    ----------
    image : ndarray, (28, 28), uint8
        Ink from 0 to 255, as in MNIST.
    steps : tuple of Step
        The way there, for a figure.
    warnings : tuple of str
        What may have gone wrong, in sentences; empty if nothing.
    """

    image: Array
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()


def prepare_photo(picture: str | Path | Array) -> Photo:
    """Cut, scale and centre the digit in a picture as MNIST's digits were.

    Parameters
    ----------
    picture : path, or ndarray, (h, w)
        A picture file; or grey values, uint8 from 0 to 255 or floats from 0 to 1. Dark ink on
        light paper or light ink on a dark board, in even or uneven light.

    Returns
    -------
    Photo

    Raises
    ------
    PhotoError
        The file cannot be read, or there is no digit in the picture.
    """
    grey = shrink(_as_grey(picture), WORKING_SIZE)
    sides = {dark: find_ink(grey, dark_on_light=dark) for dark in (True, False)}
    found = {dark: find_digit(ink) for dark, ink in sides.items()}
    dark = max(found, key=lambda side: found[side].clarity)
    ink, digit, clarity, warnings = sides[dark], *found[dark]
    if clarity < CLEAR:
        raise PhotoError(
            "there is no digit to be found: the picture is uniform, or the ink hardly stands out. "
            "Write with a darker pen, and fill a good part of the picture with one digit."
        )
    cut = cut_out(ink, digit)
    box = fit_box(cut)
    image = centre(box)
    side = "dark ink on light paper" if dark else "light ink on a dark ground"
    steps = (
        Step("grey", "upright, in grey, at most 600 pixels across", grey),
        Step("ink", f"{side}; shadows removed, strokes kept", ink),
        Step("digit", "the largest spot of ink and the pieces near it", digit.astype(float)),
        Step("cut", "the smallest rectangle around it; full ink counts as 1", cut),
        Step("box", "the longer side scaled to 20 pixels", box),
        Step("image", "the centre of mass in the middle of 28 × 28 pixels", image / 255),
    )
    return Photo(image, steps, warnings)


def _as_grey(picture: str | Path | Array) -> Array:
    if isinstance(picture, str | Path):
        return read_grey(picture)
    array = np.asarray(picture)
    if array.ndim != 2 or min(array.shape, default=0) < 8 or array.dtype.kind not in "uf":
        raise PhotoError(
            f"expected a grey picture of at least 8 × 8 pixels, uint8 or float, or the path of a "
            f"file; got shape {array.shape}, {array.dtype}"
        )
    grey = (array / 255 if array.dtype.kind == "u" else array).astype(np.float32)
    if not (np.isfinite(grey).all() and grey.min() >= 0 and grey.max() <= 1):
        raise PhotoError("grey values must lie between 0 and 1 (or be uint8, from 0 to 255)")
    return grey
