"""The expected calibration error of a table with three bins."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="error = ...",
    solution="gaps = abs(0.96 - 63 / 70), abs(0.75 - 17 / 20), abs(0.5 - 3 / 10)\n"
    "error = 0.7 * gaps[0] + 0.2 * gaps[1] + 0.1 * gaps[2]",
    reference=0.082,
    compare=Number(),
    mistakes=(
        Mistake(
            "every bin alike",
            0.12,
            "You took the plain mean of the three gaps. A bin counts by how many answers it holds.",
        ),
        Mistake(
            "gaps that cancel",
            0.042,
            "The middle bin is too little sure, and you let it make up for the others. Take the "
            "gap of each bin without its sign.",
        ),
        Mistake(
            "the largest gap",
            0.2,
            "This is the largest of the three gaps. Average them, by how many answers each has.",
        ),
        Mistake(
            "a sum",
            0.36,
            "You added the gaps up. Weigh each with its bin's share of the answers.",
        ),
        Mistake(
            "in points",
            8.2,
            "These are points, hundredths. Give the share, as confidences are given.",
        ),
        Mistake(
            "accuracy",
            0.83,
            "This is the share of right answers, 83 of 100. The error compares it with the "
            "confidence, bin by bin.",
        ),
    ),
    hints=(
        "For each bin: which share of its answers is right, and how far is that from its "
        "confidence?",
        "The three gaps are 0.06, 0.10 and 0.20, whatever their sign.",
        "0.7 · 0.06 + 0.2 · 0.10 + 0.1 · 0.20.",
    ),
    way="The shares of right answers are 0.90, 0.85 and 0.30, so the gaps are 0.06, 0.10 and 0.20. "
    "Weighed with 70, 20 and 10 of 100 answers they make 0.042 + 0.020 + 0.020 = 0.082.",
    note="The bin that is too careful counts as an error, just as those that are too sure.",
)
