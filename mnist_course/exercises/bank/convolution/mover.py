"""A kernel that moves an image."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake

EXERCISE = Exercise(
    kind="compute",
    stub="kernel = ...  # np.array([[...], [...], [...]])",
    solution="kernel = np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]])",
    reference=np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]]),
    mistakes=(
        Mistake(
            "moved to the left",
            np.array([[0, 0, 0], [0, 0, 1], [0, 0, 0]]),
            "This kernel moves the image to the left: each output takes the pixel on its right.",
        ),
        Mistake(
            "not moved",
            np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
            "This kernel copies the pixel in the middle of its window: the image stays where it "
            "is.",
        ),
        Mistake(
            "moved down",
            np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]),
            "Each output takes the pixel above it, so the image moves down.",
        ),
        Mistake(
            "moved up",
            np.array([[0, 0, 0], [0, 0, 0], [0, 1, 0]]),
            "Each output takes the pixel below it, so the image moves up.",
        ),
        Mistake(
            "the image twice",
            np.array([[0, 0, 0], [1, 1, 0], [0, 0, 0]]),
            "Two weights are 1, so every output adds two pixels: the image stands there twice. One "
            "pixel is enough.",
        ),
        Mistake(
            "a difference",
            np.array([[0, 0, 0], [1, 0, -1], [0, 0, 0]]),
            "This kernel takes the difference of two pixels and finds edges. To copy a pixel you "
            "need one weight alone.",
        ),
    ),
    hints=(
        "After the move, which pixel of the old image stands at the place of the window's middle?",
        "The new image has at each place the pixel that stood one column to the left of it.",
        "Eight weights are 0, one is 1: the one at the left of the middle.",
    ),
    way="If an image moves one column to the right, each place gets the pixel that stood on its "
    "left. So the window must copy its entry on the left: weight 1 there, 0 elsewhere.",
    note="With a turned kernel, in a true convolution, the 1 would stand on the right: on the side "
    "to which the image moves.",
)
