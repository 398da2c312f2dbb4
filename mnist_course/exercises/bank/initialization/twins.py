"""Which starts leave all hidden units twins."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub="""\
units = {
    "A": ...,  # W1 = 0, W2 = 0
    "B": ...,  # W1 = 0, W2 random
    "C": ...,  # W1 random, W2 = 0
    "D": ...,  # W1 = 0.1 everywhere; all rows of W2 are one random row
    "E": ...,  # W1 = 0.1 everywhere, W2 = 0.1 everywhere, but b1 random
}""",
    reference={"A": "twins", "B": "differ", "C": "differ", "D": "twins", "E": "differ"},
    compare=Choices("A", "B", "C", "D", "E"),
    mistakes=(
        Mistake(
            "zeros cannot move",
            {"A": "differ"},
            "In A nothing tells one hidden unit from another: neither what it receives nor along "
            "what it is blamed. What is equal stays equal.",
        ),
        Mistake(
            "blames differ",
            {"B": "twins"},
            "In B all units send the same at first. But their blames come back along W2, and the "
            "rows of W2 differ. So the first step moves their weights apart.",
        ),
        Mistake(
            "activations differ",
            {"C": "twins"},
            "In C the units have different weights from the start, so they send different "
            "activations. That W2 is zero only means that no blame comes back in the first step.",
        ),
        Mistake(
            "a random row is not random rows",
            {"D": "differ"},
            "In D the numbers in W2 are random, but each hidden unit has the same ones. Exchange "
            "two units: does anything in the network change?",
        ),
        Mistake(
            "biases count",
            {"E": "twins"},
            "In E the weights are equal, the biases are not. So the units bend at different "
            "places, send different activations, and are blamed with different slopes.",
        ),
    ),
    hints=(
        "Two units are twins if exchanging them changes nothing: their weights in, their bias, "
        "and their weights out are equal.",
        "Go through the five: is there anything, in front of the units, in them or behind them, "
        "that differs from one unit to the next?",
        "In B the weights out differ, in C the weights in, in E the biases. In A and D nothing "
        "differs.",
    ),
    way="A step keeps two units equal if their weights in, their biases and their weights out are "
    "equal. That is so in A and in D, where every unit has the same row of W2. One difference "
    "anywhere is enough: in B the weights out differ, in C the weights in, in E the biases.",
    note="So the weights may begin at zero in one layer, as long as another one tells the units "
    "apart.",
)
