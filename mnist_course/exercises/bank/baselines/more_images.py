"""How many images a straight line in axes of powers of ten asks for."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="images = ...",
    solution="images = 4000 * 4 * 4",
    reference=64_000,
    compare=Number(),
    mistakes=(
        Mistake(
            "one halving",
            16_000,
            "With 16,000 images it is wrong on 2 %. Four times the images halve the errors, no "
            "more: do it once more.",
        ),
        Mistake(
            "points, not halves",
            6_250,
            "You let the errors fall by as many points for every further thousand images. On axes "
            "of powers of ten, a straight line falls by the same *factor* for every factor.",
        ),
        Mistake(
            "the second step only doubled",
            32_000,
            "The first step is right: 16,000 for 2 %. The second halving asks for four times as "
            "many again.",
        ),
        Mistake(
            "the images already there",
            60_000,
            "It needs that many more than 4,000. How many in all?",
        ),
        Mistake(
            "one halving too many",
            256_000,
            "From 4 to 1 % there are two halvings, and you made three.",
        ),
    ),
    hints=(
        "From 1,000 to 4,000 images: by which factor did the images grow, and the errors fall?",
        "Four times the images for half of the errors. How many halves lead from 4 to 1 %?",
        "Two halves: 4,000 times 4, times 4.",
    ),
    way="Four times the images halved the errors. From 4 to 1 % they must be halved twice, so "
    "4,000 · 4 · 4 = 64,000 images.",
    note="No curve is bound to stay straight: that of ten mean images did not.",
)
