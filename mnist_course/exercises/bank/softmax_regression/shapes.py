"""The shapes of softmax regression."""

from __future__ import annotations

from mnist_course.exercises.judge import Choices, Exercise, Mistake

EXERCISE = Exercise(
    kind="predict",
    stub="""\
shapes = {
    "X @ W": ...,
    "X @ W + b": ...,
    "x @ W": ...,
    "gradient of W": ...,
}""",
    reference={
        "X @ W": (32, 10),
        "X @ W + b": (32, 10),
        "x @ W": (10,),
        "gradient of W": (784, 10),
    },
    compare=Choices("X @ W", "X @ W + b", "x @ W", "gradient of W"),
    mistakes=(
        Mistake(
            "rows and columns exchanged",
            {"X @ W": (10, 32)},
            "X has 32 rows, and so has X @ W: samples stay in rows.",
        ),
        Mistake(
            "the inner size stays",
            {"X @ W": (784, 784)},
            "The inner size, 784, is summed over and disappears. The outer ones stay.",
        ),
        Mistake(
            "b adds columns",
            {"X @ W + b": (32, 20)},
            "Adding b puts nothing beside the columns: b is added to every row.",
        ),
        Mistake(
            "b adds a row",
            {"X @ W + b": (33, 10)},
            "Adding b puts nothing below the rows: b is added to every row.",
        ),
        Mistake(
            "one image is a matrix",
            {"x @ W": (1, 10)},
            "x has one axis, so the result has one axis too. A batch of one image, (1, 784), "
            "would give this shape.",
        ),
        Mistake(
            "gradient transposed",
            {"gradient of W": (10, 784)},
            "There is one partial derivative for each weight: the gradient has the shape of W.",
        ),
        Mistake(
            "gradient per sample",
            {"gradient of W": (32, 10)},
            "This is the shape of the scores. The gradient of W has the shape of W.",
        ),
    ),
    hints=(
        "In `(a, b) @ (b, c)`, the two b must agree. What is left?",
        "`(32, 784) @ (784, 10)`: 784 is summed over. b has one number per column and is added "
        "to each row.",
        "A gradient has the shape of the thing it belongs to: the shape of W.",
    ),
    way="The inner sizes of a product agree and disappear: (32, 784) times (784, 10) leaves (32, "
    "10). Adding b changes no shape, because b is added to every row. One image has no axis for "
    "the batch, so its result has none either. And the gradient holds one slope for each "
    "weight.",
    note="Check shapes before values: most errors show there first.",
)
