"""One wide hidden layer with no more parameters than two narrower ones."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="m = ...",
    solution="budget = 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10\n"
    "m = (budget - 10) // (784 + 1 + 10)",
    reference=137,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "not a whole number",
            (109_386 - 10) / 795,
            "The division is right. Units are whole, and 138 of them would be too many.",
        ),
        Mistake(
            "not a whole number, rounded",
            137.58,
            "The division is right. Units are whole, and 138 of them would be too many.",
        ),
        Mistake(
            "rounded up",
            138,
            "Check it: 138 units have 138 · 795 + 10 = 109,720 parameters, more than 109,386.",
        ),
        Mistake(
            "output weights forgotten",
            139,
            "A hidden unit has 784 weights and a bias before it, and ten weights behind it, one "
            "to each output.",
        ),
        Mistake(
            "the two widths added",
            192,
            "128 + 64 counts units. The second hidden layer reads 128 numbers and not 784, so its "
            "units are much cheaper.",
        ),
    ),
    hints=(
        "Count the parameters of 784-128-64-10 first, layer by layer.",
        "How many parameters come with each hidden unit of 784-m-10? Those before it, its bias, "
        "and those behind it. The ten output biases come on top.",
        "795 m + 10 may be at most 109,386.",
    ),
    way="The network 784-128-64-10 has 100,480 + 8,256 + 650 = 109,386 parameters. With one hidden "
    "layer each unit brings 784 weights, one bias and ten weights to the outputs, 795 in all, and "
    "the outputs bring ten biases: 795 m + 10 ≤ 109,386, so m ≤ 137.58.",
    note="Nearly all parameters of such networks lie between the pixels and the first layer.",
)
