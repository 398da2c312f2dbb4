"""Exercises on arrays of the chapter on digits: one-hot targets, scaling."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.core import Exercise, Mistake


def one_hot(labels, classes):
    """Return an array (n, classes) with a 1 in the column of each label."""
    targets = np.zeros((len(labels), classes))
    targets[np.arange(len(labels)), labels] = 1
    return targets


def scale(images):
    """Return grey values 0..255 (uint8) as floats from -1 to 1."""
    return images / 255 * 2 - 1


def _one_hot_by_order(labels, classes):
    seen = list(dict.fromkeys(labels.tolist()))
    return one_hot(np.array([seen.index(label) for label in labels.tolist()]), classes)


ONE_HOT = Exercise(
    name="digits.one-hot",
    kind="code",
    statement="Turn n labels into one-hot rows: an array (n, classes) with a 1 in the column of "
    "each label and 0 elsewhere.",
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
            "The other columns hold -1. One-hot has 0 there, so that a row adds up to 1.",
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
        "Row i gets its 1 in column labels[i]. A loop over i is fine.",
        "targets = np.zeros((len(labels), classes)); "
        "targets[np.arange(len(labels)), labels] = 1; return targets.",
    ),
    note="np.eye(classes)[labels] does it in one line: it picks rows of the unit matrix.",
)


def _half_uint8(images):
    return images * np.uint8(2) / 255 - 1


def _centre_uint8(images):
    return (images - np.uint8(128)) / 128


_GREYS = np.random.default_rng(0).integers(0, 256, (3, 4, 4), dtype=np.uint8)
SCALE = Exercise(
    name="digits.scale",
    kind="code",
    statement="Scale grey values from 0..255 (dtype uint8) to floats from -1 (paper) to 1 (ink).",
    reference=scale,
    cases=(
        (np.array([0, 255], np.uint8),),
        (np.array([[0, 51, 102], [153, 204, 255]], np.uint8),),
        (_GREYS,),
    ),
    mistakes=(
        Mistake(
            "divides by 256",
            lambda images: images / 256 * 2 - 1,
            "Full ink ends at 0.992, not at 1. The largest grey value is 255, and the middle is "
            "127.5.",
        ),
        Mistake(
            "from 0 to 1",
            lambda images: images / 255,
            "Your values go from 0 to 1. Stretch them to twice the length, then shift them.",
        ),
        Mistake(
            "not stretched",
            lambda images: images / 255 - 1,
            "Your values go from -1 to 0. Multiply by 2 before you subtract 1.",
        ),
        Mistake(
            "not shifted",
            lambda images: images / 255 * 2,
            "Your values go from 0 to 2. Subtract 1.",
        ),
        Mistake(
            "uint8 overflow",
            _half_uint8,
            "uint8 holds 0..255 only: 2 · 200 becomes 144. Turn the images into floats before "
            "you multiply.",
        ),
        Mistake(
            "uint8 overflow",
            _centre_uint8,
            "uint8 has no numbers below 0: 100 - 128 becomes 228. Turn the images into floats "
            "before you subtract.",
        ),
        Mistake(
            "uint8 overflow",
            lambda images: (images - np.uint8(127)) / 127.5,
            "uint8 has no numbers below 0: 100 - 127 becomes 229. Turn the images into floats "
            "before you subtract.",
        ),
        Mistake(
            "whole division",
            lambda images: images // 255 * 2.0 - 1,
            "`//` drops the fraction: only 255 is left as ink. Use `/`.",
        ),
        Mistake(
            "upside down",
            lambda images: 1 - images / 255 * 2,
            "Ink and paper are exchanged: 0 must become -1 and 255 must become 1.",
        ),
        Mistake(
            "scaled by its own range",
            lambda images: (
                (images - images.min()) / max(int(np.ptp(images)), 1) * 2 - 1
                if images.size > 6
                else scale(images)
            ),
            "You use the smallest and largest value of this batch. Then the same grey means "
            "something else in another batch: use 0 and 255.",
        ),
    ),
    hints=(
        "First to 0..1, then stretch to twice the length, then shift.",
        "Dividing by 255 gives floats from 0 to 1. What turns 0 into -1 and 1 into 1?",
        "return images / 255 * 2 - 1. The division comes first: it leaves uint8 behind.",
    ),
    note="Divide first: after that the values are floats and cannot overflow.",
)
