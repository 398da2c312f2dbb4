"""Which slopes vanish when an input and a weight are zero."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KNOBS = ("w13", "w23", "b3", "w14", "w24", "b4", "w35", "w45", "b5")

EXERCISE = Exercise(
    kind="predict",
    stub='slopes = {\n    "w13": ..., "w23": ..., "b3": ...,\n'
    '    "w14": ..., "w24": ..., "b4": ...,\n'
    '    "w35": ..., "w45": ..., "b5": ...,\n}',
    reference={
        "w13": "zero",
        "w23": "not zero",
        "b3": "not zero",
        "w14": "zero",
        "w24": "zero",
        "b4": "zero",
        "w35": "not zero",
        "w45": "not zero",
        "b5": "not zero",
    },
    compare=Choices(*KNOBS, options=("zero", "not zero")),
    mistakes=(
        Mistake(
            "a weight of zero has no slope",
            {"w45": "zero"},
            "The slope along w45 asks what happens if w45 becomes a little more than 0. The "
            "activation before it is not zero, and neither is the blame behind it.",
        ),
        Mistake(
            "blame through a closed door",
            {"w24": "not zero", "b4": "not zero"},
            "What does the loss notice of neuron 4 while its only way out is multiplied by 0?",
        ),
        Mistake(
            "the bias of neuron 4 still counts",
            {"b4": "not zero"},
            "The slope along b4 is the blame of neuron 4, and it arrives multiplied by w45.",
        ),
        Mistake(
            "a silent input has a slope",
            {"w13": "not zero"},
            "However you turn w13, it is multiplied by an input of 0, so z3 stays where it is.",
        ),
        Mistake(
            "the bias goes with the input",
            {"b3": "zero"},
            "A bias belongs to an input that is always 1, not to a1.",
        ),
        Mistake(
            "one silent input silences the neuron",
            {"w23": "zero"},
            "Neuron 3 still hears the second input, and its blame is not zero.",
        ),
        Mistake(
            "all of the upper layer is right",
            {"w35": "zero"},
            "The slope along w35 is the activation of neuron 3 times the blame of the output. The "
            "sigmoid is never 0, and the answer is still wrong.",
        ),
    ),
    hints=(
        "The slope along a weight is a product of two numbers. When is a product zero?",
        "Activation where the line begins, times blame where it ends. First find out which of the "
        "three blames are zero.",
        "The blame of neuron 4 comes back along w45 and is multiplied by it. That settles w14, w24 "
        "and b4. The input of 0 settles w13.",
    ),
    way="The slope is the activation before the weight times the blame behind it. Along w13 the "
    "activation is 0. Neuron 4 gets its blame along w45 = 0, so its blame is 0, and with it the "
    "slopes along w14, w24 and b4. The slope along w45 itself is the activation of neuron 4 times "
    "the blame of the output, and neither is 0.",
    note="A weight of zero has a slope and can leave zero; the knobs below it have to wait for it.",
)
