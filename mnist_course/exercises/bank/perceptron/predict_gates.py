"""Which questions can one neuron answer."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub="""\
one_neuron = {
    "at least two of three": ...,
    "exactly one of three": ...,
    "x1 but not x2": ...,
    "x1 equals x2": ...,
}""",
    reference={
        "at least two of three": True,
        "exactly one of three": False,
        "x1 but not x2": True,
        "x1 equals x2": False,
    },
    compare=Choices(
        "at least two of three", "exactly one of three", "x1 but not x2", "x1 equals x2"
    ),
    mistakes=(
        Mistake(
            "a majority out of reach",
            {"at least two of three": False},
            "Give all three inputs the weight 1: the sum counts the ones. Which bias asks whether "
            "they are at least two?",
        ),
        Mistake(
            "exactly one with one threshold",
            {"exactly one of three": True},
            "The neuron would have to fire for one input and fall silent again when a second one "
            "joins. A sum that has passed the threshold because of positive weights does not come "
            "back. Set x3 to 0: which gate is left?",
        ),
        Mistake(
            "a weight may be negative",
            {"x1 but not x2": False},
            "It is true at one corner only, and one line cuts a single corner off. A negative "
            "weight lets x2 speak against firing.",
        ),
        Mistake(
            "equal with one line",
            {"x1 equals x2": True},
            "It is true at (0, 0) and at (1, 1): two opposite corners, as for XOR with the sides "
            "exchanged.",
        ),
    ),
    hints=(
        "Draw the corners where the answer is yes. Can one straight cut part them from the others?",
        "For two inputs the cut is a line through a square, for three a plane through a cube. A "
        "cut parts one corner, or an edge, or a side from the rest, but no two opposite corners.",
        "If a neuron with three inputs could do it, it could also do it with x3 held at 0. What "
        "question is left then for each of the first two?",
    ),
    way="At least two of three: weights (1, 1, 1) and the bias −1.5. Exactly one of three: hold x3 "
    "at 0, and XOR is left, which no neuron can compute. x1 but not x2: one corner, cut off with "
    "the weights (1, −1) and the bias −0.5. x1 equals x2: the opposite of XOR, so a neuron for "
    "it, with all signs turned round, would compute XOR.",
    note="One neuron answers the questions that one straight cut can answer.",
)
