"""How many layers until less than a thousandth of the gradient is left."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="layers = ...",
    solution="factor = 1.2 * (1 - np.tanh(1) ** 2)\n"
    "layers = int(np.ceil(np.log(1 / 1000) / np.log(factor)))",
    reference=11,
    compare=Number(),
    mistakes=(
        Mistake(
            "weights forgotten",
            8,
            "You multiplied the slopes only. Each layer contributes its weight times its slope.",
        ),
        Mistake(
            "not a whole number",
            10.080780790447196,
            "The logarithms are right. A number of layers is whole: round up, since 10 are not "
            "enough.",
        ),
        Mistake(
            "weights forgotten",
            7.9622643435973846,
            "You multiplied the slopes only. Each layer contributes its weight times its slope; "
            "and a number of layers is whole.",
        ),
        Mistake(
            "one layer too few",
            10,
            "After 10 layers a little more than one thousandth is left. Count one further.",
        ),
        Mistake(
            "the value, not the slope",
            77,
            "You multiplied by tanh(1) itself. The gradient meets the slope, 1 − tanh(1) squared.",
        ),
        Mistake(
            "the sigmoid's slope",
            5,
            "You used the slope of the sigmoid at z = 1. The units are tanh.",
        ),
    ),
    hints=(
        "By which factor does one layer change the gradient?",
        "The factor is 1.2 times the slope of tanh at 1, and the slope is 1 − tanh(1) squared.",
        "The factor is 1.2 · 0.41997 = 0.504. Find the smallest n for which 0.504 to the power n "
        "is below 0.001.",
    ),
    way="The slope of tanh at 1 is 0.420, so each layer multiplies the gradient by 1.2 · 0.420 = "
    "0.504, about one half. Ten halvings are about one thousandth; here 0.504 to the power 10 is "
    "0.00106, still above it, and to the power 11 it is 0.00053.",
    note="A factor only a little below 1 is not harmless: it is applied once per layer.",
)
