"""Which figure of a picture is the digit? Compare them, two of opposite polarity above all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from mnist_course.data.photo.figures import (
    CLOSED,
    Figure,
    Hull,
    around,
    edge_reach,
    find_figures,
    joined,
    overlap,
    same,
    unexplained,
)
from mnist_course.data.photo.ink import grow

Array = np.ndarray

THICK = 0.45  # of its size; a stroke is thinner everywhere. In MNIST 99.9 % of the digits are
EXPLAINED = 0.6  # of the variance around a digit: what a clear one explains at least
SLENDER, FINE = 0.12, 0.04  # a box so slender, a stroke so fine: rather a line than a 1
ROUND = 0.92  # of its convex hull: what a line around a digit encloses; the outline of a 6, 0.9
SLACK = 3  # pixels that a box may be off, where an edge is soft or at the edge of the picture
LOST = 0.1  # what the score of a figure is multiplied by if another explains it away


@dataclass(eq=False)
class Candidate:
    """A figure and how likely it is the digit, from 0 to 1."""

    figure: Figure
    score: float


def find_candidates(grey: Array) -> list[Candidate]:
    """Return the figures of a picture that may be the digit, the likeliest first."""
    figures = [*find_figures(grey, dark=True), *find_figures(grey, dark=False)]
    candidates = [
        Candidate(figure, score_of(figure, grey.shape))
        for figure in figures
        if not is_line(figure, grey.shape)
    ]
    lost = set()
    for one in candidates:
        for other in candidates:
            if one.figure.dark and not other.figure.dark and touching(one.figure, other.figure):
                lost.add(_explained_away(one, other, grey))
            if one is not other and frames(one.figure, other.figure):
                lost.add(one)
    for loser in lost:
        loser.score *= LOST
    return sorted(candidates, key=lambda candidate: -candidate.score)


def score_of(figure: Figure, shape: tuple[int, ...]) -> float:
    """Large, clear and thin is likely; open, at the edge, or a mere line is less so."""
    score = figure.size / max(shape) * figure.explained * figure.contrast**0.5
    sides = touched(figure, shape)
    doubts = {
        "open": (figure.closed < CLOSED, 0.3),
        "thick": (figure.thickness > THICK, 0.3),
        "slender": (figure.slenderness < SLENDER, 0.5),
        "line": (figure.slenderness < SLENDER and figure.thickness < FINE, 0.5),
        "at the edge": (bool(sides), 0.5),
        "across": (goes_across(sides), 0.3),
        "border": (figure.along_edge > 0.6, 0.2),
    }
    return score * float(np.prod([factor for holds, factor in doubts.values() if holds]))


def looks_like_strokes(figure: Figure) -> bool:
    """Whether nothing speaks against a figure's being strokes of a pen on plain paper."""
    return figure.closed >= CLOSED and figure.thickness <= THICK and figure.explained >= EXPLAINED


def is_inside(figure: Figure) -> bool:
    """Whether a figure is thin, closed all around, and does not touch the edge of the picture."""
    thin = figure.thickness <= THICK
    return thin and figure.closed >= CLOSED and figure.along_edge == 0


def is_line(figure: Figure, shape: tuple[int, ...]) -> bool:
    """Whether a figure is a fine line all across the picture, as on ruled paper."""
    fine = figure.thickness < FINE and figure.slenderness < SLENDER
    return fine and goes_across(touched(figure, shape))


def goes_across(sides: set[str]) -> bool:
    """Whether two of the sides lie opposite each other."""
    return {"top", "bottom"} <= sides or {"left", "right"} <= sides


def touched(figure: Figure, shape: tuple[int, ...]) -> set[str]:
    """Return the sides of the picture that a figure touches."""
    rows, columns = figure.box
    at = {
        "top": rows.start == 0,
        "bottom": rows.stop == shape[0],
        "left": columns.start == 0,
        "right": columns.stop == shape[1],
    }
    return {side for side, touches in at.items() if touches}


def touching(a: Figure, b: Figure) -> bool:
    """Whether two figures share a good part of the outline of one of them."""
    if min(overlap(a.box, b.box)) <= -4:
        return False
    window = joined(a.box, b.box)
    window = tuple(slice(max(side.start - 3, 0), side.stop + 3) for side in window)
    masks = [figure.seen_through(window) for figure in (a, b)]
    rings = [grow(mask, 3, 3) & ~mask for mask in masks]
    shares = [
        (ring & mask).sum() / max(ring.sum(), 1)
        for ring, mask in zip(rings, reversed(masks), strict=True)
    ]
    return max(shares) > 0.15


def _explained_away(one: Candidate, other: Candidate, grey: Array) -> Candidate:
    """Return which of two touching figures, one dark and one light, is none."""
    a, b = one.figure, other.figure
    if (a.closed < CLOSED) != (b.closed < CLOSED):
        return one if a.closed < CLOSED else other
    window = around(joined(a.box, b.box), max(0.3 * max(a.size, b.size), 4), grey.shape)
    reach = min(edge_reach(figure, grey) for figure in (a, b))
    left = [unexplained(grey, figure, window, reach)[0] for figure in (a, b)]
    better, worse = (one, other) if left[0] < left[1] else (other, one)
    return better if is_sheet(better.figure, worse.figure) else worse


def is_sheet(sheet: Figure, ink: Figure) -> bool:
    """Whether a figure is a sheet of paper and the other, on it, ink, and not a hole in it.

    A sheet is wider somewhere than the strokes on it. One that is not may be a sheet
    (`may_be_sheet`), or a digit around its hole.
    """
    wider = sheet.thickness * sheet.size >= 1.2 * ink.thickness * ink.size
    return wider and may_be_sheet(sheet, ink)


def may_be_sheet(sheet: Figure, ink: Figure) -> bool:
    """Whether a figure has the shape of a sheet of paper with strokes on it.

    A sheet is solid. Holes in a digit are compact, strokes are not. Only a 1 is; so around a 1
    there must be straight edges, which no 0 has.
    """
    if not holds(sheet, ink, SLACK) or ink.size < 0.2 * sheet.size:
        return False
    if ink.thickness > THICK or ink.closed < CLOSED:
        return False
    covered = ndimage.binary_fill_holes(sheet.mask | ink.seen_through(sheet.box))
    hull = Hull(covered)
    compact = ink.mask.sum() > 0.75 * Hull(ink.mask).area
    return covered.sum() > 0.88 * hull.area and (not compact or hull.area > 0.87 * hull.rectangle)


def holds(outer: Figure, inner: Figure, slack: int) -> bool:
    """Whether the box of one figure lies within that of another, give or take some pixels."""
    return all(
        p.start - slack <= q.start and q.stop <= p.stop + slack
        for p, q in zip(outer.box, inner.box, strict=True)
    )


def frames(frame: Figure, ink: Figure) -> bool:
    """Whether a figure is a line drawn around another of the same ink.

    A box may have gaps, or run out of the picture; any other line must be closed, and have no
    bays: such is the outline of a hollow 6 around the line of its hole.
    """
    if frame.dark != ink.dark or not 0.25 * frame.size < ink.size < frame.size:
        return False
    if ink.closed < CLOSED or ink.explained < 0.5 or ink.contrast < 0.35 * frame.contrast:
        return False
    if not holds(frame, ink, SLACK) or same(frame, ink):
        return False
    hull = Hull(frame.mask)
    if hull.area > 0.87 * hull.rectangle and frame.mask.sum() < 0.25 * hull.area:
        return True
    covered = ndimage.binary_fill_holes(frame.mask)
    if covered.sum() < ROUND * hull.area:
        return False
    inside = covered & ~frame.mask
    return (ink.seen_through(frame.box) & inside).sum() > 0.95 * ink.mask.sum()
