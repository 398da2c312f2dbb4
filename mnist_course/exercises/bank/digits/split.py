"""Which of the three piles may be used for what."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

PILES = ("train", "validation", "test")


EXERCISE = Exercise(
    kind="predict",
    stub="""\
piles = {
    "find the mean grey": ...,
    "straighten the digits or not": ...,
    "choose among 40 networks": ...,
    "tell a customer the error rate": ...,
}""",
    reference={
        "find the mean grey": "train",
        "straighten the digits or not": "validation",
        "choose among 40 networks": "validation",
        "tell a customer the error rate": "test",
    },
    compare=Choices(
        "find the mean grey",
        "straighten the digits or not",
        "choose among 40 networks",
        "tell a customer the error rate",
        options=PILES,
    ),
    mistakes=(
        Mistake(
            "computes from the test",
            {"find the mean grey": "test"},
            "Whatever is computed from images and goes into the program is learned. It would have "
            "seen the answers' images before the examination.",
        ),
        Mistake(
            "computes from the validation set",
            {"find the mean grey": "validation"},
            "The mean goes into the program, so it is learned, and is learned from the training "
            "images.",
        ),
        Mistake(
            "decides on the test",
            {"straighten the digits or not": "test"},
            "Each choice made on the test set lets a little of it leak into the program. The final "
            "figure then flatters.",
        ),
        Mistake(
            "decides on the training set",
            {"straighten the digits or not": "train"},
            "On the images it learned from, a program that learns by heart looks best.",
        ),
        Mistake(
            "chooses on the test",
            {"choose among 40 networks": "test"},
            "The best of 40 is good and lucky, and its test figure would contain the luck.",
        ),
        Mistake(
            "chooses on the training set",
            {"choose among 40 networks": "train"},
            "You would choose the network that has learned its images by heart best.",
        ),
        Mistake(
            "tells the validation figure",
            {"tell a customer the error rate": "validation"},
            "The network was chosen because it did well on these images; the figure is too good.",
        ),
        Mistake(
            "tells the training figure",
            {"tell a customer the error rate": "train"},
            "The network has seen these images. The figure says nothing about new ones.",
        ),
    ),
    hints=(
        "Ask of each task: does something go from these images into the program, is something "
        "decided by them, or is something only reported?",
        "What is computed from images and used by the program is learned, even a single number.",
        "Learn on the first pile, decide on the second, report on the third.",
    ),
    way="The mean grey is one number, but it is learned from images and becomes a part of the "
    "program: training. To straighten or not, and which of 40 networks to keep, are decisions: "
    "validation. What a customer is told must come from images that took part in nothing: test.",
    note="Train to learn, validation to choose, test to report once.",
)
