"""Find the digit in a picture: where ink is, and which spots of it belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from mnist_course.data.photo.framing import BOX, FRAME, soft_edge
from mnist_course.data.photo.ink import Regions, find_regions, grow, remove_uneven_light, smooth

Array = np.ndarray

MOST_INK = 0.45  # of the picture; what fills more than that is not ink but ground


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
    few = max(ink.size // 2000, 1)
    strongest = np.partition(ink, -few, axis=None)[-few:].mean()
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
    rest = ink[~grow(mask, *soft_edge(ink))]
    grain = max(float(rest.std()), 0.01) if rest.size else 1.0
    clarity = (ink[digit].mean() - (rest.mean() if rest.size else 0)) / grain
    if groups.at_edge[best]:
        clarity /= 2
    if groups.sizes[best] < 5 or digit.mean() > MOST_INK:
        clarity = 0.0
    return Found(digit, float(clarity), tuple(_doubts(digit, groups, best)))


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
