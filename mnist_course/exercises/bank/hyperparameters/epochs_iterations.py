"""The updates in one epoch."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="iterations = ...",
    solution="iterations = 50_000 // 10",
    reference=5000,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "multiplied",
            500_000,
            "You multiplied. A mini-batch uses up 10 images at once, so there are fewer updates "
            "than images.",
        ),
        Mistake(
            "one update per image",
            50_000,
            "This would be a batch of 1. Ten images together give one update.",
        ),
        Mistake("one update per epoch", 1, "This would be one batch of all 50,000 images."),
        Mistake(
            "30 epochs together", 150_000, "You counted all 30 epochs. Asked for is one epoch."
        ),
        Mistake(
            "all 60,000 images",
            6000,
            "10,000 of the 60,000 images are kept apart for validation.",
        ),
        Mistake("the batch size", 10, "This is the number of images in one mini-batch."),
    ),
    hints=(
        "An epoch uses each image once. One update uses up one mini-batch.",
        "How many mini-batches of 10 fit into 50,000 images?",
        "Divide 50,000 by 10.",
    ),
    way="An epoch uses each of the 50,000 images once, and one update uses up ten of them. That "
    "makes 5,000 updates.",
    note="Iterations per epoch = images / batch size, rounded up if it does not divide.",
)
