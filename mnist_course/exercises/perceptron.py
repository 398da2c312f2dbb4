"""Exercises of the chapter on the perceptron. Sources: Rosenblatt (1958), Novikoff (1962)."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_course.exercises.choices import Choices
from mnist_course.exercises.compare import Compare, Difference, Number, as_numbers
from mnist_course.exercises.core import Exercise, Mistake
from mnist_course.exercises.perceptron_pocket import POCKET
from mnist_course.exercises.perceptron_train import TRAIN
from mnist_course.exercises.perceptron_update import UPDATE
from mnist_course.exercises.text import describe, show

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
NOR = np.array([1, -1, -1, -1])

PREDICT_GATES = Exercise(
    name="perceptron.predict-gates",
    kind="predict",
    statement="Which of the gates AND, OR, NAND and XOR can one neuron compute? Answer True or "
    "False for each, before you run anything.",
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
    note="A neuron computes exactly the gates that one straight line can separate.",
)


class FiresLike(Compare):
    """Weights and bias (w, b) are judged by where the neuron fires, not by their values."""

    reveals = False

    def difference(self, got: Any, expected: Any, args: tuple[Any, ...] = ()) -> Difference | None:
        """Return the first corner where the neuron does not do what the gate asks for."""
        sums = _sums(got)
        if sums is None:
            return Difference("type", f"expected (w, b) with w of 2 numbers; got {describe(got)}")
        wanted = _sums(expected)
        for corner, z, want in zip(CORNERS, sums, wanted, strict=True):
            if np.sign(z) != np.sign(want):
                where = f"at input {show(corner)} the sum is z = {show(z)}"
                sign = "above" if want > 0 else "below"
                return Difference("value", f"{where}; there it must be {sign} 0")
        return None


def _sums(answer: Any) -> np.ndarray | None:
    """Return z at the four corners, or None if the answer is not two weights and a bias."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return None
    w, b = as_numbers(answer[0]), as_numbers(answer[1])
    if w is None or b is None or w.size != 2 or b.size != 1:
        return None
    z = CORNERS @ w.reshape(2).astype(float) + float(b.item())
    return z if np.isfinite(z).all() else None


HAND_WEIGHTS = Exercise(
    name="perceptron.hand-weights",
    kind="compute",
    statement="Find weights w (two numbers) and a bias b so that one neuron computes NOR: "
    "z = w·x + b is above 0 at (0, 0) and below 0 at (0, 1), (1, 0) and (1, 1). No corner may "
    "lie on the line z = 0. Many answers are right.",
    stub="w_b = (..., ...)  # ([w1, w2], b)",
    reference=([-1.0, -1.0], 0.5),
    compare=FiresLike(),
    mistakes=(
        Mistake(
            "this is OR",
            ([1.0, 1.0], -0.5),
            "Your neuron computes OR, the opposite of NOR. Turn the sign of w and of b.",
        ),
        Mistake(
            "this is AND",
            ([1.0, 1.0], -1.5),
            "Your neuron computes AND. NOR fires only if both inputs are 0.",
        ),
        Mistake(
            "this is NAND",
            ([-1.0, -1.0], 1.5),
            "Your neuron computes NAND: the bias is so large that one input alone cannot stop it.",
        ),
        Mistake(
            "the bias has the wrong sign",
            ([-1.0, -1.0], -0.5),
            "Your neuron never fires. At (0, 0) only the bias speaks, so it must be above 0.",
        ),
        Mistake(
            "the weights have the wrong sign",
            ([1.0, 1.0], 0.5),
            "Your neuron always fires. An input of 1 must push z down.",
        ),
        Mistake(
            "a corner on the line",
            ([-1.0, -1.0], 0.0),
            "At (0, 0) z is exactly 0, on the line itself. Give the bias a value above 0.",
        ),
        Mistake(
            "two corners on the line",
            ([-1.0, -1.0], 1.0),
            "At (0, 1) and (1, 0) z is exactly 0, on the line itself. Make the bias smaller.",
        ),
    ),
    hints=(
        "Start with the corner (0, 0): there z is the bias alone.",
        "At (0, 1) and (1, 0) one weight is added to the bias. It must pull z below 0.",
        "Take b between 0 and 1, and both weights equal to -1.",
    ),
    note="Every answer with 0 < b < -w1 and 0 < b < -w2 works: the line has room to move.",
)

MARGIN = Exercise(
    name="perceptron.margin",
    kind="compute",
    statement="The longest sample, with its 1 for the bias, has length R = 1.5. A line exists "
    "that leaves a margin gamma = 0.1 on both sides. After how many updates, at most, does the "
    "perceptron stop (Novikoff's bound)?",
    stub="bound = ...",
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
        "Long samples make the bound larger, a wide margin makes it smaller: the ratio is R/gamma.",
        "The bound is (R/gamma) squared, with R = 1.5 and gamma = 0.1.",
    ),
    note="The bound does not depend on the number of samples, only on the geometry.",
)

EXERCISES = (PREDICT_GATES, HAND_WEIGHTS, UPDATE, MARGIN, TRAIN, POCKET)
