"""Find a pixel in the flattened image."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="index = ...",
    solution="index = 28 * 10 + 15",
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
        "The index is `28 * row + column`.",
    ),
    way="Ten whole rows lie above row 10, and each holds 28 pixels: that makes 280. In its own row "
    "the pixel has the number 15, counted from 0, so it stands 15 places further on, at 295.",
    note="np.ravel_multi_index((row, column), (28, 28)) says the same.",
)
