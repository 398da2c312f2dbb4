"""Find a number of a colour image in the flattened list."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="index = ...",
    solution="index = (32 * 10 + 15) * 3 + 2",
    reference=1007,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "channels forgotten",
            335,
            "This is the place of the pixel, counted in pixels. Each pixel fills three places.",
        ),
        Mistake(
            "the first channel",
            1005,
            "Here the pixel's red number stands. Blue stands two places further on.",
        ),
        Mistake(
            "channels counted from 1",
            1008,
            "You counted the channel from 1. Red is 0, green 1 and blue 2.",
        ),
        Mistake(
            "one picture for each channel",
            2 * 32 * 32 + 335,
            "You laid the three channels out one after the other. In the shape (h, w, 3) the "
            "three numbers of a pixel are neighbours.",
        ),
        Mistake(
            "column times 32",
            (15 * 32 + 10) * 3 + 2,
            "You walked down the columns. NumPy stores one row after the other, so each row that "
            "is passed counts 32 pixels.",
        ),
        Mistake(
            "28 columns",
            (28 * 10 + 15) * 3 + 2,
            "You counted 28 pixels in a row, as in MNIST. This image has 32.",
        ),
    ),
    hints=(
        "How many pixels lie before this one, row after row?",
        "Ten whole rows and 15 pixels. Each of them fills three places in the list.",
        "The index is `(32 * row + column) * 3 + channel`.",
    ),
    way="Ten whole rows of 32 pixels and 15 pixels of its own row lie before it: 335 pixels, which "
    "fill 1,005 places. Its own red stands at 1,005, green at 1,006 and blue at 1,007.",
    note="np.ravel_multi_index((row, column, channel), (32, 32, 3)) says the same.",
)
