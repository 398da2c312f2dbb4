"""A planted mistake: an augmentation turns digits upside down, and their labels with them."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def upside_down(images, labels):
    """Return the digits that stay digits when turned, turned, and labels."""
    keep = np.isin(labels, [0, 1, 6, 8, 9])
    images, labels = images[keep][:, ::-1, ::-1], labels[keep]
    turned = labels.copy()
    turned[labels == 6] = 9
    turned[labels == 9] = 6
    return images, turned


def wrong_upside_down(images, labels):
    """Return the digits that stay digits when turned, turned, and labels."""
    keep = np.isin(labels, [0, 1, 6, 8, 9])
    images, labels = images[keep][:, ::-1, ::-1], labels[keep]
    labels[labels == 6] = 9
    labels[labels == 9] = 6
    return images, labels


def _unchanged(images, labels):
    keep = np.isin(labels, [0, 1, 6, 8, 9])
    return images[keep][:, ::-1, ::-1], labels[keep]


def _nines(images, labels):
    keep = np.isin(labels, [0, 1, 6, 8, 9])
    labels = labels[keep]
    return images[keep][:, ::-1, ::-1], np.where(labels == 6, 9, labels)


def _mirrored(images, labels):
    return images[np.isin(labels, [0, 1, 6, 8, 9])][:, :, ::-1], upside_down(images, labels)[1]


def _water(images, labels):
    return images[np.isin(labels, [0, 1, 6, 8, 9])][:, ::-1], upside_down(images, labels)[1]


def _upright(images, labels):
    return images[np.isin(labels, [0, 1, 6, 8, 9])], upside_down(images, labels)[1]


def _everything(images, labels):
    turned = np.array([0, 1, 2, 3, 4, 5, 9, 7, 8, 6])[labels]
    return images[:, ::-1, ::-1], turned


def _case(seed: int, labels: list[int]) -> tuple[np.ndarray, np.ndarray]:
    images = np.random.default_rng(seed).integers(0, 9, (len(labels), 3, 3)).astype(float)
    return images, np.array(labels)


EXERCISE = Exercise(
    kind="code",
    reference=upside_down,
    planted=wrong_upside_down,
    compare=Arrays("images", "labels"),
    cases=(
        _case(0, [6]),
        _case(1, [8, 9, 6]),
        _case(2, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        _case(3, [9, 9, 6, 5, 6, 0]),
    ),
    mistakes=(
        Mistake(
            "the bug is still there",
            wrong_upside_down,
            "Follow the label of one 6 through both lines: the second line meets it again.",
        ),
        Mistake(
            "labels as they were",
            _unchanged,
            "A 6 upside down is a 9, and is to be learned as one.",
        ),
        Mistake(
            "nines forgotten",
            _nines,
            "The sixes have become nines. The nines must become sixes as well.",
        ),
        Mistake(
            "mirrored",
            _mirrored,
            "This mirrors left and right. Upside down is half a turn: reverse the rows and the "
            "columns.",
        ),
        Mistake(
            "rows only",
            _water,
            "This mirrors top and bottom. Upside down is half a turn: reverse the rows and the "
            "columns.",
        ),
        Mistake(
            "images not turned",
            _upright,
            "The labels are right, but the images still stand upright.",
        ),
        Mistake(
            "no digits any more",
            _everything,
            "A 2, 3, 4, 5 or 7 upside down is no digit that anybody writes. Leave them out, as the "
            "planted function does.",
        ),
    ),
    hints=(
        "Try `labels = np.array([6, 9])`. Which labels should come out, and which do?",
        "The first line makes nines of the sixes. What does the second line do with these nines?",
        "Ask both questions of the old labels and write the answers into a copy.",
    ),
    way="The second line finds the nines that the first has just made, and makes them sixes again. "
    "Both questions must be asked of the labels as they were: keep those, and write into a copy.",
    note="Nothing crashes, and every nine among the turned digits is taught as a six.",
)
