"""What lies behind an accuracy on images of which only some were changed."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="changed = ...",
    solution="changed = (0.80 - 0.75 * 0.96) / 0.25",
    reference=0.32,
    compare=Number(),
    mistakes=(
        Mistake(
            "half of them",
            0.64,
            "This is right for a tool that changes half of the images. This one changes a quarter.",
        ),
        Mistake(
            "the other way round",
            0.7466666666666667,
            "You took three quarters for the changed images. The tool changes one quarter.",
        ),
        Mistake(
            "the plain images forgotten",
            0.20,
            "0.80 · 0.25 would be the changed images' share of the right answers if they were read "
            "as often as the plain ones. First take away what the plain images contribute.",
        ),
        Mistake(
            "the contribution, not the accuracy",
            0.08,
            "This much the changed images contribute to the mean. They are a quarter of all, so "
            "divide by 0.25.",
        ),
        Mistake(
            "in per cent",
            32.0,
            "These are per cent. Give the share, a number between 0 and 1.",
        ),
        Mistake(
            "a difference",
            0.16,
            "This is how far the mean has fallen. The changed images alone have fallen further.",
        ),
    ),
    hints=(
        "Write the reported accuracy as a mean of two accuracies, each with its weight.",
        "0.80 = 0.75 · 0.96 + 0.25 · a. What is a?",
        "0.75 · 0.96 = 0.72, so a quarter of a is 0.08.",
    ),
    way="The mean is 0.80 = 0.75 · 0.96 + 0.25 · a. The plain images contribute 0.72, so 0.25 · a "
    "is 0.08 and a is 0.32.",
    note="Before you quote an accuracy under augmentation, ask how many images were touched.",
)
