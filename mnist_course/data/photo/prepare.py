"""From a photo of a handwritten digit to 28 × 28 pixels like those of MNIST.

A network has only ever seen MNIST's digits: light ink on black, the longer side exactly 20 pixels,
the centre of mass in the middle of a frame of 28. To a photo the same must be done, or the best
network fails. The steps, each a function:

1. `read_grey`: open the file, upright and in grey;
2. `find_digit`: look for what may be ink, from afar and then from near by (`find_ink`);
3. of all that, the digit, with the pieces that belong to it;
4. `cut_out`: what lies in the smallest rectangle around it;
5. `fit_box`: scaled to 20 pixels on the longer side, averaging, so that strokes stay smooth;
6. `centre`: put into the frame.

In steps 2 and 3 dark ink on light paper and light ink on a dark board are equals, to the last: a
photo and its negative are judged alike (modules `figures` and `judging`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course.data.photo.files import MOST_KEPT, PhotoError, read_grey
from mnist_course.data.photo.finding import WORKING_SIZE, find_digit
from mnist_course.data.photo.framing import centre, cut_out, fit_box, shrink
from mnist_course.data.photo.values import Averages

Array = np.ndarray


@dataclass(frozen=True)
class PhotoStep:
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
    steps : tuple of PhotoStep
        The way there, for a figure.
    warnings : tuple of str
        What may have gone wrong, in sentences; empty if nothing.
    dark_on_light : bool
        Whether dark ink on light paper was found, or light ink on a dark ground.
    """

    image: Array
    steps: tuple[PhotoStep, ...]
    warnings: tuple[str, ...] = ()
    dark_on_light: bool = True


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
    whole = _as_grey(picture)
    found = find_digit(whole)
    if found is None:
        raise PhotoError(
            "there is no digit to be found: the picture is uniform, or the ink hardly stands out. "
            "Write with a darker pen, and fill a good part of the picture with one digit, with "
            "some plain paper around it."
        )
    cut = cut_out(found.ink, found.digit)
    box = fit_box(cut)
    image = centre(box)
    side = "dark ink on light paper" if found.dark_on_light else "light ink on a dark ground"
    steps = (
        PhotoStep(
            "grey", "upright, in grey, at most 600 pixels across", shrink(whole, WORKING_SIZE)
        ),
        PhotoStep("ink", f"{side}, seen from near by; shadows removed", found.ink),
        PhotoStep("digit", "the digit, with the pieces near it", found.digit.astype(float)),
        PhotoStep("cut", "the smallest rectangle around it; full ink counts as 1", cut),
        PhotoStep("box", "the longer side scaled to 20 pixels", box),
        PhotoStep("image", "the centre of mass in the middle of 28 × 28 pixels", image / 255),
    )
    return Photo(image, steps, found.warnings, found.dark_on_light)


def _as_grey(picture: str | Path | Array) -> Array:
    if isinstance(picture, str | Path):
        return read_grey(picture)
    masked = bool(np.ma.is_masked(picture))
    array = np.asarray(picture)
    if array.ndim != 2 or min(array.shape, default=0) < 8 or array.dtype.kind not in "uf" or masked:
        raise PhotoError(
            f"expected a grey picture of at least 8 × 8 pixels, uint8 or float, or the path of a "
            f"file; got shape {array.shape}, {array.dtype}{', with a mask' if masked else ''}"
        )
    white = 255 if array.dtype.kind == "u" else 1
    grey = Averages(*array.shape, MOST_KEPT)
    rows = grey.factor * max(1_000_000 // array.shape[1] // grey.factor, 1)
    for top in range(0, array.shape[0], rows):
        strip = array[top : top + rows]
        if strip.min() < 0 or strip.max() > white:  # never true for NaN: these are counted
            raise PhotoError(
                "grey values must lie between 0 and 1 (or be uint8, from 0 to 255); "
                f"got {strip.min():g} to {strip.max():g}"
            )
        grey.add(strip.astype(np.float32) / np.float32(white))
    if grey.ignored:
        raise PhotoError(
            f"{grey.ignored:,} of {array.size:,} grey values are not a number or infinite; "
            "expected numbers between 0 and 1. Give these pixels the grey of their neighbours."
        )
    return grey.array
