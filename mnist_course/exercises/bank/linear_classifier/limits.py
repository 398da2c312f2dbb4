"""What one linear layer can tell, whatever its weights."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub="""\
one_layer = {
    "upper or lower half": ...,
    "exactly 100 inked pixels or not": ...,
    "plain or chessboard": ...,
    "half the ink": ...,
}""",
    reference={
        "upper or lower half": True,
        "exactly 100 inked pixels or not": False,
        "plain or chessboard": False,
        "half the ink": True,
    },
    compare=Choices(
        "upper or lower half",
        "exactly 100 inked pixels or not",
        "plain or chessboard",
        "half the ink",
    ),
    mistakes=(
        Mistake(
            "halves out of reach",
            {"upper or lower half": False},
            "Give neuron 1 the weight 1 on every pixel of the upper half, and neuron 2 the same "
            "below. Each score is then the ink of one half.",
        ),
        Mistake(
            "exactly a number with one threshold",
            {"exactly 100 inked pixels or not": True},
            "Let one inked pixel of an image move to an empty place: before and after, there are "
            "100. The mean of these two is also the mean of two images with 99 and 101: without "
            "this pixel at all, and with it at both places. Who wins on the mean?",
        ),
        Mistake(
            "a chessboard with one layer",
            {"plain or chessboard": True},
            "The empty and the full field are an image and its negative, the two chessboards are "
            "another such pair. Who wins on the even grey that both pairs have as their mean?",
        ),
        Mistake(
            "half the ink changes the winner",
            {"half the ink": False},
            "All biases are 0. What does half of each pixel do to each of the scores?",
        ),
    ),
    hints=(
        "For a yes, name weights. For a no, look for images whose mean is the same image.",
        "If one neuron wins on two images, it also wins on their mean, because scores add up.",
        "Empty and full have the mean grey, and so have the two chessboards. Let one of 100 inked "
        "pixels move: before and after have the same mean as neither (99) and both (101).",
    ),
    way="Upper or lower half: each score adds up the ink of one half. Half the ink: without biases "
    "all scores are halved, and the largest stays the largest. Plain or chessboard: one neuron "
    "wins on empty and full, so on grey, and the other would win there too. Exactly 100: one pixel "
    "that moves gives two images with 100, whose mean is also that of 99 and 101.",
    note="Scores add up, so whoever wins on two images wins on their mean.",
)
