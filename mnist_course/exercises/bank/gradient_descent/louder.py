"""Which methods take the same path when the loss is ten times as large."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

QUESTIONS = (
    "gradient descent",
    "momentum",
    "Adam",
    "gradient descent (eta / 10)",
    "momentum (eta / 10)",
    "Adam (eta / 10)",
)

EXERCISE = Exercise(
    kind="predict",
    stub="path = {\n" + "".join(f'    "{question}": ...,\n' for question in QUESTIONS) + "}",
    reference={
        "gradient descent": "other",
        "momentum": "other",
        "Adam": "same",
        "gradient descent (eta / 10)": "same",
        "momentum (eta / 10)": "same",
        "Adam (eta / 10)": "other",
    },
    compare=Choices(*QUESTIONS, options=("same", "other")),
    mistakes=(
        Mistake(
            "the lowest point decides",
            {"gradient descent": "same"},
            "The lowest point is where it was. But every slope is ten times as large, and so is "
            "every step.",
        ),
        Mistake(
            "the velocity makes up for it",
            {"momentum": "other", "momentum (eta / 10)": "other"},
            "The velocity is a sum of terms eta · g. What happens to each term when g is ten times "
            "as large and eta a tenth?",
        ),
        Mistake(
            "momentum divides by the slopes",
            {"momentum": "same"},
            "The velocity adds up the slopes, it does not divide by their size: with slopes ten "
            "times as large it is ten times as large.",
        ),
        Mistake(
            "Adam like the others",
            {"Adam": "other"},
            "Adam divides the mean of the gradients by the root of the mean of their squares. Both "
            "are ten times as large.",
        ),
        Mistake(
            "Adam needs no eta",
            {"Adam (eta / 10)": "same"},
            "For Adam eta alone sets the length of the steps: a tenth of it makes them a tenth as "
            "long.",
        ),
        Mistake(
            "a tenth cancels nothing",
            {"gradient descent (eta / 10)": "other"},
            "The step is eta times the slope. One is a tenth, the other ten times as large.",
        ),
    ),
    hints=(
        "All slopes become ten times as large. Follow this factor through each formula.",
        "Gradient descent and momentum see only products eta · g.",
        "In Adam the factor stands above and below the line, and cancels.",
    ),
    way="All gradients become ten times as large. Gradient descent and momentum contain them only "
    "as eta · g, so the path is the same if eta is a tenth. In Adam the mean and the root of the "
    "mean square grow by the same factor, which cancels (but for the tiny epsilon), so the path "
    "is the same if eta stays.",
    note="This is why a rate that suits Adam tells little about one that suits gradient descent.",
)
