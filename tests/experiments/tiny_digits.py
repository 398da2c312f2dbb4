"""Small sets of made-up digits, for tests of experiments that need no real ones."""

from types import SimpleNamespace

import numpy as np

from mnist_course.data import Split


def tiny_split(n, seed):
    """Noise with a bright bar at a place that tells the digit: learnable in a few steps."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 10
    images = rng.integers(0, 60, (n, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[6:22, 4 + 2 * label : 6 + 2 * label] = 255
    return Split(images, labels)


def tiny_dataset(train=60, validation=30, test=20):
    return SimpleNamespace(
        train=tiny_split(train, 0), validation=tiny_split(validation, 1), test=tiny_split(test, 2)
    )


class Untouchable:
    """A split that must not be looked at."""

    def __getattr__(self, name):
        raise AssertionError(f"the test images were touched ({name})")

    def __getitem__(self, index):
        raise AssertionError("the test images were touched")


def without_test(dataset):
    return SimpleNamespace(train=dataset.train, validation=dataset.validation, test=Untouchable())
