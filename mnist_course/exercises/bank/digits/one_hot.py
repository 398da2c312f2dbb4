"""Turn labels into one-hot rows."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def one_hot(labels, classes):
    """Return an array (n, classes) with a 1 in the column of each label."""
    targets = np.zeros((len(labels), classes))
    targets[np.arange(len(labels)), labels] = 1
    return targets


def _one_hot_by_order(labels, classes):
    seen = list(dict.fromkeys(labels.tolist()))
    return one_hot(np.array([seen.index(label) for label in labels.tolist()]), classes)


EXERCISE = Exercise(
    kind="code",
    reference=one_hot,
    cases=(
        (np.array([1, 0]), 3),
        (np.array([2, 0, 2]), 4),
        (np.array([5, 0, 4, 1, 9]), 10),
        (np.array([3, 1, 2]), 5),
    ),
    mistakes=(
        Mistake(
            "transposed",
            lambda labels, classes: one_hot(labels, classes).T,
            "Your samples stand in columns. Samples stand in rows: (n, classes).",
        ),
        Mistake(
            "counts from 1",
            lambda labels, classes: one_hot((labels - 1) % classes, classes),
            "Each 1 stands one column too far to the left. Label 0 has column 0.",
        ),
        Mistake(
            "columns missing",
            lambda labels, classes: one_hot(labels, int(labels.max()) + 1),
            "You made as many columns as the largest label asks for. A batch need not hold every "
            "class: use `classes`.",
        ),
        Mistake(
            "the label instead of 1",
            lambda labels, classes: one_hot(labels, classes) * labels[:, None],
            "You wrote the label itself. The place says which class it is; the value is 1.",
        ),
        Mistake(
            "-1 instead of 0",
            lambda labels, classes: 2 * one_hot(labels, classes) - 1,
            "The other columns hold −1. One-hot has 0 there, so that a row adds up to 1.",
        ),
        Mistake(
            "columns in order of appearance",
            _one_hot_by_order,
            "Your columns follow the order in which labels appear, so the same digit gets another "
            "column in another batch. Column k belongs to label k.",
        ),
        Mistake(
            "all labels in every row",
            lambda labels, classes: np.tile(one_hot(labels, classes).max(0), (len(labels), 1)),
            "targets[:, labels] = 1 writes every label into every row. Give each row its own "
            "index: targets[np.arange(n), labels] = 1.",
        ),
    ),
    hints=(
        "Start with zeros of the right shape. Which places become 1?",
        "Row i gets its 1 in column `labels[i]`. A loop over i is fine.",
        "Begin with `targets = np.zeros((len(labels), classes))`. Then "
        "`targets[np.arange(len(labels)), labels] = 1` writes all the ones at once.",
    ),
    way="The two index arrays `np.arange(len(labels))` and `labels` are read in pairs: row 0 with "
    "its label, row 1 with its label, and so on. So exactly one place in each row becomes 1, "
    "and the zeros around it stay.",
    note="np.eye(classes)[labels] does it in one line: it picks rows of the unit matrix.",
)
