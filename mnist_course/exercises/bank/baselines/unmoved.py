"""What may be done to all images without a nearest neighbour noticing."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KEYS = ("shuffled", "half as dark", "negative", "blurred", "turned by 10°", "only new ones paler")

EXERCISE = Exercise(
    kind="predict",
    stub="answers = {\n" + "".join(f'    "{key}": ...,\n' for key in KEYS) + "}",
    reference={
        "shuffled": "same",
        "half as dark": "same",
        "negative": "same",
        "blurred": "may change",
        "turned by 10°": "may change",
        "only new ones paler": "may change",
    },
    compare=Choices(*KEYS, options=("same", "may change")),
    mistakes=(
        Mistake(
            "pixels have places",
            {"shuffled": "may change"},
            "The distance adds 784 squares. Does the order in which they are added matter?",
        ),
        Mistake(
            "half of the ink",
            {"half as dark": "may change"},
            "All differences are halved, and so are all distances. Who is the nearest then?",
        ),
        Mistake(
            "black and white",
            {"negative": "may change"},
            "(1 − x) − (1 − m) is m − x, and its square is the same.",
        ),
        Mistake(
            "a blur is fair",
            {"blurred": "same"},
            "A blur mixes each pixel with its neighbours: thin differences vanish sooner than "
            "broad ones, so the distances do not all shrink alike.",
        ),
        Mistake(
            "a turn keeps lengths",
            {"turned by 10°": "same"},
            "A turn of the plane would keep distances. But new pixels are mixed from old ones, and "
            "corners are lost; so the distances change a little, and not all alike.",
        ),
        Mistake(
            "paler is the same digit",
            {"only new ones paler": "same"},
            "Now the new image and its twin in the memory differ. Thin digits, which have less "
            "ink, come nearer than before.",
        ),
    ),
    hints=(
        "Ask of each change: what becomes of one difference x − m, and of the sum of the squares?",
        "Answers stay if all distances stay, or if all are multiplied by the same number.",
        "Mixing pixels with their neighbours changes some differences more than others.",
    ),
    way="Shuffled: the same squares, added in another order. Half as dark: every distance is "
    "halved. Negative: every difference only changes its sign. A blur and a turn by 10° mix "
    "neighbouring pixels, which changes some distances more than others. If only the new images "
    "are paler, images with less ink come nearer.",
    note="A method that cannot notice a shuffle has no use for the fact that pixels have "
    "neighbours.",
)
