"""The parameters of a LeNet with 20 and 50 filters."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="parameters = ...",
    solution="first = 20 * (5 * 5 + 1)\n"
    "second = 50 * (5 * 5 * 20 + 1)\n"
    "hidden = 4 * 4 * 50 * 128 + 128\n"
    "output = 128 * 10 + 10\n"
    "parameters = first + second + hidden + output",
    reference=129_388,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake("biases forgotten", 129_180, "These are the weights alone. Add the biases."),
        Mistake(
            "a border after all",
            186_988,
            "This network has no border of zeros: the first maps are 24 × 24. What is left after "
            "the second pooling?",
        ),
        Mistake(
            "borders at both",
            340_588,
            "This network has no border of zeros at all: the sides are 28, then 24, and so on.",
        ),
        Mistake(
            "filters see one map",
            105_638,
            "Each of the 50 filters looks at all 20 maps below: it has 5 · 5 · 20 weights.",
        ),
        Mistake(
            "second pooling forgotten",
            436_588,
            "The second convolution gives maps of 8 × 8. Pooling halves them before the dense "
            "layer.",
        ),
        Mistake(
            "one number a map",
            33_388,
            "The dense layer gets every place of every map, 4 · 4 · 50 numbers, and not one number "
            "a map.",
        ),
        Mistake(
            "the output layer forgotten",
            128_098,
            "The ten outputs have weights and biases as well.",
        ),
        Mistake("only the convolutions", 25_570, "Two dense layers follow the convolutions."),
    ),
    hints=(
        "Follow the sizes first: 28, then 24 after the first convolution, and so on.",
        "28 → 24 → 12 → 8 → 4. So the dense layer gets 4 · 4 · 50 = 800 numbers.",
        "20 · 26 + 50 · 501 + (800 · 128 + 128) + (128 · 10 + 10).",
    ),
    way="Without a border the sides are 28, 24, 12, 8, 4. The first convolution has 20 · 26 = 520 "
    "parameters, the second 50 · (25 · 20 + 1) = 25,050, the dense layer 800 · 128 + 128 = 102,528 "
    "and the outputs 1,290.",
    note="Twice as many parameters as LeNet-5, and still four fifths of them in one dense layer.",
)
