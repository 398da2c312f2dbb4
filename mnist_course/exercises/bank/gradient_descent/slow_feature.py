"""How many steps the weight of a feature with a small spread needs."""

from __future__ import annotations

import math

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="steps = ...",
    solution="factor = 1 - 0.05 * 0.5**2\nsteps = int(np.ceil(np.log(0.01) / np.log(factor)))",
    reference=367,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "standard deviation for curvature",
            182,
            "You took the standard deviation as the curvature. The curvature is the mean of the "
            "squares, here the standard deviation squared.",
        ),
        Mistake(
            "the other feature",
            21,
            "This is the weight of the second feature, whose curvature is 36. The slow one is the "
            "other.",
        ),
        Mistake(
            "the rule of thumb",
            663,
            "4.6 times the condition number holds for eta = 1 / 36. Here eta is 0.05: count with "
            "1 − eta · c.",
        ),
        Mistake(
            "one step too few",
            366,
            "After 366 steps a little more than one hundredth is left. Round up.",
        ),
        Mistake(
            "not a whole number",
            math.log(0.01) / math.log(1 - 0.05 * 0.5**2),
            "The logarithms are right. Steps are whole: round up.",
        ),
    ),
    hints=(
        "Which number is the curvature in the direction of the first weight?",
        "The mean of 0.5 squared is 0.25, so one step multiplies the distance by 1 − 0.05 · 0.25.",
        "Find the smallest n for which 0.9875 to the power n is at most 0.01: divide logarithms.",
    ),
    way="Around its mean of 0 the first feature has the mean square 0.25, so each step leaves "
    "0.9875 of the distance. ln 0.01 / ln 0.9875 = 366.1. The curvature of the second is 36, and "
    "0.05 is below its bound 2/36 = 0.056, so that weight arrives, swinging, in 21 steps.",
    note="With both features divided by their standard deviations, one step of eta = 1 is enough.",
)
