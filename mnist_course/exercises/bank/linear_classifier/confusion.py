"""The most frequent single error of a confusion matrix."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


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


EXERCISE = Exercise(
    kind="explore",
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
            "You divide by the number of images of each digit. The task asks for the most "
            "frequent error, as a count.",
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
        "`errors = C.copy(); np.fill_diagonal(errors, 0)`. Then "
        "`np.unravel_index(np.argmax(errors), C.shape)` gives row and column.",
    ),
    way="On the diagonal stand the right answers, so they are made 0 in a new matrix; the product "
    "with 1 minus the unit matrix does that. `np.argmax` counts through the flattened matrix to "
    "its largest entry, and `np.unravel_index` turns this count into row and column.",
    note="Look at the images behind this entry: they often tell what the network cannot see.",
)
