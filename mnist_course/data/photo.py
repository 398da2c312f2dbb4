"""From a photo of a handwritten digit to 28 × 28 pixels like those of MNIST.

A network has only ever seen MNIST's digits: light ink on black, the longer side exactly 20 pixels,
the centre of mass in the middle of a frame of 28. To a photo the same must be done, or the best
network fails. The steps, each a function:

1. `read_grey`: open the file, upright and in grey;
2. `find_ink`: dark or light ink? what is shadow, what is stroke?
3. `find_digit`: the largest spot of ink, with the pieces that belong to it;
4. `cut_out`: what lies in the smallest rectangle around it;
5. `fit_box`: scaled to 20 pixels on the longer side, averaging, so that strokes stay smooth;
6. `centre`: put into the frame.

Source of the target format: LeCun, Bottou, Bengio and Haffner (1998), section III.A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mnist_course.data.ink import Regions, find_regions, grow, remove_uneven_light, smooth
from mnist_course.data.photo_file import PhotoError, read_grey

Array = np.ndarray

FRAME, BOX = 28, 20
WORKING_SIZE = 600  # pixels across while ink is looked for: a digit there is far above 20
COARSE = 40  # a picture this small was not photographed: its pixels are those of a digit
MOST_INK = 0.45  # of the picture; what fills more than that is not ink but ground
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
    grey = array / 255 if array.dtype.kind == "u" else array.astype(float)
    if not (np.isfinite(grey).all() and grey.min() >= 0 and grey.max() <= 1):
        raise PhotoError("grey values must lie between 0 and 1 (or be uint8, from 0 to 255)")
    return grey


def shrink(picture: Array, size: int) -> Array:
    """Return the picture with at most `size` pixels on its longer side, by averaging."""
    share = size / max(picture.shape)
    height, width = (max(round(share * n), 1) for n in picture.shape)
    return picture if share >= 1 else _resize(picture, height, width)


def _resize(picture: Array, height: int, width: int) -> Array:
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(picture, dtype=np.float32))
    # "Hamming" averages all pixels that fall into a new one, those in its middle a little more.
    small = image.resize((width, height), Image.Resampling.HAMMING)
    return np.clip(np.asarray(small, dtype=float), 0, 1)


def find_ink(grey: Array, dark_on_light: bool) -> Array:
    """Return the ink, (h, w), 0 to 1.

    A picture of more than a hundred pixels is blurred a little first: the grain of paper and
    camera goes, strokes stay.
    """
    on_light = grey if dark_on_light else 1 - grey
    radius = max(grey.shape) / 400
    return remove_uneven_light(smooth(on_light, radius) if radius > 0.25 else on_light)


class Found(NamedTuple):
    """A digit found: its pixels, how clearly it stands out, and what may be wrong with it."""

    digit: Array
    clarity: float
    warnings: tuple[str, ...]


def find_digit(ink: Array) -> Found:
    """Find the pixels, (h, w) bool, that belong to the digit.

    Ink is what reaches half of the strongest value. The edge of a table or of another sheet runs
    out of the picture, so spots at the edge count only if there is nothing else. Pieces near the
    largest spot, such as the bar of a 5, belong to it: nearer beside it than above and below it,
    for two digits stand side by side.

    The clarity is the mean ink of the digit, measured in standard deviations of everything else;
    half of that at the edge of the picture, where shadows end.
    """
    strongest = np.sort(ink, axis=None)[-max(ink.size // 2000, 1) :].mean()
    mask = ink > max(strongest / 2, 0.03)
    if not mask.any():
        return Found(mask, 0.0, ())
    spots = find_regions(mask)
    large = spots.sizes > max(ink.shape) / 25
    if (large & ~spots.at_edge).any():
        mask &= ~np.append(spots.at_edge, False)[spots.labels]  # label -1: the appended one
        spots = find_regions(mask)
    size = spots.sizes[spots.areas.argmax()]
    groups = find_regions(mask, grow(mask, max(round(0.12 * size), 1), max(round(0.06 * size), 1)))
    best = int(groups.areas.argmax())
    digit = groups.labels == best
    rest = ink[~grow(mask, *_rim(ink))]
    grain = max(float(rest.std()), 0.01) if rest.size else 1.0
    clarity = (ink[digit].mean() - (rest.mean() if rest.size else 0)) / grain
    if groups.at_edge[best]:
        clarity /= 2
    if groups.sizes[best] < 5 or digit.mean() > MOST_INK:
        clarity = 0.0
    return Found(digit, float(clarity), tuple(_doubts(digit, groups, best)))


def _rim(ink: Array) -> tuple[int, int]:
    """Return how far the soft edge of a stroke reaches, in pixels."""
    return (1, 1) if max(ink.shape) < COARSE else (2, 2)


def _doubts(digit: Array, groups: Regions, best: int) -> Iterator[str]:
    others = (groups.areas > 0.2 * groups.areas[best]) & (groups.sizes > 0.4 * groups.sizes[best])
    pieces = find_regions(digit)
    tall = (pieces.heights > 0.7 * groups.heights[best]).sum()
    if others.sum() > 1 or tall > 1:
        yield (
            "There seems to be more than one digit in the picture; the network reads one, here "
            "the largest. Cut out the one you mean."
        )
    if groups.at_edge[best]:
        yield "The digit touches the edge of the picture: a part may be missing."
    if groups.sizes[best] < BOX and max(digit.shape) > 2 * FRAME:
        yield (
            f"The digit is only {groups.sizes[best]} pixels large; come nearer, or cut it out of "
            "the full photo."
        )


def cut_out(ink: Array, digit: Array) -> Array:
    """Return the ink of the digit, 0 to 1, in the smallest rectangle that holds it.

    Paper becomes 0 and the full ink of this pen 1, the soft edges of the strokes stay between.
    """
    coarse = max(ink.shape) < COARSE  # a pixel at the edge may be covered in part, and counts
    paper, full = np.median(ink[~digit]), np.percentile(ink[digit], 90)
    values = np.clip((ink - paper) / max(full - paper, 1e-9), 0, 1)
    values = np.where(grow(digit, *_rim(ink)), values, 0)
    inside = values > (0.1 if coarse else 0.5)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    return values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fit_box(cut: Array) -> Array:
    """Scale to 20 pixels on the longer side, keeping the proportions; the strongest ink is 1."""
    share = BOX / max(cut.shape)
    height, width = (max(round(share * n), 1) for n in cut.shape)
    box = _resize(cut, height, width) if share != 1 else cut
    return box / max(box.max(), 1e-9)


def centre_of_mass(picture: Array) -> tuple[float, float]:
    """Return the row and column of the centre of mass, ink being the weight."""
    total = picture.sum()
    row, column = (picture.sum(axis=1 - axis) @ np.arange(picture.shape[axis]) for axis in (0, 1))
    return float(row / total), float(column / total)


def centre(box: Array) -> Array:
    """Put the box into the frame, its centre of mass at pixel (14, 14); (28, 28), uint8.

    Whole steps only, as in MNIST, whose centres of mass all lie within half a pixel of (14, 14).
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
