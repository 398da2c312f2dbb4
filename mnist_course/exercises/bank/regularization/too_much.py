"""What becomes of a weight without gradient, for four strengths of weight decay."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub="""\
fate = {
    "0.05": ...,
    "1": ...,
    "1.5": ...,
    "2.5": ...,
}""",
    reference={"0.05": "fades", "1": "gone at once", "1.5": "swings and fades", "2.5": "runs away"},
    compare=Choices(
        "0.05",
        "1",
        "1.5",
        "2.5",
        options=("fades", "gone at once", "swings and fades", "runs away"),
    ),
    mistakes=(
        Mistake(
            "more decay is always a faster end",
            {"2.5": "gone at once"},
            "With 2.5 the factor is 1 − 2.5 = −1.5. What does a weight of 2 become, and then?",
        ),
        Mistake(
            "the sign overlooked",
            {"1.5": "fades"},
            "With 1.5 the factor is 1 − 1.5 = −0.5: it is smaller than 1 in size, but negative.",
        ),
        Mistake(
            "size and sign mixed up",
            {"1.5": "runs away"},
            "The factor is −0.5. The sign changes in each step, and the size is halved.",
        ),
        Mistake(
            "1 is not special",
            {"1": "fades"},
            "With 1 the factor is 1 − 1 = 0. How many steps does it take?",
        ),
        Mistake(
            "a slow fading taken for a jump",
            {"0.05": "gone at once"},
            "With 0.05 the factor is 0.95: a twentieth goes in each step, and never everything.",
        ),
        Mistake(
            "too strong to be stable",
            {"2.5": "swings and fades"},
            "The factor is −1.5. The sign changes in each step, but the size grows by half.",
        ),
    ),
    hints=(
        "Without a gradient, a step multiplies the weight by one number. Which?",
        "The number is 1 minus what is given. Write down 2, then 2 times it, then that times it.",
        "The four factors are 0.95, 0, −0.5 and −1.5.",
    ),
    way="A step multiplies the weight by 1 − eta · lambda: by 0.95, 0, −0.5 or −1.5. Below 1 in "
    "size it fades, with a negative factor it also changes sign each time, and above 1 in size it "
    "grows without end.",
    note="Above 2, weight decay does what a learning rate far too large does.",
)
