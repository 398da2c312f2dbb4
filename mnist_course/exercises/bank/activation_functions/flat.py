"""On which side the slope of each activation function vanishes."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub="""\
flat = {
    "sigmoid": ...,
    "tanh": ...,
    "ReLU": ...,
    "leaky ReLU": ...,
    "softplus": ...,
}""",
    reference={
        "sigmoid": "both",
        "tanh": "both",
        "ReLU": "left",
        "leaky ReLU": "neither",
        "softplus": "left",
    },
    compare=Choices("sigmoid", "tanh", "ReLU", "leaky ReLU", "softplus"),
    mistakes=(
        Mistake(
            "flat at one end only",
            {"sigmoid": "right"},
            "The sigmoid is squeezed between 0 and 1: it flattens towards 1, and towards 0 too.",
        ),
        Mistake(
            "flat at one end only",
            {"sigmoid": "left"},
            "The sigmoid is squeezed between 0 and 1: it flattens towards 0, and towards 1 too.",
        ),
        Mistake(
            "steep tanh",
            {"tanh": "neither"},
            "Tanh is steep in the middle. Far out it approaches −1 and 1 and goes flat.",
        ),
        Mistake(
            "ReLU saturates on both sides",
            {"ReLU": "both"},
            "On the right, ReLU is the line f(z) = z: its slope stays 1, however far you go.",
        ),
        Mistake(
            "value taken for slope",
            {"ReLU": "neither"},
            "On the left, ReLU is 0 for every z. A constant has the slope 0.",
        ),
        Mistake(
            "the leak overlooked",
            {"leaky ReLU": "left"},
            "On the left, leaky ReLU is the line 0.01 z: its slope is 0.01. That is small, and no "
            "computer would call it zero.",
        ),
        Mistake(
            "softplus is not ReLU with a leak",
            {"softplus": "neither"},
            "The slope of softplus is the sigmoid. What is the sigmoid at z = −100?",
        ),
        Mistake(
            "softplus saturates on both sides",
            {"softplus": "both"},
            "The slope of softplus is the sigmoid, which is 1 far to the right.",
        ),
    ),
    hints=(
        "Which functions approach a fixed value when z runs to the left? When it runs to the "
        "right?",
        "A function that approaches a fixed value goes flat there. One that follows a line keeps "
        "the slope of the line.",
        "Sigmoid and tanh go flat on both sides. Of the other three, one has a small slope on the "
        "left, and the slope of another one is the sigmoid.",
    ),
    way="Sigmoid and tanh approach fixed values on both sides. ReLU is 0 on the left and a line "
    "with slope 1 on the right. Leaky ReLU is a line on either side. The slope of softplus is the "
    "sigmoid: at z = −100 it is about 4e-44, which a float32 rounds to almost nothing.",
    note="Where the slope is flat for every image, a unit learns nothing.",
)
