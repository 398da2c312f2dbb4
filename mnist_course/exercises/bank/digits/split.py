"""Which of the three piles may be used for what."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

PILES = ("train", "validation", "test")


EXERCISE = Exercise(
    kind="predict",
    stub="""\
piles = {
    "fit the weights": ...,
    "choose the learning rate": ...,
    "decide when to stop": ...,
    "report the final figure": ...,
}""",
    reference={
        "fit the weights": "train",
        "choose the learning rate": "validation",
        "decide when to stop": "validation",
        "report the final figure": "test",
    },
    compare=Choices(
        "fit the weights",
        "choose the learning rate",
        "decide when to stop",
        "report the final figure",
        options=PILES,
    ),
    mistakes=(
        Mistake(
            "learns from the test",
            {"fit the weights": "test"},
            "The network would have seen the answers before the examination.",
        ),
        Mistake(
            "chooses on the test",
            {"choose the learning rate": "test"},
            "Each choice made on the test set lets a little of it leak into the network. The final "
            "figure then flatters.",
        ),
        Mistake(
            "stops by the test",
            {"decide when to stop": "test"},
            "To stop at the best test accuracy is a choice made on the test set. The final figure "
            "then flatters.",
        ),
        Mistake(
            "chooses on the training set",
            {"choose the learning rate": "train"},
            "On the images it learned from, a network that learns by heart looks best.",
        ),
        Mistake(
            "stops by the training set",
            {"decide when to stop": "train"},
            "Training accuracy goes on rising while the network begins to learn by heart.",
        ),
        Mistake(
            "reports the validation figure",
            {"report the final figure": "validation"},
            "The settings were chosen to do well on these images, so the figure is too good.",
        ),
        Mistake(
            "reports the training figure",
            {"report the final figure": "train"},
            "The network has seen these images. The figure says nothing about new ones.",
        ),
        Mistake(
            "learns from the validation set",
            {"fit the weights": "validation"},
            "Then no unseen images are left to choose the settings on.",
        ),
    ),
    hints=(
        "Ask of each task: does its result change the network?",
        "Weights are fitted on one pile. Every other decision is made on a second one.",
        "The test pile is opened once, at the very end, for the one figure you report.",
    ),
    way="To fit the weights is to learn, so it uses the training images. The learning rate and the "
    "moment to stop are decisions too, and they are made on images from which the network did "
    "not learn: the validation images. The figure you report comes from images that took part "
    "in no decision.",
    note="Train to learn, validation to choose, test to report once.",
)
