"""The book's working sample of real digits, as NumPy reads it: the same file as in the browser."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mnist_course.widgets import assets
from mnist_course.widgets.packed import unpack, unpack_pixels


@dataclass(frozen=True)
class LabelledDigits:
    """Digits with their labels: pixels (n, 784) uint8, labels (n,) of 0 to 9."""

    pixels: np.ndarray
    labels: np.ndarray

    @property
    def x(self) -> np.ndarray:
        """Pixels as network input, (n, 784), float32 in [0, 1]."""
        return self.pixels.astype(np.float32) / 255


@dataclass(frozen=True)
class Sample:
    """Digits to train on, and digits held out."""

    train: LabelledDigits
    held: LabelledDigits


def read() -> Sample:
    """Unpack the sample.

    Raises
    ------
    packed.PackedError
        If the file does not fit its checksum.
    """
    arrays = unpack(assets.read("digits")).arrays
    pixels = unpack_pixels(arrays["runs"], arrays["ink"]).reshape(-1, 784)
    labels, held = arrays["labels"].astype(int), arrays["held"] == 1
    return Sample(*(LabelledDigits(pixels[part], labels[part]) for part in (~held, held)))
