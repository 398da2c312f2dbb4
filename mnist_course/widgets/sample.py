"""The book's working sample of real digits, as NumPy reads it: the same bytes as in the browser."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mnist_course.widgets import assets


@dataclass(frozen=True)
class Digits:
    """Digits with their labels: x (n, 784) float32 in [0, 1], labels (n,) of 0 to 9."""

    x: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Sample:
    """Digits to train on, and digits held out."""

    train: Digits
    held: Digits


def read() -> Sample:
    """Unpack the sample."""
    raw = assets.read("digits")
    train, held = np.frombuffer(raw, "<u2", 2)
    total = int(train) + int(held)
    images = np.frombuffer(raw, np.uint8, total * 784, 4).reshape(total, 784)
    x = images.astype(np.float32) / 255
    labels = np.frombuffer(raw, np.uint8, total, 4 + total * 784).astype(int)
    return Sample(Digits(x[:train], labels[:train]), Digits(x[train:], labels[train:]))
