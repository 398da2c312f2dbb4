"""The weights and biases of [784, 30, 10]."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="parameters = ...",
    solution="parameters = 784 * 30 + 30 + 30 * 10 + 10",
    reference=23_860,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake("biases forgotten", 23_820, "These are the weights alone. Add the biases."),
        Mistake(
            "output biases forgotten", 23_850, "The ten outputs have biases too, one for each."
        ),
        Mistake(
            "hidden biases forgotten", 23_830, "The 30 hidden units have biases too, one for each."
        ),
        Mistake(
            "biases for the inputs",
            24_644,
            "The inputs are pixels: they have no bias. Only units that compute have one.",
        ),
        Mistake(
            "biases on the wrong side",
            24_634,
            "You gave each layer as many biases as it has inputs. A bias belongs to a unit that "
            "computes: count the outputs of each layer.",
        ),
        Mistake("one bias per layer", 23_822, "Each unit has its own bias, not each layer."),
        Mistake(
            "units counted", 824, "You added the units. Count the connections between the layers."
        ),
        Mistake(
            "all multiplied",
            235_200,
            "You multiplied all three sizes. Multiply neighbours, layer by layer, and add.",
        ),
        Mistake("first layer only", 23_550, "This is the hidden layer. Add the output layer."),
        Mistake("one direct layer", 7850, "This is the network without a hidden layer."),
    ),
    hints=(
        "Count layer by layer. The first joins 784 inputs to 30 units.",
        "A layer from m to n units has m · n weights and n biases.",
        "784 · 30 + 30 for the hidden layer, 30 · 10 + 10 for the output layer. Add them.",
    ),
    way="The hidden layer has 784 · 30 weights and 30 biases, together 23,550. The output layer "
    "has 30 · 10 weights and 10 biases, together 310. The inputs are pixels, compute nothing "
    "and have no bias.",
    note="Nearly all parameters sit in the first layer, where the pixels come in.",
)
