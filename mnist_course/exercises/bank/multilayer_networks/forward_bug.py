"""A planted mistake: the biases of the hidden layer are added after the bend."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def two_layers(X, W1, b1, W2, b2):
    """Return the outputs of a network with one hidden layer of ReLU units."""
    a = np.maximum(0, X @ W1 + b1)
    return a @ W2 + b2


def wrong_two_layers(X, W1, b1, W2, b2):
    """Return the outputs of a network with one hidden layer of ReLU units."""
    a = np.maximum(0, X @ W1) + b1
    return a @ W2 + b2


def _no_bend(X, W1, b1, W2, b2):
    return (X @ W1 + b1) @ W2 + b2


def _bent_output(X, W1, b1, W2, b2):
    return np.maximum(0, two_layers(X, W1, b1, W2, b2))


def _no_bias(X, W1, b1, W2, b2):
    return np.maximum(0, X @ W1) @ W2 + b2


def _no_output_bias(X, W1, b1, W2, b2):
    return np.maximum(0, X @ W1 + b1) @ W2


def _case(seed: int, batch: int, inputs: int, hidden: int, outputs: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    shapes = (batch, inputs), (inputs, hidden), (hidden,), (hidden, outputs), (outputs,)
    return tuple(np.round(rng.normal(size=shape), 1) for shape in shapes)


XOR = (
    np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]),
    np.ones((2, 2)),
    np.array([0.0, -1]),
    np.array([[1.0], [-2]]),
    np.array([0.0]),
)

EXERCISE = Exercise(
    kind="code",
    reference=two_layers,
    planted=wrong_two_layers,
    cases=(XOR, _case(0, 2, 2, 3, 1), _case(1, 4, 3, 5, 2), _case(2, 3, 4, 4, 4)),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_two_layers,
            "The hidden biases come after the bend, so every unit bends at a sum of weights alone. "
            "Feed it the XOR network by hand and compare a3, a4 with the table.",
        ),
        Mistake(
            "no bend",
            _no_bend,
            "Without a bend the two layers are one, and no single layer answers XOR.",
        ),
        Mistake(
            "the output bent too",
            _bent_output,
            "The hidden layer is right. The output is a plain sum and may be negative.",
        ),
        Mistake(
            "hidden biases lost",
            _no_bias,
            "Where has b1 gone? It belongs into the sum, before the bend.",
        ),
        Mistake(
            "output bias lost",
            _no_output_bias,
            "The hidden layer is right. Add b2 at the output.",
        ),
    ),
    hints=(
        "Compute a3 and a4 by hand for the point (0, 0) of XOR, and let the function show its own.",
        "At (0, 0) the second unit has the sum −1, so its activation is 0. The function gives it "
        "−1: a ReLU unit that says a negative number.",
        "The bias belongs to the sum z = XW + b, and the bend comes after it.",
    ),
    way="A layer computes z = XW + b and then f(z). The planted line bends XW first and adds b to "
    "what is bent, so all units bend at lines through the origin and may answer negative numbers. "
    "With all biases at 0, where training often begins, both functions agree.",
    note="At the first step, with biases of 0, such a mistake cannot be seen. Test with numbers "
    "that are not 0.",
)
