"""Read the header of any IDX file."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def idx_shape(data):
    """Return the shape that the header of an IDX file announces."""
    axes = data[3]
    starts = range(4, 4 + 4 * axes, 4)
    return tuple(int.from_bytes(data[i : i + 4], "big") for i in starts)


def _file(*shape: int) -> bytes:
    """Return the start of an IDX file of this shape, with some pixels after the header."""
    return bytes([0, 0, 8, len(shape)]) + np.array(shape, ">u4").tobytes() + bytes(range(20))


def _reading(first: int, order: str = "big", axes: int = 0, skip: int = 0):
    """Return a reader with a mistake in it: where it begins, in which order, how many axes."""

    def wrong(data):
        count = axes or data[3]
        starts = range(first, first + 4 * count, 4)
        return tuple(int.from_bytes(data[i + skip : i + 4], order) for i in starts)

    return wrong


EXERCISE = Exercise(
    kind="code",
    reference=idx_shape,
    cases=(
        (_file(300),),
        (_file(60_000, 28, 28),),
        (_file(2, 3),),
        (_file(70_000, 32, 20, 3),),
    ),
    mistakes=(
        Mistake(
            "always three axes",
            _reading(4, axes=3),
            "You always read three numbers. How many there are says the fourth byte: a file of "
            "labels has one axis, colour images have four.",
        ),
        Mistake(
            "little-endian",
            _reading(4, "little"),
            'You read the bytes in reverse order. IDX is big-endian: "big", or ">" in a format.',
        ),
        Mistake(
            "last byte only",
            _reading(4, skip=3),
            "You take one byte of each four. One byte reaches 255 only; 60,000 needs two of them.",
        ),
        Mistake(
            "two bytes only",
            _reading(4, skip=2),
            "You take two bytes of each four. They reach 65,535 only; a larger file breaks it.",
        ),
        Mistake(
            "begins with the magic number",
            _reading(0),
            "You start at byte 0. The magic number fills the bytes 0 to 3.",
        ),
        Mistake(
            "one axis too few",
            lambda data: idx_shape(data)[1:],
            "The first axis is missing: it counts the images, or the labels.",
        ),
        Mistake(
            "the magic number too",
            lambda data: (int.from_bytes(data[:4], "big"), *idx_shape(data)),
            "The shape begins after the magic number.",
        ),
    ),
    hints=(
        "Which byte of the magic number says how many axes there are?",
        "It is `data[3]`. After the magic number, each axis fills four bytes: where do they begin?",
        "For each start in `range(4, 4 + 4 * data[3], 4)`: "
        '`int.from_bytes(data[start:start + 4], "big")`.',
    ),
    way="The fourth byte says how many axes there are, so it says how many numbers follow. They "
    'begin at byte 4, four bytes each, the most significant byte first, which is what "big" '
    "asks for. What stands behind them are the entries themselves.",
    note="The same reader does for labels, grey images and colour images.",
)
