"""The parameters of a convolution whose filters do not see all maps."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def sparse_count(seen, size):
    """Return how many parameters the layer has, biases included."""
    filters = seen.shape[1]
    return int(seen.sum()) * size**2 + filters


def _table(*rows: str) -> np.ndarray:
    return np.array([[mark == "1" for mark in row] for row in rows])


EXERCISE = Exercise(
    kind="code",
    reference=sparse_count,
    cases=(
        (_table("11", "1."), 1),
        (_table("1.1", "11."), 3),
        (_table("1111", "1111", "1111"), 2),
        (_table("1....", ".1111"), 5),
        (_table("11.1.1", ".111..", "1.1111", "..111."), 5),
    ),
    mistakes=(
        Mistake(
            "every filter sees all",
            lambda seen, size: seen.size * size**2 + seen.shape[1],
            "You count a connection for every field of the table. Only where it is True is there "
            "one.",
        ),
        Mistake(
            "no biases",
            lambda seen, size: int(seen.sum()) * size**2,
            "The weights are right. Each filter has a bias, too.",
        ),
        Mistake(
            "a bias for each connection",
            lambda seen, size: int(seen.sum()) * (size**2 + 1),
            "You add a bias for each connection. A filter adds everything up and then adds one "
            "bias.",
        ),
        Mistake(
            "rows taken for filters",
            lambda seen, size: int(seen.sum()) * size**2 + seen.shape[0],
            "You count a bias for each row. The rows are the maps below, the columns are the "
            "filters.",
        ),
        Mistake(
            "one bias",
            lambda seen, size: int(seen.sum()) * size**2 + 1,
            "Each filter has a bias of its own.",
        ),
        Mistake(
            "side, not area",
            lambda seen, size: int(seen.sum()) * size + seen.shape[1],
            "A window of `size` × `size` has `size`² weights.",
        ),
    ),
    hints=(
        "How many weights does one connection between a map and a filter have?",
        "Count the fields that are True: `seen.sum()`. Each of them is worth `size**2` weights.",
        "Add one bias for each column: `seen.shape[1]`.",
    ),
    way="Each True stands for a filter that looks at a map through size · size weights. Each "
    "column is a filter and has one bias.",
    note="For the table of 1998 and 5 × 5 filters it gives 1,516.",
)
