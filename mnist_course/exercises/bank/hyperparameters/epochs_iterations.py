"""The updates of a whole training, with a last batch that is not full."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="updates = ...",
    solution="updates = 15 * -(-50_000 // 128)",
    reference=5865,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "the last images forgotten",
            5850,
            "390 full batches leave 80 images over in each epoch. They form a smaller batch, and "
            "it takes a step too.",
        ),
        Mistake(
            "a fraction of a step",
            15 * 50_000 / 128,
            "There is no step with a fraction: round the batches of an epoch up before you "
            "multiply.",
        ),
        Mistake(
            "rounded at the end",
            5860,
            "You rounded after multiplying. Every epoch ends with a small batch of its own.",
        ),
        Mistake("one epoch", 391, "These are the updates of one epoch. There are 15."),
        Mistake(
            "multiplied",
            15 * 50_000 * 128,
            "You multiplied. A mini-batch uses up 128 images at once, so there are fewer updates "
            "than images.",
        ),
        Mistake("one update per image", 750_000, "This would be a batch of 1."),
    ),
    hints=(
        "An epoch uses each image once. How many batches of 128 does that make, the last one not "
        "full?",
        "50,000 / 128 = 390.6, so an epoch has 391 batches.",
        "391 updates in each of 15 epochs.",
    ),
    way="390 full batches use up 49,920 images; the 80 that are left make one more batch. That is "
    "391 updates an epoch, and 15 times as many in all.",
    note="Updates per epoch = images / batch size, rounded up.",
)
