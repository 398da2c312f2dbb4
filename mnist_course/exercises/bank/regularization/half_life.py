"""After how many steps weight decay alone has halved a weight."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="steps = ...",
    solution="steps = int(np.ceil(np.log(0.5) / np.log(1 - 0.25 * 0.2)))",
    reference=14,
    compare=Number(),
    mistakes=(
        Mistake(
            "the learning rate forgotten",
            4,
            "You multiplied by 1 − lambda in each step. The share that goes is eta · lambda.",
        ),
        Mistake(
            "not a whole number",
            13.513407333964874,
            "The logarithms are right. A number of steps is whole: after 13 of them a little more "
            "than half is left.",
        ),
        Mistake(
            "one step too few",
            13,
            "After 13 steps a little more than half is left. Count one further.",
        ),
        Mistake(
            "as if the same amount went in each step",
            10,
            "You took a twentieth of the first weight away in each step. It is a twentieth of "
            "what is left.",
        ),
        Mistake(
            "two times lambda",
            7,
            "You used the factor 1 − 2 · eta · lambda, which belongs to the penalty without the "
            "half. This chapter writes the half.",
        ),
    ),
    hints=(
        "Which share of the weight goes in one step?",
        "The share is eta · lambda = 0.05, so after n steps 0.95 to the power n is left.",
        "Find the smallest n for which 0.95 to the power n is below 0.5: divide log(0.5) by "
        "log(0.95).",
    ),
    way="Each step leaves 1 − 0.25 · 0.2 = 0.95 of the weight. log(0.5) / log(0.95) is 13.5, so 14 "
    "steps are needed. It is close to log(2) divided by eta · lambda.",
    note="A weight that no image asks for is half gone after about 0.7 / (eta · lambda) steps.",
)
