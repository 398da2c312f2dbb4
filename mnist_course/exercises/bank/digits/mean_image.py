"""The mean image of each digit."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def mean_image(images, labels):
    """Return the mean image of each digit, shape (10, 28, 28)."""
    means = [images[labels == digit].mean(axis=0) for digit in range(10)]
    return np.array(means)


def _in_uint8(images, labels):
    total = np.zeros((10, 28, 28), np.uint8)
    np.add.at(total, labels, images)
    return total / np.bincount(labels, minlength=10)[:, None, None]


def _digits(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random images (n, 28, 28) and labels in which every digit occurs."""
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(10), rng.integers(0, 10, n - 10)])
    return rng.integers(0, 256, (n, 28, 28), dtype=np.uint8), rng.permutation(labels)


EXERCISE = Exercise(
    kind="code",
    reference=mean_image,
    cases=(_digits(0, 20), _digits(1, 45), _digits(2, 60)),
    mistakes=(
        Mistake(
            "uint8 overflow",
            _in_uint8,
            "You add up in uint8, which starts again at 0 after 255. Add up in floats.",
        ),
        Mistake(
            "divided by all images",
            lambda images, labels: (
                mean_image(images, labels) * np.bincount(labels)[:, None, None] / len(labels)
            ),
            "You divide each sum by the number of all images. Divide by the number of images of "
            "this digit.",
        ),
        Mistake(
            "sum, not mean",
            lambda images, labels: mean_image(images, labels) * np.bincount(labels)[:, None, None],
            "You return the sum of the images. Divide by the number of images of this digit.",
        ),
        Mistake(
            "one number per digit",
            lambda images, labels: mean_image(images, labels).mean(axis=(1, 2)),
            "You take the mean over pixels too. Average over the images only: axis=0.",
        ),
        Mistake(
            "the same mean for all",
            lambda images, labels: np.tile(images.mean(axis=0), (10, 1, 1)),
            "Every digit gets the mean of all images. Pick the images of the digit first: "
            "images[labels == k].",
        ),
        Mistake(
            "whole numbers",
            lambda images, labels: mean_image(images, labels).astype(np.uint8),
            "The means lost their fractions. Keep them as floats.",
        ),
        Mistake(
            "median",
            lambda images, labels: np.array(
                [np.median(images[labels == k], axis=0) for k in range(10)]
            ),
            "This is the median of each pixel. The mean adds up and divides.",
        ),
    ),
    hints=(
        "How do you pick all images with one label? A comparison gives a mask.",
        "`images[labels == 3]` has shape (m, 28, 28). Over which axis is the mean of its images?",
        "`np.array([images[labels == k].mean(axis=0) for k in range(10)])`",
    ),
    way="`labels == digit` holds one True or False for each image, and as an index it keeps the "
    "images of that digit. The mean over axis 0 averages them pixel by pixel and leaves rows "
    "and columns alone. Ten such means make an array of shape (10, 28, 28).",
    note="The mean of a digit is already a template: an image can be compared with ten of them.",
)
