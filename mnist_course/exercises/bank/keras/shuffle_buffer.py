"""How far a shuffle reaches into a file that is sorted by digit."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="different_digits = ...",
    solution="reached = 12_500 + 511\n"
    "different_digits = 1 + (reached > 5_923) + (reached > 5_923 + 6_742)",
    reference=3,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "the buffer is never refilled",
            2,
            "The first 12,500 images are zeros and ones. But after each draw the next image of the "
            "file comes into the buffer, 511 more before the batch is full.",
        ),
        Mistake(
            "all digits",
            10,
            "That would need a buffer that reaches to the nines. How many images has the pipeline "
            "read when the batch is full?",
        ),
        Mistake(
            "the first of the file",
            1,
            "Without a shuffle, yes. The batch is drawn from the buffer, which holds 12,500 images "
            "at once.",
        ),
        Mistake(
            "a second buffer is read",
            5,
            "That is how far two buffers reach. But each draw lets one image in, not 12,500: how "
            "many has the pipeline read when the batch is full?",
        ),
    ),
    hints=(
        "How many images of the file has the pipeline read when the 512th is drawn?",
        "12,500 fill the buffer. Each draw but the last lets one more in before the batch is full: "
        "12,500 + 511.",
        "13,011 images. The zeros and ones together are 5,923 + 6,742 = 12,665.",
    ),
    way="Before the 512th draw the pipeline has read 12,500 + 511 = 13,011 images. The first "
    "12,665 of them are zeros and ones, so the last 346 are twos, and some of these may be drawn.",
    note="May be: nearly all of the batch are zeros and ones. Shuffle a sorted file with a buffer "
    "that holds all of it, or once before it is written.",
)
