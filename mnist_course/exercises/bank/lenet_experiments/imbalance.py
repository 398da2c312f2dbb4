"""The mean recall of a pile in which one digit is far more frequent than the others."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="mean_recall = ...",
    solution="mean_recall = (900 / 900 + 30 / 60 + 10 / 40) / 3",
    reference=1.75 / 3,
    compare=Number(),
    mistakes=(
        Mistake(
            "the accuracy",
            0.94,
            "This is the share of right answers, the accuracy. It weighs each digit by how often "
            "it occurs; here every digit counts alike.",
        ),
        Mistake(
            "ones forgotten",
            0.375,
            "This is the mean over sevens and fours. The ones have a recall as well.",
        ),
        Mistake(
            "sevens and fours thrown together",
            0.7,
            "You took sevens and fours as one class. Each digit has a recall of its own.",
        ),
        Mistake("a sum", 1.75, "Divide the sum by the number of digits."),
        Mistake(
            "over all ten digits",
            0.175,
            "Seven digits do not occur in the pile and have no recall. Take the mean of three.",
        ),
    ),
    hints=(
        "The recall of a digit: how many of its images were found?",
        "The three recalls are 1, one half and one quarter.",
        "(1 + 0.5 + 0.25) / 3.",
    ),
    way="All ones are found, half of the sevens, a quarter of the fours. The mean of 1, 0.5 and "
    "0.25 is 0.583, while the accuracy is 940 of 1,000.",
    note="The accuracy of the same pile is 94 %: it hears almost only the ones.",
)
