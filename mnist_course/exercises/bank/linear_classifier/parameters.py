"""How many numbers a larger softmax regression learns."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="parameters = ...",
    solution="parameters = 32 * 32 * 3 * 100 + 100",
    reference=307_300,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake("biases forgotten", 307_200, "These are the weights alone. Add the biases."),
        Mistake("one bias for all", 307_201, "Each of the 100 outputs has its own bias."),
        Mistake(
            "grey images",
            102_500,
            "You counted one number for each pixel. A pixel of a colour image holds three.",
        ),
        Mistake(
            "biases for the inputs too",
            310_372,
            "The inputs compute nothing, so they have no bias. Only the 100 outputs have one each.",
        ),
        Mistake(
            "added instead of multiplied",
            3172,
            "Every input is joined to every output: multiply the two counts.",
        ),
        Mistake("ten classes", 30_730, "There are 100 classes here, not ten."),
    ),
    hints=(
        "How many numbers describe one image?",
        "32 · 32 pixels with three numbers each. One output needs a weight for each of them.",
        "32 · 32 · 3 · 100 weights and 100 biases.",
    ),
    way="An image holds 32 · 32 · 3 = 3,072 numbers, and each of the 100 outputs has a weight for "
    "each of them: 307,200 weights. Each output also has one bias: 100 more.",
    note="The parameters grow with the size of the image times the number of classes.",
)
