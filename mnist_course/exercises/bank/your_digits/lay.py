"""Lay a box into a frame of any size, its centre of mass in the middle."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def lay(box, side):
    """Return a (side, side) frame, the box's centre of mass in its middle."""
    height, width = box.shape
    row = (box.sum(axis=1) @ np.arange(height)) / box.sum()
    column = (box.sum(axis=0) @ np.arange(width)) / box.sum()
    top = min(max(round(side / 2 - row), 0), side - height)
    left = min(max(round(side / 2 - column), 0), side - width)
    frame = np.zeros((side, side))
    frame[top : top + height, left : left + width] = box
    return frame


def _mass(box):
    rows, columns = np.indices(box.shape)
    return (rows * box).sum() / box.sum(), (columns * box).sum() / box.sum()


def _lay(box, side, *, centre=_mass, keep=True, turn=round):
    height, width = box.shape
    top, left = (turn(side / 2 - at) for at in centre(box))
    if keep:
        top, left = min(max(top, 0), side - height), min(max(left, 0), side - width)
    frame = np.zeros((side, side))
    for r in range(height):
        for c in range(width):
            frame[(top + r) % side, (left + c) % side] = box[r, c]
    return frame


def _middle_of_box(box):
    return (box.shape[0] - 1) / 2, (box.shape[1] - 1) / 2


def _ink_alike(box):
    rows, columns = np.nonzero(box)
    return rows.mean(), columns.mean()


def _exchanged(box):
    return _mass(box)[::-1]


def _box(*rows) -> np.ndarray:
    return np.array(rows, dtype=float)


EXERCISE = Exercise(
    kind="code",
    reference=lay,
    cases=(
        (_box([1]), 6),
        (_box([1, 1, 1, 1], [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0]), 12),
        (_box(*[[0.25, 0.25, 0.25, 0.25, 1]] * 3), 10),
        (_box([0.25, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1]), 6),
    ),
    mistakes=(
        Mistake(
            "the middle of the box",
            lambda box, side: _lay(box, side, centre=_middle_of_box),
            "You bring the middle of the rectangle to the middle. The mean of rows and columns "
            "must be weighed with the ink.",
        ),
        Mistake(
            "all ink alike",
            lambda box, side: _lay(box, side, centre=_ink_alike),
            "You count each pixel with ink once. A pixel with more ink weighs more.",
        ),
        Mistake(
            "axes exchanged",
            lambda box, side: _lay(box, side, centre=_exchanged),
            "You use the mean column where the mean row belongs. `box.sum(axis=1)` has the ink of "
            "each row.",
        ),
        Mistake(
            "out of the frame",
            lambda box, side: _lay(box, side, keep=False),
            "A box whose weight is very uneven leaves the frame, and its ink is lost or comes back "
            "on the other side. Stop it at the edge.",
        ),
        Mistake(
            "rounded down",
            lambda box, side: _lay(box, side, turn=lambda x: int(np.floor(x))),
            "You cut off the fraction. The nearest whole step may be the next one: round.",
        ),
    ),
    hints=(
        "Where is the centre of mass, seen from the corner of the box? Then where must the corner "
        "be?",
        "`row = (box.sum(axis=1) @ np.arange(len(box))) / box.sum()`, and the same for columns. "
        "`top = round(side / 2 - row)`.",
        "`top = min(max(top, 0), side - len(box))` stops at both edges. Then "
        "`frame[top : top + height, left : left + width] = box`.",
    ),
    way="The mean row and column, weighed with the ink, are the centre. The corner lies that far "
    "above and to the left of the middle of the frame; rounded to whole steps, and held inside. "
    "With side = 28 it is what was done to every digit of MNIST.",
    note="A frame of another size needs another network, but no other rule.",
)
