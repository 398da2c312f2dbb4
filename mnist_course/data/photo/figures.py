"""Figures on a ground: which spots of a picture may be ink, and what speaks for each.

Where ink meets paper there is one edge, and it looks alike from both sides: the paper inside a 0
is as clear a spot as the 0. So all that is asked here has the same answer for a picture and for
its negative:

- Is there an edge all around the spot (`closed`)? The bay of a 2 is open at its mouth.
- Does this spot, in one tone, on a plain ground make up the picture there (`explained`)? A hole
  has the grey of the ground outside the digit; taken for the figure, it leaves the ink unexplained.
- Is it thin for its size (`thickness`)? Strokes are; coins and sheets of paper are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from mnist_course.data.photo.ink import COARSE, bare_ground, find_regions, grow

Array = np.ndarray
Box = tuple[slice, slice]  # rows and columns of a picture

MARGINS = (0.15, 0.3, 0.6)  # of its size: how far around a figure one looks for its ground
ENOUGH = 8_000  # pixels, to fit a plane to
ABOVE_GRAIN = 3.5  # standard deviations
CLOSED = 0.85  # of a figure's outline must be an edge; of a bay's, 0.5 to 0.8 is
FAINTEST = 0.012  # of the range from black to white
MANY = 20  # figures of one polarity that are looked at closely


@dataclass(eq=False)
class Figure:
    """A spot that may be ink.

    Attributes
    ----------
    dark : bool
        Whether it is darker than the ground around it.
    box : (slice, slice)
        Rows and columns of the smallest rectangle around it.
    mask : ndarray, bool
        Its pixels within the box.
    contrast : float
        Mean difference from the ground, in grey from 0 to 1.
    closed : float
        The share of its outline that is an edge.
    thickness : float
        Twice the distance from its innermost point to its outline, in parts of its size.
    explained : float
        The share of the variance of its neighbourhood that goes if it has one tone and all around
        it another; both may change evenly from side to side, as light does.
    grain : float
        How uneven the ground around it is, as a standard deviation, light and shadow apart.
    slenderness : float
        The shorter side of the narrowest rectangle around it, at any angle, in parts of the longer.
    along_edge : float
        How much of the edge of the picture it covers, in parts of its size.
    """

    dark: bool
    box: Box
    mask: Array
    contrast: float
    closed: float = 0.0
    thickness: float = 0.0
    explained: float = 0.0
    grain: float = 1.0
    slenderness: float = 1.0
    along_edge: float = 0.0

    @property
    def size(self) -> int:
        """The longer side of its box, in pixels."""
        return max(self.mask.shape)

    @property
    def clarity(self) -> float:
        """How many times stronger than the grain of its ground it stands out."""
        return self.contrast / max(self.grain, 1e-6)

    def seen_through(self, window: Box) -> Array:
        """Return its pixels, as a mask of the part of the picture that `window` cuts out."""
        mask = np.zeros([view.stop - view.start for view in window], dtype=bool)
        pairs = list(zip(self.box, window, strict=True))
        shared = [slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in pairs]
        if all(side.start < side.stop for side in shared):
            to, where = (
                tuple(
                    slice(side.start - pair[i].start, side.stop - pair[i].start)
                    for side, pair in zip(shared, pairs, strict=True)
                )
                for i in (1, 0)
            )
            mask[to] = self.mask[where]
        return mask


def around(box: Box, margin: float, shape: tuple[int, ...]) -> Box:
    """Return the box with a margin of so many pixels, as far as the picture reaches."""
    more = max(round(margin), 0)
    rows, columns = (
        slice(max(side.start - more, 0), min(side.stop + more, end))
        for side, end in zip(box, shape, strict=True)
    )
    return rows, columns


def joined(a: Box, b: Box) -> Box:
    """Return the smallest box that holds two."""
    rows, columns = (
        slice(min(p.start, q.start), max(p.stop, q.stop)) for p, q in zip(a, b, strict=True)
    )
    return rows, columns


def overlap(a: Box, b: Box) -> tuple[int, int]:
    """Return the height and width of what two boxes share; negative: so far apart."""
    height, width = (min(p.stop, q.stop) - max(p.start, q.start) for p, q in zip(a, b, strict=True))
    return height, width


def longer(box: Box) -> int:
    """Return the longer side of a box."""
    return max(side.stop - side.start for side in box)


def area(box: Box) -> int:
    """Return the number of pixels in a box."""
    rows, columns = (side.stop - side.start for side in box)
    return rows * columns


def find_figures(grey: Array, dark: bool) -> list[Figure]:
    """Return the spots of a picture, (h, w), darker (or lighter) than what is around them.

    A spot is looked for at several thresholds and taken at about half of its own contrast: so a
    stroke of a pencil is found beside a black object.
    """
    on_light = grey if dark else 1 - grey
    depth = bare_ground(on_light) - on_light
    kept: list[Figure] = []
    for figure in sorted(_spots(depth, dark), key=lambda f: -f.size * f.contrast):
        if len(kept) < MANY and not any(same(figure, other) for other in kept):
            measure_shape(figure, grey)
            if figure.closed > 0.5:
                kept.append(figure)
    whole = [figure for figure in kept if figure.closed > CLOSED]
    for figure in kept:
        measure_ground(figure, grey, whole)
        measure_grain(figure, depth, whole)
    return kept


def _spots(depth: Array, dark: bool) -> Iterator[Figure]:
    # Bare paper has the least depth. Its own is not 0: the ground runs along the lightest grains.
    # In a bell curve 10 and 30 % lie 0.76 standard deviations apart, 10 % 1.28 below the middle.
    low, more = np.percentile(depth[::2, ::2], (10, 30))
    grain = float(more - low) / 0.76
    depth = depth - (low + 1.28 * grain)
    floor = max(ABOVE_GRAIN * grain, FAINTEST)
    level = float(depth.max()) / 2
    while level >= floor:
        spots = find_regions(depth > level)
        total = np.bincount(spots.labels.ravel() + 1, depth.ravel(), len(spots.areas) + 1)[1:]
        contrast = total / np.maximum(spots.areas, 1)
        fits = (contrast < 2.7 * level) & (spots.sizes >= max(5, max(depth.shape) / 100))
        for number in np.flatnonzero(fits):
            box = spots.boxes[number]
            yield Figure(dark, box, spots.labels[box] == number, float(contrast[number]))
        level /= 1.6


def same(a: Figure, b: Figure) -> bool:
    """Whether two figures are one, found at two thresholds."""
    shared = overlap(a.box, b.box)
    if a.dark != b.dark or min(shared) <= 0:
        return False
    whole = [side.stop - side.start for side in joined(a.box, b.box)]
    slack = [max(0.15 * side, 2) for side in whole]
    if any(side - part > more for side, part, more in zip(whole, shared, slack, strict=True)):
        return False
    return (a.seen_through(b.box) & b.mask).sum() > 0.5 * min(a.mask.sum(), b.mask.sum())


class Hull:
    """The convex hull of a mask, and the rectangle of least area, at any angle, around it.

    Attributes
    ----------
    area, rectangle : float
        Areas in pixels. The rectangle has a side along one of the hull's edges.
    slenderness : float
        The shorter side of the rectangle in parts of the longer.
    """

    def __init__(self, mask: Array) -> None:
        rows, columns = np.nonzero(mask & ~ndimage.binary_erosion(mask))
        corners = np.stack([rows, columns], 1)[:, None] + np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        hull = ConvexHull(corners.reshape(-1, 2))
        points = hull.points[hull.vertices]
        along = np.roll(points, -1, axis=0) - points
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        sides = np.stack([np.ptp(points @ way.T, axis=0) for way in (along, across)])
        least = sides.prod(axis=0).argmin()
        self.area, self.rectangle = float(hull.volume), float(sides[:, least].prod())
        self.slenderness = float(sides[:, least].min() / sides[:, least].max())


def measure_shape(figure: Figure, grey: Array) -> None:
    """Fill in what the mask of a figure and the edge around it say."""
    depth = ndimage.distance_transform_edt(np.pad(figure.mask, 1))
    figure.thickness = 2 * float(depth.max()) / (figure.size + 1)
    figure.slenderness = Hull(figure.mask).slenderness
    figure.closed = _closed(figure, grey)
    rows, columns = figure.box
    rims = [
        (rows.start == 0, figure.mask[0]),
        (rows.stop == grey.shape[0], figure.mask[-1]),
        (columns.start == 0, figure.mask[:, 0]),
        (columns.stop == grey.shape[1], figure.mask[:, -1]),
    ]
    figure.along_edge = sum(int(line.sum()) for touches, line in rims if touches) / figure.size


def measure_ground(figure: Figure, grey: Array, others: list[Figure] | None = None) -> None:
    """Fill in what a figure explains of its neighbourhood.

    What `others`, of the same polarity, cover there is left out: a second digit, or the bar of a
    5, does not count against it.
    """
    for margin in MARGINS:
        window = around(figure.box, max(margin * figure.size, 4), grey.shape)
        taken = covered(figure, others, window)
        reach = edge_reach(figure, grey)
        left, without = unexplained(grey, figure, window, reach, ~grow(taken, 3, 3))
        explained = 1 - left / without if without > 0 else 0.0
        figure.explained = max(figure.explained, explained)


def covered(figure: Figure, others: list[Figure] | None, window: Box) -> Array:
    """Return what other figures, apart from this one, cover of a window: a mask."""
    mine = figure.seen_through(window)
    taken = np.zeros_like(mine)
    for other in others or ():
        if min(overlap(other.box, window)) > 0:
            theirs = other.seen_through(window)
            if not (theirs & mine).any():  # else it is a part of this one, or holds it
                taken |= theirs
    return taken


def measure_grain(figure: Figure, depth: Array, others: list[Figure] | None = None) -> None:
    """Fill in how uneven the ground around a figure is, light, shadow and `others` apart.

    `depth`, (h, w), is the difference from the bare ground.
    """
    reach = edge_reach(figure, depth)
    for margin in MARGINS:
        window = around(figure.box, max(margin * figure.size, 4) + reach, depth.shape)
        taken = figure.seen_through(window) | covered(figure, others, window)
        ground = ~grow(taken, reach, reach)
        if ground.any():
            figure.grain = min(figure.grain, float(depth[window][ground].std()))


def edge_reach(figure: Figure, grey: Array) -> int:
    """Return how far the edge of a figure may reach on either side, in pixels."""
    return 1 if max(grey.shape) < COARSE else max(2, round(figure.size / 30))


def _closed(figure: Figure, grey: Array) -> float:
    """Return the share of a figure's outline where the picture changes."""
    reach = edge_reach(figure, grey)
    window = around(figure.box, reach + 1, grey.shape)
    mask = figure.seen_through(window)
    values = grey[window] if figure.dark else -grey[window]
    near = 2 * reach + 5
    inside = ndimage.minimum_filter(np.where(mask, values, np.inf), near, mode="nearest")
    ring = grow(mask, reach + 1, reach + 1) & ~grow(mask, reach, reach)
    return float((values[ring] - inside[ring] > 0.4 * figure.contrast).mean()) if ring.any() else 0


def unexplained(
    grey: Array, figure: Figure, window: Box, reach: int, free: Array | None = None
) -> tuple[float, float]:
    """Return the variance that a figure on a plain ground leaves in a window of the picture.

    Parameters
    ----------
    grey : ndarray, (h, w)
    figure : Figure
    window : (slice, slice)
    reach : int
        Pixels so near to the outline belong to neither, and do not count.
    free : ndarray, bool, optional
        The pixels of the window that count.

    Returns
    -------
    left : float
        With the figure.
    without : float
        With the ground alone.
    """
    step = max(int(np.sqrt(area(window) / ENOUGH)), 1)
    view, mask = grey[window][::step, ::step], figure.seen_through(window)[::step, ::step]
    reach = round(reach / step)
    core = ~grow(~mask, reach, reach)
    if core.sum() < 0.3 * mask.sum():
        core = mask
    used = core | ~grow(mask, reach, reach)
    if free is not None:
        used &= free[::step, ::step]
    y, x = np.nonzero(used)
    values = view[used].astype(float)
    if values.size < 16:
        return 0.0, 0.0
    plane = np.stack([np.ones(values.size), y / view.shape[0] - 0.5, x / view.shape[1] - 0.5], 1)
    both = np.concatenate([plane, plane * core[used][:, None]], axis=1)
    return _variance_left(values, both), _variance_left(values, plane)


def _variance_left(values: Array, columns: Array) -> float:
    """Return the mean square that the best sum of columns leaves of the values."""
    weights = np.linalg.lstsq(columns.T @ columns, columns.T @ values, rcond=None)[0]
    return float(np.mean((values - columns @ weights) ** 2))
