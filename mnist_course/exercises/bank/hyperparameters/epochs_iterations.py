"""The updates of a whole training, with a last batch that is not full."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="updates = ...",
    solution="updates = 12 * -(-60_000 // 512)",
    reference=1416,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "the last images forgotten",
            1404,
            "117 full batches leave 96 images over in each epoch. They form a smaller batch, and "
            "it takes a step too.",
        ),
        Mistake(
            "a fraction of a step",
            12 * 60_000 / 512,
            "There is no step with a fraction: round the batches of an epoch up before you "
            "multiply.",
        ),
        Mistake(
            "rounded at the end",
            1407,
            "You rounded after multiplying. Every epoch ends with a small batch of its own.",
        ),
        Mistake("one epoch", 118, "These are the updates of one epoch. There are 12."),
        Mistake(
            "multiplied",
            12 * 60_000 * 512,
            "You multiplied. A mini-batch uses up 512 images at once, so there are fewer updates "
            "than images.",
        ),
        Mistake("one update per image", 720_000, "This would be a batch of 1."),
    ),
    hints=(
        "An epoch uses each image once. How many batches of 512 does that make, the last one not "
        "full?",
        "60,000 / 512 = 117.2, so an epoch has 118 batches.",
        "118 updates in each of 12 epochs.",
    ),
    way="117 full batches use up 59,904 images; the 96 that are left make one more batch. That is "
    "118 updates an epoch, and 12 times as many in all.",
    note="Updates per epoch = images / batch size, rounded up.",
)
