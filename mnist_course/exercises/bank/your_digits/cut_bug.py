"""A planted mistake: a rectangle that loses its last row and column."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def cut(ink):
    """Return the smallest rectangle of all pixels above half the ink."""
    dark = ink > 0.5
    rows = np.flatnonzero(dark.any(axis=1))
    columns = np.flatnonzero(dark.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def wrong_cut(ink):
    """Return the smallest rectangle of all pixels above half the ink."""
    dark = ink > 0.5
    rows = np.flatnonzero(dark.any(axis=1))
    columns = np.flatnonzero(dark.any(axis=0))
    return ink[rows[0] : rows[-1], columns[0] : columns[-1]]


def _edges(ink, low=0.5):
    rows, columns = (np.flatnonzero((ink > low).any(axis=axis)) for axis in (1, 0))
    return rows, columns


def _rows_only(ink):
    rows, columns = _edges(ink)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1]]


def _columns_only(ink):
    rows, columns = _edges(ink)
    return ink[rows[0] : rows[-1], columns[0] : columns[-1] + 1]


def _too_far(ink):
    rows, columns = _edges(ink)
    return ink[rows[0] : rows[-1] + 2, columns[0] : columns[-1] + 2]


def _any_ink(ink):
    rows, columns = _edges(ink, 0)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _without_gaps(ink):
    rows, columns = _edges(ink)
    return ink[np.ix_(rows, columns)]


def _sheet(shape: tuple[int, int], *spots: tuple[int, int, float]) -> np.ndarray:
    ink = np.zeros(shape)
    for row, column, value in spots:
        ink[row, column] = value
    return ink


EXERCISE = Exercise(
    kind="code",
    reference=cut,
    planted=wrong_cut,
    cases=(
        (_sheet((6, 6), (1, 1, 1.0), (1, 2, 1.0), (2, 1, 0.75), (2, 2, 0.75)),),
        (_sheet((8, 7), (2, 3, 1.0), (3, 3, 1.0), (4, 3, 1.0), (5, 3, 1.0)),),
        (_sheet((9, 9), (1, 2, 0.25), (2, 2, 1.0), (3, 4, 0.75), (5, 5, 1.0), (6, 6, 0.5)),),
        (_sheet((5, 8), (0, 0, 1.0), (4, 7, 1.0)),),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_cut,
            "Try a single dark pixel. Which rows does `ink[3:3]` hold?",
        ),
        Mistake(
            "columns still cut",
            _rows_only,
            "The rows are whole now. Look at the columns.",
        ),
        Mistake(
            "rows still cut",
            _columns_only,
            "The columns are whole now. Look at the rows.",
        ),
        Mistake(
            "one too many",
            _too_far,
            "Now there is a row or a column too many. A slice ends before its last number: one "
            "more is enough.",
        ),
        Mistake(
            "every trace of ink",
            _any_ink,
            "The edges are right, but the rectangle counts pixels with more than half of the ink "
            "only: noise must not make it larger.",
        ),
        Mistake(
            "gaps closed",
            _without_gaps,
            "You left out rows and columns without ink in the middle. A rectangle keeps them, or "
            "the bar of a 5 would move.",
        ),
    ),
    hints=(
        "Try it on a vertical line of one pixel's width. What is the shape of the result?",
        "`rows[-1]` is the last row with ink. Does `ink[a:b]` hold row b?",
        "`ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]`.",
    ),
    way="A slice a:b ends before b, so the last row and the last column of the digit were lost; "
    "both slices must go one further.",
    note="On a large photo nobody sees it: one row of hundreds is missing. On 28 pixels it is a "
    "twentieth of the digit.",
)
