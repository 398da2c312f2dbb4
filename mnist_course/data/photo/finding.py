"""Find the digit in a photo: look from afar, come nearer, and look again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from mnist_course.data.photo.figures import Box, Figure, area, around, longer, overlap
from mnist_course.data.photo.framing import BOX, FRAME, shrink
from mnist_course.data.photo.ink import (
    bare_ground,
    blur,
    find_regions,
    grow,
    quieten,
    remove_uneven_light,
)
from mnist_course.data.photo.judging import (
    Candidate,
    find_candidates,
    is_inside,
    looks_like_strokes,
    may_be_sheet,
)

Array = np.ndarray

WORKING_SIZE = 600  # pixels across while one looks
CLEAR = 5  # how many times stronger than what is around it ink must be
FAINT_SHARE = 0.25  # of the digit's ink: strokes so faint are lost, and a reason to doubt
FAINT = 0.05  # grey from 0 to 1: what stands out no more than that must look like strokes
NEAR = 0.7  # a nearer view is worth a look if it shows at most so much of the one before
HALF_CLOSED = 1 / 130  # of the picture: how far a blurred look blurs
LARGE_AND_CLEAR = 0.05  # the least score that counts then; that of bare paper stays below 0.01
FEWEST = 5  # pixels that a digit must have, on its longer side
RIVAL = 0.35  # of the best score: so good a second one is a reason to doubt
# A hole so many times longer than wide, and so large beside the ink, is the inside of a stroke. In
# 4,000 digits of MNIST, also with strokes half and a third as wide, no such hole is longer than 3.2
# widths; within digits drawn as outlines it mostly is.
LONG_HOLE, LARGE_HOLE = 3.5, 0.7


class View:
    """A part of a picture, at most 600 pixels across, and how to get from there to the picture.

    Parameters
    ----------
    picture : ndarray, (h, w)
    window : (slice, slice)
        The rows and columns to look at.
    blurred : bool
        Whether to look with half-closed eyes, whatever the noise.

    Attributes
    ----------
    grey, quiet : ndarray, (h, w)
        The part as it is, and with its grain blurred away.
    """

    def __init__(self, picture: Array, window: Box, blurred: bool = False) -> None:
        self.window = window
        self.grey = shrink(picture[window], WORKING_SIZE)
        self.quiet = blur(self.grey, HALF_CLOSED) if blurred else quieten(self.grey)
        self._scales = [n / m for n, m in zip(picture[window].shape, self.grey.shape, strict=True)]

    def clear_candidates(self) -> list[Candidate]:
        """Return what may be the digit, the likeliest first; nothing if that is not clear.

        Where the likeliest is not clear, such as the free paper within a 0 on a small card, what
        has the shape of strokes, closed and inside the picture, comes instead.
        """
        found = find_candidates(self.quiet)
        if found and found[0].figure.clarity < CLEAR:
            found = [c for c in found if c.figure.clarity >= CLEAR and is_inside(c.figure)]
        if not found:
            return []
        best = found[0].figure
        return found if looks_like_strokes(best) or best.contrast > FAINT else []

    def in_picture(self, box: Box) -> Box:
        """Return where a box of this view lies in the picture."""
        rows, columns = (
            slice(
                view.start + int(scale * side.start),
                min(view.start + int(np.ceil(scale * side.stop)), view.stop),
            )
            for side, view, scale in zip(box, self.window, self._scales, strict=True)
        )
        return rows, columns


@dataclass(frozen=True)
class Found:
    """A digit that was found.

    Attributes
    ----------
    grey : ndarray, (h, w)
        The part of the photo around it, at most 600 pixels across.
    ink : ndarray, (h, w)
        Its ink, 0 to 1.
    digit : ndarray, (h, w), bool
        The pixels of the digit.
    dark_on_light : bool
        The polarity of the ink.
    warnings : tuple of str
        What may be wrong, in sentences.
    """

    grey: Array
    ink: Array
    digit: Array
    dark_on_light: bool
    warnings: tuple[str, ...]


def find_ink(quiet: Array, dark_on_light: bool) -> Array:
    """Return the ink, (h, w), 0 to 1, in a picture whose grain was blurred away.

    Ink on paper swallows a share of the light that falls there. What chalk adds to the light of
    the board is taken as it is.
    """
    if dark_on_light:
        return remove_uneven_light(quiet)
    return np.clip(bare_ground(1 - quiet) - (1 - quiet), 0, 1)


def even_strokes(ink: Array, figure: Figure) -> Array:
    """Return the ink with all strokes of a figure about equally strong, 0 to 1.

    What chalk reflects dwindles with the light on the board. So ink is measured by the strongest
    of its neighbourhood, a quarter of the digit across; it grows threefold at most.
    """
    mine = figure.seen_through((slice(0, ink.shape[0]), slice(0, ink.shape[1])))
    full = np.percentile(ink[mine], 90)
    near = max(figure.size // 8, 1)
    strongest = ndimage.maximum_filter(np.where(mine, ink, 0), 2 * near + 1)
    known = grow(mine, near, near).astype(ink.dtype)
    there = ndimage.gaussian_filter(known, near)
    strength = ndimage.gaussian_filter(strongest, near) / np.maximum(there, 1e-6)
    gain = np.where(there > 0.1, full / np.maximum(strength, full / 3), 1)
    return np.clip(ink * np.maximum(gain, 1), 0, 1)


def find_digit(grey: Array) -> Found | None:
    """Find the digit in a picture, (h, w), 0 to 1, of any size; None if there is none.

    What stands out is looked for in a small copy of the whole picture. Then, as long as that
    brings it nearer, the part around it is looked at again, in its full resolution. Where nothing
    stands out, one looks once more with half-closed eyes: large faint strokes then rise above the
    texture of the paper, and small spots are not trusted.
    """
    everything: Box = (slice(0, grey.shape[0]), slice(0, grey.shape[1]))
    view = whole = View(grey, everything)
    seen = from_afar = view.clear_candidates()
    if not seen:
        view = whole = View(grey, everything, blurred=True)
        seen = from_afar = [
            candidate
            for candidate in view.clear_candidates()
            if candidate.score > LARGE_AND_CLEAR and looks_like_strokes(candidate.figure)
        ]
    while seen:
        place = view.in_picture(seen[0].figure.box)
        nearer = View(grey, around(place, longer(place), grey.shape))
        if longer(nearer.window) > NEAR * longer(view.window):
            break
        there = [
            candidate
            for candidate in nearer.clear_candidates()
            if is_at(nearer.in_picture(candidate.figure.box), place)
        ]
        if not there:
            break  # the full picture is noisier than the small one
        view, seen = nearer, there
    if not seen:
        return None
    figure = seen[0].figure
    ink = even_strokes(find_ink(view.quiet, figure.dark), figure)
    digit = whole_digit(figure, ink)
    (box,) = ndimage.find_objects(digit.astype(int))
    if longer(box) < FEWEST:
        return None
    place = view.in_picture(box)
    beside = [
        candidate
        for candidate in from_afar[1:]
        if candidate.score > RIVAL * from_afar[0].score
        and not mostly_in(whole.in_picture(candidate.figure.box), place)
    ]
    warnings = [
        *doubts(seen, from_afar[0].figure.dark),
        *torn(digit, ink),
        *more_than_one(digit, bool(beside)),
        *hollow(digit),
        *misplaced(place, grey.shape),
    ]
    return Found(view.grey, ink, digit, figure.dark, tuple(warnings))


def is_at(box: Box, place: Box) -> bool:
    """Whether a box of a nearer look is at the place that was chosen from afar."""
    shared = overlap(box, place)
    return min(shared) > 0 and max(shared) > 0.6 * min(longer(box), longer(place))


def mostly_in(box: Box, place: Box) -> bool:
    """Whether most of a box lies within another."""
    height, width = overlap(box, place)
    return min(height, width) > 0 and height * width > 0.6 * area(box)


def whole_digit(figure: Figure, ink: Array) -> Array:
    """Return the pixels, (h, w) bool, of a digit of which a figure is the largest part.

    Ink is what reaches half of the figure's. Pieces near it, such as the bar of a 5, belong to it:
    nearer beside it than above and below it, for two digits stand side by side.
    """
    mine = figure.seen_through((slice(0, ink.shape[0]), slice(0, ink.shape[1])))
    mask = ink > np.percentile(ink[mine], 90) / 2
    spots = find_regions(mask)
    if not (mask & mine).any():
        return mine
    main = int(np.bincount(spots.labels[mask & mine]).argmax())
    size = int(spots.sizes[main])
    strays = spots.at_edge | (spots.sizes > 1.3 * size)
    strays[main] = False
    mask &= ~np.append(strays, False)[spots.labels]  # label -1, no spot: the appended one
    groups = find_regions(mask, grow(mask, max(round(0.12 * size), 1), max(round(0.06 * size), 1)))
    return groups.labels == groups.labels[spots.labels == main][0]


def doubts(candidates: list[Candidate], dark_from_afar: bool) -> Iterator[str]:
    """Say what speaks against the best of the candidates."""
    figure, least = candidates[0].figure, RIVAL * candidates[0].score
    others = [c for c in candidates[1:] if c.figure.dark != figure.dark]
    rivals = [c for c in others if c.score > least or may_be_sheet(figure, c.figure)]
    if rivals or figure.dark != dark_from_afar:
        yield (
            "It is not certain which is ink and which is ground here. Look at the steps; a photo "
            "with more plain paper around the digit is clearer."
        )
    elif not looks_like_strokes(figure):
        yield (
            "What was found does not stand out as strokes of a pen on plain paper do; it may be "
            "something else. Look at the steps."
        )


def torn(digit: Array, ink: Array) -> Iterator[str]:
    """Say whether strokes go on, too faint to be taken for ink; lines across the view do not."""
    faint = find_regions(ink > FAINT_SHARE * np.percentile(ink[digit], 90))
    numbers = np.unique(faint.labels[digit])
    numbers = numbers[numbers >= 0]
    (box,) = ndimage.find_objects(digit.astype(int))
    if (~faint.at_edge[numbers] & (faint.sizes[numbers] > 1.2 * longer(box))).any():
        yield (
            "Some strokes are much fainter than others, and may be missing. Look at the steps; a "
            "photo in even light is clearer."
        )


def more_than_one(digit: Array, beside: bool) -> Iterator[str]:
    """Say whether there is more than one digit: in what was taken for one, or beside it."""
    pieces = find_regions(digit).heights
    height = np.ptp(np.nonzero(digit)[0]) + 1
    if beside or (pieces > 0.7 * height).sum() > 1:
        yield (
            "There seems to be more than one digit in the picture; the network reads one, here "
            "the largest. Cut out the one you mean."
        )


def hollow(digit: Array) -> Iterator[str]:
    """Say whether the strokes are outlines: a hole in the digit has the shape of a stroke."""
    holes = find_regions(ndimage.binary_fill_holes(digit) & ~digit)
    for number, box in enumerate(holes.boxes):
        hole = np.pad(holes.labels[box] == number, 1)
        width = 2 * float(ndimage.distance_transform_edt(hole).max())
        long = hole.sum() > LONG_HOLE * width**2
        if long and hole.sum() > LARGE_HOLE * digit.sum():
            yield (
                "The digit seems to be drawn as an outline, with paper within its strokes. A "
                "network knows digits written with one line; fill the strokes, or write it so."
            )
            return


def misplaced(place: Box, shape: tuple[int, ...]) -> Iterator[str]:
    """Say whether the digit stands at the edge, or too far away."""
    if any(s.start == 0 or s.stop == end for s, end in zip(place, shape, strict=True)):
        yield "The digit touches the edge of the picture: a part may be missing."
    if longer(place) < BOX and max(shape) > 2 * FRAME:
        yield (
            f"The digit is only {longer(place)} pixels large; come nearer, or cut it out of the "
            "full photo."
        )
