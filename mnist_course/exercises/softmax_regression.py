"""Exercises of the chapter on softmax regression."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.choices import Choices
from mnist_course.exercises.compare import Arrays, Number
from mnist_course.exercises.core import Exercise, Mistake
from mnist_course.exercises.softmax_code import CROSS_ENTROPY, STABLE
from mnist_course.exercises.softmax_gradient import GRADIENT

SHAPES = Exercise(
    name="softmax.shapes",
    kind="predict",
    statement="X holds 32 images as rows, shape (32, 784); W has shape (784, 10), b has shape "
    "(10,), and x is one image of shape (784,). Which shapes have X @ W, X @ W + b, x @ W, and the "
    "gradient of the loss with respect to W?",
    stub='shapes = {"X @ W": ..., "X @ W + b": ..., "x @ W": ..., "gradient of W": ...}',
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
        "In (a, b) @ (b, c), the two b must agree. What is left?",
        "(32, 784) @ (784, 10): 784 is summed over. b has one number per column and is added to "
        "each row.",
        "A gradient has the shape of the thing it belongs to: the shape of W.",
    ),
    note="Check shapes before values: most errors show there first.",
)


def most_confused(C):
    """Return (truth, answer), the largest entry off the diagonal."""
    errors = C * (1 - np.eye(len(C), dtype=int))
    truth, answer = np.unravel_index(np.argmax(errors), C.shape)
    return int(truth), int(answer)


def _in_place(C):
    np.fill_diagonal(C, 0)
    return most_confused(C)


def _rate(C):
    return most_confused(C / C.sum(axis=1, keepdims=True))


_CONFUSION = (
    np.array([[9, 2], [3, 8]]),
    np.array([[50, 1, 4], [2, 40, 3], [1, 7, 45]]),
    np.array([[95, 0, 5, 0], [1, 92, 5, 2], [4, 9, 80, 7], [11, 0, 2, 300]]),
    np.array([[90, 6, 0, 1], [5, 80, 0, 0], [0, 8, 70, 1], [0, 1, 7, 60]]),
)
CONFUSION = Exercise(
    name="softmax.confusion",
    kind="explore",
    statement="C is a confusion matrix: entry [i, j] counts images of the digit i that were called "
    "j. Find the most frequent single error: return (truth, answer). Leave C unchanged.",
    reference=most_confused,
    compare=Arrays("truth", "answer"),
    cases=tuple((matrix,) for matrix in _CONFUSION),
    mistakes=(
        Mistake(
            "answer before truth",
            lambda C: most_confused(C)[::-1],
            "You give column and row. Rows are the truth, columns are the network's answer.",
        ),
        Mistake(
            "the diagonal",
            lambda C: tuple(int(i) for i in np.unravel_index(np.argmax(C), C.shape)),
            "The largest entry stands on the diagonal: these are right answers. Leave them out.",
        ),
        Mistake(
            "flat index",
            lambda C: int(np.argmax(C * (1 - np.eye(len(C), dtype=int)))),
            "np.argmax counts through the flattened matrix. np.unravel_index(k, C.shape) turns "
            "the count into row and column.",
        ),
        Mistake(
            "both directions together",
            lambda C: most_confused(np.triu(C + C.T)),
            "You add the two directions. That a 4 is called 9 is one error, that a 9 is called 4 "
            "is another.",
        ),
        Mistake(
            "rate, not count",
            _rate,
            "You divide by the number of images of each digit. Asked for is the most frequent "
            "error, as a count.",
        ),
        Mistake(
            "the smallest",
            lambda C: most_confused(C.max() - C),
            "You found the rarest error. Look for the largest entry.",
        ),
        Mistake(
            "changes its input",
            _in_place,
            "The answer is right, but np.fill_diagonal writes into C: the right answers are gone "
            "for every later cell. Work on C.copy().",
        ),
    ),
    hints=(
        "Which entries of C are right answers, and which are errors?",
        "Set the diagonal of a copy to 0. Then look for the largest entry.",
        "errors = C.copy(); np.fill_diagonal(errors, 0); "
        "np.unravel_index(np.argmax(errors), C.shape) gives row and column.",
    ),
    note="Look at the images behind this entry: they often tell what the network cannot see.",
)

PARAMETERS = Exercise(
    name="softmax.parameters",
    kind="compute",
    statement="How many numbers does softmax regression learn: 784 pixels in, 10 digits out, "
    "weights and biases together?",
    stub="parameters = ...",
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
        Mistake("10 twice", 7860, "You counted the ten biases twice."),
        Mistake("28 pixels", 290, "An image has 28 × 28 pixels."),
    ),
    hints=(
        "One digit needs one weight for each pixel. How many weights are that for ten digits?",
        "Then each of the ten outputs has a bias.",
        "784 · 10 weights and 10 biases.",
    ),
    note="Each of the ten digits has a picture of 784 weights and one bias.",
)

EXERCISES = (SHAPES, PARAMETERS, STABLE, CROSS_ENTROPY, GRADIENT, CONFUSION)
