"""Exercises of the chapter on digits: bytes, pixels, labels and the three piles."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.choices import Choices
from mnist_course.exercises.compare import Arrays, Number
from mnist_course.exercises.core import Exercise, Mistake
from mnist_course.exercises.digits_arrays import ONE_HOT, SCALE
from mnist_course.exercises.digits_mean import MEAN_IMAGE


def header(data):
    """Return (magic, n, rows, cols) of an IDX image file."""
    fields = (data[i : i + 4] for i in range(0, 16, 4))
    return tuple(int.from_bytes(field, "big") for field in fields)


def _file(n: int, rows: int, cols: int, pixels: int) -> bytes:
    """Return the start of an IDX image file with some pixels after the header."""
    return np.array([2051, n, rows, cols], ">u4").tobytes() + bytes(range(pixels))


HEADER = Exercise(
    name="digits.header",
    kind="code",
    statement="Read the header of an IDX image file: its first 16 bytes hold four integers of 4 "
    "bytes each, the most significant byte first. Return (magic, n, rows, cols). `data` is a "
    "bytes object and goes on with pixels after the header.",
    reference=header,
    compare=Arrays("magic", "n", "rows", "cols"),
    cases=(
        (_file(1, 2, 3, 6),),
        (_file(300, 28, 27, 8),),
        (_file(60_000, 28, 28, 5),),
        (_file(70_000, 28, 28, 0),),
    ),
    mistakes=(
        Mistake(
            "little-endian",
            lambda data: tuple(int.from_bytes(data[i : i + 4], "little") for i in range(0, 16, 4)),
            'You read the bytes in reverse order. IDX is big-endian: "big", or ">" in a format.',
        ),
        Mistake(
            "last byte only",
            lambda data: tuple(data[i + 3] for i in range(0, 16, 4)),
            "You take one byte of each four. One byte reaches 255 only; 60,000 needs two of them.",
        ),
        Mistake(
            "two bytes only",
            lambda data: tuple(int.from_bytes(data[i + 2 : i + 4], "big") for i in range(0, 16, 4)),
            "You take two bytes of each four. They reach 65,535 only; a larger file breaks it.",
        ),
        Mistake(
            "sum of the bytes",
            lambda data: tuple(sum(data[i : i + 4]) for i in range(0, 16, 4)),
            "You add the four bytes. Each byte weighs 256 times as much as the one after it.",
        ),
        Mistake(
            "starts after the magic number",
            lambda data: tuple(int.from_bytes(data[i : i + 4], "big") for i in range(4, 20, 4)),
            "You start at byte 4. The magic number fills the bytes 0 to 3.",
        ),
        Mistake(
            "columns before rows",
            lambda data: tuple(header(data)[i] for i in (0, 1, 3, 2)),
            "You exchanged rows and columns. Square images hide it; all others break.",
        ),
    ),
    hints=(
        "Four numbers of four bytes: which slices of the bytes do they fill?",
        'Bytes 0 to 3 are data[0:4]. int.from_bytes(data[0:4], "big") turns them into a number.',
        'struct.unpack(">4I", data[:16]) does all four at once: > is big-endian, I a 4-byte '
        "integer without sign.",
    ),
    note="Sixteen bytes, four numbers: the rest of the file is pixels.",
)

FLATTEN_INDEX = Exercise(
    name="digits.flatten-index",
    kind="compute",
    statement="A 28 × 28 image is flattened row by row into a vector of 784 numbers. Rows, columns "
    "and the vector are counted from 0. Which index holds the pixel in row 10, column 15?",
    stub="index = ...",
    reference=295,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "column times 28",
            15 * 28 + 10,
            "You walked down the columns. NumPy stores one row after the other, so each row that "
            "is passed counts 28 pixels.",
        ),
        Mistake("counted from 1", 296, "You counted from 1. The first pixel has index 0."),
        Mistake(
            "row counted from 1",
            9 * 28 + 15,
            "You passed 9 rows. Row 10, counted from 0, has ten rows before it.",
        ),
        Mistake("rows and columns from 1", 9 * 28 + 14, "Rows and columns are counted from 0."),
        Mistake("start of the row", 280, "This is where row 10 starts. Walk on to the column."),
        Mistake("product", 150, "You multiplied row and column. A row holds 28 pixels."),
        Mistake("sum", 25, "You added row and column. Passing one row passes 28 pixels."),
    ),
    hints=(
        "How many pixels lie in the rows above row 10?",
        "Each row that is passed counts 28 pixels. Then go on along the row to the column.",
        "The index is 28 · row + column.",
    ),
    note="np.ravel_multi_index((row, column), (28, 28)) says the same.",
)

PILES = ("train", "validation", "test")
SPLIT = Exercise(
    name="digits.split",
    kind="predict",
    statement="Three piles of images: train, validation, test. Which one may be used for each "
    "task: to fit the weights, to choose the learning rate, to decide when to stop, to report the "
    "final figure?",
    stub='piles = {"fit the weights": ..., "choose the learning rate": ...,\n'
    '         "decide when to stop": ..., "report the final figure": ...}',
    reference={
        "fit the weights": "train",
        "choose the learning rate": "validation",
        "decide when to stop": "validation",
        "report the final figure": "test",
    },
    compare=Choices(
        "fit the weights",
        "choose the learning rate",
        "decide when to stop",
        "report the final figure",
        options=PILES,
    ),
    mistakes=(
        Mistake(
            "learns from the test",
            {"fit the weights": "test"},
            "The network would have seen the answers before the examination.",
        ),
        Mistake(
            "chooses on the test",
            {"choose the learning rate": "test"},
            "Each choice made on the test set lets a little of it leak into the network. The final "
            "figure then flatters.",
        ),
        Mistake(
            "stops by the test",
            {"decide when to stop": "test"},
            "To stop at the best test accuracy is a choice made on the test set. The final figure "
            "then flatters.",
        ),
        Mistake(
            "chooses on the training set",
            {"choose the learning rate": "train"},
            "On the images it learned from, a network that learns by heart looks best.",
        ),
        Mistake(
            "stops by the training set",
            {"decide when to stop": "train"},
            "Training accuracy goes on rising while the network begins to learn by heart.",
        ),
        Mistake(
            "reports the validation figure",
            {"report the final figure": "validation"},
            "The settings were chosen to do well on these images, so the figure is too good.",
        ),
        Mistake(
            "reports the training figure",
            {"report the final figure": "train"},
            "The network has seen these images. The figure says nothing about new ones.",
        ),
        Mistake(
            "learns from the validation set",
            {"fit the weights": "validation"},
            "Then no unseen images are left to choose the settings on.",
        ),
    ),
    hints=(
        "Ask of each task: does its result change the network?",
        "Weights are fitted on one pile. Every other decision is made on a second one.",
        "The test pile is opened once, at the very end, for the one figure you report.",
    ),
    note="Train to learn, validation to choose, test to report once.",
)

EXERCISES = (HEADER, ONE_HOT, SCALE, FLATTEN_INDEX, MEAN_IMAGE, SPLIT)
