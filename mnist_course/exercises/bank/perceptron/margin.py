"""Novikoff's bound with numbers. Source: Novikoff (1962)."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="bound = ...",
    solution="bound = (1.5 / 0.1) ** 2",
    reference=225.0,
    compare=Number(),
    mistakes=(
        Mistake(
            "not squared", 15.0, "You have the ratio of the two lengths. The bound squares it."
        ),
        Mistake(
            "inverted",
            1 / 225,
            "You divided gamma by R. A narrow margin makes the task harder, so the bound must grow "
            "when gamma shrinks.",
        ),
        Mistake("gamma not squared", 22.5, "You squared R only. The whole ratio is squared."),
        Mistake("R not squared", 150.0, "You squared gamma only. The whole ratio is squared."),
        Mistake(
            "gamma twice",
            56.25,
            "You took the full width of the street, 2 gamma. The margin is the distance from the "
            "line to the nearest sample, on one side.",
        ),
    ),
    hints=(
        "The bound depends only on the ratio of the two lengths.",
        "Long samples make the bound larger, a wide margin makes it smaller: the ratio is R / "
        "gamma.",
        "The bound is (R / gamma) squared, with R = 1.5 and gamma = 0.1.",
    ),
    way="The ratio R / gamma is 1.5 / 0.1 = 15, and the bound is its square, 225.",
    note="The bound does not depend on the number of samples, only on the geometry.",
)
