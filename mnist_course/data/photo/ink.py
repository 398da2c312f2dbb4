"""Find the ink in a grey picture: how much light fell where, and which spots hang together.

Pictures are float arrays, (height, width), from 0 (black) to 1 (white). *Ink* runs from 0 (paper)
to 1. Nothing here knows about digits or files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


def remove_uneven_light(grey: Array) -> Array:
    """Return the ink, 0 to 1, of dark strokes on light paper, whatever the light.

    A dark spot narrower than a third of the picture is a stroke; a wider one is a shadow. The
    *closing* of a picture fills the strokes and leaves the shadows: first each pixel becomes the
    brightest of its neighbourhood, then the darkest of those. That is the light on bare paper.
    Ink is the share of this light that is swallowed: 1 - grey / light.
    """
    reach = max(grey.shape) // 6
    size = 2 * reach + 1
    wide = np.pad(grey, reach, mode="edge")  # the light goes on beyond the frame
    light = _in_windows(_in_windows(wide, size, size, np.maximum), size, size, np.minimum)
    light = light[reach : reach + grey.shape[0], reach : reach + grey.shape[1]]
    return np.clip(1 - grey / np.maximum(light, 1 / 255), 0, 1)


def _in_windows(
    values: Array, height: int, width: int, better: Callable[[Array, Array], Array]
) -> Array:
    """Return the largest (or smallest) value of the window around each pixel; odd sizes."""
    for axis, size in enumerate((height, width)):
        best = np.moveaxis(_pad_axis(values, axis, size // 2), axis, 0)
        reach = 1  # how many neighbours `best` has looked at; it doubles in each round
        while reach < size:
            step = min(reach, size - reach)
            best = better(best[:-step], best[step:])
            reach += step
        values = np.moveaxis(best, 0, axis)
    return values


def _pad_axis(values: Array, axis: int, reach: int) -> Array:
    return np.pad(values, [(reach, reach) if i == axis else (0, 0) for i in (0, 1)], mode="edge")


def smooth(values: Array, radius: float) -> Array:
    """Return the values blurred by a bell curve of standard deviation `radius` pixels."""
    reach = int(np.ceil(3 * radius))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2).astype(values.dtype)
    for axis in (0, 1):
        size = values.shape[axis]
        wide = np.moveaxis(_pad_axis(values, axis, reach), axis, 0)
        total = sum(w * wide[i : i + size] for i, w in enumerate(bell / bell.sum()))
        values = np.moveaxis(total, 0, axis)
    return values


def grow(mask: Array, up: int, aside: int) -> Array:
    """Return the mask grown by `up` pixels upwards and downwards and `aside` to both sides."""
    return _in_windows(mask, 2 * up + 1, 2 * aside + 1, np.logical_or)


@dataclass(frozen=True)
class Regions:
    """The connected regions of a mask, numbered from 0; neighbours touch, diagonally too.

    Attributes
    ----------
    labels : ndarray, (h, w), int
        The number of each pixel's region; -1 outside.
    areas, heights, widths : ndarray, (n,), int
        In pixels.
    at_edge : ndarray, (n,), bool
        Whether the region touches the edge of the picture.
    """

    labels: Array
    areas: Array
    heights: Array
    widths: Array
    at_edge: Array

    @property
    def sizes(self) -> Array:
        """The longer side of each region's bounding box."""
        return np.maximum(self.heights, self.widths)


def find_regions(mask: Array, groups: Array | None = None) -> Regions:
    """Find the connected regions of a mask and measure them.

    Parameters
    ----------
    mask : ndarray, (h, w), bool
    groups : ndarray, (h, w), bool, optional
        A larger mask: spots of `mask` that lie in one region of it count as one region.
    """
    labels, count = _label(mask if groups is None else groups)
    labels[~mask] = -1
    rows, columns = np.nonzero(mask)
    which = labels[rows, columns]
    low, high = (np.full((2, count), fill) for fill in (max(mask.shape), -1))
    for axis, places in enumerate((rows, columns)):
        np.minimum.at(low[axis], which, places)
        np.maximum.at(high[axis], which, places)
    bottom, right = mask.shape[0] - 1, mask.shape[1] - 1
    at_edge = (low[0] == 0) | (low[1] == 0) | (high[0] == bottom) | (high[1] == right)
    areas = np.bincount(which, minlength=count)
    return Regions(labels, areas, *np.maximum(high - low + 1, 0), at_edge)


def _label(mask: Array) -> tuple[Array, int]:
    """Number the connected regions 0, 1, ...; return the numbers, -1 outside, and the count.

    Each row is a list of runs. A run belongs to the region of any run of the row above that it
    touches; where it touches two, they become one region, which `leader` notes.
    """
    edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    leader = list(range(len(rows)))

    def find(run: int) -> int:
        while leader[run] != run:
            leader[run] = run = leader[leader[run]]
        return run

    first = 0  # the first run of the row above that this run, or a later one, can touch
    for run, row in enumerate(rows):
        while rows[first] < row - 1 or (rows[first] == row - 1 and ends[first] < starts[run]):
            first += 1
        above = first
        while rows[above] == row - 1 and starts[above] <= ends[run]:
            leader[find(above)] = find(run)
            above += 1
    numbers = {name: i for i, name in enumerate(dict.fromkeys(map(find, leader)))}
    labels = np.full(mask.shape, -1)
    for run, row in enumerate(rows):
        labels[row, starts[run] : ends[run]] = numbers[find(run)]
    return labels, len(numbers)
