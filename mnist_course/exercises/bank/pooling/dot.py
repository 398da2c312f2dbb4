"""What max pooling makes of a single white pixel that moves."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

QUESTIONS = ("max right", "max left", "mean right", "max twice right", "max twice left")
WORDS = ("same", "moved", "other numbers")

EXERCISE = Exercise(
    kind="predict",
    stub="dot = {\n" + "".join(f'    "{question}": ...,\n' for question in QUESTIONS) + "}",
    reference={
        "max right": "same",
        "max left": "moved",
        "mean right": "same",
        "max twice right": "same",
        "max twice left": "moved",
    },
    compare=Choices(*QUESTIONS, options=WORDS),
    mistakes=(
        Mistake(
            "every move forgotten",
            {"max left": "same"},
            "The windows stand on columns 0 and 1, 2 and 3, 4 and 5, and so on. From column 4 to "
            "column 3 the dot crosses a border between two windows.",
        ),
        Mistake(
            "every move seen",
            {"max right": "moved"},
            "Columns 4 and 5 belong to the same window: it sees the dot before and after.",
        ),
        Mistake(
            "the mean takes part of it",
            {"mean right": "other numbers"},
            "The mean of a window does not ask which of its four pixels is white: it is a quarter "
            "of the dot in both cases.",
        ),
        Mistake(
            "twice as safe",
            {"max twice left": "same"},
            "Two poolings see windows of 4 × 4. One of them begins at column 4, so a move from "
            "column 4 to 3 crosses a border here too.",
        ),
        Mistake(
            "twice sees more",
            {"max twice right": "moved"},
            "What the first pooling does not notice the second cannot notice either.",
        ),
    ),
    hints=(
        "Write down which columns belong to which window.",
        "Windows of 2: columns 0–1, 2–3, 4–5, … After two poolings: columns 0–3, 4–7, …",
        "From 4 to 5 stays inside a window of both sizes. From 4 to 3 leaves it, in both.",
    ),
    way="Columns 4 and 5 lie in one window, 3 and 4 in two, both for windows of 2 and for the "
    "windows of 4 that two poolings make. Inside a window neither the maximum nor the mean "
    "notices where the dot is.",
    note="A pooled map forgives a small move only as long as no border is crossed.",
)
