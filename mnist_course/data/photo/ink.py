"""What a grey picture is made of: light on the ground, ink, and spots that hang together.

Pictures are float arrays, (height, width), from 0 (black) to 1 (white). *Ink* runs from 0 (paper)
to 1. Nothing here knows about digits or files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

Array = np.ndarray

COARSE = 40  # a picture this small was not photographed: its pixels are those of a digit
QUIET = 0.003  # noise, in grey from 0 to 1, that does no harm
TOUCHING = np.ones((3, 3), dtype=bool)  # neighbours touch, diagonally too


def bare_ground(on_light: Array) -> Array:
    """Return what the picture, (h, w), would be without its dark strokes.

    A dark spot narrower than a third of the picture is a stroke; a wider one is a shadow. The
    *closing* of a picture fills the strokes and leaves the shadows: first each pixel becomes the
    brightest of its neighbourhood, then the darkest of those.
    """
    reach = max(on_light.shape) // 6
    wide = np.pad(on_light, reach, mode="edge")  # the ground goes on beyond the frame
    ground = ndimage.grey_closing(wide, (2 * reach + 1,) * 2, mode="nearest")
    return ground[reach : reach + on_light.shape[0], reach : reach + on_light.shape[1]]


def remove_uneven_light(on_light: Array) -> Array:
    """Return the ink, 0 to 1, of dark strokes on light paper, whatever the light.

    Ink is the share that is swallowed of the light on the bare paper: 1 - grey / light.
    """
    light = bare_ground(on_light)
    return np.clip(1 - on_light / np.maximum(light, 1 / 255), 0, 1)


def grow(mask: Array, up: int, aside: int) -> Array:
    """Return the mask grown by `up` pixels upwards and downwards and `aside` to both sides."""
    return ndimage.maximum_filter(mask, (2 * up + 1, 2 * aside + 1), mode="constant")


@dataclass(frozen=True)
class Regions:
    """The connected regions of a mask, numbered from 0; neighbours touch, diagonally too.

    Attributes
    ----------
    labels : ndarray, (h, w), int
        The number of each pixel's region; -1 outside.
    boxes : list of (slice, slice)
        The smallest rectangle, rows and columns, around each.
    areas : ndarray, (n,), int
        In pixels.
    """

    labels: Array
    boxes: list[tuple[slice, slice]]
    areas: Array

    @property
    def heights(self) -> Array:
        """In pixels, (n,)."""
        return np.array([rows.stop - rows.start for rows, _ in self.boxes], dtype=int)

    @property
    def widths(self) -> Array:
        """In pixels, (n,)."""
        return np.array([columns.stop - columns.start for _, columns in self.boxes], dtype=int)

    @property
    def sizes(self) -> Array:
        """The longer side of each region's box, (n,)."""
        return np.maximum(self.heights, self.widths)

    @property
    def at_edge(self) -> Array:
        """Whether each region touches the edge of the picture, (n,)."""
        bottom, right = self.labels.shape
        return np.array(
            [
                rows.start == 0
                or columns.start == 0
                or rows.stop == bottom
                or columns.stop == right
                for rows, columns in self.boxes
            ],
            dtype=bool,
        )


def find_regions(mask: Array, groups: Array | None = None) -> Regions:
    """Find the connected regions of a mask and measure them.

    Parameters
    ----------
    mask : ndarray, (h, w), bool
    groups : ndarray, (h, w), bool, optional
        A larger mask: spots of `mask` that lie in one region of it count as one region.
    """
    labels, _ = ndimage.label(mask if groups is None else groups, TOUCHING)
    labels[~mask] = 0
    boxes = ndimage.find_objects(labels)
    return Regions(labels - 1, boxes, np.bincount(labels.ravel(), minlength=len(boxes) + 1)[1:])


def noise_of(grey: Array) -> float:
    """Return the standard deviation of a picture's noise, as its smallest details show it."""
    bends = grey[::2, :-2] - 2 * grey[::2, 1:-1] + grey[::2, 2:]
    if not bends.size:  # a line of one or two pixels has no bends
        return 0.0
    return float(np.median(np.abs(bends))) / 0.6745 / 6**0.5


def quieten(grey: Array) -> Array:
    """Return the picture blurred by a bell curve, as far as its noise asks for it.

    A curve of standard deviation r leaves 0.28 / r of the noise. It stays far narrower than a
    stroke.
    """
    return blur(grey, min(0.28 * noise_of(grey) / QUIET / max(grey.shape), 1 / 200))


def blur(grey: Array, share: float) -> Array:
    """Return the picture blurred by a bell curve; its standard deviation is a share of the size."""
    radius = share * max(grey.shape)
    return ndimage.gaussian_filter(grey, radius, mode="nearest") if radius > 0.3 else grey
