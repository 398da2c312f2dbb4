"""Which gates can one neuron compute."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub='gates = {"AND": ..., "OR": ..., "NAND": ..., "XOR": ...}',
    reference={"AND": True, "OR": True, "NAND": True, "XOR": False},
    compare=Choices("AND", "OR", "NAND", "XOR"),
    mistakes=(
        Mistake(
            "XOR with one line",
            {"XOR": True},
            "XOR is 1 on two opposite corners of the square. Try to draw one straight line that "
            "has exactly these two on one side.",
        ),
        Mistake(
            "NAND cannot be reversed",
            {"NAND": False},
            "NAND is AND with all signs turned round. What do -w and -b do to the line?",
        ),
        Mistake(
            "AND out of reach",
            {"AND": False},
            "AND is 1 at one corner only. One line can cut a single corner off.",
        ),
        Mistake(
            "OR out of reach",
            {"OR": False},
            "OR is 0 at one corner only. One line can cut a single corner off.",
        ),
    ),
    hints=(
        "Draw the square with its four corners and mark where the gate is 1.",
        "One neuron draws one straight line. A gate is possible if one line has all the ones on "
        "one side and all the zeros on the other.",
        "For three of the gates, one corner differs from the other three: a line cuts it off. "
        "For the fourth gate the ones lie on a diagonal.",
    ),
    way="AND is 1 at one corner, OR and NAND are 0 at one corner, and one straight line cuts a "
    "single corner off. XOR is 1 at two opposite corners and 0 at the other two. Wherever a "
    "line has both ones on one side, it has a zero there as well.",
    note="A neuron computes exactly the gates that one straight line can separate.",
)
