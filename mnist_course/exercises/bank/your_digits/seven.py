"""Where a top-heavy box begins, so that its centre of mass is in the middle."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="compute",
    stub='begins = {\n    "row": ...,\n    "column": ...,\n}',
    solution="ink = np.array([[1, 1, 1, 1], [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0]])\n"
    "row = (ink.sum(axis=1) @ np.arange(4)) / ink.sum()\n"
    "column = (ink.sum(axis=0) @ np.arange(4)) / ink.sum()\n"
    'begins = {"row": round(6 - row), "column": round(6 - column)}',
    reference={"row": 5, "column": 4},
    compare=Choices("row", "column"),
    mistakes=(
        Mistake(
            "axes exchanged",
            {"row": 4, "column": 5},
            "Row and column are exchanged. Most of the ink is at the top, so the box must begin "
            "lower than its middle says.",
        ),
        Mistake(
            "not a whole step",
            {"row": 36 / 7},
            "The place is right. The box moves in whole pixels: round it.",
        ),
        Mistake(
            "middle of the box",
            {"row": 4},
            "This would bring the middle of the rectangle to the middle of the frame. Count the "
            "ink: four of its seven pixels are in row 0.",
        ),
        Mistake(
            "the centre itself",
            {"row": 6 / 7, "column": 12 / 7},
            "This is the centre of mass, seen from the corner of the box. The box must begin so "
            "that this point comes to row 6, column 6.",
        ),
        Mistake(
            "the wrong way",
            {"row": 7, "column": 8},
            "You moved the box away from the middle. If the centre lies 0.86 rows below the "
            "corner, the corner must lie 0.86 rows above row 6.",
        ),
    ),
    hints=(
        "The centre's row is the mean of the rows of all pixels with ink.",
        "Rows 0, 0, 0, 0, 1, 2, 3 and columns 0, 1, 2, 3, 3, 2, 1: their means are 6/7 and 12/7.",
        "6 − 6/7 and 6 − 12/7, rounded to whole steps.",
    ),
    way="The seven pixels lie in the rows 0, 0, 0, 0, 1, 2, 3, with the mean 6/7, and in the "
    "columns 0, 1, 2, 3, 3, 2, 1, with the mean 12/7. So the box begins at 6 − 0.86 = 5.14, row 5, "
    "and at 6 − 1.71 = 4.29, column 4.",
    note="A 7 hangs lower in its frame than a 6 does. Networks have learned that too.",
)
