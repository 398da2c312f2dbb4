"""How many numbers softmax regression learns."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="parameters = ...",
    solution="parameters = 784 * 10 + 10",
    reference=7850,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake("biases forgotten", 7840, "These are the weights alone. Add the biases."),
        Mistake(
            "one bias for all",
            7841,
            "Each of the ten outputs has its own bias.",
        ),
        Mistake(
            "a bias for each pixel",
            8624,
            "Biases belong to outputs: one for each digit, none for the pixels.",
        ),
        Mistake(
            "added instead of multiplied",
            794,
            "Every pixel is joined to every digit: multiply the two counts.",
        ),
        Mistake(
            "biases for the pixels too",
            8634,
            "The pixels are inputs and compute nothing, so they have no bias. Only the ten "
            "outputs have one each.",
        ),
        Mistake("10 twice", 7860, "You counted the ten biases twice."),
        Mistake("28 pixels", 290, "An image has 28 × 28 pixels."),
    ),
    hints=(
        "One digit needs one weight for each pixel. How many weights are that for ten digits?",
        "Then each of the ten outputs has a bias.",
        "784 · 10 weights and 10 biases.",
    ),
    way="Each of the ten outputs is joined to each of the 784 pixels, which makes 7,840 weights. "
    "Each output also has one bias: ten more.",
    note="Each of the ten digits has a picture of 784 weights and one bias.",
)
