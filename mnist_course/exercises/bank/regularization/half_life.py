"""After how many steps weight decay alone has halved a weight."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="steps = ...",
    solution="steps = int(np.ceil(np.log(0.5) / np.log(1 - 0.2 * 0.005)))",
    reference=693,
    compare=Number(),
    mistakes=(
        Mistake(
            "the learning rate forgotten",
            139,
            "You multiplied by 1 - lambda in each step. The share that goes is eta · lambda.",
        ),
        Mistake(
            "not a whole number",
            692.8005491785705,
            "The logarithms are right. A number of steps is whole: after 692 of them a little more "
            "than half is left.",
        ),
        Mistake(
            "one step too few",
            692,
            "After 692 steps a little more than half is left. Count one further.",
        ),
        Mistake(
            "as if the same amount went in each step",
            500,
            "You took a thousandth of the first weight away in each step. It is a thousandth of "
            "what is left.",
        ),
        Mistake(
            "two times lambda",
            347,
            "You used the factor 1 - 2 · eta · lambda, which belongs to the penalty without the "
            "half. This chapter writes the half.",
        ),
    ),
    hints=(
        "Which share of the weight goes in one step?",
        "The share is eta · lambda = 0.001, so after n steps 0.999 to the power n is left.",
        "Find the smallest n for which 0.999 to the power n is below 0.5: divide log(0.5) by "
        "log(0.999).",
    ),
    way="Each step leaves 1 - 0.2 · 0.005 = 0.999 of the weight. log(0.5) / log(0.999) is 692.8, "
    "so 693 steps are needed. It is close to log(2) divided by eta · lambda.",
    note="A weight that no image asks for is half gone after about 0.7 / (eta · lambda) steps.",
)
