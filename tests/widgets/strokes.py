"""From a digit of MNIST to the strokes that a hand would draw: its skeleton, traced.

The image is enlarged, thinned to lines of one pixel (Guo and Hall, 1989), and the lines are walked
from their ends and crossings. What comes out are polylines, in units of the image's pixels.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

ENLARGE = 4
SHORTEST = 2.0  # pixels; shorter side branches are corners of the thick stroke, not strokes

Line = list[tuple[float, float]]
_AROUND = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]


def thin(ink: np.ndarray) -> np.ndarray:
    """Return the skeleton of a binary picture: lines of one pixel, connected as the picture is."""
    a = np.pad(ink.astype(bool), 1)
    while True:
        before = a.copy()
        for half in (0, 1):
            p = [np.roll(a, (-r, -c), (0, 1)) for r, c in _AROUND]  # north, then clockwise
            crossings = sum(~p[i] & (p[(i + 1) % 8] | p[(i + 2) % 8]) for i in (0, 2, 4, 6))
            one = sum((p[i - 1] | p[i]).astype(int) for i in (0, 2, 4, 6))
            two = sum((p[i] | p[i + 1]).astype(int) for i in (0, 2, 4, 6))
            fewest = np.minimum(one, two)
            keep = (p[4] | p[5] | ~p[7]) & p[6] if half else (p[0] | p[1] | ~p[3]) & p[2]
            a &= ~((crossings == 1) & (fewest >= 2) & (fewest <= 3) & ~keep)
        if np.array_equal(a, before):
            return a[1:-1, 1:-1]


def walk(skeleton: np.ndarray) -> list[Line]:
    """Return the lines of a skeleton, (row, column), from ends and crossings, then closed rings."""
    points = set(zip(*np.nonzero(skeleton), strict=True))
    near = {p: [q for q in _neighbours(p) if q in points] for p in points}
    # A diagonal step beside two straight ones is the same way twice.
    for p in points:
        straight = [q for q in near[p] if abs(p[0] - q[0]) + abs(p[1] - q[1]) == 1]
        near[p] = [q for q in near[p] if q in straight or not set(straight) & set(near[q])]
    used: set[frozenset] = set()
    lines = []
    knots = [p for p in points if len(near[p]) != 2]
    for start in [*sorted(knots), *sorted(points)]:
        for step in near[start]:
            line = [start]
            here, there = start, step
            while frozenset((here, there)) not in used:
                used.add(frozenset((here, there)))
                line.append(there)
                further = [q for q in near[there] if q != here]
                if len(near[there]) != 2 or not further:
                    break
                here, there = there, further[0]
            if len(line) > 1:
                lines.append(line)
    return lines or [[p, p] for p in points][:1]


def _neighbours(point):
    return [(point[0] + r, point[1] + c) for r, c in _AROUND]


def strokes(image: np.ndarray) -> list[Line]:
    """Return the strokes of a 28 × 28 digit as lists of (x, y), in its pixels."""
    large = ndimage.zoom(
        image.astype(float) / 255, ENLARGE, order=1, grid_mode=True, mode="nearest"
    )
    lines = walk(thin(large > 0.4))
    ends = _ends(lines)
    found = []
    for line in lines:
        path = np.array(line, float)
        length = np.hypot(*np.diff(path, axis=0).T).sum() / ENLARGE
        free = ends[line[0]] == 1 or ends[line[-1]] == 1
        if free and length < SHORTEST and len(lines) > 1:
            continue
        path[1:-1] = ndimage.uniform_filter1d(path, 5, axis=0, mode="nearest")[1:-1]
        found.append([(float(x), float(y)) for y, x in (path + 0.5) / ENLARGE])
    return found


def _ends(lines) -> dict:
    count: dict = {}
    for line in lines:
        for point in (line[0], line[-1]):
            count[point] = count.get(point, 0) + 1
    return count
