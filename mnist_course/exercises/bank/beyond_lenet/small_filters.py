"""How many small filters see as much as a large one, and what they cost."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

KEYS = ("layers", "weights of all", "weights of one")

EXERCISE = Exercise(
    kind="compute",
    stub="found = {\n" + "".join(f'    "{key}": ...,\n' for key in KEYS) + "}",
    solution="layers = (11 - 1) // 2\n"
    "found = {\n"
    '    "layers": layers,\n'
    '    "weights of all": layers * 3 * 3 * 64 * 64,\n'
    '    "weights of one": 11 * 11 * 64 * 64,\n'
    "}",
    reference={"layers": 5, "weights of all": 184_320, "weights of one": 495_616},
    compare=Choices(*KEYS),
    mistakes=(
        Mistake(
            "the first layer counted as two",
            {"layers": 6},
            "Begin with the first layer, which sees 3 pixels. How many more layers bring 3 to 11?",
        ),
        Mistake(
            "the first layer forgotten",
            {"layers": 4},
            "From 3 to 11 are four steps of two pixels, since windows of neighbours overlap. The "
            "layer that sees 3 counts as well.",
        ),
        Mistake(
            "one layer counted",
            {"weights of all": 36_864},
            "These are the weights of one of the small layers.",
        ),
        Mistake(
            "one channel in, small",
            {"weights of all": 2_880},
            "Every filter has a window for each of the 64 channels that come in.",
        ),
        Mistake(
            "one channel in, large",
            {"weights of one": 7_744},
            "Every filter has a window for each of the 64 channels that come in.",
        ),
        Mistake(
            "biases counted, small",
            {"weights of all": 184_640},
            "The weights are right, but the task leaves the biases aside.",
        ),
        Mistake(
            "biases counted, large",
            {"weights of one": 495_680},
            "The weights are right, but the task leaves the biases aside.",
        ),
    ),
    hints=(
        "A number behind one 3 × 3 layer sees 3 pixels of a row. How many behind two layers?",
        "Each further layer of stride 1 adds one pixel on each side: 3, 5, 7, …",
        "Five layers. Each has 3 · 3 · 64 weights for each of its 64 filters; the large one has "
        "11 · 11 · 64 for each.",
    ),
    way="The field grows 3, 5, 7, 9, 11: five layers. They hold 5 · 9 · 64 · 64 = 184,320 weights, "
    "a single layer of 11 × 11 holds 121 · 64 · 64 = 495,616.",
    note="The small ones see as far with about a third of the weights, and bend five times.",
)
