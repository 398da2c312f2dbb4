"""What an accuracy is worth beside the empty answer, where classes are unequal."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="removed = ...",
    solution="removed = (0.04 - 0.03) / 0.04",
    reference=0.25,
    compare=Number(),
    mistakes=(
        Mistake(
            "the accuracy",
            0.97,
            "This is its accuracy. Whoever says inland to every letter has 0.96 already.",
        ),
        Mistake(
            "the difference",
            0.01,
            "This is the share of all letters on which an error is saved. Which share is it of "
            "the errors that the baseline makes?",
        ),
        Mistake(
            "what is left",
            0.75,
            "This is the share of the baseline's errors that the machine still makes.",
        ),
        Mistake(
            "of its own errors",
            0.01 / 0.03,
            "You divided by the machine's errors. The question is about the baseline's.",
        ),
        Mistake(
            "beside guessing",
            0.94,
            "You took half of the letters for the baseline's errors. It always says inland, and "
            "that is wrong on 4 of 100.",
        ),
        Mistake(
            "the other class",
            (0.96 - 0.03) / 0.96,
            "You took for the baseline one that always says abroad. The strong one says inland.",
        ),
        Mistake("in per cent", 25.0, "This is in per cent. Give a share between 0 and 1."),
    ),
    hints=(
        "Which answer, given to every letter, is right most often? How often is it wrong?",
        "The baseline is wrong on 4 of 100 letters and the machine on 3.",
        "One of four errors has gone.",
    ),
    way="Always inland is wrong on 4 of 100 letters, the machine on 3. Of the baseline's errors it "
    "has removed (0.04 − 0.03) / 0.04 = 0.25.",
    note="An accuracy of 97 % on digits would remove most of the baseline's errors; here, a "
    "quarter of them.",
)
